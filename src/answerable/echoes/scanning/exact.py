"""The exact stretches of our words in the parts of pages that hit.

A passage that stands on a page several times, one copy close behind the other, is aligned with one of them only; so
what was found is masked, and the parts are searched again for more copies of the same passages, `TIMES` times at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from answerable.echoes.scanning.library import Own
from answerable.echoes.scanning.reading import Part, parts_of
from answerable.echoes.streams.documents import Document
from answerable.text.index.arrays import Library
from answerable.text.index.passages import Match
from answerable.text.index.reuse import Found, match, spliced, text_side
from answerable.text.index.scanning import Read, find, read
from answerable.text.index.verification import Least

TIMES: Final = 3
"""Copies of a passage within twice its length that are found; chosen by hand."""


def find_parts(documents: Sequence[Document], own: Own, least: Least) -> list[tuple[Part, list[Match]]]:
    """Every part of some pages with what was found in it by words, page by page."""
    shown = [(document, *part) for document in documents for part in parts_of(document)]
    batch = read([text for _, _, text in shown])
    found = _found(batch, own.words, least)
    done: list[tuple[Part, list[Match]]] = []
    for at, (document, place, text) in enumerate(shown):
        side = text_side(text, at, batch.buffer, batch.bounds, batch.words)
        hashes = batch.words.hashes[batch.words.firsts[at] : batch.words.firsts[at + 1]]
        before = done[-1][0] if done and done[-1][0].document is document else None
        part = Part(document, place, side, hashes, names=own.names, before=before)
        matches = []
        for each in spliced(found.get(at, []), side):
            part.taken[np.array(each.theirs)] = True
            matches.append(match(each, own.words, document.id, side))
        done.append((part, matches))
    return done


def _found(batch: Read, library: Library, least: Least) -> dict[int, list[Found]]:
    """What each text of a batch uses, copies included."""
    found = dict(find(batch, library, least))
    hashes, news = batch.words.hashes.copy(), found
    for _ in range(TIMES - 1):
        for at, each in ((at, each) for at, several in news.items() for each in several):
            hashes[batch.words.firsts[at] + np.array(each.theirs)] = 0
        again = dict(find(Read(batch.buffer, batch.bounds, batch.words._replace(hashes=hashes)), library, least))
        known = {at: {each.passage for each in several} for at, several in found.items()}
        news = {at: [each for each in several if each.passage in known.get(at, ())] for at, several in again.items()}
        if not any(news.values()):
            break
        found = {at: [*several, *news.get(at, [])] for at, several in found.items()}
    return found
