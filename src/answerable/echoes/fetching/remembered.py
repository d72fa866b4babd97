"""What is remembered of earlier visits, so that the next one is short or not needed at all.

Rules:
  - One small store, by kind and key: what a host's robots.txt says, until when a host asked to be left alone, what was
    seen of a page, and what a feed or a sitemap listed.
  - A store belongs to one follow-up: its pages count as read. Who scans for something else begins with an empty one.
  - A store is made use of by one process at a time; the one on disk bears threads, and outlives a kill.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final, Literal, Protocol, TypeAlias, TypeVar

import msgspec

from answerable.echoes.fetching.failures import BrokenMemory
from answerable.fetching.errors import Reason

Kind: TypeAlias = Literal["robots", "pause", "page", "listing"]
Known = TypeVar("Known", bound=msgspec.Struct)

WAITING: Final = 30.0
"""Seconds that one thread waits for another's writing."""


class Memory(Protocol):
    """A store that is passed in."""

    def recall(self, kind: Kind, key: str) -> bytes | None:
        """Return what was kept last, or None where nothing was."""

    def keep(self, kind: Kind, key: str, value: bytes) -> None:
        """Keep something in place of what was kept before."""


class Robots(msgspec.Struct, frozen=True, kw_only=True):
    """What a host lets programs do.

    Attributes:
        until: When to ask again.
        text: Its robots.txt; "" lets everything be read.
        refusal: Why nothing may be read; "" where the text decides.
        reason: The same as a record that is skipped says it.
    """

    until: datetime
    text: str = ""
    refusal: str = ""
    reason: Reason = "not-allowed"


class Pause(msgspec.Struct, frozen=True, kw_only=True):
    """A time before which a host is left alone."""

    until: datetime


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen of a page.

    Attributes:
        fetched: When it was asked for last.
        mark: What its list said of its last change; "" where it says nothing.
        etag: The field ETag (RFC 9110, 8.8.3).
        modified: The field Last-Modified (RFC 9110, 8.8.2).
        sha256: SHA-256 of its bytes, in hex.
        listing: The listing that led to it.
        settled: Whether that listing was read to its end: until then a run that was killed reads the page again.
    """

    fetched: datetime
    mark: str = ""
    etag: str = ""
    modified: str = ""
    sha256: str = ""
    listing: str = ""
    settled: bool = False


def recalled(memory: Memory, kind: Kind, key: str, form: type[Known]) -> Known | None:
    """Return what was kept, in its form, or None where nothing was.

    Raises:
        BrokenMemory: It is not in that form.
    """
    value = memory.recall(kind, key)
    if value is None:
        return None
    try:
        return msgspec.json.decode(value, type=form)
    except msgspec.DecodeError as error:
        raise BrokenMemory(f"expected {form.__name__} for the {kind} {key!r}, found {value[:80]!r}: {error}") from error


def keep(memory: Memory, kind: Kind, key: str, value: msgspec.Struct) -> None:
    """Keep something in its form."""
    memory.keep(kind, key, msgspec.json.encode(value))


class InMemory:
    """A store that is gone with the program."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def recall(self, kind: Kind, key: str) -> bytes | None:
        """Return what was kept last, or None where nothing was."""
        return self._kept.get((kind, key))

    def keep(self, kind: Kind, key: str, value: bytes) -> None:
        """Keep something in place of what was kept before."""
        self._kept[kind, key] = value


class OnDisk:
    """A store in one SQLite file, written through at once."""

    def __init__(self, path: Path) -> None:
        """Open or make the file.

        Raises:
            BrokenMemory: It is there and is none.
        """
        self._path = path
        self._lock = Lock()
        try:
            self._rows = sqlite3.connect(path, timeout=WAITING, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise BrokenMemory(f"expected a store at {path}, found that it cannot be opened: {error}") from error
        try:
            self._rows.execute("PRAGMA journal_mode=WAL")
            self._rows.execute(
                "CREATE TABLE IF NOT EXISTS remembered"
                " (kind TEXT, key TEXT, value BLOB NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID"
            )
        except sqlite3.Error as error:
            self._rows.close()
            raise BrokenMemory(f"expected a store at {path}, found something else: {error}") from error

    def recall(self, kind: Kind, key: str) -> bytes | None:
        """Return what was kept last, or None where nothing was.

        Raises:
            BrokenMemory: The file is damaged.
        """
        row = self._run("SELECT value FROM remembered WHERE kind = ? AND key = ?", (kind, key))
        return bytes(row[0]) if row else None

    def keep(self, kind: Kind, key: str, value: bytes) -> None:
        """Keep something in place of what was kept before.

        Raises:
            BrokenMemory: The file is damaged, or full.
        """
        self._run("INSERT OR REPLACE INTO remembered VALUES (?, ?, ?)", (kind, key, value))

    def close(self) -> None:
        """Close the file."""
        self._rows.close()

    def _run(self, command: str, values: tuple[object, ...]) -> tuple[bytes] | None:
        try:
            with self._lock:
                row: tuple[bytes] | None = self._rows.execute(command, values).fetchone()
        except sqlite3.Error as error:
            raise BrokenMemory(f"expected a store at {self._path}, found: {error}") from error
        return row
