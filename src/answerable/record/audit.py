"""Reading a log again from its bytes: is every entry what the checkpoints say, and do the tables say the same?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from itertools import islice

import msgspec
from django.db import connection, models
from django.db.utils import DatabaseError

from answerable.record.acts import acts
from answerable.record.checkpoint import Checkpoint, open_checkpoint
from answerable.record.errors import DamagedFile, Disagrees, NotConsistent, NotIncluded, RevokedKey, Truncated
from answerable.record.facts import Row, columns
from answerable.record.log import signers_of
from answerable.record.merkle import Frontier, leaf_hash, root
from answerable.record.models import CheckpointRow, EntryRow, SetAside, TileRow
from answerable.record.note import Verifier
from answerable.record.replicate import batches, fold_again, once
from answerable.record.tiles import full_tiles
from answerable.record.tree import tile_hashes

RESTORE = "restore a backup: answerable restore"
"""What helps where the file of the database is damaged."""


class Audit(msgspec.Struct, frozen=True):
    """What a log was found to be; `uncovered` entries are newer than its last checkpoint."""

    origin: str
    size: int
    root: str
    checkpoints: int
    aside: int
    uncovered: int


def verify_log(origin: str, verifiers: Sequence[Verifier], *, ends: Mapping[str, int] | None = None) -> Audit:
    """Read every entry of a log here, rebuild its tree, and hold it against each signed checkpoint and stored tile.

    Args:
        origin: The log.
        verifiers: The keys with which it is signed, or was.
        ends: The largest size for which a key (vkey) counts, where it was revoked; any size for the others.

    Raises:
        Truncated: an entry or a tile is missing, or a checkpoint covers more entries than are here.
        NotConsistent: the tree differs from a signed checkpoint.
        NotIncluded: an entry's bytes, or a tile's, are not those its place in the database names.
        WrongSignature, UnknownKey, WrongOrigin: a checkpoint is not by a key given, or is of another log.
        RevokedKey: a checkpoint is by a key that was revoked in an entry that it covers.
    """
    due = _roots_signed(origin, verifiers, ends or {})
    frontier = Frontier()
    leaves = _leaves(origin)
    for size in sorted(due):
        frontier = frontier.extend(islice(leaves, size - frontier.size))
        if frontier.size < size:
            raise Truncated(f"{origin}: expected {size} entries as signed in a checkpoint, found {frontier.size}")
        if frontier.root() != due[size]:
            raise _differs(origin, size, signed=due[size], found=frontier.root())
    frontier = frontier.extend(leaves)
    _check_tiles(origin, frontier.size)
    return Audit(
        origin=origin,
        size=frontier.size,
        root=frontier.root().hex(),
        checkpoints=len(due),
        aside=SetAside.objects.filter(origin=origin).count(),
        uncovered=frontier.size - max(due, default=0),
    )


def verify_facts(origin: str) -> int:
    """Fold every entry of a log again, hold each row in the tables against it, and return how many there are.

    Raises:
        Disagrees: a row is missing, differs from what its entry says, or belongs to no entry.
    """
    expected: Counter[type[models.Model]] = Counter()
    met: set[str] = set()
    with closing(fold_again(EntryRow.objects.filter(origin=origin).order_by("idx"))) as everything:
        for folded in everything:
            rows = [once(entry, met) for entry in folded]
            _check_rows(origin, rows)
            expected.update(row.table for row in rows)
    for table in {act.table for act in acts().values()} | {SetAside}:
        found = table._default_manager.filter(origin=origin).count()
        if found != expected[table]:
            name = table._meta.db_table
            raise Disagrees(f"{origin}: expected {expected[table]} rows in {name}, found {found}")
    return expected.total()


def check_file() -> None:
    """Return only if the file of the database is sound: every page of it where SQLite expects it, every index whole.

    PostgreSQL checks its own pages; see its `pg_amcheck`.

    Raises:
        DamagedFile: it is not; the message says what SQLite found first.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        try:
            cursor.execute("PRAGMA integrity_check(3)")
            found = cursor.fetchall()
        except DatabaseError as error:
            found = [(str(error),)]
    if found != [("ok",)]:
        words = "; ".join(" ".join(str(line).split()) for (line,) in found)
        raise DamagedFile(f"the database file is damaged: {words}. Stop the server, keep the file, and {RESTORE}")


def _check_rows(origin: str, rows: Sequence[Row]) -> None:
    """Return only if these rows are in their tables, as they are."""
    for table in {row.table for row in rows}:
        of_table, names = [row.values for row in rows if row.table is table], columns(table)
        refs = [values[names.index("ref")] for values in of_table]
        held = table._default_manager.filter(origin=origin, ref__in=refs).values_list(*names)
        for values in set(of_table) - set(held):
            place = f"{origin} entry {values[names.index('idx')]}"
            raise Disagrees(f"{place}: expected its row in {table._meta.db_table}, found none or another")


def _differs(origin: str, size: int, *, signed: bytes, found: bytes) -> NotConsistent:
    reason = f"{origin}: the entries differ from the signed checkpoint"
    return NotConsistent(reason, old_size=size, new_size=size, old_root=signed, new_root=found)


def _roots_signed(origin: str, verifiers: Sequence[Verifier], ends: Mapping[str, int]) -> dict[int, bytes]:
    """Return the root signed for each size; two roots for one size are a fork."""
    signed: dict[int, bytes] = {}
    for note in CheckpointRow.objects.filter(origin=origin).order_by("size").values_list("note", flat=True):
        checkpoint = open_checkpoint(note, origin=origin, verifiers=verifiers)
        _check_not_revoked(checkpoint, note, verifiers, ends)
        if signed.setdefault(checkpoint.size, checkpoint.root) != checkpoint.root:
            size, other = checkpoint.size, checkpoint.root
            reason = f"{origin}: two roots were signed for one size"
            raise NotConsistent(reason, old_size=size, new_size=size, old_root=signed[size], new_root=other)
    return signed


def _check_not_revoked(
    checkpoint: Checkpoint, note: str, verifiers: Sequence[Verifier], ends: Mapping[str, int]
) -> None:
    """Return only if a key signed that was not revoked in an entry before this size."""
    origin, size = checkpoint.origin, checkpoint.size
    signed = [each for each in signers_of(note, verifiers) if each.name == origin]
    if all(size > ends.get(each.vkey(), size) for each in signed):
        most = max(ends[each.vkey()] for each in signed)
        raise RevokedKey(
            f"{origin}: expected a key that counts for {size} entries, found one that was revoked in entry {most}"
        )


def _leaves(origin: str) -> Generator[bytes]:
    """Yield the leaf hash of each entry, computed from its bytes."""
    place = 0
    with closing(
        batches(EntryRow.objects.filter(origin=origin).order_by("idx").values_list("idx", "ref", "raw"))
    ) as rows:
        for batch in rows:
            for index, ref, raw in batch:
                if index != place:
                    raise Truncated(f"{origin}: expected entry {place}, found entry {index}")
                leaf = leaf_hash(bytes(raw))
                if leaf.hex() != ref:
                    found = leaf.hex()
                    raise NotIncluded(f"{origin} entry {index}: expected bytes with leaf hash {ref}, found {found}")
                place += 1
                yield leaf


def _check_tiles(origin: str, size: int) -> None:
    """Return only if the stored tiles are those that the entries fill; others would give proofs that do not hold."""
    expected = list(full_tiles(0, size))
    rows = TileRow.objects.filter(origin=origin).order_by("level", "idx")
    held = iter(rows.values_list("level", "idx", "root", "data"))
    for level, index in expected:
        row = next(held, None)
        where = f"{origin}: tile {index} of level {level}"
        if row is None or row[:2] != (level, index):
            raise Truncated(f"{where}: expected it here, found {f'tile {row[1]} of level {row[0]}' if row else 'none'}")
        hashes = tile_hashes(origin, level, index)
        if bytes(row[3]) != b"".join(hashes) or bytes(row[2]) != root(hashes):
            raise NotIncluded(f"{where}: expected the hashes of the entries below it, found others")
    if (row := next(held, None)) is not None:
        raise NotIncluded(f"{origin}: expected no tile {row[1]} of level {row[0]} over {size} entries, found one")
