"""A film in the ISO base media format (MP4, MOV): how long, how large, made when, where and by what.

Implements as much of ISO/IEC 14496-12 as that takes: the boxes `moov`, `mvhd`, `trak`, `tkhd`, `mdhd`, `hdlr`, `stsd`,
`udta` and Apple's `©xyz` (position). Nothing is decoded, so there are no pictures out of a film, and no look.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, TypeAlias

import msgspec

from answerable.evidence.examining.result import Notes

SINCE = datetime(1904, 1, 1, tzinfo=UTC)
"""From when times are counted (ISO/IEC 14496-12, 8.2.2)."""

MOST_BOXES = 5000
"""Boxes that are looked at; chosen by hand."""

LARGEST_BOX = 1 << 20
"""Bytes of a box that is read; chosen by hand: those that are wanted have hundreds."""

HOLDERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"udta"})
"""Boxes that hold boxes."""


Reader: TypeAlias = Callable[[bytes, Notes], None]
"""Writes down what a box says."""


class Box(msgspec.Struct, frozen=True):
    """A box: its kind, where its content begins, and how many bytes that has."""

    kind: bytes
    begin: int
    size: int


def read(file: BinaryIO, notes: Notes) -> None:
    """Write down what a film says of itself."""
    end = file.seek(0, 2)
    seen: set[bytes] = set()
    for box in _all(file, 0, end):
        seen.add(box.kind)
        if box.kind in READERS and box.size <= LARGEST_BOX:
            file.seek(box.begin)
            READERS[box.kind](file.read(box.size), notes)
    if b"moov" not in seen:
        notes.problems.append("the film has no description: it was cut off, or is damaged")
    notes.problems.append("films are not decoded here: no preview, and no comparison of what they show")


def _all(file: BinaryIO, begin: int, end: int) -> Iterator[Box]:
    """Yield every box, those within others after them."""
    left, waiting = MOST_BOXES, [(begin, end)]
    while waiting:
        at, stop = waiting.pop()
        while at + 8 <= stop:
            if not (left := left - 1):
                return
            box, after = _box(file, at, stop)
            if box is None:
                break
            yield box
            if box.kind in HOLDERS:
                waiting.append((box.begin, box.begin + box.size))
            at = after


def _box(file: BinaryIO, at: int, stop: int) -> tuple[Box | None, int]:
    file.seek(at)
    head = file.read(16)
    if len(head) < 8:  # noqa: PLR2004 - size and kind
        return None, stop
    size, kind = struct.unpack(">I4s", head[:8])
    begin = 8
    if size == 1 and len(head) == 16:  # noqa: PLR2004 - the size stands behind the kind
        (size,), begin = struct.unpack(">Q", head[8:]), 16
    elif size == 0:
        size = stop - at
    if size < begin or at + size > stop:
        return None, stop
    return Box(kind, at + begin, size - begin), at + size


def _movie(content: bytes, notes: Notes) -> None:
    made, changed, scale, length = _times(content)
    _moment(notes, "made", made)
    _moment(notes, "changed", changed)
    if scale:
        notes.add("content", "seconds", f"{length / scale:.2f}")


def _track(content: bytes, notes: Notes) -> None:
    if len(content) >= 84:  # noqa: PLR2004 - 8.3.2: width and height are the last eight bytes
        width, height = struct.unpack(">II", content[-8:])
        if width and height:
            notes.add("content", "size", f"{width >> 16} × {height >> 16}")


def _samples(content: bytes, notes: Notes) -> None:
    if len(content) >= 16:  # noqa: PLR2004 - 8.5.2: the first entry's kind
        notes.add("content", "coded as", content[12:16].decode("latin-1").strip())


def _brand(content: bytes, notes: Notes) -> None:
    notes.add("content", "format", content[:4].decode("latin-1").strip())


def _place(content: bytes, notes: Notes) -> None:
    notes.add("place", "position", content[4:].decode("utf-8", errors="replace"))


def _text(name: str) -> Reader:
    def write(content: bytes, notes: Notes) -> None:
        notes.add("metadata", name, content[4:].decode("utf-8", errors="replace"))

    return write


def _times(content: bytes) -> tuple[int, int, int, int]:
    """Return when a movie was made and changed, its units in a second, and its length in them."""
    if content[:1] == b"\x01" and len(content) >= 32:  # noqa: PLR2004 - version 1 has 64 bits for times
        made, changed, scale, length = struct.unpack_from(">QQIQ", content, 4)
    elif len(content) >= 20:  # noqa: PLR2004
        made, changed, scale, length = struct.unpack_from(">IIII", content, 4)
    else:
        return 0, 0, 0, 0
    return made, changed, scale, length


def _moment(notes: Notes, name: str, seconds: int) -> None:
    if 0 < seconds < 1 << 36:
        notes.add("metadata", name, (SINCE + timedelta(seconds=seconds)).isoformat())


READERS: Mapping[bytes, Reader] = {
    b"ftyp": _brand,
    b"mvhd": _movie,
    b"tkhd": _track,
    b"stsd": _samples,
    b"\xa9xyz": _place,
    b"\xa9too": _text("software"),
    b"\xa9mak": _text("Make"),
    b"\xa9mod": _text("Model"),
    b"\xa9day": _text("date"),
}
