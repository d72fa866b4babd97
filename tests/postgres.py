"""A throw-away PostgreSQL cluster of Debian's packages, and a way to run every test on it.

`pytest -p tests.postgres` starts one before Django reads its settings, names it in `DATABASE_URL` for this process and
its workers, and removes it at the end: the same tests then run on PostgreSQL instead of SQLite. Where `DATABASE_URL`
names a server already, that one is used.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
QUICK = (
    "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c listen_addresses='' "
    "-c max_connections=200 -c max_locks_per_transaction=256"
)

ON_DATABASE = frozenset({"db", "transactional_db", "database", "postgres_database", "django_db_setup"})
"""Fixtures of tests that ask a database without the mark of Django."""

_open = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        return  # a worker, or somebody's own server
    if not PROGRAMS:
        raise pytest.UsageError("expected PostgreSQL here; install the package postgresql, or set DATABASE_URL")
    os.environ["DATABASE_URL"] = _open.enter_context(cluster())


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what asks for no database: its answer is the same here, and was given once."""
    asking = [
        item
        for item in items
        if item.get_closest_marker("django_db") or ON_DATABASE & set(getattr(item, "fixturenames", ()))
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
    items[:] = asking


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _open.close()


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster that only this machine's users reach, through a socket, and remove it at the end."""
    # Not in pytest's own folder: that is closed to others, and a socket's path has 107 bytes at most.
    home = Path(tempfile.mkdtemp(prefix="answerable-postgres-"))
    user, as_user = _unprivileged(home)
    programs, data = PROGRAMS[-1].parent, home / "data"
    control = [*as_user, programs / "pg_ctl", "-D", data, "-s"]
    try:
        _quiet([*as_user, programs / "initdb", "-D", data, "-A", "trust", "-U", user, "--no-sync", "-E", "UTF8"])
        _quiet([*control, "-w", "-l", home / "log", "-o", f"-k {home} {QUICK}", "start"])
        try:
            yield f"postgres://{user}@{str(home).replace('/', '%2F')}/postgres"
        finally:
            _quiet([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(home)


def _unprivileged(home: Path) -> tuple[str, list[str]]:
    """Return whom the server runs as, and how to become that user: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name, []
    shutil.chown(home, "postgres")
    return "postgres", ["runuser", "-u", "postgres", "--"]


def _quiet(command: list[object]) -> None:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, cwd="/")
    assert done.returncode == 0, done.stderr
