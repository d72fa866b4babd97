"""From an entry to its one row, and from rows back to facts.

A fold returns exactly one new row and does nothing else; `row_of` is that fold for every kind. Rows go in through plain
SQL: nothing is asked about them, and an object for each would cost more than all the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

import msgspec
from django.db import connection, models

from answerable.record.entry import Entry, Fact, Said, moment
from answerable.record.models import FactRow
from answerable.record.ondemand import on_demand

_COMMON = ("ref", "origin", "idx", "case", "actor", "at", "body")

FACTS_REMEMBERED = 8192
"""Facts kept read, about 10 MB; chosen by hand: some hundred cases in work, with the people of an organisation."""


class Row(msgspec.Struct, frozen=True, gc=False):
    """One row to be inserted: its table, and the values of `columns(table)` in that order."""

    table: type[models.Model]
    values: tuple[Any, ...]


@cache
def columns(table: type[models.Model]) -> tuple[str, ...]:
    """Return the columns of a table that are given when a row is inserted."""
    return tuple(field.attname for field in table._meta.concrete_fields if not isinstance(field, models.AutoField))


@cache
def lookup_columns(table: type[FactRow]) -> tuple[str, ...]:
    """Return the columns of a fact table beyond the common ones; each is a field of what its kind says."""
    return columns(table)[len(_COMMON) :]


def row_of(table: type[FactRow], entry: Entry, said: Said, *, ref: str, index: int) -> Row:
    """Return the one row that `entry` adds to `table`."""
    at, body = moment(entry.at).isoformat(), str(entry.body, "utf-8")
    looked_up = [getattr(said, name) for name in lookup_columns(table)]
    return Row(table, (ref, entry.origin, index, entry.case, entry.actor, at, body, *looked_up))


def insert(rows: Iterable[Row]) -> list[Row]:
    """Insert rows of one or more tables, each table in one statement; return those that its table held already.

    A ref is a hash over the entry, its origin among it: a row is held already where its entry stands twice in its log.
    """
    by_table: dict[type[models.Model], list[Row]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row)
    held: list[Row] = []
    with connection.cursor() as cursor:
        for table, some in by_table.items():
            cursor.executemany(_insertion(table), [row.values for row in some])
            if cursor.rowcount < len(some):
                held += _held_elsewhere(table, some)
    return held


def _held_elsewhere(table: type[models.Model], rows: list[Row]) -> list[Row]:
    """Return those of `rows` whose ref stands in the table for an earlier place in the log."""
    ref, idx = columns(table).index("ref"), columns(table).index("idx")
    refs = [row.values[ref] for row in rows]
    places = dict(table._default_manager.filter(ref__in=refs).values_list("ref", "idx"))
    return [row for row in rows if places[row.values[ref]] != row.values[idx]]


@cache
def _insertion(table: type[models.Model]) -> str:
    names = ", ".join(f'"{column}"' for column in columns(table))
    marks = ", ".join(["%s"] * len(columns(table)))
    statement = f'INSERT INTO "{table._meta.db_table}" ({names}) VALUES ({marks})'  # noqa: S608 - names are ours
    return statement + " ON CONFLICT (ref) DO NOTHING" if issubclass(table, FactRow) else statement


def read(table: type[FactRow], *, seen: Mapping[str, int] | None = None, **lookup: str) -> tuple[Fact[Any], ...]:
    """Return the facts of `table` that match `lookup`, oldest first (claimed moment, then log, then place in it).

    With `seen`, only what stood in the first `seen[origin]` entries of each log counts: the record as it was, which is
    fetched when first looked at.
    """
    if seen is None:
        return _fetch(table, lookup, None)
    return on_demand(lambda: _fetch(table, lookup, seen))


def _fetch(table: type[FactRow], lookup: Mapping[str, str], seen: Mapping[str, int] | None) -> tuple[Fact[Any], ...]:
    with connection.cursor() as cursor:
        cursor.execute(_selection(table, tuple(lookup)), list(lookup.values()) or None)
        rows = cursor.fetchall()
    if seen is not None:
        rows = [row for row in rows if row[2] < seen.get(row[1], 0)]
    facts = [_fact(table, *row) for row in rows]
    facts.sort(key=lambda fact: (fact.at, fact.origin, fact.index))
    return tuple(facts)


@cache
def _selection(table: type[FactRow], names: tuple[str, ...]) -> str:
    unknown = set(names) - {*_COMMON, *lookup_columns(table)}
    if unknown:
        raise ValueError(f"{table.__name__}: expected columns it has, found {sorted(unknown)}")
    chosen = ", ".join(f'"{column}"' for column in _COMMON)
    where = " AND ".join(f'"{name}" = %s' for name in names)
    return f'SELECT {chosen} FROM "{table._meta.db_table}"' + (f" WHERE {where}" if where else "")  # noqa: S608 - ours


@lru_cache(maxsize=FACTS_REMEMBERED)
def _fact(
    table: type[FactRow], ref: str, origin: str, index: int, case: str, actor: str, at: str, body: str
) -> Fact[Any]:
    """Return a row as a fact; depends on the row alone, so that what was read once is not read again."""
    said = _body_decoder(table.said).decode(body)
    return Fact(ref=ref, origin=origin, index=index, case=case, actor=actor, at=datetime.fromisoformat(at), body=said)


@cache
def _body_decoder(said: type[Said]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(said)
