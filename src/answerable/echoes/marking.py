"""Our words and theirs side by side, cut where something changes: what each page shows as marks.

Rules:
  - A stretch of ours that is used nowhere is left out; a stretch of theirs that is not ours is added. In other words or
    in another language nothing of the kind can be told word by word, and only shifts are marked.
  - Spans beyond the words are cut to them: what a machine wrote is never trusted to fit.
  - Each shift has the number under which it stands in the list beside the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import msgspec

from answerable.echoes.scanning.found import Echo
from answerable.text.spans import Span

WORD_BY_WORD = frozenset({"verbatim", "trimmed", "edited", "spliced"})
"""Relations in which words can be held against words."""


NOWHERE = Span(0, 0)
"""No words."""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of words under the same marks.

    `mark` says what it is: "left-out", "added", or "" for words that both sides have. `shifts` are the numbers of the
    shifts that it carries, `ends` those that end with it; `names` tells that it names us.
    """

    words: str
    mark: Literal["left-out", "added", ""] = ""
    shifts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    names: bool = False


def ours(echo: Echo) -> list[Piece]:
    """Return our passage in pieces."""
    changed = [(n, shift.source) for n, shift in enumerate(echo.shifts, start=1)]
    kept = echo.source if echo.relation in WORD_BY_WORD else ()
    return _pieces(echo.source_words, changed, kept, other="left-out")


def theirs(echo: Echo) -> list[Piece]:
    """Return the page's sentence in pieces."""
    changed = [(n, shift.restatement) for n, shift in enumerate(echo.shifts, start=1)]
    kept = [_moved(span, echo.restatement_start) for span in echo.restatement]
    naming = _moved(echo.naming, echo.restatement_start)
    kept = kept if echo.relation in WORD_BY_WORD else []
    return _pieces(echo.restatement_words, changed, kept, other="added", naming=naming)


def _moved(span: Span, by: int) -> Span:
    return Span(max(span.start - by, 0), max(span.end - by, 0))


def _pieces(
    text: str,
    changed: Sequence[tuple[int, Span]],
    kept: Sequence[Span],
    *,
    other: Literal["left-out", "added"],
    naming: Span = NOWHERE,
) -> list[Piece]:
    spans = [*(span for _n, span in changed), *kept, naming]
    cuts = sorted(
        {0, len(text), *(min(max(place, 0), len(text)) for span in spans for place in (span.start, span.end))}
    )
    found = []
    for start, end in pairwise(cuts):
        here = Span(start, end)
        words = here.words(text)
        alone = bool(kept) and not any(here.overlaps(span) for span in kept) and any(map(str.isalnum, words))
        carried = tuple(n for n, span in changed if here.overlaps(span))
        found.append(
            Piece(
                words=words,
                mark=other if alone else "",
                shifts=carried,
                ends=tuple(n for n, span in changed if n in carried and min(span.end, len(text)) == end),
                names=here.overlaps(naming),
            )
        )
    return found
