"""Who outside a log vouches for its checkpoints: what other houses cosigned, and what authorities stamped.

The tables are those of the room of houses, which stands above this one; they are found by their names, and where there
is no such room there are no witnesses. A cosignature was checked when it was taken in; a stamp is checked again here.
Either counts only where it is about this log as it stands here: a word about another root says nothing of the entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import msgspec
from cryptography.x509 import Certificate
from django.apps import apps

from answerable.record.checkpoint import parse_checkpoint
from answerable.record.errors import NotStamped
from answerable.record.log import size_of
from answerable.record.models import CheckpointRow
from answerable.record.stamping.stamps import verify
from answerable.record.tree import root_of


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody outside who vouches that a log had so many entries at a moment: who, and on whose word we believe it."""

    way: str
    """``cosigned`` or ``stamped``."""

    by: str
    at: datetime
    size: int


def witnesses_of(origin: str, index: int, *, roots: Sequence[Certificate]) -> tuple[Witness, ...]:
    """Return who vouches for a checkpoint that covers entry `index` of a log, the earliest word of each."""
    return tuple(sorted([*_cosigned(origin, index), *_stamped(origin, index, roots)], key=lambda each: each.at))


def _cosigned(origin: str, index: int) -> Iterator[Witness]:
    found: set[str] = set()
    for row in _rows("Cosignature", origin, index):
        name = row.key.partition("+")[0]
        own = name == origin or name.startswith(f"{origin}/")  # a house does not vouch for itself
        if not own and name not in found and row.root == _root(origin, row.size).hex():
            found.add(name)
            yield Witness(way="cosigned", by=name, at=datetime.fromtimestamp(row.at, UTC), size=row.size)


def _stamped(origin: str, index: int, roots: Sequence[Certificate]) -> Iterator[Witness]:
    found: set[str] = set()
    for row in _rows("Stamp", origin, index) if roots else ():
        try:
            told = verify(bytes(row.token), row.sha256, roots=roots)
        except NotStamped:
            continue  # the page of houses shows it as what it is: a stamp that does not hold
        if told.authority not in found and row.sha256 in _texts(origin, row.size):
            found.add(told.authority)
            yield Witness(way="stamped", by=told.authority, at=told.at, size=row.size)


def _root(origin: str, size: int) -> bytes:
    """Return the root of the first `size` entries of a log here; nothing where there are not so many."""
    return root_of(origin, size) if size <= size_of(origin) else b""


def _texts(origin: str, size: int) -> set[str]:
    """Return the SHA-256 of each text that a checkpoint of this log at this size has here."""
    notes = CheckpointRow.objects.filter(origin=origin, size=size).values_list("note", flat=True)
    texts = {note.rpartition("\n\n")[0] + "\n" for note in notes}
    root = _root(origin, size)
    return {sha256(text.encode()).hexdigest() for text in texts if root and parse_checkpoint(text).root == root}


def _rows(name: str, origin: str, index: int) -> list[Any]:
    try:
        table = apps.get_model("houses", name)
    except LookupError:
        return []
    return list(table._default_manager.filter(origin=origin, size__gt=index).order_by("at", "size"))
