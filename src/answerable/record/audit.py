"""Reading a log again from its bytes: is every entry where and what the checkpoints say?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec

from answerable.record.checkpoint import open_checkpoint
from answerable.record.entry import decode
from answerable.record.errors import Malformed, NotConsistent, NotIncluded, RecordError, Truncated
from answerable.record.merkle import Frontier, leaf_hash
from answerable.record.models import CheckpointRow, EntryRow, SetAside
from answerable.record.note import Verifier


class Audit(msgspec.Struct, frozen=True):
    """What a log was found to be: its entries, checkpoints that fit, entries set aside, entries not yet covered."""

    origin: str
    size: int
    root: str
    checkpoints: int
    aside: int
    uncovered: int


def verify_log(origin: str, verifiers: Sequence[Verifier]) -> Audit:
    """Read every entry of a log here, rebuild its tree, and hold it against each signed checkpoint.

    Raises:
        Truncated: an entry is missing from the middle, or a checkpoint covers more entries than are here.
        NotConsistent: the tree differs from a signed checkpoint.
        NotIncluded: an entry's bytes are not those its place in the database names.
        WrongSignature, UnknownKey, WrongOrigin: a checkpoint is not by a key given, or is of another log.
    """
    due = _roots_signed(origin, verifiers)
    frontier = Frontier()
    leaves = _leaves(origin)
    for size in sorted(due):
        frontier = frontier.extend(islice(leaves, size - frontier.size))
        if frontier.size < size:
            raise Truncated(f"{origin}: expected {size} entries as signed in a checkpoint, found {frontier.size}")
        if frontier.root() != due[size]:
            raise _differs(origin, size, signed=due[size], found=frontier.root())
    frontier = frontier.extend(leaves)
    return Audit(
        origin=origin,
        size=frontier.size,
        root=frontier.root().hex(),
        checkpoints=len(due),
        aside=SetAside.objects.filter(origin=origin).count(),
        uncovered=frontier.size - max(due, default=0),
    )


def _differs(origin: str, size: int, *, signed: bytes, found: bytes) -> NotConsistent:
    reason = f"{origin}: the entries differ from the signed checkpoint"
    return NotConsistent(reason, old_size=size, new_size=size, old_root=signed, new_root=found)


def _roots_signed(origin: str, verifiers: Sequence[Verifier]) -> dict[int, bytes]:
    notes = CheckpointRow.objects.filter(origin=origin).order_by("size").values_list("note", flat=True)
    opened = [open_checkpoint(note, origin=origin, verifiers=verifiers) for note in notes]
    return {checkpoint.size: checkpoint.root for checkpoint in opened}


def _leaves(origin: str) -> Iterator[bytes]:
    aside = set(SetAside.objects.filter(origin=origin).values_list("idx", flat=True))
    rows = EntryRow.objects.filter(origin=origin).order_by("idx").values_list("idx", "ref", "raw")
    for place, (index, ref, raw) in enumerate(rows.iterator(chunk_size=2000)):
        if index != place:
            raise Truncated(f"{origin}: expected entry {place}, found entry {index}")
        leaf = leaf_hash(bytes(raw))
        if leaf.hex() != ref:
            raise NotIncluded(f"{origin} entry {index}: expected bytes with leaf hash {ref}, found {leaf.hex()}")
        if index not in aside:
            _check_place(bytes(raw), origin, index)
        yield leaf


def _check_place(raw: bytes, origin: str, index: int) -> None:
    try:
        found = decode(raw).origin
    except RecordError as error:
        raise Malformed(f"{origin} entry {index}: {error}") from error
    if found != origin:
        raise Malformed(f"{origin} entry {index}: expected origin {origin}, found {found}")
