"""The database itself refuses to change or remove what was recorded."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from answerable.people.entries import OrganisationNamed
from answerable.record.log import append, sign_log
from answerable.record.models import EntryRow
from tests.simulator import sections

TABLES = ("record_entry", "record_tile", "record_checkpoint", "record_log")
NOW = datetime(2026, 1, 5, 10, tzinfo=UTC)


@pytest.fixture
def filled(database):
    (coast,) = sections("coast")
    for number in range(256):  # a full tile
        body = OrganisationNamed(organisation=f"o{number}", name="Harbour Watch")
        append(body, origin=coast.origin, actor="", at=NOW)
    sign_log(coast.origin, coast.signer)
    return database


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")
        return cursor.fetchone()[0]


def tried(statement: str) -> str:
    """Return how the database answered; nothing it did is kept."""
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return str(error.value)


def test_no_row_of_the_record_is_changed_or_deleted(filled):
    for table in TABLES:
        before = count(table)
        assert before > 0, table
        assert "is insert-only: UPDATE refused" in tried(f"UPDATE {table} SET origin = 'elsewhere'")
        assert "is insert-only: DELETE refused" in tried(f"DELETE FROM {table}")
        assert count(table) == before


def test_no_row_of_the_record_is_replaced(filled):
    if filled.vendor == "sqlite":
        replacing = (
            "INSERT OR REPLACE INTO record_entry SELECT id, origin, idx, ref, kind, \"case\", x'00' FROM record_entry"
        )
        assert "is insert-only: DELETE refused" in tried(replacing)
    else:
        replacing = "INSERT INTO record_entry SELECT * FROM record_entry ON CONFLICT (id) DO UPDATE SET raw = ''"
        assert "is insert-only: UPDATE refused" in tried(replacing)
        assert "is insert-only: TRUNCATE refused" in tried("TRUNCATE record_entry")
    assert EntryRow.objects.filter(raw=b"\0").count() == 0
