"""What a reader sees of a letter as one text, with its sentences, and the way back to the original.

Rules:
  - Blocks stand in order with an empty line between two; what is marked as hidden is in no block.
  - A sentence never leaves its block. Addresses, dates, greetings and signatures are sentences as well.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property
from itertools import pairwise

from answerable.text.documents import Document, Visible, visible
from answerable.text.sentences import sentences
from answerable.text.spans import Span

BETWEEN = "\n\n"
"""What stands between two blocks."""


class Shown:
    """The visible text of a document.

    Attributes:
        text: What a reader sees, blocks parted by an empty line.
        blocks: Where each block begins and ends in it.
        kinds: What each block is: title, paragraph, bullet and so on.
    """

    def __init__(self, document: Document) -> None:
        """Lay out the blocks of a document."""
        self._views: list[Visible] = [visible(block) for block in document.blocks]
        self.text = BETWEEN.join(view.text for view in self._views)
        self.kinds = tuple(block.kind for block in document.blocks)
        starts = [0]
        for view in self._views:
            starts.append(starts[-1] + len(view.text) + len(BETWEEN))
        self.blocks = tuple(Span(low, high - len(BETWEEN)) for low, high in pairwise(starts))
        self._starts = starts[:-1]

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """Its sentences in order."""
        return tuple(
            Span(block.start + start, block.start + end)
            for block, view in zip(self.blocks, self._views, strict=True)
            for start, end in sentences(view.text)
        )

    def block_of(self, place: int) -> int:
        """Return the number of the block that holds a character, or that the gap after it follows."""
        return max(0, bisect_right(self._starts, place) - 1)

    def original(self, start: int, end: int) -> Span:
        """Return the characters of the original that show these, which may lie in several blocks."""
        first, last = self.block_of(start), self.block_of(max(start, end - 1))
        low = self._views[first].span(start - self.blocks[first].start, len(self._views[first].text))
        stop = end - self.blocks[last].start
        return Span(low.start, self._views[last].span(stop - 1, stop).end)
