"""Whoever can write to the file can change it; reading it again tells what was changed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest
from django.db import connection

from answerable.people.models import OrganisationNamed
from answerable.record.audit import verify_facts, verify_log
from answerable.record.entry import ref_of
from answerable.record.errors import Disagrees, NotConsistent, NotIncluded, Truncated, UnknownKey
from answerable.record.log import sign_log
from answerable.record.models import CheckpointRow
from tests.record.story import COAST, name, raws
from tests.simulator import sections

ENTRIES = 300


@pytest.fixture
def coast(sqlite):
    """A log of 300 entries, one tile full, signed at 100 and at 290."""
    (section,) = sections("coast")
    for number in range(ENTRIES):
        name(number)
        if number + 1 in {100, 290}:
            sign_log(COAST, section.signer)
    section.raws = raws(COAST)
    return section


@contextmanager
def tampering(database) -> Iterator[sqlite3.Connection]:
    """Open the file as somebody who first drops the triggers, as anybody can who can write to it."""
    connection.close()
    with closing(sqlite3.connect(database.file)) as file, file:
        triggers = file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (trigger,) in triggers:
            file.execute(f"DROP TRIGGER {trigger}")
        yield file


def verify(section):
    return verify_log(COAST, [section.signer.verifier()])


def test_a_log_as_it_was_written_is_in_order(coast):
    audit = verify(coast)
    assert (audit.size, audit.checkpoints, audit.uncovered, audit.aside) == (ENTRIES, 2, 10, 0)
    assert verify_facts(COAST) == ENTRIES


def test_a_changed_byte_is_named(coast, sqlite):
    with tampering(sqlite) as file:
        file.execute(
            "UPDATE record_entry SET raw = CAST(replace(CAST(raw AS TEXT), 'Watch', 'Wotch') AS BLOB) WHERE idx = 7"
        )
    with pytest.raises(NotIncluded, match="coast entry 7: expected bytes with leaf hash"):
        verify(coast)


def test_a_changed_entry_with_its_name_mended_differs_from_the_checkpoint(coast, sqlite):
    changed = coast.raws[7].replace(b"Watch", b"Wotch")
    with tampering(sqlite) as file:
        file.execute("UPDATE record_entry SET raw = ?, ref = ? WHERE idx = 7", [changed, ref_of(changed)])
    with pytest.raises(NotConsistent, match="differ from the signed checkpoint: size 100") as error:
        verify(coast)
    assert error.value.old_root != error.value.new_root


def test_a_changed_entry_no_checkpoint_covers_is_found_by_its_row(coast, sqlite):
    changed = coast.raws[295].replace(b"Watch", b"Wotch")
    with tampering(sqlite) as file:
        file.execute("UPDATE record_entry SET raw = ?, ref = ? WHERE idx = 295", [changed, ref_of(changed)])
    assert verify(coast).uncovered == 10
    with pytest.raises(Disagrees, match="entry 295: expected its row in people_organisationnamed"):
        verify_facts(COAST)


def test_a_removed_entry_is_named(coast, sqlite):
    with tampering(sqlite) as file:
        file.execute("DELETE FROM record_entry WHERE idx = 42")
    with pytest.raises(Truncated, match="expected entry 42, found entry 43"):
        verify(coast)


def test_a_removed_entry_with_the_others_moved_up_differs_from_the_checkpoint(coast, sqlite):
    with tampering(sqlite) as file:
        file.execute("DELETE FROM record_entry WHERE idx = 42")
        file.execute("UPDATE record_entry SET idx = -idx WHERE idx > 42")
        file.execute("UPDATE record_entry SET idx = -idx - 1 WHERE idx < 0")
    with pytest.raises(NotConsistent, match="size 100"):
        verify(coast)


def test_two_entries_that_changed_places_differ_from_the_checkpoint(coast, sqlite):
    with tampering(sqlite) as file:
        for before, after in ((10, -1), (11, 10), (-1, 11)):
            file.execute("UPDATE record_entry SET idx = ? WHERE idx = ?", [after, before])
    with pytest.raises(NotConsistent, match="size 100"):
        verify(coast)


def test_a_truncated_log_falls_short_of_its_checkpoint(coast, sqlite):
    with tampering(sqlite) as file:
        file.execute("DELETE FROM record_entry WHERE idx >= 200")
    with pytest.raises(Truncated, match="expected 290 entries as signed in a checkpoint, found 200"):
        verify(coast)


def test_a_forked_checkpoint_is_named(coast):
    fork = coast.forked(289, b"another history")
    CheckpointRow.objects.create(origin=COAST, size=290, note=fork.checkpoint())
    with pytest.raises(NotConsistent, match="two roots were signed for one size"):
        verify(coast)


def test_a_checkpoint_of_another_history_is_named(coast):
    fork = coast.forked(149, b"another history")
    CheckpointRow.objects.create(origin=COAST, size=150, note=fork.checkpoint())
    with pytest.raises(NotConsistent, match=r"size 150 with root .* is not continued by size 150 with root"):
        verify(coast)


def test_a_checkpoint_by_an_unknown_key_is_named(coast):
    (north,) = sections("north")
    with pytest.raises(UnknownKey):
        verify_log(COAST, [north.signer.verifier()])


@pytest.mark.parametrize("column", ["data", "root"])
def test_a_changed_tile_is_named(coast, sqlite, column):
    with tampering(sqlite) as file:
        file.execute(f"UPDATE record_tile SET {column} = zeroblob(length({column}))")
    with pytest.raises(NotIncluded, match="tile 0 of level 0: expected the hashes of the entries"):
        verify(coast)


def test_a_missing_tile_is_named(coast, sqlite):
    with tampering(sqlite) as file:
        file.execute("DELETE FROM record_tile")
    with pytest.raises(Truncated, match="tile 0 of level 0: expected it here, found none"):
        verify(coast)


def test_a_tile_too_many_is_named(coast, sqlite):
    with tampering(sqlite) as file:
        file.execute(
            "INSERT INTO record_tile (origin, level, idx, root, data) SELECT origin, 0, 1, root, data FROM record_tile"
        )
    with pytest.raises(NotIncluded, match="expected no tile 1 of level 0 over 300 entries"):
        verify(coast)


def test_a_log_whose_tiles_were_changed_is_not_signed(coast, sqlite):
    with tampering(sqlite) as file:
        file.execute("UPDATE record_tile SET root = zeroblob(32), data = zeroblob(8192)")
    with pytest.raises(NotConsistent, match="differ from the checkpoint signed before"):
        sign_log(COAST, coast.signer)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            "UPDATE people_organisationnamed SET body = replace(body, 'Watch', 'Wotch') WHERE idx = 5",
            "entry 5: expected its row",
        ),
        ("UPDATE people_organisationnamed SET actor = 'somebody' WHERE idx = 5", "entry 5: expected its row"),
        ("UPDATE people_organisationnamed SET organisation = 'o6' WHERE idx = 5", "entry 5: expected its row"),
        ("UPDATE people_organisationnamed SET idx = 6 WHERE idx = 5", "entry 5: expected its row"),
        ("DELETE FROM people_organisationnamed WHERE idx = 5", "entry 5: expected its row"),
        (
            """
            INSERT INTO people_organisationnamed
            SELECT substr(ref, 2) || substr(ref, 1, 1), origin, 300, "case", actor, at, body, organisation
            FROM people_organisationnamed WHERE idx = 5
            """,
            "expected 300 rows in people_organisationnamed, found 301",
        ),
    ],
)
def test_a_table_that_says_something_else_than_the_entries_is_named(coast, sqlite, change, told):
    with tampering(sqlite) as file:
        file.execute(change)
    assert verify(coast).size == ENTRIES
    with pytest.raises(Disagrees, match=re.escape(told)):
        verify_facts(COAST)


def test_the_tables_of_one_log_are_judged_by_that_log_alone(coast):
    name(1, origin="harbour.example/centre")
    OrganisationNamed.objects.filter(origin="harbour.example/centre").delete()
    assert verify_facts(COAST) == ENTRIES
    with pytest.raises(Disagrees):
        verify_facts("harbour.example/centre")
