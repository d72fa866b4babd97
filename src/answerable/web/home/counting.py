"""What waits for everybody, remembered for each case until something is said in it: the head of every page counts it.

Rules:
  - What waits in a case follows from its own entries, from those of no case (people, policy), and from the time. It is
    made anew when one of these logs has grown, and every `FRESH` seconds besides.
  - Remembered is what the gates say, before any language or time zone.
"""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.db.models import Max

from answerable.clearance.looking import Waiting
from answerable.clearance.waiting import waiting_for
from answerable.evidence.models import CaseOpened
from answerable.record.facts import read
from answerable.record.models import EntryRow
from answerable.releases.gates import board, is_clear, released_current
from answerable.web.home.reading import Opened, opened

FRESH = 60.0
"""Seconds; chosen by hand: what the passing of time alone changes is counted in days."""

NO_CASE = frozenset({"endorse-policy"})
"""Kinds that are no case's own: they wait once, however many cases there are."""


class Waits(msgspec.Struct, frozen=True, kw_only=True):
    """What waits in one case: for whom, and what; with the title of the case and the moment it was judged at."""

    case: str
    title: str
    at: datetime
    everybodys: tuple[tuple[str, Waiting], ...]


class _Held(NamedTuple):
    last: int
    made: float
    waits: Waits


class _Counted(NamedTuple):
    last: int
    made: float
    numbers: Counter[str]


_held: dict[str, _Held] = {}
_counted: dict[str, _Counted] = {}


def case_names() -> tuple[str, ...]:
    """Return the names of all cases, in the order of their titles."""
    titles = {fact.case: fact.body.title for fact in reversed(read(CaseOpened))}
    return tuple(sorted(titles, key=lambda name: (titles[name], name)))


def waits_in(case: str) -> Waits:
    """Return what waits in a case, for everybody."""
    last = EntryRow.objects.filter(case__in=["", case]).aggregate(last=Max("pk"))["last"] or 0
    held, now = _held.get(case), time.monotonic()
    if held is None or held.last != last or now - held.made > FRESH:
        held = _held[case] = _Held(last, now, _everybodys(opened(case)))
    return held.waits


def _everybodys(case: Opened) -> Waits:
    persons = sorted({fact.body.person for fact in case.people.persons})
    found: dict[tuple[str, Waiting], None] = {}
    for output in case.outputs or ("",):
        judged = case.judged_whole(output)
        gates = board(judged)
        clear = is_clear(gates) and not released_current(judged)
        blockers = [each for gate in gates if gate.state == "closed" for each in gate.blockers]
        for person in persons:
            for each in waiting_for(judged.clearance, person, clear=clear, blockers=blockers):
                found[person, each] = None
    return Waits(case=case.name, title=case.title, at=case.at, everybodys=tuple(found))


def thing(case: str, waiting: Waiting) -> tuple[object, ...]:
    """Return what names a thing: the same however often it is asked for, and whatever is said of it meanwhile."""
    own = "" if waiting.kind in NO_CASE else case
    return own, waiting.kind, waiting.output, waiting.version, waiting.section, waiting.name


def count_for(person: str) -> int:
    """Return how many things wait for a person."""
    last = EntryRow.objects.aggregate(last=Max("pk"))["last"] or 0
    counted, now = _counted.get("all"), time.monotonic()
    if counted is None or counted.last != last or now - counted.made > FRESH:
        waits = [waits_in(case) for case in case_names()]
        things = {(who, thing(each.case, waiting)) for each in waits for who, waiting in each.everybodys}
        counted = _counted["all"] = _Counted(last, now, Counter(who for who, _thing in things))
    return counted.numbers[person]


def forget() -> None:
    """Have everything made anew; for whoever sets the record back, as tests do."""
    _held.clear()
    _counted.clear()
