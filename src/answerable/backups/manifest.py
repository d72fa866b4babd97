"""What a backup says about itself: at its head what it is, at its end what is in it."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

FORMAT = "answerable-backup/1"
HEAD, END = "backup.json", "manifest.json"


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """The first file of the archive: its form, the version that wrote it, and every migration of its database."""

    format: str
    version: str
    made: datetime
    until: date
    migrations: tuple[tuple[str, str], ...]


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """A log as it stood: how many entries, which root, and whether it was written by this house."""

    origin: str
    size: int
    root: str
    own: bool


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the archive."""

    name: str
    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The last file of the archive. `rows` counts each table; `keys` are the public keys known here, as vkeys.

    `erased` names content that was erased while the backup was made; `missing` what was not here and not erased.
    """

    files: tuple[File, ...]
    rows: dict[str, int]
    logs: tuple[Log, ...]
    checkpoints: tuple[str, ...]
    keys: tuple[str, ...]
    with_keys: bool
    erased: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
