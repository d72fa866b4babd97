"""Items made whole where the learned part cut them inside a phrase.

Rules:
  - An item ends before a mark or at a link ("and"), as 2264 of 2299 labelled ones do; else it goes on to the next one.
    It never ends before what was said ("…, що …", "…, dass …").
  - What goes on into another item of its kind is one item with it.
  - A demand that goes on with "and that" ("et que", "und dass", "і щоб") is two: 15 of 21 such places in labelled
    letters part two demands.
  - A question begins where its sentence does if at most `FEW` words, and no mark, stand before it.

An item never leaves its sentence here, and never grows into another.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from answerable.critiques.letters.features import Clauses
from answerable.critiques.letters.tagging import Run
from answerable.text.spans import Span

FEW: Final = 3
"""Words before a question that belong to it; chosen by hand: "For which of these"."""

LEAST_PART: Final = 2
"""Words of each of two demands; chosen by hand: "and that at once" is none."""

_ENDED: Final = re.compile(
    r"(?:[,;:.?!…،؛؟)\]»”\"'’–—]|(?<!\w)(?:and|or|et|ou|y|e|o|und|oder|sowie|и|или|і|й|та|або|чи|و|أو))\Z",
    re.IGNORECASE,
)
"""Marks and links before or after which an item may end."""

_GOES_ON: Final = re.compile(r"(?:що|что|dass|daß|ob)(?!\w)", re.IGNORECASE)
"""Words that open what was said, asked or known, and stand behind a comma: nothing ends before them."""

_AND_THAT: Final = re.compile(
    r"(?:[,;،؛]\s*|\s+)(?:(?:and\s+that|et\s+que|et\s+qu['’]|y\s+que|und\s+dass|[ійи]\s+щоб|та\s+щоб|и\s+чтобы)(?!\w)|وأن\s)\s*",
    re.IGNORECASE,
)


def mended(text: str, read: Clauses, found: Sequence[Run]) -> list[Run]:
    """Return the items as runs of clauses, none of them cut inside a phrase."""
    starts = {run.first: run for run in found}
    whole: list[Run] = []
    for run in found:
        if whole and run.first < whole[-1].last:
            continue
        last = _last(text, read, run, starts)
        whole.append(run._replace(first=_first(text, read, run, whole), last=last))
    return whole


def demands_of(text: str, span: Span) -> list[Span]:
    """Return the demands that one span of demands holds: each "and that" opens another."""
    places = [match.span() for match in _AND_THAT.finditer(text, span.start, span.end)]
    starts, ends = [span.start, *(end for _, end in places)], [*(start for start, _ in places), span.end]
    if any(len(text[start:end].split()) < LEAST_PART for start, end in zip(starts, ends, strict=True)):
        return [span]
    return [Span(start, end) for start, end in zip(starts, ends, strict=True)]


def _last(text: str, read: Clauses, run: Run, starts: dict[int, Run]) -> int:
    """Return the clause after the last one of an item."""
    last = run.last
    while last < len(read.spans) and read.sentences[last] == read.sentences[last - 1]:
        ended = _ENDED.search(read.spans[last - 1].words(text)) and not _GOES_ON.match(text, read.spans[last].start)
        other = starts.get(last)
        if ended or (other and other.kind != run.kind):
            break
        last = other.last if other else last + 1
    return last


def _first(text: str, read: Clauses, run: Run, before: Sequence[Run]) -> int:
    """Return the first clause of an item."""
    first, free = run.first, before[-1].last if before else 0
    while run.kind == "question" and first > free and read.sentences[first - 1] == read.sentences[first]:
        words = text[read.spans[first - 1].start : read.spans[run.first].start]
        if len(words.split()) > FEW or re.search(r"[,;:.–—،؛»”]", words):
            break
        first -= 1
    opens = first == 0 or read.sentences[first - 1] != read.sentences[first]
    return first if opens else run.first
