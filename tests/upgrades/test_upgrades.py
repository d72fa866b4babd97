"""Databases of earlier versions, brought up to date: nothing lost, and every gate and board says what it said then.

`keep.py` beside this makes one; each release adds its own, and none is ever taken away or made again. The first five
were kept before anything was released. Two gates were made stricter between the second and the third of them, and
those answers stand under ``stricter`` in the files of the first two; after a release, a stricter gate needs a new kind.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection, connections

from answerable.record.audit import verify_facts, verify_log
from answerable.record.log import ask_again
from answerable.record.models import CheckpointRow
from answerable.record.note import parse_vkey
from answerable.record.replicate import rebuild
from tests.conftest import connected

HERE = Path(__file__).parent
NAMES = sorted(path.name.removesuffix(".sql.gz") for path in HERE.glob("*.sql.gz"))
OLDEST = NAMES[0]
LARGEST = 300_000  # bytes


def brought_up(name: str, tmp_path: Path) -> dict[str, object]:
    """Return options of a database of an earlier version, in a file of its own."""
    file = tmp_path / "answerable.sqlite3"
    with sqlite3.connect(file) as database:
        database.executescript(gzip.decompress((HERE / f"{name}.sql.gz").read_bytes()).decode())
    database.close()
    return connections.settings["default"] | {"NAME": file}


@pytest.mark.parametrize(
    "name", [name if name == OLDEST else pytest.param(name, marks=pytest.mark.soak) for name in NAMES]
)
def test_nothing_is_lost_in_the_database_of_an_earlier_version(
    name, tmp_path, settings, django_db_blocker, soak_figures
):
    options = brought_up(name, tmp_path)
    if "sqlite" not in str(options["ENGINE"]):
        pytest.skip("a database of SQLite is brought up to date where DATABASE_URL names no other")
    told = json.loads((HERE / f"{name}.json").read_text())
    settings.ANSWERABLE_HOME, settings.ANSWERABLE_VAULT = tmp_path, tmp_path / "vault"
    with django_db_blocker.unblock(), connected(options):
        call_command("migrate", verbosity=0)
        keys = [parse_vkey(each) for each in told["keys"]]
        for _again in range(2):
            for origin, log in told["logs"].items():
                audit = verify_log(origin, [key for key in keys if key.name == origin])
                assert [audit.size, audit.root, audit.aside] == log
                verify_facts(origin)
            rebuild()
        assert answers(told["answers"]) == {**told["answers"], **told.get("stricter", {})}
        assert CheckpointRow.objects.count() == told["checkpoints"]
        assert boards(told["boards"]) == {
            output: {**gates, **told.get("boards_stricter", {}).get(output, {})}
            for output, gates in told["boards"].items()
        }
        connection.close()
    soak_figures.count("earlier versions brought up to date", 1)


def answers(told: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return what the gate of each entry says today about the record as it was then."""
    asked = {place: ask_again(place.split()[0], int(place.split()[1])) for place in told}
    return {place: [blocker.code for blocker in blockers] for place, blockers in asked.items()}


def boards(told: dict[str, dict[str, list[str]]]) -> dict[str, dict[str, list[str]]]:
    """Return what stands on each board today, of the gates that were asked then."""
    from answerable.evidence.clock import moment_of
    from answerable.releases.gates import board
    from answerable.releases.models import read_release

    at, found = moment_of("harbour"), {}
    for output, gates in told.items():
        today = {gate.name: gate for gate in board(read_release("harbour", at=at, subject=output))}
        found[output] = {name: [b.code for b in today[name].blockers] for name in gates}
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_kept_database_is_small(name):
    assert (HERE / f"{name}.sql.gz").stat().st_size <= LARGEST
