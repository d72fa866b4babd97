"""Where the bytes of files lie: a folder of this machine, or any place that fsspec knows.

Rules:
  - A file is written under another name and then named, so that under its own name it is whole or absent. On a disk it
    is flushed first, and the folder after; in an object store what lies under the name is read back and compared.
  - A name is made from what is in the file and from a secret of this installation: the same bytes lie here once, and
    whoever can list the store cannot tell whether a file that they know is in it.
  - Nothing is encrypted here: a key that lies beside the data protects it from nobody. That is for the disk or the
    bucket.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

import fsspec
from django.conf import settings
from django.utils.crypto import salted_hmac

from answerable.vault.errors import Missing, NotKept

CHUNK = 1 << 20
"""Bytes read at once; a file of any size takes this much memory."""

PART = 1 << 26
"""Bytes of a part of a large object: 64 MiB. S3 takes 10,000 of them, so a file may have 640 GB."""

TAKING_IN = ".taking-in-"
"""How the name of a file begins that is still being written."""

OPEN_TO_OWNER = 0o700

BUCKETS = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "oss"})
"""Schemes of stores that have no folders."""


class Shelf(Protocol):
    """A place for files that are named once and never changed."""

    def taking_in(self, pieces: Iterable[bytes]) -> Any:
        """Give, as a context, the mark of a file with these pieces that has no name yet and is gone at the end."""

    def name(self, unnamed: str, name: str, *, sha256: str) -> None:
        """Give a file its name, in the place of what may lie there.

        Raises:
            NotKept: what lies under the name is not the file.
        """

    def has(self, name: str) -> bool:
        """Tell whether a file has this name."""

    def open(self, name: str) -> BinaryIO:
        """Return a file for reading.

        Raises:
            Missing: there is none of this name.
        """

    def remove(self, name: str) -> None:
        """Remove a file, named or not, if it is there."""

    def names(self) -> Iterator[tuple[str, float]]:
        """Yield every name and when it was last written, in seconds; unnamed files too."""


def shelf() -> Shelf:
    """Return where files lie: in the folder of the vault, or where ``ANSWERABLE_STORE`` says."""
    return shelf_at(settings.ANSWERABLE_STORE) if settings.ANSWERABLE_STORE else Disk(Path(settings.ANSWERABLE_VAULT))


def shelf_at(address: str) -> Shelf:
    """Return the shelf at an address of fsspec, or in a folder.

    Raises:
        NotKept: nothing here knows such an address.
    """
    scheme, separator, rest = address.partition("://")
    if not separator or scheme in {"file", "local"}:
        return Disk(Path(rest if separator else address))
    try:
        system, root = fsspec.url_to_fs(address, use_listings_cache=False)
    except (ImportError, ValueError, OSError) as error:
        raise NotKept(f"ANSWERABLE_STORE: expected a store that can be used, found {scheme}://…: {error}") from error
    return Objects(system, root, scheme)


def name_of(sha256: str) -> str:
    """Return under which name bytes with this SHA-256 lie; whoever lacks our secret cannot work it out."""
    return salted_hmac("answerable.vault.store", sha256, algorithm="sha256").hexdigest()


def chunks(source: BinaryIO) -> Iterator[bytes]:
    """Yield what is read from a file, piece by piece."""
    while chunk := source.read(CHUNK):
        yield chunk


class Disk:
    """A folder of this machine, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextmanager
    def taking_in(self, pieces: Iterable[bytes]) -> Iterator[str]:
        """Give the mark of a new file that has no name yet; see `Shelf`."""
        with self._told("make a file"):
            self.folder.mkdir(parents=True, exist_ok=True, mode=OPEN_TO_OWNER)
            descriptor, mark = tempfile.mkstemp(dir=self.folder, prefix=TAKING_IN)  # mode 0600
        try:
            with os.fdopen(descriptor, "wb", buffering=0) as file:
                for piece in pieces:
                    with self._told(f"write {len(piece)} bytes"):
                        write_all(file.fileno(), piece)
                with self._told("flush a file"):
                    os.fsync(file.fileno())
            yield Path(mark).name
        finally:
            Path(mark).unlink(missing_ok=True)

    def name(self, unnamed: str, name: str, *, sha256: str) -> None:  # noqa: ARG002 - what was flushed is what was read
        """Give a file its name; see `Shelf`."""
        place = self.path(name)
        with self._told("name a file"):
            place.parent.mkdir(exist_ok=True, mode=OPEN_TO_OWNER)
            try:
                place.hardlink_to(self.folder / unnamed)
            except FileExistsError:
                beside = self.folder / f"{TAKING_IN}{secrets.token_hex(8)}"
                beside.hardlink_to(self.folder / unnamed)
                beside.replace(place)
                beside.unlink(missing_ok=True)  # a rename between two names of one file does nothing
            _sync_folder(place.parent)
            _sync_folder(self.folder)

    @contextmanager
    def taking_over(self, path: Path) -> Iterator[str]:
        """Give the mark of a file that lies elsewhere on this disk already, without writing it again where possible."""
        mark = f"{TAKING_IN}{secrets.token_hex(8)}"
        with self._told("make a file"):
            self.folder.mkdir(parents=True, exist_ok=True, mode=OPEN_TO_OWNER)
        try:
            (self.folder / mark).hardlink_to(path)
        except OSError as error:
            if error.errno not in {errno.EXDEV, errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK}:
                raise NotKept(_cannot("take a file over", str(self.folder), error)) from error
            with path.open("rb") as file, self.taking_in(chunks(file)) as copied:
                yield copied
            return
        try:
            with path.open("rb") as file:
                os.fsync(file.fileno())
            yield mark
        finally:
            (self.folder / mark).unlink(missing_ok=True)

    def has(self, name: str) -> bool:
        """Tell whether a file has this name."""
        return self.path(name).is_file()

    def open(self, name: str) -> BinaryIO:
        """Return a file for reading; see `Shelf`."""
        try:
            return self.path(name).open("rb")
        except FileNotFoundError as error:
            raise Missing(f"expected the file {name} in {self.folder}, found none") from error

    def remove(self, name: str) -> None:
        """Remove a file, named or not, if it is there."""
        place = self.folder / name if name.startswith(TAKING_IN) else self.path(name)
        place.unlink(missing_ok=True)

    def names(self) -> Iterator[tuple[str, float]]:
        """Yield every name and when it was last written."""
        for place in self.folder.rglob("*"):
            try:
                if place.is_file():
                    yield place.name, place.stat().st_mtime
            except FileNotFoundError:  # removed by another process at this moment
                continue

    def path(self, name: str) -> Path:
        """Return where the file of this name lies."""
        return self.folder / name[:2] / name

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise NotKept(_cannot(what, str(self.folder), error)) from error


class Objects:
    """A place that fsspec knows, such as a bucket of S3. It has no folders and no flushing: what is there is read back.

    A part of an upload that was cut off may be kept by the store where no listing shows it; S3 removes such parts by a
    rule of the bucket.
    """

    def __init__(self, system: Any, root: str, scheme: str) -> None:
        self._system, self._root, self._scheme = system, root.rstrip("/"), scheme

    @contextmanager
    def taking_in(self, pieces: Iterable[bytes]) -> Iterator[str]:
        """Give the mark of a new file that has no name yet; see `Shelf`."""
        mark = f"{TAKING_IN}{secrets.token_hex(16)}"
        try:
            self._write(mark, pieces)
            yield mark
        finally:
            self.remove(mark)

    def name(self, unnamed: str, name: str, *, sha256: str) -> None:
        """Give a file its name; see `Shelf`."""
        with self._told("name a file"):
            self._make_folder(self._key(name).rpartition("/")[0])
            self._system.cp_file(self._key(unnamed), self._key(name))
        with self.open(name) as file:
            found = hashlib.sha256()
            for piece in chunks(file):
                found.update(piece)
        if found.hexdigest() != sha256:
            self.remove(name)
            raise NotKept(f"expected the store {self._scheme}://… to give back what was written, found other bytes")

    def has(self, name: str) -> bool:
        """Tell whether a file has this name."""
        with self._told("look for a file"):
            return bool(self._system.isfile(self._key(name)))

    def open(self, name: str) -> BinaryIO:
        """Return a file for reading; see `Shelf`."""
        with self._told("read a file"):
            try:
                return cast("BinaryIO", self._system.open(self._key(name), "rb"))
            except FileNotFoundError as error:
                raise Missing(f"expected the file {name} in {self._scheme}://…, found none") from error

    def remove(self, name: str) -> None:
        """Remove a file, named or not, if it is there."""
        with self._told("remove a file"):
            try:
                self._system.rm_file(self._key(name))
            except FileNotFoundError:
                return

    def names(self) -> Iterator[tuple[str, float]]:
        """Yield every name and when it was last written."""
        with self._told("list files"):
            found = self._system.find(self._root, detail=True) if self._system.exists(self._root) else {}
            for key, detail in found.items():
                yield key.rpartition("/")[2], self._system.modified(key).timestamp() if detail else 0.0

    def _write(self, mark: str, pieces: Iterable[bytes]) -> None:
        with self._told("make a file"):
            self._make_folder(self._root)
            file = self._system.open(self._key(mark), "wb", block_size=PART)
        size = 0
        try:
            for piece in pieces:
                with self._told(f"write {len(piece)} bytes"):
                    size += file.write(piece)
        finally:
            with self._told("end a file"):
                file.close()
        with self._told("measure a file"):
            found = self._system.size(self._key(mark))
        if found != size:
            raise NotKept(f"expected {size} bytes in {self._scheme}://…, found {found}")

    def _make_folder(self, folder: str) -> None:
        """Make a folder where the store has folders; a bucket is the operator's to make, with its rules."""
        if self._scheme not in BUCKETS:
            self._system.makedirs(folder, exist_ok=True)

    def _key(self, name: str) -> str:
        return f"{self._root}/{name}" if name.startswith(TAKING_IN) else f"{self._root}/{name[:2]}/{name}"

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        try:
            yield
        except (Missing, NotKept):
            raise
        except Exception as error:  # each store has errors of its own, and few of them are OSError
            raise NotKept(_cannot(what, f"{self._scheme}://…", error)) from error


def _cannot(what: str, where: str, error: Exception) -> str:
    found = getattr(error, "strerror", None) or " ".join(str(error).split()) or type(error).__name__
    return f"expected to {what} in the store {where}, found: {found}"


def write_all(descriptor: int, piece: bytes) -> None:
    """Write all of a piece: the system may take it in parts."""
    left = memoryview(piece)
    while left:
        left = left[os.write(descriptor, left) :]


def _sync_folder(folder: Path) -> None:
    """Have the name of a new file on disk before the database speaks of it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
