"""Packed web archives (WACZ 1.1.1): a zip with WARC files under `archive/` and a description, `datapackage.json`.

Rules:
  - Each WARC inside is a part: its path is `zip://archive/NAME::PACKAGE`, as fsspec would write it; places are as in a
    WARC. Nothing is written to disk.
  - The description's sizes are held against what is there; its SHA-256 too, of files up to `CHECKED` bytes, for a
    larger one would be read twice. A mismatch is told, and the file is read.
  - A name that leads out of the package, a directory too large for memory and an entry packed too tightly are refused.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Final, cast

import msgspec

from answerable.echoes.errors import BrokenStream, Unreadable
from answerable.echoes.streams import files
from answerable.echoes.streams.documents import Item, Part, Reason, Skipped
from answerable.echoes.streams.packing import Readable, Slice
from answerable.echoes.streams.responses import Source
from answerable.echoes.streams.standard import Window
from answerable.echoes.streams.warc import read_archive

INSIDE: Final = "archive/"
"""Where the WARC files are (WACZ 1.1.1, section 5.1)."""

DESCRIPTION: Final = "datapackage.json"
"""The description (WACZ 1.1.1, section 5.2)."""

DESCRIPTION_SIZE: Final = 16_000_000
"""Bytes that a description may have; chosen by hand."""

DIRECTORY_SIZE: Final = 32_000_000
"""Bytes that a zip's directory may have: it is held in memory. Some 300,000 entries."""

WIDE: Final = 0xFFFFFFFF
"""What stands in place of a size that needs 64 bits, and is said elsewhere (APPNOTE.TXT, section 4.4.1.4)."""

RATIO: Final = 200
"""Times that an entry may be larger than it is packed: a WARC of pages packs to a tenth, one of gzip not at all."""

CHECKED: Final = 256_000_000
"""Bytes up to which the SHA-256 of a file is worked out; a second of one core."""

BLOCK: Final = 1 << 20
"""Bytes that are hashed at once."""


class Wacz(msgspec.Struct, frozen=True):
    """Packed web archives at a place: one file, or all that fit a pattern.

    Attributes:
        name: What a person called it.
        place: The path or address, a pattern among them.
    """

    name: str
    place: str

    def parts(self) -> Sequence[Part]:
        """Return one part for each WARC inside; a package that cannot be opened is one part.

        Raises:
            BrokenStream: The only package cannot be read.
        """
        paths = files.matching(self.place)
        return [part for path in paths for part in self._inside(path, only=len(paths) == 1)]

    def _inside(self, path: str, *, only: bool) -> list[Part]:
        try:
            with files.opened(path) as file:
                names = [entry.filename for entry in _archives(_opened(file))]
        except Unreadable as error:
            if only:
                raise BrokenStream(f"expected a packed web archive at {path!r}, found: {error.detail}") from error
            names = []
        return [Part(stream=self.name, path=f"zip://{name}::{path}") for name in names] or [
            Part(stream=self.name, path=path)
        ]

    def read(self, part: Part, *, start: int | None = None) -> Iterator[Item]:
        """Return the pages of one WARC inside, and what was skipped."""
        source = Source(stream=part.stream, path=part.path)
        inside, _, package = part.path.rpartition("::")
        try:
            with files.opened(package) as file:
                archive = _opened(file)
                entry = _entry(archive, inside.removeprefix("zip://"))
                inner = _inner(archive, entry, file)
                if start is None:
                    yield from _mismatches(archive, entry, inner, source)
                    inner = _inner(archive, entry, file)
                yield from read_archive(inner, source, start=start or 0)
        except Unreadable as error:
            yield _skipped(source, error.reason, error.detail)
        except (BrokenStream, OSError, zipfile.BadZipFile, zlib.error) as error:
            yield _skipped(source, "broken", str(error))


def _opened(file: BinaryIO) -> zipfile.ZipFile:
    _check_directory(file)
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        raise Unreadable("broken", f"expected a zip: {error}") from None


def _check_directory(file: BinaryIO) -> None:
    """Refuse a directory that would fill the memory (APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16)."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(size - (1 << 16) - 22 - 76, 0))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) < at + 22:
        raise Unreadable("truncated", "expected a zip, found no directory at its end")
    (directory,) = struct.unpack_from("<L", tail, at + 12)
    wide = tail.rfind(b"PK\x06\x06", 0, at)
    if directory == WIDE and wide >= 0 and len(tail) >= wide + 48:
        (directory,) = struct.unpack_from("<Q", tail, wide + 40)
    if directory > DIRECTORY_SIZE:
        raise Unreadable(
            "too-large", f"expected a zip's directory of at most {DIRECTORY_SIZE} bytes, found {directory}"
        )
    file.seek(0)


def _archives(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the entries with archives, in the order of their names: of several with one name, the last."""
    found = {entry.filename: entry for entry in archive.infolist() if entry.filename.startswith(INSIDE)}
    entries = [found[name] for name in sorted(found) if not found[name].is_dir()]
    if not entries:
        raise Unreadable("empty", f"no files under {INSIDE}")
    return entries


def _entry(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    if not name:
        raise Unreadable("empty", f"no files under {INSIDE}")
    if ".." in name.split("/") or name.startswith("/") or "\\" in name:
        raise Unreadable("not-allowed", f"the name {name!r} leads out of the package")
    if not name.lower().endswith((".warc", ".warc.gz")):
        raise Unreadable("not-text", f"expected a name ending in .warc or .warc.gz, found {name!r}")
    try:
        entry = archive.getinfo(name)
    except KeyError:
        raise Unreadable("broken", f"expected {name!r} in the package, found none") from None
    if entry.flag_bits & 1:
        raise Unreadable("not-allowed", f"{name!r} is encrypted")
    if entry.file_size > RATIO * max(entry.compress_size, 1):
        detail = f"expected at most {RATIO} times the packed {entry.compress_size} bytes, found {entry.file_size}"
        raise Unreadable("too-large", detail)
    return entry


def _inner(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, file: BinaryIO) -> Readable:
    """Return the entry's bytes as a file; one that is stored whole, as all should be, is read in its place.

    Any other is read once, in order: to go back in it would be to unpack it again from its beginning.
    """
    try:
        opened = archive.open(entry)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, struct.error) as error:
        raise Unreadable("broken", f"{entry.filename!r} cannot be opened: {error}") from None
    if entry.compress_type != zipfile.ZIP_STORED:
        return Window(cast("BinaryIO", opened))
    file.seek(entry.header_offset + 26)
    name, extra = struct.unpack("<HH", file.read(4))
    return Slice(file, entry.header_offset + 30 + name + extra, entry.file_size)


def _mismatches(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, inner: Readable, source: Source) -> Iterator[Skipped]:
    count = sum(each.filename == entry.filename for each in archive.infolist())
    if count > 1:
        yield _skipped(source, "broken", f"expected one file of this name, found {count}; the last was read")
    try:
        resource = _described(archive, entry.filename)
    except Unreadable as error:
        yield _skipped(source, error.reason, error.detail)
        return
    size, claimed = resource.get("bytes"), str(resource.get("hash", ""))
    if size is not None and size != entry.file_size:
        yield _skipped(source, "broken", f"the description says {size} bytes, found {entry.file_size}; it was read")
    if claimed.startswith("sha256:") and entry.file_size <= CHECKED:
        found = _sha256(inner)
        if claimed != f"sha256:{found}":
            yield _skipped(source, "broken", f"the description says {claimed}, found sha256:{found}; it was read")


def _described(archive: zipfile.ZipFile, name: str) -> dict[str, Any]:
    try:
        entry = archive.getinfo(DESCRIPTION)
        if entry.file_size > DESCRIPTION_SIZE:
            raise Unreadable("too-large", f"expected {DESCRIPTION} of at most {DESCRIPTION_SIZE} bytes")
        with archive.open(entry) as file:
            package = msgspec.json.decode(file.read(DESCRIPTION_SIZE + 1), type=dict[str, Any])
        resources = msgspec.convert(package.get("resources"), list[dict[str, Any]])
    except KeyError:
        raise Unreadable("broken", f"expected {DESCRIPTION} in the package, found none; it was read") from None
    except (msgspec.MsgspecError, RecursionError, zipfile.BadZipFile, zlib.error, OSError) as error:
        raise Unreadable("broken", f"{DESCRIPTION} cannot be read: {error}; the archive was") from None
    for resource in resources:
        if resource.get("path") == name:
            return resource
    raise Unreadable("broken", f"{DESCRIPTION} does not name {name!r}; it was read")


def _sha256(inner: Readable) -> str:
    digest = hashlib.sha256()
    inner.seek(0)
    while block := inner.read(BLOCK):
        digest.update(block)
    return digest.hexdigest()


def _skipped(source: Source, reason: Reason, detail: str) -> Skipped:
    return Skipped(stream=source.stream, path=source.path, at=0, next=0, reason=reason, detail=detail)
