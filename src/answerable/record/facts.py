"""From an entry to its one row, and from rows back to facts.

A fold returns exactly one new row and does nothing else; `row_of` is that fold for every kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db.models import Q

from answerable.record.entry import Entry, Fact, Said, moment
from answerable.record.models import FactRow

_COMMON = frozenset({"ref", "origin", "idx", "case", "actor", "at", "body"})


def lookup_columns(table: type[FactRow]) -> tuple[str, ...]:
    """Return the columns of a fact table beyond the common ones; each is a field of what its kind says."""
    return tuple(field.attname for field in table._meta.concrete_fields if field.attname not in _COMMON)


def row_of(table: type[FactRow], entry: Entry, said: Said, *, ref: str, index: int) -> FactRow:
    """Return the one row, not saved, that `entry` adds to `table`."""
    columns = {name: getattr(said, name) for name in lookup_columns(table)}
    return table(
        ref=ref,
        origin=entry.origin,
        idx=index,
        case=entry.case,
        actor=entry.actor,
        at=moment(entry.at).isoformat(),
        body=bytes(entry.body).decode(),
        **columns,
    )


def read(table: type[FactRow], *, seen: Mapping[str, int] | None = None, **lookup: Any) -> tuple[Fact[Any], ...]:
    """Return the facts of `table` that match `lookup`, oldest first (claimed moment, then log, then place in it).

    With `seen`, only what stood in the first `seen[origin]` entries of each log counts: the record as it was.
    """
    rows = (
        table._default_manager.filter(as_of(seen), **lookup)
        if seen is not None
        else table._default_manager.filter(**lookup)
    )
    values = rows.values_list("ref", "origin", "idx", "case", "actor", "at", "body")
    decoder = msgspec.json.Decoder(table.said)
    facts = [
        Fact(
            ref=ref,
            origin=origin,
            index=idx,
            case=case,
            actor=actor,
            at=datetime.fromisoformat(at),
            body=decoder.decode(body),
        )
        for ref, origin, idx, case, actor, at, body in values
    ]
    return tuple(sorted(facts, key=lambda fact: (fact.at, fact.origin, fact.index)))


def as_of(seen: Mapping[str, int]) -> Q:
    """Return the condition that a row lies within the first `seen[origin]` entries of its log."""
    condition = Q(pk__in=[])
    for origin, size in seen.items():
        condition |= Q(origin=origin, idx__lt=size)
    return condition
