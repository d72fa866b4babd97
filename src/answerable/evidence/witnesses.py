"""Who outside a log vouches for its checkpoints: what other houses cosigned, and what authorities stamped.

The tables are those of the room of houses, which stands above this one; they are found by their names, and where there
is no such room there are no witnesses. A cosignature was checked when it was taken in; a stamp is checked again here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from cryptography.x509 import Certificate
from django.apps import apps

from answerable.record.errors import NotStamped
from answerable.record.stamping.stamps import verify


class Witness(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody outside who vouches that a log had so many entries at a moment: who, and on whose word we believe it."""

    way: str
    """``cosigned`` or ``stamped``."""

    by: str
    at: datetime
    size: int


def witnesses_of(origin: str, index: int, *, roots: Sequence[Certificate]) -> tuple[Witness, ...]:
    """Return who vouches for a checkpoint that covers entry `index` of a log, the earliest word of each."""
    found = [*_cosigned(origin, index), *_stamped(origin, index, roots)]
    first: dict[tuple[str, str], Witness] = {}
    for each in sorted(found, key=lambda each: each.at):
        first.setdefault((each.way, each.by), each)
    return tuple(first.values())


def _cosigned(origin: str, index: int) -> list[Witness]:
    rows = _rows("Cosignature", origin, index)
    names = [(row.key.partition("+")[0], row) for row in rows]
    return [
        Witness(way="cosigned", by=name, at=datetime.fromtimestamp(row.at, UTC), size=row.size)
        for name, row in names
        if name != origin and not name.startswith(f"{origin}/")  # a house does not vouch for itself
    ]


def _stamped(origin: str, index: int, roots: Sequence[Certificate]) -> list[Witness]:
    found = []
    for row in _rows("Stamp", origin, index) if roots else ():
        try:
            told = verify(bytes(row.token), row.sha256, roots=roots)
        except NotStamped:
            continue  # the page of houses shows it as what it is: a stamp that does not hold
        found.append(Witness(way="stamped", by=told.authority, at=told.at, size=row.size))
    return found


def _rows(name: str, origin: str, index: int) -> list[Any]:
    try:
        table = apps.get_model("houses", name)
    except LookupError:
        return []
    return list(table._default_manager.filter(origin=origin, size__gt=index).order_by("size"))
