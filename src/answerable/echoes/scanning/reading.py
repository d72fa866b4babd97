"""A page that hit, read carefully: its parts with their words, sentences and names, and who is speaking in them.

Rules:
  - Title, lead and body are parts; each is read alone, but for one thing: whoever was named in a part before is still
    "the group" in the first sentences of the next.
  - A sentence ends at its mark or at the end of its line; the stretch shown around a use is bounded, for a page may
    have no marks at all.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from answerable.echoes.scanning.attributing import LATER, Said, said_by_us, spoken_after
from answerable.echoes.scanning.found import Place
from answerable.echoes.scanning.names import Names, namings
from answerable.echoes.streams.documents import Document
from answerable.text.index.reuse import Side
from answerable.text.languages import UNDETERMINED, language_of
from answerable.text.sentences import sentences
from answerable.text.spans import Span

AROUND: Final = 600
"""Characters shown on either side of a use whose sentence is longer; chosen by hand."""


class Part:
    """A part of a page.

    Attributes:
        document: The page.
        place: Which part.
        text: Its characters.
        side: Its words.
        hashes: uint64 [words]; their numbers.
        taken: bool [words]; which of them were found to be ours.
    """

    def __init__(
        self,
        document: Document,
        place: Place,
        side: Side,
        hashes: npt.NDArray[np.uint64],
        *,
        names: Names,
        before: Part | None,
    ) -> None:
        self.document = document
        self.place = place
        self.text = side.text
        self.side = side
        self.hashes = hashes
        self.taken = np.zeros(len(hashes), dtype=np.bool_)
        self._before = before
        self._names = names

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Its sentences, in order."""
        return tuple(_sentences(self.text))

    @cached_property
    def namings(self) -> tuple[Span, ...]:
        """Where it names us."""
        return tuple(namings(self.text, self._names))

    @cached_property
    def said(self) -> tuple[Said, ...]:
        """What it gives as said by us."""
        found = said_by_us(self.text, self.sentences, self.namings, title=self.place == "title")
        if self._named_before:
            found += spoken_after(self.text, self.sentences)
        return tuple(sorted(set(found)))

    @property
    def _named_before(self) -> bool:
        """Whether the parts before it end with us in sight."""
        if self._before is None:
            return False
        last = self._before.sentences[-LATER:]
        return any(each.start >= last[0].start for each in self._before.namings) if last else False

    def around(self, first: int, after: int) -> tuple[int, int]:
        """The numbers of the sentences that hold these characters: the first, and the one after the last."""
        starts, ends = self._edges
        low, high = bisect_right(ends, first), bisect_left(starts, after)
        return min(low, max(high - 1, 0)), high

    @cached_property
    def _edges(self) -> tuple[list[int], list[int]]:
        """Where its sentences begin, and where they end."""
        return [each.start for each in self.sentences], [each.end for each in self.sentences]

    def window(self, span: Span) -> Span:
        """The whole sentences around some characters, or as much of them as is shown."""
        low, high = self.around(span.start, span.end)
        inside = self.sentences[low:high]
        start = min(inside[0].start, span.start) if inside else span.start
        end = max(inside[-1].end, span.end) if inside else span.end
        return Span(self._cut(max(start, span.start - AROUND), start), self._cut(min(end, span.end + AROUND), end))

    def _cut(self, at: int, edge: int) -> int:
        """A place to cut at, moved to the next white space on the way to the edge's other side."""
        if at == edge:
            return at
        step = 1 if at > edge else -1
        for place in range(at, at + step * AROUND // 4, step):
            if not 0 < place < len(self.text) or self.text[place].isspace():
                return min(max(place, 0), len(self.text))
        return at

    def words_in(self, span: Span) -> tuple[int, int]:
        """The words that lie within some characters: the first, and the one after the last."""
        first, after = np.searchsorted(self.side.starts, [span.start, span.end])
        return int(first), int(after)

    def holds_ours(self, span: Span) -> bool:
        """Whether some words within these characters were found to be ours."""
        first, after = self.words_in(span)
        return bool(self.taken[first:after].any())

    @cached_property
    def language(self) -> str:
        """The language of the page, or of this part where the page's is not known."""
        known = self.document.language
        return known if known and known != UNDETERMINED else language_of(self.text)


def parts_of(document: Document) -> Sequence[tuple[Place, str]]:
    """The parts of a page that have words."""
    parts: tuple[tuple[Place, str], ...] = (("title", document.title), ("lead", document.lead), ("body", document.body))
    return [(place, text) for place, text in parts if text.strip()]


def _sentences(text: str) -> Iterator[Span]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield from (Span(start + first, start + after) for first, after in sentences(line))
        start += len(line)
