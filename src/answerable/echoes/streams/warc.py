"""Web archives (ISO 28500, WARC 1.0 and 1.1), plain or gzipped, read by FastWARC; what is broken is told and passed.

Rules:
  - Places are bytes. In a compressed archive a record's place is where its gzip member begins (annex D: one record a
    member); of several records in one member the second has that place and one more, and so on.
  - A record whose length is not what it says, or whose compression breaks, is skipped, and so is what stands between
    records; reading goes on at the next header that can be found. Nothing else is lost.
  - One record is held at a time. What is larger than the limit, or no text, is passed without being held.
  - Reading that goes on at a place walks there from the part's beginning, without giving anything, at the rate of
    unpacking: identifiers that came before are then known, so that a run in two halves gives what one run gives.
"""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final, cast

import msgspec
from fastwarc.stream_io import GzipReader
from fastwarc.warc import ArchiveIterator, WarcRecord

from answerable.echoes.errors import BrokenStream, Unreadable
from answerable.echoes.streams import files
from answerable.echoes.streams.documents import Item, Part, Reason, Skipped
from answerable.echoes.streams.packing import BLOCK, MAGIC, SEARCHED, Member, Readable, found, next_member
from answerable.echoes.streams.records import Seen
from answerable.echoes.streams.responses import Source, identifier, is_page, items, length

HEADER: Final = re.compile(rb"WARC/[01]\.[0-9]{1,2}\r?\n")
"""How a record begins."""

SHORTEST: Final = len(b"WARC/1.1\r\n")
"""Bytes at the end of a file that are too few to tell what they would be."""

HEADERS: Final = 1 << 16
"""Bytes that the named fields of a record may have; FastWARC reads half as many."""

CLOSED: Final = b"\r\n\r\n"
"""How the named fields of a record end."""

TAIL: Final = 32
"""Bytes after a record that are looked at, to see whether it ends where it says."""


class Warc(msgspec.Struct, frozen=True):
    """Web archives at a place: one file, or all that fit a pattern; each is a part.

    Attributes:
        name: What a person called it.
        place: The path or address, a pattern among them.
    """

    name: str
    place: str

    def parts(self) -> Sequence[Part]:
        """Return one part a file."""
        return [Part(stream=self.name, path=path) for path in files.matching(self.place)]

    def read(self, part: Part, *, start: int | None = None) -> Iterator[Item]:
        """Return the pages of one archive, and what was skipped."""
        source = Source(stream=part.stream, path=part.path)
        try:
            file = files.opened(part.path)
        except BrokenStream as error:
            yield Skipped(stream=part.stream, path=part.path, at=0, next=0, reason="broken", detail=str(error))
            return
        with file:
            yield from read_archive(file, source, start=start or 0)


def read_archive(file: Readable, source: Source, *, start: int = 0) -> Iterator[Item]:
    """Return the pages of an archive that is open, from a place on, and what was skipped."""
    walk = _Walk(file, source, start)
    while walk.goes_on >= 0:
        for item in walk.stretch(walk.goes_on):
            if item.at >= start:
                yield item


class _Walk:
    """A walk through an archive, stretch by stretch; a stretch ends where something is broken, or at the end.

    Attributes:
        goes_on: Where the next stretch begins; -1 after the last.
    """

    def __init__(self, file: Readable, source: Source, start: int) -> None:
        self._file, self._source, self._start = file, source, start
        self._seen = Seen()
        first = file.read(SEARCHED)
        # Where the very first bytes are broken, the first that are whole tell.
        self._packed = first.startswith(MAGIC) or (MAGIC in first and HEADER.search(first) is None)
        self._member, self._number = -1, 0
        self.goes_on = 0

    def stretch(self, begin: int) -> Iterator[Item]:
        """Return the items up to what is broken, or to the end."""
        at, judged, size, error = begin, -1, -1, ""
        held: tuple[Item, ...] = ()
        try:
            for at, record in self._frames(begin):
                yield from _ended(held, at)
                held, size = (), length(record)
                held = self._judged(record, at)
                judged = at
        except OSError as broken:
            error = str(broken)
        if judged == at:
            yield from self._after(at, held, size=size, error=error)
        else:
            # No header can be read here, or its content breaks off.
            yield from self._pass(at, at + 1, error)

    def _frames(self, begin: int) -> Iterator[tuple[int, WarcRecord]]:
        self._file.seek(begin)
        file = cast("BinaryIO", self._file)
        if not self._packed:
            for record in ArchiveIterator(file, stream_detect=False):
                yield record.stream_pos, record
            return
        reader = GzipReader(file)
        place = self._member = -1
        for record in ArchiveIterator(reader, stream_detect=False):
            begins = reader.frame_start_position() or 0
            self._number = self._number + 1 if begins == self._member else 0
            self._member = begins
            # Never back: a bomb may hold more records than it has bytes.
            place = max(begins + self._number, place + 1)
            yield place, record

    def _judged(self, record: WarcRecord, at: int) -> tuple[Item, ...]:
        if not is_page(record):
            return ()
        if at < self._start:
            self._seen.again(identifier(record))
            return ()
        return tuple(items(record, at, source=self._source, seen=self._seen))

    def _after(self, at: int, held: tuple[Item, ...], *, size: int, error: str) -> Iterator[Item]:
        """Return the last record of a stretch, if it is sound, and what is wrong with what follows."""
        try:
            end = self._end(at, size, error=error)
        except Unreadable as unsound:
            yield from self._pass(at, at + 1, unsound.detail, ends=unsound.reason == "truncated", held=held)
            return
        yield from _ended(held, end)
        yield from self._pass(end, end, error)

    def _end(self, at: int, size: int, *, error: str) -> int:
        """Return where a record ends, after a second look at its bytes.

        Raises:
            Unreadable: It does not end where it says.
        """
        if self._packed and self._number:
            # It began somewhere inside a member, and is not found again without reading all of the member.
            return at + 1 if error else self._size()
        begins = self._member if self._packed else at
        if self._file.seek(begins) != begins:
            return at + 1
        if self._packed:
            member = Member(self._file, begins)
            _extent(member.chunks(), size)
            return max(member.end, at + 1)
        return at + _extent(iter(lambda: self._file.read(BLOCK), b""), size)

    def _pass(
        self, at: int, search: int, error: str, *, ends: bool = False, held: tuple[Item, ...] = ()
    ) -> Iterator[Item]:
        """Find where reading goes on, and return what is passed on the way there, if there is anything."""
        self.goes_on = self._next_header(search)
        # Only then: a stream that comes once forgets, when it is read to its end, what lies before.
        size = self._size() if self.goes_on < 0 else self.goes_on
        end = size
        if end <= at and size:
            return
        ends = self.goes_on < 0 and (ends or not error or self._breaks_off(at, size))
        reason: Reason = "truncated" if ends else "broken"
        named = held[-1] if held else None
        yield Skipped(
            stream=self._source.stream, path=self._source.path, at=at, next=end,
            reason=reason if size else "empty",
            detail=error or ("expected a record, found none that is whole" if size else "the file is empty"),
            id=named.id if named else "", address=named.address if named else "",
        )  # fmt: skip

    def _next_header(self, start: int) -> int:
        if self._packed:
            return next_member(self._file, start, begins=lambda first: HEADER.match(first) is not None)
        return next(found(self._file, start, HEADER), -1)

    def _breaks_off(self, at: int, size: int) -> bool:
        """Return whether what begins here would need more bytes than there are."""
        if not self._packed:
            return size - at < SHORTEST
        try:
            for _ in Member(self._file, at).chunks():
                pass
        except Unreadable as error:
            return error.reason == "truncated"
        return False

    def _size(self) -> int:
        return self._file.seek(0, io.SEEK_END)


def _ended(held: tuple[Item, ...], end: int) -> Iterator[Item]:
    """Return items whose end is now known; a row about a record that is read all the same goes before it, and stays."""
    for item in held[:-1]:
        yield item
    for item in held[-1:]:
        yield msgspec.structs.replace(item, next=end)


def _extent(chunks: Iterator[bytes], size: int) -> int:
    """Return how many bytes a record takes, its header and the empty lines after it included.

    Raises:
        Unreadable: It does not end where it says.
    """
    head = b""
    for chunk in chunks:
        head += chunk
        if CLOSED in head or len(head) > HEADERS:
            break
    closed = head.find(CLOSED)
    if closed < 0 or size < 0:
        raise Unreadable("truncated", "expected a header with a length, found none")
    begins, passed, tail = closed + len(CLOSED) + size, 0, b""
    for chunk in itertools.chain([head], chunks):
        tail += chunk[max(begins - passed, 0) :]
        passed += len(chunk)
        if len(tail) > TAIL:
            break
    if passed < begins:
        raise Unreadable("truncated", f"expected {size} bytes after the header, found {begins - passed} fewer")
    rest = tail.lstrip(b"\r\n")
    if tail and len(rest) == len(tail):
        raise Unreadable("broken", f"expected {size} bytes after the header, found more")
    return begins + len(tail) - len(rest)
