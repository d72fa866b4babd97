"""What the record says by a person and about them: every entry, by its place. What the entries hold is not shown.

An entry is about a person where one of its fields reads as their handle does. Logs of other sections count as far as
they are held here: nobody is named there behind their back.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal

import msgspec
from django.db.models import Q

from answerable.record.acts import acts
from answerable.record.models import FactRow


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One entry: its kind, its claimed moment, where it stands, and whether the person said it or it names them."""

    kind: str
    at: datetime
    origin: str
    index: int
    ref: str
    case: str
    part: Literal["by", "about"]


def record_of(person: str) -> list[Line]:
    """Return every entry by `person` or about them, latest first, of every kind and log that is held here."""
    lines = [line for act in acts().values() for line in _lines(act.said.kind, act.table, person)]
    return sorted(lines, key=lambda line: (line.at, line.origin, line.index), reverse=True)


def _lines(kind: str, table: type[FactRow], person: str) -> Iterator[Line]:
    quoted = msgspec.json.encode(person).decode()
    # A first sieve; what it lets through is read, so that a handle inside a longer text does not count.
    rows = table._default_manager.filter(Q(actor=person) | Q(body__contains=quoted))
    for ref, origin, index, case, actor, at, body in rows.values_list(
        "ref", "origin", "idx", "case", "actor", "at", "body"
    ):
        if actor == person or _names(msgspec.json.decode(body), person):
            yield Line(
                kind=kind,
                at=datetime.fromisoformat(at),
                origin=origin,
                index=index,
                ref=ref,
                case=case,
                part="by" if actor == person else "about",
            )


def _names(value: Any, person: str) -> bool:
    """Tell whether a value of a body, or one inside it, is the handle."""
    if isinstance(value, dict):
        return any(_names(each, person) for each in value.values())
    if isinstance(value, list):
        return any(_names(each, person) for each in value)
    return bool(value == person)
