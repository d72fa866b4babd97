"""Standard input: a web archive or JSON lines, told by its form or by its first bytes.

Rules:
  - It can be read once, and in one part. A run that goes on is given the same bytes again from their beginning, and
    what lies before its place is passed without being given.
  - The last bytes are kept, so that an archive's reader can go back to what was broken; what came before is gone.
"""

from __future__ import annotations

import io
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

import msgspec

from answerable.echoes.errors import BrokenStream, Unreadable
from answerable.echoes.streams.documents import Item, Part, Skipped
from answerable.echoes.streams.lines import MARK, ranged, read_lines
from answerable.echoes.streams.packing import MAGIC, Member
from answerable.echoes.streams.responses import Source
from answerable.echoes.streams.warc import read_archive

KEPT: Final = 32_000_000
"""Bytes that one can go back: a record at the limit, and as many again."""

BLOCK: Final = 1 << 16
"""Bytes that are kept or given up together."""


class Standard(msgspec.Struct, frozen=True):
    """Standard input.

    Attributes:
        name: What a person called it.
        form: warc or jsonl; "" where the first bytes are to tell.
    """

    name: str
    form: str = ""

    def parts(self) -> Sequence[Part]:
        """Return the one part there is."""
        return [Part(stream=self.name, path="-")]

    def read(self, part: Part, *, start: int | None = None) -> Iterator[Item]:
        """Return the records, and what was skipped.

        Raises:
            BrokenStream: The first bytes are neither a web archive's nor JSON's.
        """
        yield from read_standard(sys.stdin.buffer, part, form=self.form, start=start)


def read_standard(file: BinaryIO, part: Part, *, form: str = "", start: int | None = None) -> Iterator[Item]:
    """Return the records of bytes that come once, in order.

    Raises:
        BrokenStream: No form is given, and the first bytes are neither a web archive's nor JSON's.
    """
    window = Window(file)
    source = Source(stream=part.stream, path=part.path)
    form = form or _told(window)
    if form == "warc":
        yield from read_archive(window, source, start=start or 0)
    else:
        yield from read_lines(ranged(window), source, start=start or 0)
    ends = window.seek(0, io.SEEK_END)
    if start and ends < start and not window.packed:
        detail = f"expected to go on at byte {start}, found the end at byte {ends}"
        yield Skipped(stream=part.stream, path=part.path, at=start, next=start, reason="truncated", detail=detail)


def _told(window: Window) -> str:
    first = window.peek(BLOCK)
    if first.startswith(MAGIC):
        try:
            first = next(Member(window, 0).chunks(), b"")
        except Unreadable as error:
            raise BrokenStream(f"expected a web archive or JSON lines, found {error.detail}") from error
        finally:
            window.seek(0)
    first = first.removeprefix(MARK).lstrip()
    if first.startswith(b"WARC/"):
        return "warc"
    if first.startswith(b"{") or not first:
        return "jsonl"
    raise BrokenStream(f"expected a web archive or JSON lines on standard input, found {first[:20]!r}")


class Window:
    """Bytes that come once, with the last of them kept: one can go back a little, and no further.

    `seek` returns where one is then: the oldest place that is kept, where one asks for an older one.

    Attributes:
        packed: Whether they are gzip.
    """

    def __init__(self, file: BinaryIO, kept: int = KEPT) -> None:
        self._file, self._kept = file, kept
        self._blocks: deque[bytes] = deque()
        self._begin = self._end = self._at = 0
        self.packed = self.peek(len(MAGIC)) == MAGIC

    def peek(self, size: int) -> bytes:
        """Return the next bytes without going on."""
        at = self._at
        content = self.read(size)
        self._at = at
        return content

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, as many as asked for where there are so many.

        Raises:
            ValueError: All of them are asked for at once, which may be more than memory holds.
        """
        if size < 0:
            raise ValueError("expected a number of bytes, found none: the stream may be larger than memory")
        while self._end < self._at + size and self._take():
            pass
        content = self._between(self._at, min(self._at + size, self._end))
        self._at += len(content)
        return content

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place, as near as it is kept, and return where one is."""
        if whence == io.SEEK_END:
            while self._take():
                pass
        wanted = offset + (0, self._at, self._end)[whence]
        while self._end < wanted and self._take():
            pass
        self._at = min(max(wanted, self._begin), self._end)
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def close(self) -> None:
        """Leave the bytes to whoever opened them."""

    def _take(self) -> bool:
        block = self._file.read(BLOCK)
        if not block:
            return False
        self._blocks.append(block)
        self._end += len(block)
        while self._end - self._begin > self._kept + BLOCK:
            self._begin += len(self._blocks.popleft())
        return True

    def _between(self, begin: int, end: int) -> bytes:
        parts, at = [], self._begin
        for block in self._blocks:
            if at + len(block) > begin and at < end:
                parts.append(block[max(begin - at, 0) : end - at])
            at += len(block)
            if at >= end:
                break
        return b"".join(parts)
