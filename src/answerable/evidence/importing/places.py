"""The files of a folder or of a zip, by their names, with nothing that leads out of it.

Rules:
  - A name is relative, with "/" between its parts, and stays below; a link or anything that is no plain file or folder
    refuses the whole. So does a name that is there twice.
  - A zip is read in place and never unpacked to disk. What it says of sizes is held against `bounds` before a byte is
    unpacked, and its files may not lie over one another: that is how a small zip holds petabytes.
"""

from __future__ import annotations

import hashlib
import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, Protocol, cast
from unicodedata import category

from answerable.evidence.errors import DamagedArchive, TooLargeArchive, UnknownArchive, UnsafeArchive
from answerable.evidence.importing.bounds import Bounds

CHUNK = 1 << 20
LONGEST_NAME = 1000
"""Characters of a name; chosen by hand."""

PLAIN = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
FULL = 0xFFFFFFFF
"""Stands for a number that is too large for its place (APPNOTE 6.3.10, 4.4.1.4)."""

LINE = 1 << 10
"""Bytes of a zip's directory for each file that it may have; chosen by hand: a line has 46 and a name."""

END = struct.Struct("<4s4H2LH")
"""The end of a zip's directory (APPNOTE 6.3.10, 4.3.16)."""


class Place(Protocol):
    """Files by their names."""

    @property
    def name(self) -> str:
        """Its own name."""

    @property
    def sizes(self) -> Mapping[str, int]:
        """The bytes of each file, by its name."""

    def open(self, name: str) -> BinaryIO:
        """Return a file, opened for reading."""


class Folder:
    """The files below a folder."""

    def __init__(self, folder: Path, bounds: Bounds) -> None:
        self.name, self._folder = folder.name, folder
        self.sizes: dict[str, int] = {}
        for each in _plain_files(folder):
            self.sizes[checked_name(each.relative_to(folder).as_posix())] = each.stat().st_size
            _check_total(self.sizes, bounds, folder.name)

    def open(self, name: str) -> BinaryIO:
        """Return a file, opened for reading; a link is not followed even if it was put there just now."""
        descriptor = os.open(self._folder / name, os.O_RDONLY | os.O_NOFOLLOW)
        return cast("BinaryIO", os.fdopen(descriptor, "rb"))


class Zip:
    """The files in a zip."""

    def __init__(self, file: BinaryIO, name: str, bounds: Bounds) -> None:
        self.name = name
        _check_directory(file, name, bounds)
        try:
            self._archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, OverflowError) as error:
            raise DamagedArchive(f"{name}: expected a zip that can be read, found: {error}") from error
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in self._archive.infolist():
            self._take(entry, bounds)
        self.sizes = {each: entry.file_size for each, entry in self._entries.items()}
        _check_total(self.sizes, bounds, name)
        _check_apart(list(self._entries.values()), name)

    def open(self, name: str) -> BinaryIO:
        """Return a file, opened for reading; `zipfile` checks its sum at its end."""
        try:
            return cast("BinaryIO", self._archive.open(self._entries[name]))
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, struct.error) as error:
            raise DamagedArchive(f"{self.name}, {name}: expected a file that can be read, found: {error}") from error

    def _take(self, entry: zipfile.ZipInfo, bounds: Bounds) -> None:
        where = f"{self.name}, {entry.filename[:200]!r}"
        if not entry.filename:
            raise UnsafeArchive(f"{where}: expected a name, found none")
        if entry.orig_filename != entry.filename or "\0" in entry.orig_filename:
            raise UnsafeArchive(f"{where}: expected one name, found one that systems read differently")
        mode = entry.external_attr >> 16
        if mode and stat.S_IFMT(mode) not in {0, stat.S_IFREG, stat.S_IFDIR}:
            raise UnsafeArchive(f"{where}: expected a plain file or a folder, found a link or something else")
        if entry.is_dir():
            checked_name(entry.filename.rstrip("/"))
            return
        if entry.flag_bits & 1 or entry.compress_type not in PLAIN:
            raise UnknownArchive(f"{where}: expected a file stored or deflated, found another packing or a cipher")
        if entry.file_size > max(bounds.small, bounds.ratio * entry.compress_size):
            found = f"{entry.file_size} bytes out of {entry.compress_size}"
            raise TooLargeArchive(f"{where}: expected at most {bounds.ratio} times what is packed, found {found}")
        if self._entries.setdefault(checked_name(entry.filename), entry) is not entry:
            raise UnsafeArchive(f"{where}: expected each name once, found it twice")


class Within:
    """The files of a place below one of its folders."""

    def __init__(self, place: Place, folder: str) -> None:
        self.name, self._place, self._folder = place.name, place, folder
        below = {name: size for name, size in place.sizes.items() if name.startswith(f"{folder}/")}
        self.sizes = {name.removeprefix(f"{folder}/"): size for name, size in below.items()}

    def open(self, name: str) -> BinaryIO:
        """Return a file, opened for reading."""
        return self._place.open(f"{self._folder}/{name}")


@contextmanager
def opened(path: Path, bounds: Bounds) -> Iterator[Place]:
    """Give the files of a folder or of a zip.

    Raises:
        UnknownArchive: it is neither.
        UnsafeArchive, TooLargeArchive, DamagedArchive: see there.
    """
    if path.is_dir() and not path.is_symlink():
        yield Folder(path, bounds)
        return
    if not path.is_file():
        raise UnknownArchive(f"{path}: expected a folder or a file, found neither")
    with path.open("rb") as file:
        if not zipfile.is_zipfile(file):
            raise UnknownArchive(f"{path.name}: expected a folder or a zip, found another file")
        yield Zip(file, path.name, bounds)


def read_small(place: Place, name: str, bounds: Bounds) -> bytes:
    """Return a file that describes others.

    Raises:
        DamagedArchive: it is not there, or broken.
        TooLargeArchive: it is over the limit.
    """
    if name not in place.sizes:
        raise DamagedArchive(f"{place.name}: expected {name}, found none")
    if place.sizes[name] > bounds.described:
        raise TooLargeArchive(f"{place.name}, {name}: expected at most {bounds.described} bytes, found more")
    return b"".join(pieces(place, name))


def pieces(place: Place, name: str) -> Iterator[bytes]:
    """Yield a file in pieces, never more than its place says that it has.

    Raises:
        DamagedArchive: it has another size, or cannot be read.
    """
    left = place.sizes[name]
    try:
        with place.open(name) as file:
            while piece := file.read(CHUNK):
                left -= len(piece)
                if left < 0:
                    break
                yield piece
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise DamagedArchive(f"{place.name}, {name}: expected a whole file, found: {error}") from error
    if left:
        raise DamagedArchive(f"{place.name}, {name}: expected {place.sizes[name]} bytes, found another number")


def digests(place: Place, name: str, *algorithms: str) -> dict[str, str]:
    """Return the digests of a file in hex, by algorithm, reading it once."""
    hashes = {each: hashlib.new(each, usedforsecurity=False) for each in algorithms}
    for piece in pieces(place, name):
        for each in hashes.values():
            each.update(piece)
    return {name: each.hexdigest() for name, each in hashes.items()}


def checked_name(name: str) -> str:
    """Return a name if it stays below its place and means the same on every system.

    Raises:
        UnsafeArchive: it does not.
    """
    parts = name.split("/")
    odd = any(part in {"", ".", ".."} or part != part.rstrip(". ") for part in parts)
    if odd or len(name) > LONGEST_NAME or any(sign in "\\:" or category(sign) in {"Cc", "Cs"} for sign in name):
        raise UnsafeArchive(f"expected a name that stays below and is plain, found {name[:200]!r}")
    return name


def _plain_files(folder: Path) -> Iterator[Path]:
    for root, folders, files in os.walk(folder, followlinks=False):
        for name in (*folders, *files):
            path = Path(root) / name
            mode = path.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                raise UnsafeArchive(
                    f"{path.relative_to(folder)}: expected a plain file or folder, found a link or other"
                )
            if stat.S_ISREG(mode):
                yield path


def _check_total(sizes: Mapping[str, int], bounds: Bounds, name: str) -> None:
    if len(sizes) > bounds.files:
        raise TooLargeArchive(f"{name}: expected at most {bounds.files} files, found more")
    if (total := sum(sizes.values())) > bounds.total:
        raise TooLargeArchive(f"{name}: expected at most {bounds.total} bytes, found {total}")


def _check_directory(file: BinaryIO, name: str, bounds: Bounds) -> None:
    """Look at how large a zip says its directory is, before all of it is read into memory."""
    end = file.seek(0, io.SEEK_END)
    file.seek(max(0, end - (1 << 16) - END.size - 100))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or len(tail) < at + END.size:
        raise UnknownArchive(f"{name}: expected a zip, found no directory in it")
    size = END.unpack_from(tail, at)[5]
    wide = tail.rfind(b"PK\6\6", 0, at)
    if wide >= 0 and len(tail) >= wide + 48:  # `zipfile` believes it even where the short one has a size of its own
        size = max(size if size != FULL else 0, *struct.unpack_from("<Q", tail, wide + 40))
    most = min(bounds.described, bounds.files * LINE)
    if size > most:
        raise TooLargeArchive(f"{name}: expected a directory of at most {most} bytes, found {size}")


def _check_apart(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse files that lie over one another: each ends before the next begins."""
    ordered = sorted(entries, key=lambda entry: entry.header_offset)
    for this, following in pairwise(ordered):
        if this.header_offset + 30 + this.compress_size > following.header_offset:
            raise UnsafeArchive(f"{name}: expected files one after the other, found {this.filename!r} over another")
