"""To which houses what some entries commit to has gone, or may have gone.

Rules:
  - A house was given what this one gave it, over the network or on a stick; that stays, whether it is named here still
    or not. What went before this was kept is not known.
  - A house may have been given what the policy lets it have, by this house or by another that has it. Every house
    counts: those named here, paused or not, and those that a section has said it opened.
  - The house of the log that committed to it has it from the beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Literal

import msgspec
from django.db.models import Min

from answerable.houses.contents import copies_in, entitled
from answerable.houses.own import own_logs
from answerable.houses.tables import Copy, Given, Peer
from answerable.people.models import HouseOpened
from answerable.record.facts import read
from answerable.record.models import EntryRow

How = Literal["given", "maybe", "written"]


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """A house that has a content, or may have it; `since` is when it was first given some of it."""

    origin: str
    how: How
    since: datetime | None = None


def houses_reached(entries: Iterable[tuple[str, int]], *, at: datetime) -> Iterator[Reached]:
    """Yield the houses that have, or may have, what the entries at these places of logs commit to."""
    rows = [row for origin, index in entries for row in _copies(origin, index)]
    gone = Given.objects.filter(commitment__in={row.commitment for row in rows})
    given = dict(gone.values_list("peer").annotate(Min("at")))
    written = {row.origin for row in rows}
    named = {*Peer.objects.values_list("origin", flat=True), *(fact.origin for fact in read(HouseOpened))}
    for origin in sorted({*named, *given} - set(own_logs())):
        if origin in given:
            yield Reached(origin=origin, how="given", since=given[origin])
        elif origin in written:
            yield Reached(origin=origin, how="written")
        elif next(entitled(rows, asking=origin, at=at), None) is not None:
            yield Reached(origin=origin, how="maybe")


def _copies(origin: str, index: int) -> Iterator[Copy]:
    for raw in EntryRow.objects.filter(origin=origin, idx=index).values_list("raw", flat=True):
        yield from copies_in(origin, index, bytes(raw))
