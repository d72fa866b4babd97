"""The single write path. `append` locks the log, asks the gate, inserts the entry and its fact row, in one transaction.

Rules:
  - One log per section, written in that section's name alone; indexes have no gap and no double.
  - A gated entry stores `seen`, the size of every log when its gate was asked: `ask_again` reads the record as it was
    then, and must get the same answer, years later.
  - Full tiles are stored as they fill (C2SP tlog-tiles); the tree is never computed from all leaves again.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection, transaction

from answerable.record import facts
from answerable.record.acts import Act, acts
from answerable.record.blocker import Blocker, Refused
from answerable.record.checkpoint import Checkpoint, sign_checkpoint
from answerable.record.entry import Body, Entry, Fact, canonical, decode, encode, moment, read_body, ref_of
from answerable.record.errors import Malformed, UnknownKey
from answerable.record.merkle import inclusion_proof, root_from_nodes
from answerable.record.models import CheckpointRow, EntryRow, LogRow, TileRow
from answerable.record.note import Signer, Verifier, open_note
from answerable.record.proof import Proof, format_proof
from answerable.record.tiles import TILE_WIDTH, full_tiles, node_reader, tile_bytes

Node = Callable[[int, int], bytes]


def append(
    body: Body, *, origin: str, actor: str, at: datetime, case: str = "", nonce: str | None = None
) -> Fact[Body]:
    """Append one act to the log `origin` and return it as a fact.

    Raises:
        Refused: the act's gate is closed; nothing was written.
        TooLarge: the entry would have 64 KiB or more; nothing was written.
    """
    act = acts()[type(body).kind]
    with transaction.atomic():
        lock(origin)
        index = size_of(origin)
        fact = Fact(ref="", origin=origin, index=index, case=case, actor=actor, at=moment(at), body=body)
        seen = ask(act, fact)
        entry = Entry(
            kind=type(body).kind,
            origin=origin,
            actor=actor,
            at=fact.at,
            case=case,
            nonce=nonce or secrets.token_hex(16),
            seen=seen,
            policy=act.policy(fact, seen) if act.policy else "",
            body=msgspec.Raw(canonical(body)),
        )
        raw = encode(entry)
        _insert(decode(raw), raw, index, act)
    return msgspec.structs.replace(fact, ref=ref_of(raw))


def ask(act: Act, fact: Fact[Any]) -> dict[str, int]:
    """Ask the gate of an act about to be said, and return the sizes of the logs it saw; {} where there is no gate.

    Raises:
        Refused: the gate is closed.
    """
    if act.ask is None:
        return {}
    seen = sizes()
    blockers = act.ask(fact, seen)
    if blockers:
        raise Refused(blockers)
    return seen


def ask_again(origin: str, index: int) -> list[Blocker]:
    """Return what the gate of a recorded act says today about the record as it was then; [] if all is as it was.

    Raises:
        Malformed: there is no such entry, or it is not one this version reads.
    """
    row = EntryRow.objects.filter(origin=origin, idx=index).first()
    if row is None or row.kind not in acts():
        raise Malformed(f"expected a known entry at {origin} {index}, found {row.kind if row else 'none'}")
    act = acts()[row.kind]
    entry = decode(bytes(row.raw))
    if act.ask is None:
        return []
    body = read_body(entry, act.said)
    fact = Fact(ref="", origin=origin, index=index, case=entry.case, actor=entry.actor, at=entry.at, body=body)
    return act.ask(fact, entry.seen)


def lock(origin: str) -> None:
    """Keep every other writer of this log out until the transaction ends.

    SQLite has one writer at a time: the transaction was begun IMMEDIATE. PostgreSQL takes an advisory lock by name.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [origin])


def size_of(origin: str) -> int:
    """Return the number of entries in a log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(idx) FROM record_entry WHERE origin = %s", [origin])
        (last,) = cursor.fetchone()
    return 0 if last is None else int(last) + 1


def sizes() -> dict[str, int]:
    """Return the number of entries of every log here, by origin."""
    return {origin: size_of(origin) for origin in LogRow.objects.order_by("origin").values_list("origin", flat=True)}


def _insert(entry: Entry, raw: bytes, index: int, act: Act) -> None:
    """Insert the entry, then its one fact row."""
    ref = ref_of(raw)
    row = facts.row_of(act.table, entry, read_body(entry, act.said), ref=ref, index=index)
    insert_entries(entry.origin, index, [(ref, entry.kind, entry.case, raw)])
    insert_rows([row])


def insert_entries(origin: str, first: int, entries: list[tuple[str, str, str, bytes]]) -> None:
    """Insert entries (ref, kind, case, bytes) at places `first`, `first` + 1, ... and the tiles they fill."""
    with connection.cursor() as cursor:
        if first == 0:
            cursor.execute("INSERT INTO record_log (origin) VALUES (%s) ON CONFLICT DO NOTHING", [origin])
        cursor.executemany(
            'INSERT INTO record_entry (origin, idx, ref, kind, "case", raw) VALUES (%s, %s, %s, %s, %s, %s)',
            [(origin, first + i, *entry) for i, entry in enumerate(entries)],
        )
    _insert_tiles(origin, first, first + len(entries))


def _insert_tiles(origin: str, old: int, new: int) -> None:
    if old // TILE_WIDTH == new // TILE_WIDTH:
        return
    node = nodes(origin, new)
    for level, index in full_tiles(old, new):
        TileRow.objects.create(origin=origin, level=level, idx=index, data=tile_bytes(level, index, node))


def insert_rows(rows: list[Any]) -> None:
    """Insert rows of one or more tables, each table in one statement, without asking the database about them."""
    by_table: dict[Any, list[Any]] = {}
    for row in rows:
        by_table.setdefault(type(row), []).append(row)
    for table, some in by_table.items():
        statement, columns = _statement(table)
        with connection.cursor() as cursor:
            cursor.executemany(statement, [[row.__dict__[column] for column in columns] for row in some])


def _statement(table: Any) -> tuple[str, list[str]]:
    columns = [f.attname for f in table._meta.concrete_fields if f.attname != "id"]
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{table._meta.db_table}" ({names}) VALUES ({marks})', columns  # noqa: S608 - names are ours


def nodes(origin: str, size: int) -> Node:
    """Return a reader of the hashes of complete subtrees of a log of this size, by (level, index)."""

    def tile(level: int, index: int) -> bytes | None:
        data = TileRow.objects.filter(origin=origin, level=level, idx=index).values_list("data", flat=True).first()
        return None if data is None else bytes(data)

    leaves: dict[int, bytes] = {}

    def leaf(index: int) -> bytes:
        if index not in leaves:
            first = index - index % TILE_WIDTH
            rows = EntryRow.objects.filter(origin=origin, idx__gte=first, idx__lt=first + TILE_WIDTH)
            leaves.update((idx, bytes.fromhex(ref)) for idx, ref in rows.values_list("idx", "ref"))
        return leaves[index]

    return node_reader(tile, leaf, size)


def root_of(origin: str, size: int) -> bytes:
    """Return the Merkle root of the first `size` entries of a log."""
    return root_from_nodes(size, nodes(origin, size))


def sign_log(origin: str, signer: Signer) -> str:
    """Return a checkpoint of the log as it stands, signed, and keep it; the same size is not signed twice."""
    with transaction.atomic():
        lock(origin)
        size = size_of(origin)
        for note in CheckpointRow.objects.filter(origin=origin, size=size).values_list("note", flat=True):
            if signer.verifier().vkey() in {verifier.vkey() for verifier in signers_of(note, [signer.verifier()])}:
                return note
        note = sign_checkpoint(Checkpoint(origin=origin, size=size, root=root_of(origin, size)), signer)
        CheckpointRow.objects.create(origin=origin, size=size, note=note)
    return note


def signers_of(note: str, verifiers: Sequence[Verifier]) -> list[Verifier]:
    """Return those of `verifiers` whose signature stands under a note."""
    signed = []
    for verifier in verifiers:
        try:
            open_note(note, [verifier])
        except UnknownKey:
            continue
        signed.append(verifier)
    return signed


def inclusion(origin: str, index: int, note: str, size: int) -> str:
    """Return the tlog-proof (C2SP) that entry `index` lies in the tree of the signed checkpoint `note` of `size`."""
    hashes = inclusion_proof(index, size, nodes(origin, size))
    return format_proof(Proof(index=index, hashes=tuple(hashes), checkpoint=note))
