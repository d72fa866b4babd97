"""Reading the files of a folder that came from somewhere else.

Rules:
  - A path stays inside the folder: not absolute, no ``..``, no symbolic link that leads out. What it names is a plain
    file; a pipe or a device is refused without being read.
  - Text is UTF-8, TOML without byte order mark, and has at most `LARGEST_TEXT` bytes; it is read whole.
  - Evidence is read in pieces, is never opened as an archive or image, and has at most the number of bytes given.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from answerable.folders.errors import MissingFile, NotUtf8, OutsideFolder, TooLargeFile

LARGEST_TEXT = 8 * 1024 * 1024
"""Bytes a TOML or Markdown file may have; chosen by hand, sixteen times the largest case known to us."""

LARGEST_FILE = 4 * 1024**3
"""Bytes an evidence file may have where the setting `ANSWERABLE_LARGEST_FILE` says nothing else; chosen by hand."""

_DRIVE = re.compile(r"[A-Za-z]:")
"""How a path that leaves the folder starts on Windows."""

CHUNK = 1 << 20
"""Bytes read at once."""


def read_text(folder: Path, name: str) -> str:
    """Return the text of a file in the folder.

    Raises:
        MissingFile: there is no such file.
        OutsideFolder: it lies elsewhere, or is no plain file.
        TooLargeFile: it has more than `LARGEST_TEXT` bytes.
        NotUtf8: it is not plain UTF-8.
    """
    with open_inside(folder, name, largest=LARGEST_TEXT) as file:
        raw = file.read(LARGEST_TEXT + 1)
    if len(raw) > LARGEST_TEXT:
        raise TooLargeFile(f"at most {LARGEST_TEXT} bytes", "more", file=name)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise NotUtf8("UTF-8", f"byte 0x{raw[error.start]:02x}", file=name, line=line) from error
    if text.startswith("\ufeff") and name.endswith(".toml"):  # in a draft it is a character like any other
        raise NotUtf8("UTF-8 without a byte order mark", "a byte order mark", file=name, line=1)
    return text


def open_inside(folder: Path, name: str, *, largest: int, named_in: tuple[str, int] | None = None) -> BinaryIO:
    """Return a plain file inside the folder, opened for reading; errors stand at `named_in`, where its name stands."""
    file, line = named_in or (name, 0)
    path = _inside(folder, name, file, line)
    try:
        # Not blocking, so that a pipe answers at once; not following, so that nobody swaps in a link meanwhile.
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError as error:
        raise MissingFile(f"the file {name}", error.strerror or "none", file=file, line=line) from error
    found = os.fstat(opened)
    if stat.S_ISREG(found.st_mode) and found.st_size <= largest:
        return os.fdopen(opened, "rb")
    os.close(opened)
    if not stat.S_ISREG(found.st_mode):
        raise OutsideFolder("a plain file", f"something else at {name}", file=file, line=line)
    raise TooLargeFile(f"at most {largest} bytes in {name}", f"{found.st_size}", file=file, line=line)


def _inside(folder: Path, name: str, file: str, line: int) -> Path:
    """Return where the file really lies, which is inside the folder."""
    if not is_plain(name):
        raise OutsideFolder("a path inside the folder, with slashes and without ..", repr(name), file=file, line=line)
    try:
        path = (folder / name).resolve(strict=True)
    except (OSError, RuntimeError) as error:  # RuntimeError: links that go round in a circle
        raise MissingFile(f"the file {name}", "none", file=file, line=line) from error
    if not path.is_relative_to(folder.resolve()):
        raise OutsideFolder("a file inside the folder", f"a link at {name} that leads out", file=file, line=line)
    return path


def is_plain(name: str) -> bool:
    """Tell whether `name` is a relative path with slashes that goes nowhere but down, on any system."""
    parts = PurePosixPath(name).parts
    odd = any(character in name for character in "\\\0\n\r") or any(_DRIVE.match(part) for part in parts)
    return (
        bool(parts) and not odd and ".." not in parts and not name.startswith("/") and str(PurePosixPath(name)) == name
    )


def measure(file: BinaryIO) -> tuple[str, int]:
    """Return SHA-256, in hex, and number of bytes of what is left to read in `file`."""
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size
