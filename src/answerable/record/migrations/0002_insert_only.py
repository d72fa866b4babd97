"""Entries, tiles and checkpoints can be inserted and read; the database itself refuses to change or delete them."""

from __future__ import annotations

from typing import Any

from django.db import migrations

TABLES = ("record_entry", "record_tile", "record_checkpoint", "record_log")

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is insert-only: {verb} refused'); END
"""

POSTGRESQL_FUNCTION = """
CREATE FUNCTION record_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is insert-only: % refused', TG_TABLE_NAME, TG_OP; END $$
"""

POSTGRESQL = """
CREATE TRIGGER {table}_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION record_insert_only()
"""


def forbid(apps: Any, schema_editor: Any) -> None:
    """Create the triggers of the database in use."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL_FUNCTION, params=None)
        for table in TABLES:
            schema_editor.execute(POSTGRESQL.format(table=table), params=None)
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE.format(table=table, verb=verb), params=None)


def allow(apps: Any, schema_editor: Any) -> None:
    """Drop the triggers, so that the tables can be dropped."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION record_insert_only() CASCADE", params=None)
        return
    for table in TABLES:
        for verb in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER {table}_no_{verb}", params=None)


class Migration(migrations.Migration):
    """The triggers."""

    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
