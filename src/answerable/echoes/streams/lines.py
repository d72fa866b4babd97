"""JSON lines: one object a line, in UTF-8, plain or compressed by gzip or Zstandard.

Rules:
  - Places are bytes, of what was unpacked where the file is compressed. A line belongs to the part in which it begins.
  - A plain file that is large is several parts; a compressed one is a single part, for it can only be read in order.
  - What is no object is a broken line; the next is read. A line over the limit is passed without being held.
  - Where compression breaks, the line is broken, and reading goes on at the next gzip member, if there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from fastwarc.stream_io import ZstdReader

from answerable.echoes.errors import BrokenStream, Unreadable
from answerable.echoes.streams import files, schema
from answerable.echoes.streams.documents import Item, Part, Reason, Skipped
from answerable.echoes.streams.packing import MAGIC, Member, Readable, next_member
from answerable.echoes.streams.records import LIMIT, Seen
from answerable.echoes.streams.responses import Source

PART: Final = 64_000_000
"""Bytes of a plain file that are one part; chosen by hand: about a second of scanning."""

BLOCK: Final = 1 << 20
"""Bytes that are read at once; chosen by hand."""

MARK: Final = b"\xef\xbb\xbf"
"""A byte order mark, which some programs write at the beginning."""

ROW: Final = msgspec.json.Decoder(dict[str, Any])
"""Reads a line."""

Piece = tuple[int, int, "bytes | Unreadable"]
"""Where a line begins, where the next one does, and its bytes, or why they are not there."""


class Lines(msgspec.Struct, frozen=True):
    """JSON lines at a place: one file, or all that fit a pattern.

    Attributes:
        name: What a person called it.
        place: The path or address, a pattern among them.
        part_size: Bytes of a plain file that are one part.
    """

    name: str
    place: str
    part_size: int = PART

    def parts(self) -> Sequence[Part]:
        """Return the ranges of the files."""
        return [part for path in files.matching(self.place) for part in self._ranges(path)]

    def _ranges(self, path: str) -> list[Part]:
        size = 0 if path.endswith((".gz", ".zst")) else files.size(path)
        if size <= self.part_size:
            return [Part(stream=self.name, path=path)]
        begins = range(0, size, self.part_size)
        return [
            Part(stream=self.name, path=path, begin=begin, end=min(begin + self.part_size, size)) for begin in begins
        ]

    def read(self, part: Part, *, start: int | None = None) -> Iterator[Item]:
        """Return the records whose lines begin in a part, and what was skipped."""
        source = Source(stream=part.stream, path=part.path)
        try:
            file = files.opened(part.path)
        except BrokenStream as error:
            yield Skipped(stream=part.stream, path=part.path, at=0, next=0, reason="broken", detail=str(error))
            return
        with file:
            pieces = split(_frames(file)) if part.path.endswith(".zst") else ranged(file, part.begin, part.end)
            yield from read_lines(pieces, source, start=part.begin if start is None else start)


def read_lines(pieces: Iterator[Piece], source: Source, *, start: int = 0) -> Iterator[Item]:
    """Return the records of lines, from a place on, and what was skipped; lines before it tell their identifiers."""
    seen, any_line = Seen(), False
    for at, end, line in pieces:
        any_line = True
        row = _row(line, at)
        if at < start:
            seen.again("" if isinstance(row, Unreadable) else schema.identifier(row))
        elif isinstance(row, Unreadable):
            yield _skipped(source, at, end, row.reason, row.detail)
        elif row:
            yield from schema.items(row, at=at, end=end, source=source, seen=seen)
        elif line.strip():  # type: ignore[union-attr]  # a row was read, so these are bytes
            yield _skipped(source, at, end, "empty", "an object without fields")
    if not any_line and start == 0:
        yield _skipped(source, 0, 0, "empty", "the file is empty")


def ranged(file: Readable, begin: int = 0, end: int = -1) -> Iterator[Piece]:
    """Return the lines that begin in a range of a file; unpacked where it is gzip."""
    if begin == 0:
        file.seek(0)
        if file.read(len(MAGIC)) == MAGIC:
            yield from split(_members(file))
            return
    # A line begins after a newline: one that begins exactly here is found by the newline before it.
    before = max(begin - 1, 0)
    pieces = split(_plain(file, before), at=before)
    if begin:
        next(pieces, None)
    for piece in pieces:
        if 0 <= end <= piece[0]:
            return
        yield piece


def split(chunks: Iterator[bytes | Unreadable], *, at: int = 0) -> Iterator[Piece]:
    """Return the lines of bytes that come in any chunks; no more than one line over the limit is held."""
    held, over = b"", 0
    for chunk in chunks:
        if isinstance(chunk, Unreadable):
            yield at, at + over + len(held), chunk
            at, held, over = at + over + len(held), b"", 0
            continue
        first, *others = chunk.split(b"\n")
        held += first
        for following in others:
            end = at + over + len(held) + 1
            yield at, end, _limited(held, over)
            at, held, over = end, following, 0
        if len(held) > LIMIT:
            over, held = over + len(held), b""
    if held or over:
        yield at, at + over + len(held), _limited(held, over, last=at)


def _limited(line: bytes, over: int, *, last: int = -1) -> bytes | Unreadable:
    size = len(line) + over
    if size > LIMIT:
        return Unreadable("too-large", f"expected a line of at most {LIMIT} bytes, found {size}")
    if last >= 0:
        row = _row(line, last)
        if isinstance(row, Unreadable) and row.reason == "broken":
            return Unreadable("truncated", f"the last line breaks off: {row.detail}")
    return line


def _row(line: bytes | Unreadable, at: int) -> dict[str, Any] | Unreadable:
    if isinstance(line, Unreadable):
        return line
    if at == 0:
        line = line.removeprefix(MARK)
    if not line.strip():
        return {}
    try:
        return ROW.decode(line)
    except UnicodeDecodeError as error:
        return Unreadable("charset", f"expected UTF-8, found: {error}")
    except (msgspec.DecodeError, RecursionError) as error:
        return Unreadable("broken", f"expected a JSON object: {error}")


def _plain(file: Readable, begin: int) -> Iterator[bytes | Unreadable]:
    file.seek(begin)
    try:
        while block := file.read(BLOCK):
            yield block
    except OSError as error:
        yield Unreadable("broken", f"the file cannot be read on: {error}")


def _members(file: Readable) -> Iterator[bytes | Unreadable]:
    place = 0
    while place >= 0:
        member = Member(file, place)
        try:
            yield from member.chunks()
            place = member.end
        except Unreadable as error:
            yield error
            place = next_member(file, place + 1, begins=bool)
            continue
        file.seek(place)
        if not file.read(1):
            return


def _frames(file: Readable) -> Iterator[bytes | Unreadable]:
    reader = ZstdReader(file)
    try:
        while block := reader.read(BLOCK):
            yield block
    except OSError as error:
        yield Unreadable("broken", str(error))


def _skipped(source: Source, at: int, end: int, reason: Reason, detail: str) -> Skipped:
    return Skipped(stream=source.stream, path=source.path, at=at, next=end, reason=reason, detail=detail)
