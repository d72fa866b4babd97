"""Taking in entries of other logs verbatim, and folding everything again.

Rules:
  - An entry that is unknown or malformed is kept byte for byte, set aside with a reason, and counted; it stops nothing.
    So is one that stands in its log for the second time.
  - A log is a copy once entries of it are taken in, unless its key is here: then it is ours, and is taken back.
  - `rebuild` empties every fact table and folds all entries; any order of taking in gives the same tables.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any, cast

import msgspec
from django.db import connection, transaction
from django.db.models import QuerySet

from answerable.record.acts import acts
from answerable.record.checkpoint import Checkpoint, open_checkpoint
from answerable.record.copies import is_key_here, mark_copy
from answerable.record.entry import Origin, decode, read_body, ref_of
from answerable.record.errors import Gap, Malformed, NotConsistent, RecordError
from answerable.record.facts import Row, insert, row_of
from answerable.record.log import insert_entries, lock, lock_all, size_of
from answerable.record.models import CheckpointRow, EntryRow, SetAside
from answerable.record.note import Verifier
from answerable.record.tree import root_of

BATCH = 2000
"""Entries folded in one statement; chosen by hand: larger gains nothing on SQLite."""

REPEATED = "the same entry stands before it"
"""Why an entry is set aside that stands in its log for the second time."""

MOST_CACHED = 512 * 1024
"""KiB of pages that SQLite may hold during a rebuild; a million entries fill a fifth of it. Chosen by hand."""

LONGEST_REASON = 500
"""Characters kept of why an entry was set aside; chosen by hand."""


class Rebuilt(msgspec.Struct, frozen=True):
    """How many entries were folded, and how many set aside."""

    folded: int
    aside: int


class Folded(msgspec.Struct, frozen=True, gc=False):
    """An entry as it was understood, and the one row that it adds. Unreadable bytes have no kind and no case."""

    ref: str
    kind: str
    case: str
    row: Row

    @property
    def aside(self) -> bool:
        """Tell whether the entry was set aside."""
        return self.row.table is SetAside


def take_in(origin: str, first: int, raws: Sequence[bytes]) -> Rebuilt:
    """Keep entries `first`, `first` + 1, ... of another section's log, exactly as they came, and count the new ones.

    Raises:
        Malformed: no log can have this origin.
        Gap: entries before `first` are missing.
        NotConsistent: an entry that is here already is another one: the log was forked.
    """
    _check_origin(origin)
    with transaction.atomic():
        lock(origin)
        here = size_of(origin)
        if first > here:
            raise Gap(f"{origin}: expected entries from {here} on, found them from {first} on")
        _check_same(origin, first, raws[: here - first])
        new = raws[here - first :]
        if new and not is_key_here(origin):
            mark_copy(origin)  # somebody else writes it, even where it began here
        folded = [fold(raw, origin, here + i) for i, raw in enumerate(new)]
        insert_entries(origin, here, [(e.ref, e.kind, e.case, raw) for e, raw in zip(folded, new, strict=True)])
        return insert_folded(folded)


def take_in_checkpoint(origin: str, note: str, verifiers: Sequence[Verifier]) -> Checkpoint:
    """Keep a signed checkpoint of a log whose entries are here, once they were held against it.

    Raises:
        Gap: it covers entries that are not here.
        NotConsistent: the entries here are others than those signed: the log was forked.
        WrongSignature, UnknownKey, WrongOrigin: it is not by a key given, or of another log.
    """
    checkpoint = open_checkpoint(note, origin=origin, verifiers=verifiers)
    with transaction.atomic():
        lock(origin)
        size, here = checkpoint.size, size_of(origin)
        if size > here:
            raise Gap(f"{origin}: expected the {size} entries that the checkpoint covers, found {here}")
        found = root_of(origin, size)
        if found != checkpoint.root:
            reason = f"{origin}: the entries here differ from the signed checkpoint"
            raise NotConsistent(reason, old_size=size, new_size=here, old_root=checkpoint.root, new_root=found)
        if not CheckpointRow.objects.filter(origin=origin, size=size, note=note).exists():
            CheckpointRow.objects.create(origin=origin, size=size, note=note)
    return checkpoint


def rebuild() -> Rebuilt:
    """Empty every fact table, fold every entry again, and return what came of it."""
    done = aside = 0
    with _room_for_indexes(), transaction.atomic():
        lock_all()
        empty()
        with closing(fold_again(EntryRow.objects.order_by("pk"))) as everything:
            for folded in everything:
                inserted = insert_folded(folded)
                done, aside = done + inserted.folded, aside + inserted.aside
    return Rebuilt(folded=done, aside=aside)


@contextmanager
def _room_for_indexes() -> Iterator[None]:
    """Let SQLite hold all indexes in memory for a while: refs come in no order, so every page is always wanted."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        (before,) = cursor.fetchone()
        cursor.execute(f"PRAGMA cache_size={-MOST_CACHED}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size={before}")


def insert_folded(folded: Sequence[Folded]) -> Rebuilt:
    """Insert the row of each entry; an entry that stands in its log for the second time is set aside instead."""
    again = [_set_aside(*_place(row), REPEATED) for row in insert(entry.row for entry in folded)]
    insert(again)
    aside = len(again) + sum(entry.aside for entry in folded)
    return Rebuilt(folded=len(folded) - aside, aside=aside)


def fold_again(entries: QuerySet[EntryRow]) -> Generator[list[Folded]]:
    """Yield what each of these entries adds, in batches; they come in the order of their logs."""
    with closing(batches(entries.values_list("origin", "idx", "raw"))) as rows:
        for batch in rows:
            yield [fold(bytes(raw), origin, index) for origin, index, raw in batch]


def batches(rows: QuerySet[Any, Any]) -> Generator[list[Any]]:
    """Yield the rows of a query, `BATCH` at a time; the database's cursor ends with this, read to its end or not."""
    with closing(cast("Generator[Any]", rows.iterator(chunk_size=BATCH))) as reader:
        while batch := list(islice(reader, BATCH)):
            yield batch


def empty() -> None:
    """Delete every fact row. The entries stay."""
    with connection.cursor() as cursor:
        for table in {act.table for act in acts().values()} | {SetAside}:
            cursor.execute(f'DELETE FROM "{table._meta.db_table}"')  # noqa: S608 - names are ours


def fold(raw: bytes, origin: str, index: int) -> Folded:
    """Return the one row that an entry adds: its fact, or a note that it was set aside and why."""
    ref, kind, case = ref_of(raw), "", ""
    try:
        entry = decode(raw)
        kind, case = entry.kind, entry.case
        act = acts().get(kind)
        if entry.origin != origin:
            row = _set_aside(origin, index, ref, f"expected origin {origin}, found {entry.origin}")
        elif act is None:
            row = _set_aside(origin, index, ref, f"unknown kind {kind}")
        else:
            row = row_of(act.table, entry, read_body(entry, act.said), ref=ref, index=index)
    except RecordError as error:
        row = _set_aside(origin, index, ref, str(error))
    return Folded(ref, kind, case, row)


def once(entry: Folded, met: set[str]) -> Row:
    """Return the row of an entry, or that it was set aside since its ref is among those `met` before.

    This is what `insert_folded` comes to, without a table to ask. The ref is added to those met.
    """
    if entry.aside or entry.ref not in met:
        met.add(entry.ref)
        return entry.row
    return _set_aside(*_place(entry.row), REPEATED)


def _set_aside(origin: str, index: int, ref: str, reason: str) -> Row:
    # A reason may repeat words of the entry; PostgreSQL keeps no NUL in text.
    return Row(SetAside, (origin, index, ref, reason.replace("\0", "\\0")[:LONGEST_REASON]))


def _place(row: Row) -> tuple[str, int, str]:
    """Return origin, index and ref of a fact row."""
    ref, origin, index = row.values[:3]
    return origin, index, ref


def _check_origin(origin: str) -> None:
    try:
        msgspec.convert(origin, Origin)
    except msgspec.ValidationError as error:
        raise Malformed(f"origin {origin!r}: {error}") from error


def _check_same(origin: str, first: int, raws: Sequence[bytes]) -> None:
    rows = EntryRow.objects.filter(origin=origin, idx__gte=first, idx__lt=first + len(raws)).order_by("idx")
    for raw, (index, ref) in zip(raws, rows.values_list("idx", "ref"), strict=True):
        if ref_of(raw) != ref:
            reason = f"{origin} entry {index}: expected the entry {ref} that is here, found {ref_of(raw)}"
            raise NotConsistent(reason, old_size=index + 1, new_size=index + 1)
