"""Two houses in two homes that no network joins: what one may have of the other comes on a stick."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.homes import COMMAND, loaded

CENTRE, COAST, NORTH = (f"harbour.example/{name}" for name in ("centre", "coast", "north"))


def run(home: Path, *words: object, status: int = 0) -> str:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("ANSWERABLE", "DATABASE", "DJANGO"))
    }
    environment = {**kept, "ANSWERABLE_HOME": str(home)}
    done = subprocess.run([*map(str, words)], env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def answerable(home: Path, *words: object, status: int = 0) -> str:
    return run(home, COMMAND, *words, status=status)


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The homes of two houses: the centre's, which has the case `harbour`, and the coast's, which has its own log."""
    centre, coast = loaded(tmp_path_factory.mktemp("centre"), "harbour"), tmp_path_factory.mktemp("coast")
    answerable(centre, "log", "checkpoint")
    lines = {line.partition("+")[0]: line for line in answerable(centre, "keys", "list").splitlines()}
    (coast / "keys").mkdir(mode=0o700)
    for name in ("key", "vkey"):
        for path in (centre / "keys").glob(f"*coast.{name}"):
            path.rename(coast / "keys" / path.name)
    for path in (centre / "keys").glob("*north*"):
        path.unlink()
    (coast / "passphrase").write_bytes((centre / "passphrase").read_bytes())
    (coast / "passphrase").chmod(0o600)
    other = answerable(coast, "keys", "list").splitlines()
    for name in (CENTRE, NORTH):
        answerable(coast, "peer", "add", "--key", lines[name])
    answerable(coast, "peer", "pause", NORTH)  # it has no house: nobody waits for its stick
    answerable(centre, "peer", "add", "--key", *other)
    return centre, coast


@pytest.fixture(scope="module")
def stick(apart, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything that the coast may have, sealed to it."""
    centre, coast = apart
    folder = tmp_path_factory.mktemp("stick") / "for-coast"
    key = answerable(coast, "carry", "key").strip()
    assert "1 part, " in answerable(centre, "carry", "out", folder, "--to", COAST, "--recipient", key)
    return folder


def test_a_house_without_anything_is_given_the_record_on_a_stick_and_goes_on_from_there(apart, stick):
    centre, coast = apart
    assert not any(b"harbour" in path.read_bytes() for path in stick.rglob("*.age"))
    came = answerable(coast, "carry", "in", stick)
    assert came.startswith(f"{CENTRE}: 178 entries")
    assert " 0 contents" not in came
    assert (wanted(coast, COAST), wanted(coast, CENTRE) > 0) == (0, True)
    assert f"{COAST}: 65 entries in order" in answerable(coast, "log", "verify")
    assert f"whole again: {COAST}" in answerable(coast, "sync")
    here, there = (answerable(home, "clear", "harbour", status=1) for home in (centre, coast))
    assert gates(here) == gates(there)
    assert answerable(coast, "carry", "in", stick) == f"{CENTRE}: 0 entries, 0 contents\n"
    assert not any((coast / "carried").iterdir())


def wanted(home: Path, origin: str) -> int:
    """Return how many contents of a log a house still waits for."""
    with closing(sqlite3.connect(home / "answerable.sqlite3")) as database:
        rows = database.execute("SELECT count(*) FROM houses_copy WHERE origin = ? AND state = 'wanted'", [origin])
        return int(rows.fetchone()[0])


def gates(board: str) -> list[str]:
    return [line for line in board.splitlines() if line[:2].strip().isdecimal()]
