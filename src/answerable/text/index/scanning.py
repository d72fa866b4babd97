"""The funnel: texts in batches through the stages, from bytes to typed matches.

Each stage is a function over arrays and can be run, and timed, alone: `words.read_words`, `shingles.seeds`,
`candidates.candidates`, `verification.verify`, and `reuse` for the few that are left. A batch is small enough for the
arrays of one stage to be in the cache when the next one reads them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from answerable.text.index.arrays import Library
from answerable.text.index.candidates import candidates
from answerable.text.index.meaning import Meaning, asked, by_meaning
from answerable.text.index.names import names
from answerable.text.index.passages import Match, Passage
from answerable.text.index.reuse import Found, found_in_texts, match, spliced, text_side
from answerable.text.index.shingles import seeds
from answerable.text.index.verification import Least, verify
from answerable.text.index.words import Words, join, read_words
from answerable.text.spans import Span

BATCH = 1 << 18
"""Characters of a batch, more only where one text is longer; a fourth of a common second-level cache, so that the words
of a batch fit it; chosen by the time of a scan."""


@dataclass(frozen=True, slots=True)
class Read:
    """A batch of texts and its words."""

    buffer: npt.NDArray[np.uint8]
    bounds: npt.NDArray[np.int64]
    words: Words


def read(texts: Sequence[str]) -> Read:
    """The words of a batch of texts."""
    buffer, bounds = join(texts)
    return Read(buffer, bounds, read_words(buffer, bounds, names()))


def find(batch: Read, library: Library, least: Least) -> list[tuple[int, list[Found]]]:
    """What a batch reuses: for each text that does, its place in the batch and what was found, best first."""
    words = batch.words
    sown = seeds(words.hashes, words.firsts, library.shingles)
    if not len(sown.words):
        return []
    compared = candidates(sown, words.firsts, np.diff(library.pieces.firsts))
    aligned = verify(words.hashes, compared, library.pieces, least)
    return list(found_in_texts(aligned, compared, library, words.firsts))


def matches(
    batch: Read, documents: Sequence[Passage], library: Library, least: Least, about: Meaning | None = None
) -> Iterator[Match]:
    """The matches of a batch: by words, document by document, and then by meaning, if an encoder is at hand."""
    taken = np.zeros(len(batch.words.hashes), dtype=np.bool_)
    for at, found in find(batch, library, least):
        theirs = text_side(documents[at].text, at, batch.buffer, batch.bounds, batch.words)
        for each in spliced(found, theirs):
            taken[batch.words.firsts[at] + np.array(each.theirs)] = True
            yield match(each, library, documents[at].id, theirs)
    if about is not None:
        yield from by_meaning(list(_asked(batch, documents, taken, about)), library, about)


def _asked(
    batch: Read, documents: Sequence[Passage], taken: npt.NDArray[np.bool_], about: Meaning
) -> Iterator[tuple[Passage, Span]]:
    """The sentences of a batch that are asked for by meaning, with their documents."""
    words = batch.words
    for at, document in enumerate(documents):
        side = text_side(document.text, at, batch.buffer, batch.bounds, words)
        inside = slice(words.firsts[at], words.firsts[at + 1])
        yield from ((document, span) for span in asked(side, words.hashes[inside], taken[inside], about))


def batches(documents: Iterable[Passage]) -> Iterator[list[Passage]]:
    """The documents in batches of about `BATCH` characters."""
    batch: list[Passage] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
