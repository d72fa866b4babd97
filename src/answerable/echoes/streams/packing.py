"""Bytes out of what they are packed in, a little at a time: gzip members, Zstandard frames, zip entries stored whole.

Rules:
  - Nothing is unpacked at once: a bomb costs time, never memory.
  - Gzip (RFC 1952, section 2.2) is members end to end; where one is broken, reading can go on at the next.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, Protocol

from answerable.echoes.errors import Unreadable

MAGIC: Final = b"\x1f\x8b\x08"
"""How a gzip member begins: two bytes of its own and the method, deflate (RFC 1952, section 2.3.1)."""

WINDOW: Final = 31
"""What zlib is told to read a gzip member."""

BLOCK: Final = 1 << 16
"""Bytes of a file that are read, or unpacked, at once; chosen by hand."""

SEARCHED: Final = 1 << 20
"""Bytes that are searched at once; chosen by hand."""

OVERLAP: Final = 32
"""Bytes by which the stretches that are searched overlap: more than any pattern is long."""


class Readable(Protocol):
    """What gives bytes and can go back."""

    def read(self, size: int = -1, /) -> bytes: ...  # noqa: D102
    def seek(self, offset: int, whence: int = 0, /) -> int: ...  # noqa: D102
    def tell(self) -> int: ...  # noqa: D102
    def close(self) -> None: ...  # noqa: D102


class Member:
    """One gzip member, read from a place.

    Attributes:
        end: Where it ends, once everything was read; -1 before.
    """

    def __init__(self, file: Readable, at: int) -> None:
        self._file, self._at, self.end = file, at, -1

    def chunks(self) -> Iterator[bytes]:
        """Return its bytes, at most `BLOCK` at a time.

        Raises:
            Unreadable: It is broken, or ends before it should.
        """
        unpacking = zlib.decompressobj(WINDOW)
        if self._file.seek(self._at) != self._at:
            raise Unreadable("broken", f"byte {self._at} was passed and cannot be gone back to")
        consumed, rest, place = self._at, b"", self._at
        while not unpacking.eof:
            if not rest:
                self._file.seek(place)
            block = rest or self._file.read(BLOCK)
            place += 0 if rest else len(block)
            if not block:
                raise Unreadable("truncated", f"a gzip member at byte {self._at} ends before it should")
            try:
                chunk = unpacking.decompress(block, BLOCK)
            except zlib.error as error:
                raise Unreadable("broken", f"a gzip member at byte {self._at}: {error}") from None
            rest = unpacking.unconsumed_tail
            consumed += len(block) - len(rest) - len(unpacking.unused_data)
            if chunk:
                yield chunk
        self.end = consumed


def next_member(file: Readable, start: int, *, begins: Callable[[bytes], bool]) -> int:
    """Return where the next gzip member begins, at `start` or after, whose first bytes are as wanted; -1 for none."""
    for at in found(file, start, re.compile(re.escape(MAGIC))):
        try:
            first = next(Member(file, at).chunks(), b"")
        except Unreadable:
            continue  # the mark of a member stood there by chance; the break before it has its row
        if begins(first):
            return at
    return -1


def found(file: Readable, start: int, pattern: re.Pattern[bytes]) -> Iterator[int]:
    """Return where a pattern of at most `OVERLAP` bytes occurs, from `start` on; the file may be moved in between."""
    at = start
    while True:
        at = file.seek(at)
        block = file.read(SEARCHED)
        last = len(block) < SEARCHED
        for match in pattern.finditer(block):
            if last or match.start() < len(block) - OVERLAP:
                yield at + match.start()
        if last:
            return
        at += len(block) - OVERLAP


class Slice:
    """A stretch of a file, read as if it were a file: an entry that a zip holds uncompressed."""

    def __init__(self, file: BinaryIO, begin: int, size: int) -> None:
        self._file, self._begin, self._size, self._at = file, begin, size, 0

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, as many as asked for where there are so many."""
        left = max(self._size - self._at, 0)
        self._file.seek(self._begin + self._at)
        content = self._file.read(left if size < 0 else min(size, left))
        self._at += len(content)
        return content

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place and return it."""
        self._at = max(offset + (0, self._at, self._size)[whence], 0)
        return self._at

    def tell(self) -> int:
        """Return the place."""
        return self._at

    def close(self) -> None:
        """Close the file."""
        self._file.close()
