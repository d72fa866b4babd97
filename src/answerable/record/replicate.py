"""Taking in entries of other logs verbatim, and folding everything again.

Rules:
  - An entry that is unknown or malformed is kept byte for byte, set aside with a reason, and counted; it stops nothing.
  - `rebuild` empties every fact table and folds all entries; any order of taking in gives the same tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec
from django.db import connection, transaction

from answerable.record.acts import acts
from answerable.record.entry import Entry, decode, read_body, ref_of
from answerable.record.errors import NotConsistent, RecordError
from answerable.record.facts import row_of
from answerable.record.log import insert_entries, insert_rows, lock, size_of
from answerable.record.models import EntryRow, FactRow, SetAside

BATCH = 1000
"""Entries folded in one statement; chosen by hand: larger gains nothing on SQLite."""


class Rebuilt(msgspec.Struct, frozen=True):
    """How many entries were folded, and how many set aside."""

    folded: int
    aside: int


def take_in(origin: str, first: int, raws: Sequence[bytes]) -> Rebuilt:
    """Append copies of entries `first`, `first` + 1, ... of another section's log, exactly as they came.

    Raises:
        NotConsistent: the copies do not continue what is here of that log.
    """
    with transaction.atomic():
        lock(origin)
        here = size_of(origin)
        if first != here:
            raise NotConsistent(
                f"{origin}: expected entries from {here}, found from {first}", old_size=here, new_size=first
            )
        rows = [fold(raw, origin, first + i) for i, raw in enumerate(raws)]
        insert_entries(origin, first, [_described(raw) for raw in raws])
        insert_rows(list(rows))
    aside = sum(isinstance(row, SetAside) for row in rows)
    return Rebuilt(folded=len(rows) - aside, aside=aside)


def rebuild() -> Rebuilt:
    """Empty every fact table, fold every entry again, and return what came of it."""
    folded = aside = 0
    with transaction.atomic():
        for origin in EntryRow.objects.order_by().values_list("origin", flat=True).distinct():
            lock(origin)
        empty()
        for batch in _batches(_entries()):
            rows = [fold(raw, origin, index) for origin, index, raw in batch]
            insert_rows(list(rows))
            apart = sum(isinstance(row, SetAside) for row in rows)
            folded, aside = folded + len(rows) - apart, aside + apart
    return Rebuilt(folded=folded, aside=aside)


def empty() -> None:
    """Delete every fact row. The entries stay."""
    with connection.cursor() as cursor:
        for table in {act.table for act in acts().values()} | {SetAside}:
            cursor.execute(f'DELETE FROM "{table._meta.db_table}"')  # noqa: S608 - names are ours


def fold(raw: bytes, origin: str, index: int) -> FactRow | SetAside:
    """Return the one row that an entry adds: its fact, or a note that it was set aside and why."""
    ref = ref_of(raw)
    try:
        entry = decode(raw)
        if entry.origin != origin:
            return SetAside(origin=origin, idx=index, ref=ref, reason=f"expected origin {origin}, found {entry.origin}")
        act = acts().get(entry.kind)
        if act is None:
            return SetAside(origin=origin, idx=index, ref=ref, reason=f"unknown kind {entry.kind}")
        return row_of(act.table, entry, read_body(entry, act.said), ref=ref, index=index)
    except RecordError as error:
        return SetAside(origin=origin, idx=index, ref=ref, reason=str(error))


def _described(raw: bytes) -> tuple[str, str, str, bytes]:
    """Return ref, kind and case of an entry; bytes that cannot be read have neither kind nor case."""
    try:
        entry: Entry | None = decode(raw)
    except RecordError:
        entry = None
    return (ref_of(raw), entry.kind if entry else "", entry.case if entry else "", raw)


def _entries() -> Iterator[tuple[str, int, bytes]]:
    rows = EntryRow.objects.order_by("pk").values_list("origin", "idx", "raw")
    for origin, index, raw in rows.iterator(chunk_size=BATCH):
        yield origin, index, bytes(raw)


def _batches(entries: Iterable[tuple[str, int, bytes]]) -> Iterator[list[tuple[str, int, bytes]]]:
    rest = iter(entries)
    while batch := list(islice(rest, BATCH)):
        yield batch
