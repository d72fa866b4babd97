"""The rows of a database as lines of JSON, the same on SQLite and PostgreSQL.

Rules:
  - Facts are left out: they are folded from the entries again.
  - So is what belongs to the moment: sessions, counts of tries, files that are being sent.
  - A row is a list of the values of its columns, in the order in which the first line of its table names them.
  - Everything is read in one transaction that sees the database as it was when it began, and that holds up no writer.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import msgspec
from django.apps import apps as installed
from django.db import connection, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from answerable.backups.errors import Damaged
from answerable.record.models import FactRow, LogRow, SetAside

ALIAS = "backup"
"""The name of the connection that reads."""

LEFT_OUT = frozenset({"django_session", "people_counted", "usersessions_usersession", "vault_leaving", "vault_upload"})
"""Tables of what belongs to the moment: who is signed in, files that are being sent, words that are being erased."""

PART = 4 << 20
"""Bytes after which a table goes on in another file of the archive."""

BATCH = 500
"""Rows inserted in one statement."""


def tables() -> list[type[models.Model]]:
    """Return the tables that are kept, by name."""
    every = installed.get_models(include_auto_created=True)
    kept = [each for each in every if each._meta.managed and not each._meta.proxy and not issubclass(each, FactRow)]
    wanted = {each._meta.db_table: each for each in kept if each is not SetAside}
    return [wanted[name] for name in sorted(wanted) if name not in LEFT_OUT]


def migrations() -> tuple[tuple[str, str], ...]:
    """Return the migrations of the database as it is."""
    return tuple(sorted(MigrationRecorder(connection).applied_migrations()))


@contextmanager
def snapshot() -> Iterator[str]:
    """Give the name of a connection that sees the database as it is now, whatever is said meanwhile."""
    options = dict(connections["default"].settings_dict)
    more: dict[str, Any] = dict(options.get("OPTIONS") or {})
    if connection.vendor == "sqlite":
        more["transaction_mode"] = "DEFERRED"  # whoever only reads holds up nobody
    else:
        from psycopg import IsolationLevel  # noqa: PLC0415 - not where there is only SQLite

        more["isolation_level"] = IsolationLevel.REPEATABLE_READ
    connections.settings[ALIAS] = {**options, "OPTIONS": more}
    try:
        with transaction.atomic(using=ALIAS):
            LogRow.objects.using(ALIAS).exists()  # what is seen is decided by the first reading
            yield ALIAS
    finally:
        connections[ALIAS].close()
        del connections[ALIAS], connections.settings[ALIAS]


def parts(table: type[models.Model], *, using: str) -> Iterator[tuple[bytes, int]]:
    """Yield the rows of a table in parts of about `PART` bytes, and how many rows each holds."""
    names = [field.attname for field in table._meta.concrete_fields]
    rows = table._default_manager.using(using).order_by("pk").values_list(*names)
    lines, size, count = [msgspec.json.encode(names)], 0, 0
    for row in rows.iterator(chunk_size=BATCH):
        lines.append(msgspec.json.encode(row))
        size, count = size + len(lines[-1]), count + 1
        if size >= PART:
            yield b"\n".join(lines) + b"\n", count
            lines, size, count = lines[:1], 0, 0
    if count:
        yield b"\n".join(lines) + b"\n", count


def insert(table: type[models.Model], part: bytes) -> int:
    """Insert the rows of one part, and return how many they are.

    Raises:
        Damaged: they are not of this table.
    """
    head, *lines = part.splitlines()
    fields = {field.attname: field for field in table._meta.concrete_fields}
    names = msgspec.json.decode(head, type=list[str])
    if set(names) != set(fields):
        raise Damaged(f"{table._meta.db_table}: expected the columns {sorted(fields)}, found {sorted(names)}")
    chosen = [fields[name] for name in names]
    for first in range(0, len(lines), BATCH):
        _insert(table, chosen, [msgspec.json.decode(line) for line in lines[first : first + BATCH]])
    return len(lines)


def _insert(table: type[models.Model], fields: Sequence[models.Field[Any, Any]], rows: list[list[Any]]) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {quote(table._meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608 - names are ours
    values = [[_value(field, value) for field, value in zip(fields, row, strict=True)] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    """Return a value as the database takes it."""
    if isinstance(field, models.BinaryField) and value is not None:
        value = base64.b64decode(value)
    return field.get_db_prep_save(field.to_python(value), connection)
