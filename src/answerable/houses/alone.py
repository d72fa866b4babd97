"""One process of an installation at a time takes over from other houses: two would ask for everything twice.

Rules:
  - On SQLite a file in the home folder is locked; on PostgreSQL the database is, for all machines that use it.
  - Either lock ends with the process that holds it, however that ends: nothing is left to be removed by hand.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from answerable.houses.errors import Busy

FILE = "sync.lock"
"""File in the home folder; it says since when it is locked."""

TAKING_OVER = 0x73796E63
"""Number of PostgreSQL's advisory lock; "sync" in ASCII. `record.log` has others, of 56 and of 64 bits."""

_SINCE = """
SELECT min(backend_start) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = %s AND objsubid = 1
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@contextmanager
def alone(*, at: datetime) -> Iterator[None]:
    """Keep every other process of this installation from taking over meanwhile.

    Args:
        at: The moment now.

    Raises:
        Busy: one does already; the message says since when.
    """
    with _alone_in_database() if connection.vendor == "postgresql" else _alone_in_home(at):
        yield


@contextmanager
def _alone_in_home(at: datetime) -> Iterator[None]:
    home = Path(settings.ANSWERABLE_HOME)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(home / FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _busy(file.read(40).strip()) from error
        except OSError:  # a file system without locks: two at once ask twice, and the record holds all the same
            pass
        file.truncate()
        file.write(f"{at:%Y-%m-%d %H:%M} UTC\n")
        file.flush()
        yield


@contextmanager
def _alone_in_database() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s::bigint)", [TAKING_OVER])
        if not cursor.fetchone()[0]:
            cursor.execute(_SINCE, [TAKING_OVER])
            (since,) = cursor.fetchone()
            raise _busy(f"{since.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if since else "")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s::bigint)", [TAKING_OVER])


def _busy(since: str) -> Busy:
    running = f"another has been running since {since}" if since else "another is running"
    return Busy(f"expected nobody else to take over from other houses, found that {running}; nothing was done")
