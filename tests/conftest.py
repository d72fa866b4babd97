"""Databases of their own for the tests that must really commit: an SQLite file, or a database in PostgreSQL.

Most tests roll back instead (`pytest.mark.django_db`). Entries cannot be deleted, so a database that was committed to
is never used again: each test gets a copy of an empty, migrated one.

PostgreSQL is the server that `DATABASE_URL` names, or else a throw-away cluster of Debian's packages, started when the
first test asks for it. Where there is neither, its tests are skipped; with `CI=true` they fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dj_database_url
import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from hypothesis import settings

from tests import homes
from tests.postgres import PROGRAMS, cluster
from tests.soak import pytest_terminal_summary, soak_figures  # noqa: F401 - a hook and a fixture for every test

settings.register_profile("untimed", deadline=None)  # a first call may load a dictionary; no test asserts a time
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        homes.open_folder()


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        homes.close_folder()


@pytest.fixture(scope="session", autouse=True)
def keys_locked_quickly() -> Iterator[None]:
    """Key files that are made here open at once: bcrypt runs one round. `record/test_keys.py` counts the product's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("answerable.record.keys.KDF_ROUNDS", 1)
        yield


@dataclass(frozen=True)
class Database:
    """A database that belongs to one test, and the home folder beside it."""

    vendor: str
    home: Path
    url: str = ""

    @property
    def file(self) -> Path:
        return self.home / "answerable.sqlite3"

    def environment(self) -> dict[str, str]:
        """Return what another process needs to work on this database."""
        named = {"ANSWERABLE_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "answerable.web.settings"}
        return os.environ | named | ({"DATABASE_URL": self.url} if self.url else {})

    def run(self, program: str, *arguments: str) -> subprocess.Popen[str]:
        """Start a Python program on this database, with Django set up."""
        head = "import django; django.setup()\n"
        command = [sys.executable, "-c", head + program, *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment(), stdout=pipe, stderr=pipe, text=True)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request, tmp_path, settings, django_db_blocker) -> Iterator[Database]:
    """A migrated database of this test's own, on each kind of server; Django's connection leads to it."""
    name = f"{request.param}_database"
    with django_db_blocker.unblock():
        yield from request.getfixturevalue(name)(tmp_path, settings)


@pytest.fixture
def sqlite(sqlite_database, tmp_path, settings, django_db_blocker) -> Iterator[Database]:
    """The same, on SQLite alone."""
    with django_db_blocker.unblock():
        yield from sqlite_database(tmp_path, settings)


@pytest.fixture(scope="session")
def sqlite_empty(tmp_path_factory, django_db_blocker) -> Path:
    """A migrated SQLite file without an entry, to be copied."""
    empty = tmp_path_factory.mktemp("empty") / "answerable.sqlite3"
    options = connections.settings["default"] | {"NAME": empty}
    if "sqlite" not in options["ENGINE"]:
        pytest.skip("DATABASE_URL names another database than SQLite")
    with django_db_blocker.unblock(), connected(options):
        call_command("migrate", verbosity=0)
    return empty


@pytest.fixture(scope="session")
def sqlite_database(sqlite_empty):
    """Return how to make a migrated SQLite file."""
    options = connections.settings["default"]

    def make(home: Path, settings) -> Iterator[Database]:
        made = Database("sqlite", home)
        shutil.copy(sqlite_empty, made.file)
        settings.ANSWERABLE_VAULT = home / "vault"
        with connected(options | {"NAME": made.file}):
            yield made

    return make


@pytest.fixture(scope="session")
def postgres_database(postgres_server, django_db_blocker):
    """Return how to make a migrated PostgreSQL database."""
    empty = f"answerable_empty_{os.getpid()}"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {empty}")
    with django_db_blocker.unblock(), connected(_parsed(_named(postgres_server, empty))):
        call_command("migrate", verbosity=0)

    def make(home: Path, settings) -> Iterator[Database]:
        name = f"answerable_{os.getpid()}_{os.urandom(4).hex()}"
        with psycopg.connect(postgres_server, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE {empty}")
        made = Database("postgresql", home, _named(postgres_server, name))
        settings.ANSWERABLE_VAULT = home / "vault"
        with connected(_parsed(made.url)):
            yield made
        with psycopg.connect(postgres_server, autocommit=True) as server:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    yield make
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"DROP DATABASE {empty} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server on which databases may be made."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
    elif PROGRAMS:
        with cluster() as address:
            yield address
    elif os.environ.get("CI") == "true":
        pytest.fail("expected PostgreSQL here; install the package postgresql, or set DATABASE_URL")
    else:
        pytest.skip("there is no PostgreSQL here: install the package postgresql, or set DATABASE_URL")


def _named(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"


def _parsed(url: str) -> dict[str, object]:
    return dict(dj_database_url.parse(url))


@contextmanager
def connected(options: dict[str, object]) -> Iterator[None]:
    """Have Django's default connection lead elsewhere for a while, in new threads too."""
    before, held = connections.settings["default"], connections["default"]
    connections.settings["default"] = connections.configure_settings({"default": dict(options)})["default"]
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"], connections["default"] = before, held
