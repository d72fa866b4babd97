"""What waits for a person, over every case: in which order, how long there is, and the page where it is done.

Rules:
  - Overdue first, the longest overdue first of all; then what is grave; then by the day it is due. What has no day
    comes last.
  - Days are counted by the clock of the case: in a worked example, whose clock stands, from the day where it stands.
  - Each kind of thing has one page, by the table `PLACES`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from math import floor
from typing import Any

import msgspec
from django.urls import reverse
from django.utils.timezone import localtime

from answerable.clearance.looking import Waiting
from answerable.critiques.waiting import ANSWER, CLOSE, JUDGE, KEEP, LIST, STATUS, TAKE
from answerable.designations.waiting import COMPLETE, DECIDE, SIGN, SPEAK
from answerable.echoes.waiting import ALERT, MISUSE
from answerable.evidence.rehashing import DRIFT
from answerable.evidence.waiting import DECIDE as DECIDE_UNSEALING, OPEN
from answerable.people.messages import label_of
from answerable.people.told import mark_of
from answerable.releases.reached import CORRECT, ERASE, RECALL
from answerable.releases.waiting import COUNTERSIGN, ISSUE, READ, SEND
from answerable.reviews.waiting import DECIDE as DECIDE_ACCESS, PROMISE, PUBLISH, WRITE
from answerable.web.home.counting import Waits, case_names, thing, waits_in

HOURLY = frozenset({ALERT, MISUSE})
"""Kinds that are due by the hour."""


class Wait(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that waits for one person, with the page where it is done."""

    person: str
    case: str
    title: str
    waiting: Waiting
    label: str
    address: str
    mark: str
    due: date | None
    left: int | None
    """Days left; below zero when it is overdue, None when no day is set."""

    hours: int | None = None
    """Hours left, where it is due by the hour."""

    @property
    def overdue(self) -> bool:
        """Whether its day, or its hour, has passed."""
        return (self.left is not None and self.left < 0) or (self.hours is not None and self.hours < 0)


def waits_for(persons: Collection[str], cases: Iterable[str] | None = None) -> tuple[Wait, ...]:
    """Return what waits for some persons in some cases, or in all, the most pressing first."""
    known = [waits_in(case) for case in (case_names() if cases is None else cases)]
    found = {
        (person, thing(each.case, waiting)): _wait(each, person, waiting)
        for each in known
        for person in persons
        for waiting in each.of(person)
    }
    return tuple(sorted(found.values(), key=_pressing))


def _pressing(wait: Wait) -> tuple[bool, int, bool, bool, int, str, str]:
    left = 0 if wait.left is None else wait.left
    late = left if wait.overdue else 0
    return (not wait.overdue, late, not wait.waiting.grave, wait.left is None, left, wait.case, wait.mark)


def _wait(known: Waits, person: str, waiting: Waiting) -> Wait:
    due = localtime(waiting.due).date() if waiting.due else None
    return Wait(
        person=person,
        case=known.case,
        title=known.title,
        waiting=waiting,
        label=label_of(waiting.kind),
        address=address_of_waiting(known.case, waiting),
        mark=mark_of(*thing(known.case, waiting)),
        due=due,
        left=(due - localtime(known.at).date()).days if due else None,
        hours=_hours(waiting, known.at),
    )


def _hours(waiting: Waiting, now: datetime) -> int | None:
    return floor((waiting.due - now) / timedelta(hours=1)) if waiting.due and waiting.kind in HOURLY else None


def address_of_waiting(case: str, waiting: Waiting) -> str:
    """Return the address of the page where a thing is done."""
    place, named = PLACES[waiting.kind]
    return reverse(place, args=named(case, waiting))


def _case(case: str, _waiting: Waiting) -> list[Any]:
    return [case]


def _version(case: str, waiting: Waiting) -> list[Any]:
    return [case, waiting.output, waiting.version]


def _output(case: str, waiting: Waiting) -> list[Any]:
    return [case, waiting.output]


def _output_and_name(case: str, waiting: Waiting) -> list[Any]:
    return [case, waiting.output, waiting.name]


def _name(case: str, waiting: Waiting) -> list[Any]:
    return [case, waiting.name]


def _finding(case: str, waiting: Waiting) -> list[Any]:
    return [case, waiting.name.partition(" ")[0]]


def _first(case: str, waiting: Waiting) -> list[Any]:
    """Return the case and the item that stands first in the name of a thing."""
    return [case, waiting.name.partition(" ")[0]]


def _proposal(_case: str, waiting: Waiting) -> list[Any]:
    return [waiting.output, waiting.name]


def _review(case: str, waiting: Waiting) -> list[Any]:
    return [case, waiting.name.partition(" ")[0]]


def _none(_case: str, _waiting: Waiting) -> list[Any]:
    return []


PLACES: Mapping[str, tuple[str, Callable[[str, Waiting], list[Any]]]] = {
    "take-part": ("consultation", _case),
    "acknowledge": ("receipt", _version),
    "answer-objection": ("objection", _name),
    "settle-objection": ("objection", _name),
    "ask-guest-to-settle": ("objection", _name),
    "accept-harm": ("harm", _case),
    "lift-alarm": ("alarm", _case),
    "alarm": ("alarm", _case),
    "sign-elements": ("finding", _finding),
    "review-whole": ("review-whole", _version),
    "countersign": ("countersign", _version),
    "remind-party": ("reply", _name),
    "reply-overdue": ("reply", _name),
    "decide-extension": ("reply", _name),
    "review-override": ("overrides", _case),
    "endorse-policy": ("policy", _none),
    "release": ("release-form", _output),
    "answer-flags": ("draft-version", _version),
    "meet-blockers": ("board", _output),
    ALERT: ("misuse-of-release", _output_and_name),
    MISUSE: ("misuse-of-release", _output_and_name),
    LIST: ("critique-list", _name),
    STATUS: ("critique", _name),
    TAKE: ("critique", _name),
    ANSWER: ("critique", _name),
    CLOSE: ("critique", _name),
    KEEP: ("commitments", _case),
    JUDGE: ("commitments", _case),
    COMPLETE: ("proposal", _proposal),
    SIGN: ("proposal", _proposal),
    SPEAK: ("proposal", _proposal),
    DECIDE: ("proposal", _proposal),
    COUNTERSIGN: ("notice", _name),
    ISSUE: ("notice", _name),
    SEND: ("release-holders", _version),
    READ: ("release-holders", _version),
    WRITE: ("review", _review),
    DECIDE_ACCESS: ("review", _review),
    PUBLISH: ("review-publish", _review),
    PROMISE: ("review", _review),
    DRIFT: ("item", _name),
    DECIDE_UNSEALING: ("item", _first),
    OPEN: ("item", _first),
    RECALL: ("item-reached", _first),
    CORRECT: ("item-reached", _first),
    ERASE: ("item-reached", _first),
}
"""The page of each kind, and what its address names."""
