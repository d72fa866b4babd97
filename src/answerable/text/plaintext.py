"""Blocks of plain text, from its lines alone.

Rules (chosen by hand on releases, letters and reports as text files):

* an empty line ends a block; lines of more than `WRAPPED` characters are not wrapped, and each is a block of its own;
* in wrapped text a block also ends after a short line that ends a sentence, for text out of a PDF has no empty lines;
* a line that begins with a small letter goes on with an unfinished line before it, whatever lies between;
* a line that begins with a bullet mark or "(a)" begins a bullet; a number with a full stop numbers a paragraph;
* the first block is the title where it is short and ends no sentence; such a block further on is a heading.

A line break within a block shows as a space, so the visible text is as long as the original.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from answerable.text.documents import Block, Piece

WRAPPED: Final = 120
"""Characters of the longest line in wrapped text; chosen by hand: terminals and letters wrap at 65 to 100."""

SHORT_LINE: Final = 0.75
"""Share of the longest line under which a line ends its paragraph; chosen by hand."""

SHORTEST_BROKEN: Final = 40
"""Characters of a line from which the next may go on with it after an empty line; chosen by hand."""

LONGEST_HEADING: Final = 160
"""Characters of a heading or title at most; chosen by hand."""

_LINE = re.compile(r"[^\r\n\x0b\x0c\x85\u2028\u2029]*(?:\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]|\Z)")
_BULLET = re.compile(r"[ \t]{0,20}(?:[-*+•‣▪●◦·–—][ \t]{1,20}|\(?[a-z0-9]{1,4}\)[ \t]{1,20})(?=\S)")
_NUMBER = re.compile(r"[ \t]{0,20}\d{1,4}(?:\.\d{1,3}){0,3}\.?[ \t]{1,20}(?=\S)")
_ENDS = re.compile(r"[.!?…:;,。！？؟۔।][\"'”’»“)\]」』]{0,3}\Z")
_BREAKS = str.maketrans(dict.fromkeys("\r\n\x0b\x0c\x85\u2028\u2029\t", " "))

Line = tuple[int, int]
"""Where the visible characters of a line begin and end."""


def plain_blocks(text: str) -> list[Block]:
    """The blocks of a plain text, in order."""
    parts: list[tuple[list[Line], str]] = []
    for chunk in _chunks(text):
        for lines, kind in _parts(text, chunk):
            if parts and not kind and _goes_on(text, parts[-1][0][-1], lines[0]):
                parts[-1][0].extend(lines)
            else:
                parts.append((lines, kind))
    blocks = [_block(text, lines, kind, first=number == 0) for number, (lines, kind) in enumerate(parts)]
    if len(blocks) == 1 and blocks[0].kind == "title":  # a single line is what there is to say, not what it is called
        blocks = [Block(kind="paragraph", start=blocks[0].start, end=blocks[0].end, pieces=blocks[0].pieces)]
    return blocks


def _chunks(text: str) -> Iterator[list[Line]]:
    """Runs of lines that are not empty."""
    chunk: list[Line] = []
    for match in _LINE.finditer(text):
        line = match.group()
        inner = line.strip("\ufeff \t\r\n\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029\u3000")
        if inner:
            start = match.start() + line.index(inner[0])
            chunk.append((start, start + len(inner)))
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _parts(text: str, chunk: list[Line]) -> Iterator[tuple[list[Line], str]]:
    """The blocks within lines that follow each other, each with its kind where a mark says it."""
    longest = max(end - start for start, end in chunk)
    lines: list[Line] = []
    kind = ""
    for line in chunk:
        bullet = _BULLET.match(text, line[0], line[1])
        if lines and (bullet or longest > WRAPPED or _ended(text, lines[-1], longest)):
            yield lines, kind
            lines, kind = [], ""
        if bullet and text[line[0]] not in "—–":  # a dash also begins a speaker's turn: that block stays a paragraph
            line, kind = (bullet.end(), line[1]), "bullet"  # noqa: PLW2901 - without its mark
        lines.append(line)
    yield lines, kind


def _ended(text: str, line: Line, longest: int) -> bool:
    """Tell whether this line is the last of its paragraph."""
    start, end = line
    if text[end - 1] == ";":  # an item of a list
        return True
    return end - start < SHORT_LINE * longest and _ENDS.search(text, max(start, end - 5), end) is not None


def _goes_on(text: str, before: Line, line: Line) -> bool:
    """Tell whether a line goes on with one before it, over the edge of a page or of a column."""
    start, end = before
    unfinished = end - start > SHORTEST_BROKEN and _ENDS.search(text, max(start, end - 5), end) is None
    return unfinished and text[line[0]].islower()


def _block(text: str, lines: list[Line], kind: str, *, first: bool) -> Block:
    start, end = lines[0][0], lines[-1][1]
    if not kind:
        short = end - start <= LONGEST_HEADING and _ENDS.search(text, max(start, end - 5), end) is None
        kind = ("title" if first else "heading") if short else "paragraph"
    number = _NUMBER.match(text, start, end) if kind == "paragraph" else None
    start = number.end() if number and text[number.end()].isupper() else start
    return Block(kind=kind, start=start, end=end, pieces=(Piece(start, end, text[start:end].translate(_BREAKS)),))
