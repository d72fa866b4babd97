"""A use of our words, kept as it was in a WARC of the day, and given back or checked later.

Rules:
  - A day's captures lie in FOLDER/2026/11/2026-11-22.warc.gz (UTC). Beside it, 2026-11-22.jsonl has a line for each:
    where it begins, how long it is, its digests. A WARC is only ever added to.
  - First the WARC is on disk, then its line. A WARC that ends elsewhere than its last line says was torn, by a crash or
    a full disk: nothing in it is cut or overwritten, and the day goes on in 2026-11-22-2.warc.gz.
  - What a call cannot finish, it takes back itself: nothing that is half written is named anywhere.
  - One process writes at a time: the folder has a lock. It is not for network file systems without `flock`.
  - The same bytes from the same place on the same day are kept once: keeping them again, as a run does that was killed
    and goes on, returns what was kept first. Another day keeps them again, so that a day's file stands by itself and
    shows that they were still there.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from gzip import BadGzipFile, GzipFile
from itertools import count
from pathlib import Path, PurePosixPath

import msgspec

from answerable.echoes.captures.records import Answer, Capture, Unpacked, capture, restore, unpack, warcinfo
from answerable.echoes.errors import CaptureFailed
from answerable.echoes.streams.documents import Raw

LARGEST_FILE = 1 << 30
"""Bytes after which a day goes on in another file: 1 GiB, as WARC 1.1 recommends (annex C)."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Where a capture lies, and what it must be.

    Attributes:
        path: The WARC, relative to the folder of captures, with "/".
        offset: Its first byte there.
        length: Its bytes there, packed: the record, and the metadata record after it.
        size: Its bytes, unpacked.
        id: The record's identifier, a URN.
        of: What it is a capture of: an address, an identifier, a place in a stream, or the record that a picture shows.
        payload_sha256: SHA-256, in hex, of the bytes that were kept.
        record_sha256: SHA-256, in hex, of all its bytes, unpacked. This is what is stamped.
        at: When it was kept.
    """

    path: str
    offset: int
    length: int
    size: int
    id: str
    of: str
    payload_sha256: str
    record_sha256: str
    at: datetime


def keep(raw: Raw, *, folder: Path, now: datetime, operator: str = "", answer: Answer | None = None) -> Kept:
    """Write a record into the day's WARC, and return where it lies.

    Args:
        raw: The record.
        folder: The folder of all captures.
        now: The moment.
        operator: Who lets it be kept.
        answer: What the server said, where we asked it ourselves.

    Raises:
        CaptureFailed: there is nothing to keep, or it could not be written.
    """
    return add(capture(raw, now=now, operator=operator, answer=answer), folder=folder, operator=operator)


def add(captured: Capture, *, folder: Path, operator: str = "") -> Kept:
    """Add a capture to the WARC of its day, unless it is there, and return where it lies.

    Raises:
        CaptureFailed: it could not be written; what was written of it is taken back.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _alone_in(folder):
            return _same_in(captured, folder) or _append(captured, folder, operator)
    except OSError as error:
        wanted = f"to write {len(captured.packed)} bytes under {folder}"
        raise CaptureFailed(f"expected {wanted}, found: {error.strerror or error}") from error


def read(folder: Path, kept: Kept) -> Raw:
    """Return a record as it was given to `keep`, after checking every byte of it.

    Raises:
        CaptureFailed: it is not there, or not as it was.
    """
    return restore(_unpacked(folder, kept))


def payload(folder: Path, kept: Kept) -> bytes:
    """Return the bytes that were kept, a page's or a picture's, after checking every byte of the capture.

    Raises:
        CaptureFailed: it is not there, or not as it was.
    """
    return _unpacked(folder, kept).payload


def verify(folder: Path, kept: Kept) -> None:
    """Check that a capture is there, and is what it was.

    Raises:
        CaptureFailed: it is not; the message says what was expected and found.
    """
    _unpacked(folder, kept)


def _unpacked(folder: Path, kept: Kept) -> Unpacked:
    content = _content(folder, kept)
    found = hashlib.sha256(content).hexdigest()
    if found != kept.record_sha256:
        raise CaptureFailed(f"expected SHA-256 {kept.record_sha256} of {_place(kept)}, found {found}")
    unpacked = unpack(content)
    found = hashlib.sha256(unpacked.payload).hexdigest()
    if found != kept.payload_sha256:
        raise CaptureFailed(f"expected SHA-256 {kept.payload_sha256} of the payload of {_place(kept)}, found {found}")
    return unpacked


def _content(folder: Path, kept: Kept) -> bytes:
    """Return the unpacked bytes of a capture; never more than it should have."""
    packed = _packed(folder, kept)
    if len(packed) != kept.length:
        raise CaptureFailed(f"expected {kept.length} bytes, {_place(kept)}; found {len(packed)}")
    try:
        content = GzipFile(fileobj=io.BytesIO(packed)).read(kept.size + 1)
    except (BadGzipFile, EOFError, zlib.error) as error:
        raise CaptureFailed(f"expected gzip members, {_place(kept)}; found: {error}") from error
    if len(content) != kept.size:
        found = "more" if len(content) > kept.size else len(content)
        raise CaptureFailed(f"expected {kept.size} bytes when unpacked, {_place(kept)}; found {found}")
    return content


def _packed(folder: Path, kept: Kept) -> bytes:
    parts = PurePosixPath(kept.path)
    if parts.is_absolute() or ".." in parts.parts or min(kept.offset, kept.length, kept.size) < 0:
        raise CaptureFailed(f"expected a place within the folder of captures, found {_place(kept)}")
    try:
        with (folder / parts).open("rb") as file:
            file.seek(kept.offset)
            return file.read(kept.length)
    except OSError as error:
        raise CaptureFailed(f"expected a WARC at {folder / parts}, found: {error.strerror or error}") from error


def _place(kept: Kept) -> str:
    return f"{kept.path} from byte {kept.offset}"


def _append(captured: Capture, folder: Path, operator: str) -> Kept:
    for warc, lines in _files_of(captured.at, folder):
        end = _end(lines)
        if end is None or end >= LARGEST_FILE or _size(warc) != end:
            continue
        head = b"" if end else warcinfo(warc.name, now=captured.at, operator=operator)
        kept = Kept(
            path=warc.relative_to(folder).as_posix(),
            offset=end + len(head),
            length=len(captured.packed),
            **{name: getattr(captured, name) for name in ("size", "id", "of", "payload_sha256", "record_sha256", "at")},
        )
        with _taken_back_on_failure(warc, end), _taken_back_on_failure(lines, _size(lines)):
            _write(warc, head + captured.packed)
            _write(lines, msgspec.json.encode(kept) + b"\n")
        return kept
    raise AssertionError("a day has as many files as it needs")  # pragma: no cover


def _files_of(at: datetime, folder: Path) -> Iterator[tuple[Path, Path]]:
    """Return the files of a day, WARC and lines, one pair after the other without end."""
    day = at.astimezone(UTC)
    month = folder / f"{day:%Y}" / f"{day:%m}"
    month.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        name = f"{day:%Y-%m-%d}" + (f"-{number}" if number > 1 else "")
        yield month / f"{name}.warc.gz", month / f"{name}.jsonl"


def _same_in(captured: Capture, folder: Path) -> Kept | None:
    for warc, lines in _files_of(captured.at, folder):
        if not warc.exists() and not lines.exists():
            return None
        for kept in _lines(lines)[0]:
            if (kept.of, kept.payload_sha256) == (captured.of, captured.payload_sha256):
                return kept
    return None


def _lines(lines: Path) -> tuple[list[Kept], bool]:
    """Return the lines that can be read, and whether all could: a crash may leave half of the last one, or zeros."""
    content = lines.read_bytes() if lines.exists() else b""
    found, whole = [], content.endswith(b"\n") or not content
    for line in content.splitlines():
        try:
            found.append(msgspec.json.decode(line, type=Kept))
        except msgspec.MsgspecError:
            whole = False
    return found, whole


def _end(lines: Path) -> int | None:
    """Return where the WARC of these lines must end, or None where they were torn."""
    found, whole = _lines(lines)
    if not whole:
        return None
    return found[-1].offset + found[-1].length if found else 0


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _taken_back_on_failure(path: Path, end: int) -> Iterator[None]:
    """Cut what this call itself added to a file and could not finish; where even that fails, it counts as torn."""
    try:
        yield
    except BaseException:
        with suppress(OSError):
            os.truncate(path, end)
        raise


def _write(path: Path, content: bytes) -> None:
    new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        left = memoryview(content)
        while left:
            left = left[os.write(descriptor, left) :]
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if new:
        _sync_folders(path.parent)


def _sync_folders(folder: Path) -> None:
    """Have the names of a new file and of the folders of its month and year on disk too."""
    for place in (folder, folder.parent, folder.parent.parent):
        descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
