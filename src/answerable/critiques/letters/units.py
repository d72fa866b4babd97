"""The sentences of a letter or reply, each with where it stands; what is read off one by one.

Rules:
  - A sentence is what `answerable.text.sentences` takes for one; a number alone ("5.", "Page 6.") belongs to the next.
  - `start` and `end` point into `Document.text`; `shown` is what a reader sees there.
"""

from __future__ import annotations

import re
from typing import Final

import msgspec

from answerable.text.documents import Document, visible
from answerable.text.sentences import sentences
from answerable.text.spans import Span

LONGEST_NUMBER: Final = 12
"""Characters of a number with its word that stands before a sentence, at most; chosen by hand: "Chapter 12."."""

_NUMBER = re.compile(r"(?:\w+ )?[§(]?\d{1,3}[.):]{0,2}|\(?[a-zа-яіїє][.)]", re.IGNORECASE)


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence.

    Attributes:
        start: Its first character in the document's text.
        end: After the last.
        shown: What a reader sees of it.
        block: Number of its block, from 0.
        begin: Its first character in what is visible of the block.
        kind: Kind of its block.
        first: Whether it opens its block.
    """

    start: int
    end: int
    shown: str
    block: int
    begin: int
    kind: str
    first: bool


def units(document: Document) -> tuple[Unit, ...]:
    """Return the sentences of a document, in order."""
    found: list[Unit] = []
    for number, block in enumerate(document.blocks):
        seen = visible(block)
        for place, (start, end) in enumerate(_joined(seen.text)):
            span = seen.span(start, end)
            found.append(
                Unit(
                    start=span.start,
                    end=span.end,
                    shown=seen.text[start:end],
                    block=number,
                    begin=start,
                    kind=block.kind,
                    first=place == 0,
                )
            )
    return tuple(found)


def within(document: Document, unit: Unit, start: int, end: int) -> Span:
    """Return where characters `start` to `end` of what a sentence shows stand in the document's text."""
    return visible(document.blocks[unit.block]).span(unit.begin + start, unit.begin + end)


def _joined(text: str) -> list[tuple[int, int]]:
    """Return the sentences of a block, where a number belongs to what follows it."""
    found: list[tuple[int, int]] = []
    begin = -1
    parts = list(sentences(text))
    for place, (start, end) in enumerate(parts):
        begin = start if begin < 0 else begin
        alone = end - start <= LONGEST_NUMBER and _NUMBER.fullmatch(text[start:end]) is not None
        if not alone or place == len(parts) - 1:
            found.append((begin, end))
            begin = -1
    return found
