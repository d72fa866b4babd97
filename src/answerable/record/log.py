"""The single write path. `append` locks the log, asks the gate, inserts the entry and its fact row, in one transaction.

Rules:
  - One log per section, written in that section's name alone; indexes have no gap and no double. One that is here as a
    copy is not written to (see `copies`).
  - A gated entry stores `seen`, the size of every log when its gate was asked: `ask_again` reads the record as it was
    then, and must get the same answer, years later.
  - Full tiles are stored as they fill (see `tree`); the tree is never computed from all leaves again.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection, transaction

from answerable.record import facts
from answerable.record.acts import Act, Seen, acts
from answerable.record.blocker import Blocker, Refused
from answerable.record.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from answerable.record.entry import Body, Entry, Fact, canonical, decode, encode, moment, read_body, ref_of
from answerable.record.errors import Gap, Malformed, NotConsistent, SaidAlready, UnknownKey
from answerable.record.merkle import inclusion_proof
from answerable.record.models import CheckpointRow, EntryRow
from answerable.record.note import Signer, Verifier, open_note
from answerable.record.pausing import check_not_paused, check_writable
from answerable.record.proof import Proof, format_proof
from answerable.record.tree import insert_tiles, nodes, root_of

EVERY_LOG = 0x616E7377657261
"""Number of PostgreSQL's advisory lock on all logs together; "answera" in ASCII."""

_SIZES = """
SELECT origin, (SELECT MAX(idx) + 1 FROM record_entry WHERE record_entry.origin = record_log.origin)
FROM record_log ORDER BY origin
"""
_INSERT = 'INSERT INTO record_entry (origin, idx, ref, kind, "case", raw) VALUES (%s, %s, %s, %s, %s, %s)'


def append(
    body: Body, *, origin: str, actor: str, at: datetime, case: str = "", nonce: str | None = None
) -> Fact[Body]:
    """Append one act to the log `origin` and return it as a fact.

    Raises:
        Refused: the act's gate is closed; nothing was written.
        Malformed: the act, or who says it where and when, is not of the form its kind asks for; nothing was written.
        TooLarge: the entry would have 64 KiB or more; nothing was written.
        SaidAlready: with this very `nonce`, it is in the log; nothing was written.
        Paused: entries of this log that are elsewhere may be missing here; nothing was written.
        WrittenElsewhere: the log is here as a copy; nothing was written.
    """
    act, kind = acts()[type(body).kind], type(body).kind
    said = _checked(body, at)
    with transaction.atomic():
        lock(origin)
        check_writable(origin)
        seen = sizes() if act.ask else {}
        index = seen.get(origin, 0) if act.ask else size_of(origin)
        fact = Fact(ref="", origin=origin, index=index, case=case, actor=actor, at=moment(at), body=said)
        _ask(act, fact, seen)
        entry = Entry(
            kind=kind,
            origin=origin,
            actor=actor,
            at=fact.at,
            case=case,
            nonce=nonce or secrets.token_hex(16),
            seen=seen,
            policy=act.policy(fact, seen) if act.policy else "",
            body=msgspec.Raw(canonical(said)),
        )
        raw = encode(entry)
        ref = ref_of(raw)
        insert_entries(origin, index, [(ref, kind, case, raw)])
        if facts.insert([facts.row_of(act.table, decode(raw), said, ref=ref, index=index)]):
            raise SaidAlready(f"{origin}: expected an act not said before, found {kind} with nonce {nonce}")
    return msgspec.structs.replace(fact, ref=ref)


def _ask(act: Act, fact: Fact[Any], seen: Seen) -> None:
    """Return only if the gate of an act about to be said is open, or there is none."""
    blockers = act.ask(fact, seen) if act.ask else []
    if blockers:
        raise Refused(blockers)


def ask_again(origin: str, index: int) -> list[Blocker]:
    """Return what the gate of a recorded act says today about the record as it was then; [] if all is as it was.

    Raises:
        Malformed: there is no such entry, or it is not one this version reads.
        Gap: logs that were read then are not here, or not so far: nobody can tell here what the gate saw.
    """
    row = EntryRow.objects.filter(origin=origin, idx=index).first()
    if row is None or row.kind not in acts():
        raise Malformed(f"expected a known entry at {origin} {index}, found {row.kind if row else 'none'}")
    act = acts()[row.kind]
    entry = decode(bytes(row.raw))
    if act.ask is None or (act.once_free and not entry.seen):
        return []
    _check_held(origin, index, entry.seen)
    body = read_body(entry, act.said)
    fact = Fact(ref="", origin=origin, index=index, case=entry.case, actor=entry.actor, at=moment(entry.at), body=body)
    return act.ask(fact, entry.seen)


def _check_held(origin: str, index: int, seen: Seen) -> None:
    """Return only if everything is here that a gate saw."""
    here = sizes()
    missing = [f"{log} ({here.get(log, 0)} of {size})" for log, size in sorted(seen.items()) if here.get(log, 0) < size]
    if missing:
        raise Gap(f"{origin} {index}: expected every entry that the gate saw then, found fewer of {', '.join(missing)}")


def lock(origin: str) -> None:
    """Keep every other writer of this log out, and every rebuild, until the transaction ends.

    SQLite has one writer at a time: the transaction was begun IMMEDIATE. PostgreSQL takes advisory locks.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [EVERY_LOG])
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [origin])


def lock_all() -> None:
    """Keep every writer of every log out until the transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [EVERY_LOG])


def size_of(origin: str) -> int:
    """Return the number of entries in a log."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(idx) + 1 FROM record_entry WHERE origin = %s", [origin])
        (size,) = cursor.fetchone()
    return size or 0


def sizes() -> dict[str, int]:
    """Return the number of entries of every log here, by origin."""
    with connection.cursor() as cursor:
        cursor.execute(_SIZES)
        return dict(cursor.fetchall())


def _checked(body: Body, at: datetime) -> Body:
    """Return the body as it will be read back; Python checks no field of a struct that it makes."""
    kind = type(body).kind
    if at.tzinfo is None:
        raise Malformed(f"{kind}: expected a moment with its time zone, found {at}")
    try:
        return msgspec.json.decode(canonical(body), type=type(body))
    except (msgspec.MsgspecError, UnicodeEncodeError) as error:
        raise Malformed(f"{kind}: {error}") from error


def insert_entries(origin: str, first: int, entries: Sequence[tuple[str, str, str, bytes]]) -> None:
    """Insert entries (ref, kind, case, bytes) at places `first`, `first` + 1, ... and the tiles they fill."""
    with connection.cursor() as cursor:
        if first == 0:
            cursor.execute("INSERT INTO record_log (origin) VALUES (%s) ON CONFLICT DO NOTHING", [origin])
        if len(entries) == 1:
            cursor.execute(_INSERT, (origin, first, *entries[0]))
        else:
            cursor.executemany(_INSERT, [(origin, first + i, *entry) for i, entry in enumerate(entries)])
    insert_tiles(origin, first, first + len(entries))


def sign_log(origin: str, signer: Signer) -> str:
    """Return a checkpoint of the log as it stands, signed, and keep it; the same size is not signed twice.

    Raises:
        NotConsistent: the log no longer is what was signed before; a second truth is never signed.
        Paused: entries of this log that are elsewhere may be missing here.
    """
    with transaction.atomic():
        lock(origin)
        check_not_paused(origin)
        size = size_of(origin)
        verifier = signer.verifier()
        for note in CheckpointRow.objects.filter(origin=origin, size=size).values_list("note", flat=True):
            if signers_of(note, [verifier]):
                return note
        _check_continued(origin, size)
        note = sign_checkpoint(Checkpoint(origin=origin, size=size, root=root_of(origin, size)), signer)
        CheckpointRow.objects.create(origin=origin, size=size, note=note)
    return note


def _check_continued(origin: str, size: int) -> None:
    """Return only if the log still is what its newest checkpoint says."""
    row = CheckpointRow.objects.filter(origin=origin).order_by("-size").first()
    if row is None:
        return
    signed = parse_checkpoint(row.note.rpartition("\n\n")[0] + "\n")
    found = root_of(origin, row.size) if row.size <= size else None
    if found != signed.root:
        reason = f"{origin}: the entries here differ from the checkpoint signed before"
        raise NotConsistent(reason, old_size=row.size, new_size=size, old_root=signed.root, new_root=found)


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
