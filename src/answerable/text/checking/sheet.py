"""A draft as the checks read it: statements and paragraphs as a reader sees them, with the way back to the original.

Rules:

* what is compared and reported are the visible words: markup inside a statement is nobody's;
* speech of others is known by its place: what lies in it is never the draft's own claim;
* the paragraph of a statement is the block it stands in.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from functools import cached_property
from itertools import accumulate
from typing import Any

from answerable.text.checking.notes import Marked, Note
from answerable.text.checking.said import Said
from answerable.text.documents import Block, Document, Visible, visible
from answerable.text.segments import Segment, segment
from answerable.text.spans import Span

APART = "\n"  # stands between the blocks of a statement that spans several

SPEECHES = 5  # quotations of a statement that are looked at; chosen by hand


CLAIMED = frozenset({"fact", "law", "cause"})
"""What an author says a statement is when it is the organisation's own claim, whatever marks stand around it."""


class Sheet:
    """A draft, its segments, and the statements in it."""

    def __init__(self, document: Document, language: str, *, own: Collection[str] = ()) -> None:
        """Take a draft in a language; `own` are names of the organisation, whose speech is its own."""
        self.document, self.language = document, language
        self.segments = segment(document, own=own)
        self.quoted = tuple(sorted(Span(each.start, each.end) for each in self.segments if each.quoted))
        self._begins = [block.start for block in document.blocks]
        self._views: dict[int, Visible] = {}
        self._paragraphs: dict[int, Said] = {}
        self._shown: dict[int, _Shown] = {}
        self._quoted_until = _furthest(self.quoted)

    def block_at(self, offset: int) -> int:
        """Return the number of the block that holds a character of the original, or of the last before it."""
        return max(0, bisect_right(self._begins, offset) - 1)

    def view(self, number: int) -> Visible:
        """Return what a reader sees of a block."""
        if number not in self._views:
            self._views[number] = visible(self.document.blocks[number])
        return self._views[number]

    def paragraph(self, number: int) -> Said:
        """Return a block as a passage."""
        if number not in self._paragraphs:
            self._paragraphs[number] = Said(self.view(number).text, self.language)
        return self._paragraphs[number]

    def is_quoted(self, start: int, end: int) -> bool:
        """Tell whether these characters of the original lie in somebody else's speech."""
        at = bisect_right(self.quoted, Span(start, len(self.document.text) + 1)) - 1
        return at >= 0 and self._quoted_until[at] >= end

    def placed(self, marked: Marked) -> Placed:
        """Return a statement with what a reader sees of it."""
        return Placed(self, marked)

    def parts(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Give, for each block that characters of the original lie in, its number and the visible characters."""
        blocks = self.document.blocks
        for number in range(self.block_at(start), len(blocks)):
            if blocks[number].start >= end:
                break
            if number not in self._shown:
                self._shown[number] = _Shown(blocks[number])
            first, last = self._shown[number].at(start), self._shown[number].at(end)
            if first < last:
                yield number, first, last


class Placed(Said):
    """A statement of a draft: what a reader sees of it, and where each character stands in the original."""

    def __init__(self, sheet: Sheet, marked: Marked) -> None:
        """Take a statement of a draft."""
        self.sheet, self.marked = sheet, marked
        self._parts = tuple(sheet.parts(marked.start, marked.end))
        text = APART.join(sheet.view(number).text[first:last] for number, first, last in self._parts)
        within = sheet.paragraph(self._parts[0][0]) if len(self._parts) == 1 else None
        super().__init__(text, sheet.language, within=within, start=self._parts[0][1] if within else 0)

    @cached_property
    def paragraph(self) -> Said:
        """The block that the statement begins in."""
        return self.sheet.paragraph(self._parts[0][0]) if self._parts else self

    @cached_property
    def only_presents(self) -> bool:
        """Whether it holds speech of others and little beside it: who is speaking."""
        marked, sheet = self.marked, self.sheet
        at = bisect_left(sheet.quoted, Span(marked.start, 0))
        inside = [span for span in sheet.quoted[at : at + SPEECHES] if span.end <= marked.end]
        told = sum(span.end - span.start for span in inside)
        return told * 2 > marked.end - marked.start

    def at(self, start: int, end: int) -> Span:
        """Return where characters of the statement stand in the original."""
        before = 0
        spans = []
        for number, first, last in self._parts:
            low, high = max(start, before), min(end, before + last - first)
            if low < high or (low == high == start == end):
                spans.append(self.sheet.view(number).span(first + low - before, first + high - before))
            before += last - first + len(APART)
        if not spans:
            return Span(self.marked.start, self.marked.start)
        return Span(spans[0].start, spans[-1].end)

    def is_quoted(self, start: int, end: int) -> bool:
        """Tell whether characters of the statement lie in somebody else's speech.

        A statement that is quoted from end to end and marked as a claim is its author's own.
        """
        if self.marked.says in CLAIMED and self.sheet.is_quoted(self.marked.start, self.marked.end):
            return False
        where = self.at(start, end)
        return self.sheet.is_quoted(where.start, where.end)

    def note(self, start: int, end: int, *, gate: int, code: str, reason: str, **rest: Any) -> Note:
        """Return a note at characters of the statement."""
        where = self.at(start, end)
        return Note(
            gate=gate,
            code=code,
            statement=self.marked.id,
            start=where.start,
            end=where.end,
            reason=" ".join(reason.split()),
            **rest,
        )


class _Shown:
    """How many visible characters of a block stand before a character of the original."""

    def __init__(self, block: Block) -> None:
        self._pieces = block.pieces
        self._begins = [piece.start for piece in block.pieces]
        self._before = [0, *accumulate(len(piece.shown) for piece in block.pieces)]

    def at(self, offset: int) -> int:
        number = bisect_right(self._begins, offset) - 1
        if number < 0:
            return 0
        piece = self._pieces[number]
        if offset >= piece.end:
            return self._before[number + 1]
        straight = len(piece.shown) == piece.end - piece.start
        return self._before[number] + (offset - piece.start if straight else 0)


def _furthest(spans: tuple[Span, ...]) -> list[int]:
    """Return for each span the furthest end up to it."""
    furthest, reached = [], 0
    for span in spans:
        reached = max(reached, span.end)
        furthest.append(reached)
    return furthest


def own_sentences(segments: Collection[Segment]) -> Iterator[Segment]:
    """Give the sentences that the organisation itself says, titles included, headings and cells not."""
    return (each for each in segments if each.place in {"title", "lead", "bullet", "body"} and not each.quoted)
