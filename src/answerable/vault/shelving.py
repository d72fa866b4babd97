"""Which bytes lie in the store, and who relies on them: measured while they come in, named once, removed with the last.

Whoever relies on bytes that are there already, or removes them, locks their name in the database first
(`KeptBytes`), so that neither can come between the other.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import BinaryIO

import msgspec
from django.conf import settings
from django.db import DatabaseError, transaction

from answerable.vault.errors import VaultError
from answerable.vault.models import Content, KeptBytes, Upload
from answerable.vault.shelves import TAKING_IN, Disk, Shelf, chunks, name_of, shelf

_taken: ContextVar[list[str] | None] = ContextVar("taken", default=None)
"""The names of files that were taken in since `giving_back` began."""


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What a file is: its commitment under a salt, its SHA-256, and its size in bytes."""

    commitment: str
    sha256: str
    size: int


class Measuring:
    """A file that is measured while it is read once, under a salt."""

    def __init__(self, salt: bytes) -> None:
        self._salted, self._plain, self._size = hashlib.sha256(salt), hashlib.sha256(), 0

    def pieces(self, source: BinaryIO) -> Iterator[bytes]:
        """Yield the pieces of a file, each measured."""
        for piece in chunks(source):
            self._salted.update(piece)
            self._plain.update(piece)
            self._size += len(piece)
            yield piece

    def found(self) -> Measured:
        """Return what was read so far."""
        return Measured(
            commitment=f"sha256:{self._salted.hexdigest()}", sha256=self._plain.hexdigest(), size=self._size
        )


def put(unnamed: str, found: Measured) -> str:
    """Give a file that was taken in its name, and return that; the same bytes that lie there already are read first.

    Raises:
        NotKept: the store does not give back what was written.
    """
    where, name = shelf(), name_of(found.sha256)
    taken = _taken.get()
    if taken is not None:
        taken.append(name)
    if not (where.has(name) and _sha256(where, name) == found.sha256):
        where.name(unnamed, name, sha256=found.sha256)
    return name


def relied_on(unnamed: str, found: Measured) -> None:
    """Have the bytes of a file that was `put` stay until this transaction ends; nobody removes them from here on."""
    where, name = shelf(), name_of(found.sha256)
    lock_bytes(name)
    if not where.has(name):  # removed since, as the last that was committed to under another salt
        where.name(unnamed, name, sha256=found.sha256)


def lock_bytes(name: str) -> None:
    """Let nobody else rely on the bytes of this name, or remove them, until this transaction ends."""
    while True:
        KeptBytes.objects.bulk_create([KeptBytes(name=name)], ignore_conflicts=True)
        if list(KeptBytes.objects.select_for_update().filter(name=name)):
            return


@contextmanager
def giving_back() -> Iterator[None]:
    """Remove at the end what was taken in meanwhile for something that was not said after all."""
    names: list[str] = []
    token = _taken.set(names)
    try:
        yield
    except BaseException:
        with suppress(DatabaseError, VaultError):  # what went wrong before is what counts; the sweep removes the rest
            _give_back(names)
        raise
    else:
        _give_back(names)
    finally:
        _taken.reset(token)


def _give_back(names: list[str]) -> None:
    for name in dict.fromkeys(names):
        remove_unused(name)


def remove_unused(name: str) -> bool:
    """Remove the bytes of this name unless something needs them, and tell whether that was done."""
    with transaction.atomic():
        lock_bytes(name)
        if is_used(name):
            return False
        for where in shelves():
            where.remove(name)
        KeptBytes.objects.filter(name=name).delete()
    return True


def is_used(name: str) -> bool:
    """Tell whether content, or an upload that is whole, needs the bytes of this name."""
    before = Content.objects.filter(commitment=f"sha256:{name}", place="", text=None)
    return Content.objects.filter(place=name).exists() or Upload.objects.filter(place=name).exists() or before.exists()


def sweep(*, older_than: float) -> int:
    """Remove files that nothing names and that are older than this many seconds; return how many.

    They come from transactions that never ended: refused, cut off, or killed. One that still runs may be an hour old.
    """
    removed = 0
    for where in shelves():
        for name, written in list(where.names()):
            if time.time() - written < older_than:
                continue
            if name.startswith(TAKING_IN):
                where.remove(name)
                removed += 1
            elif not is_used(name):
                removed += remove_unused(name)
    return removed


def taking_over(path: Path) -> AbstractContextManager[str]:
    """Give the mark of a file of this machine in the store, without writing it again where it can be linked."""
    where = shelf()
    if isinstance(where, Disk):
        return where.taking_over(path)
    taken: AbstractContextManager[str] = where.taking_in(_pieces_of(path))
    return taken


def _pieces_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from chunks(file)


def elsewhere() -> list[Shelf]:
    """Return where files may lie besides the store: in the vault's folder, from before another store was named."""
    folder, where = Path(settings.ANSWERABLE_VAULT), shelf()
    same = isinstance(where, Disk) and where.folder == folder
    return [] if same or not folder.is_dir() else [Disk(folder)]


def shelves() -> list[Shelf]:
    """Return every place where files may lie, the store first."""
    return [shelf(), *elsewhere()]


def _sha256(where: Shelf, name: str) -> str:
    found = hashlib.sha256()
    with where.open(name) as file:
        for piece in chunks(file):
            found.update(piece)
    return found.hexdigest()
