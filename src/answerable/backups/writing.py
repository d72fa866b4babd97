"""Writing a backup: one file, encrypted, written under another name, on disk, and only then named.

The archive in it is a tar file: `backup.json`, the rows of the tables, the files of the vault by their commitments, the
folders that belong to the house, its keys where they are asked for, and `manifest.json` with the SHA-256 of every file.
"""

from __future__ import annotations

import hashlib
import io
import os
import secrets
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
from django.conf import settings

from answerable import __version__
from answerable.backups import tables
from answerable.backups.envelope import sealing
from answerable.backups.errors import NotEmpty
from answerable.backups.manifest import END, FORMAT, HEAD, File, Head, Log, Manifest
from answerable.people.keyring import is_personal, keyring
from answerable.record.models import CheckpointRow, EntryRow, LogRow
from answerable.record.tree import root_of
from answerable.vault.errors import Erased, VaultError
from answerable.vault.models import Content
from answerable.vault.store import open_file, row_of

FOLDERS = ("training", "timestamp-roots", "echoes")
"""Folders of a house that nothing can make again: its modules, whose stamps it trusts, results of its scans."""

NO_FILES = (".sqlite3", ".sqlite3-wal", ".sqlite3-shm")
"""Endings of files in them that another process may be writing: what was fetched, which can be fetched again."""

SECRETS = ("passphrase", "secret-key")
"""Files that go with the keys: what opens them, and what sessions and names in the vault are made with."""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A backup that was written."""

    place: Path
    size: int
    head: Head
    manifest: Manifest


def write_backup(
    place: Path,
    *,
    at: datetime,
    until: date,
    recipients: Sequence[str] = (),
    passphrase: str = "",
    with_keys: bool = False,
) -> Written:
    """Write everything of this house into one encrypted file, which appears whole or not at all.

    Content that is erased meanwhile is left out; so is content that is not here though no entry erased it: the manifest
    names both.

    Raises:
        NotEmpty: there is such a file already.
        NotOpened: a recipient is none.
        NotWritten, OSError: it could not be written; nothing is left of it.
    """
    if os.path.lexists(place):
        raise NotEmpty(f"{place} is there already, and a backup is never written over")
    unnamed = place.with_name(f".{place.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(unnamed, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            with sealing(file, recipients=recipients, passphrase=passphrase) as stream:
                head, manifest = _archive(stream, at=at, until=until, with_keys=with_keys)
            file.flush()
            os.fsync(file.fileno())
            size = file.tell()
        os.link(unnamed, place)  # fails where the name was taken meanwhile
    except FileExistsError as error:
        raise NotEmpty(f"{place} is there already, and a backup is never written over") from error
    finally:
        unnamed.unlink(missing_ok=True)
    _sync_folder(place.parent)
    return Written(place=place, size=size, head=head, manifest=manifest)


class _Archive:
    """A tar file that is written as a stream, and what came into it."""

    def __init__(self, stream: BinaryIO, at: datetime) -> None:
        self._tar = tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - see `close`
        self._at = at
        self.files: list[File] = []

    def add(self, name: str, source: BinaryIO, size: int) -> None:
        """Add a file of this many bytes; a source that gives fewer is an error."""
        found = tarfile.TarInfo(name)
        found.size, found.mtime, found.mode = size, int(self._at.timestamp()), 0o600
        measuring = _Measuring(source)
        self._tar.addfile(found, measuring)
        self.files.append(File(name=name, size=size, sha256=measuring.sha256()))

    def put(self, name: str, data: bytes) -> None:
        self.add(name, io.BytesIO(data), len(data))

    def close(self) -> None:
        self._tar.close()


class _Measuring:
    def __init__(self, source: BinaryIO) -> None:
        self._source, self._digest = source, hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        data = self._source.read(size)
        self._digest.update(data)
        return data

    def sha256(self) -> str:
        return self._digest.hexdigest()


def _archive(stream: BinaryIO, *, at: datetime, until: date, with_keys: bool) -> tuple[Head, Manifest]:
    archive = _Archive(stream, at)
    with tables.snapshot() as using:
        head = Head(format=FORMAT, version=__version__, made=at, until=until, migrations=tables.migrations())
        archive.put(HEAD, msgspec.json.encode(head))
        rows = {table._meta.db_table: _add_table(archive, table, using) for table in tables.tables()}
        logs, checkpoints = _logs(using)
        erased, missing = _add_vault(archive, using)
    for name, path in _folders():
        _add_path(archive, name, path)
    for name, path in _keys() if with_keys else ():
        _add_path(archive, name, path)
    manifest = Manifest(
        files=tuple(archive.files),
        rows=rows,
        logs=logs,
        checkpoints=checkpoints,
        keys=tuple(each.vkey() for each in keyring().verifiers()),
        with_keys=with_keys,
        erased=erased,
        missing=missing,
    )
    archive.put(END, msgspec.json.encode(manifest))
    archive.close()
    return head, manifest


def _add_table(archive: _Archive, table: type[Any], using: str) -> int:
    """Add the rows of a table, and return how many there are."""
    rows = 0
    for number, (part, count) in enumerate(tables.parts(table, using=using)):
        archive.put(f"tables/{table._meta.db_table}/{number:06d}.jsonl", part)
        rows += count
    return rows


def _logs(using: str) -> tuple[tuple[Log, ...], tuple[str, ...]]:
    """Return the logs as the snapshot has them, and the newest checkpoint of each."""
    here = {each.name for each in keyring().verifiers() if not is_personal(each)}
    logs, checkpoints = [], []
    for origin in LogRow.objects.using(using).order_by("origin").values_list("origin", flat=True):
        size = EntryRow.objects.using(using).filter(origin=origin).count()  # without a gap, as the root then shows
        logs.append(Log(origin=origin, size=size, root=root_of(origin, size).hex(), own=origin in here))
        newest = (
            CheckpointRow.objects.using(using).filter(origin=origin, size__lte=size).order_by("-size", "pk").first()
        )
        checkpoints += [newest.note] if newest else []
    return tuple(logs), tuple(checkpoints)


def _add_vault(archive: _Archive, using: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Add the files of the vault, and return what was erased meanwhile and what is missing."""
    erased: list[str] = []
    missing: list[str] = []
    added: set[str] = set()
    rows = (
        Content.objects.using(using).filter(text=None).order_by("commitment").values_list("commitment", "place", "size")
    )
    for commitment, place, size in rows.iterator():
        if place and place in added:
            continue
        try:
            with open_file(commitment) as file:
                archive.add(f"vault/{commitment.removeprefix('sha256:')}", file, size)
            added.add(place)
        except (VaultError, FileNotFoundError):
            (erased if _was_erased(commitment) else missing).append(commitment)
    return tuple(erased), tuple(missing)


def _was_erased(commitment: str) -> bool:
    try:
        row_of(commitment)
    except Erased:
        return True
    except VaultError:
        return False
    return False


def _folders() -> Iterator[tuple[str, Path]]:
    home = Path(settings.ANSWERABLE_HOME)
    for folder in FOLDERS:
        for path in sorted((home / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.endswith(NO_FILES):
                yield f"home/{path.relative_to(home)}", path


def _keys() -> Iterator[tuple[str, Path]]:
    home, keys = Path(settings.ANSWERABLE_HOME), Path(settings.ANSWERABLE_KEYS)
    for path in sorted(keys.rglob("*")):
        if path.is_file() and not path.name.endswith(".tmp"):
            yield f"keys/{path.relative_to(keys)}", path
    for name in SECRETS:
        if (home / name).is_file():
            yield f"home/{name}", home / name


def _add_path(archive: _Archive, name: str, path: Path) -> None:
    with suppress(FileNotFoundError), path.open("rb") as file:  # removed by another process at this moment
        archive.add(name, file, os.fstat(file.fileno()).st_size)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
