"""What a section was asked, when, how long it had, and what became of what it said.

Rules:
  - Days count from the first delivery of an output to the section until its first release, or until now.
  - An objection is the section's when one of its own persons raised it. What became of it is what the gate of
    objections says: settled by the objector's confirmation, carried on as dissent, or still open.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from answerable.clearance import entries
from answerable.clearance.gates import ClearanceCase, clock_of, is_settled, speaks_for, travelling_dissents
from answerable.people.standing import People, keys_of, section_of, section_of_origin
from answerable.record.entry import Fact, moment
from answerable.web.home.reading import Opened


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A moment at which a section was asked, and the part it took, if it did."""

    case: str
    title: str
    moment: str
    at: datetime
    part: Fact[entries.PartTaken] | None


class Had(msgspec.Struct, frozen=True, kw_only=True):
    """An output that a section was given: since when, for how many days, and what it said of the versions."""

    case: str
    title: str
    output: str
    first: datetime
    until: datetime | None
    days: int
    delivered: tuple[int, ...]
    acknowledged: tuple[int, ...]
    countersigned: tuple[int, ...]
    declined: tuple[Fact[entries.DraftDeclined], ...]


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """An objection of a section: the last answer, and whether it is open, settled or carried on as dissent."""

    case: str
    title: str
    raised: Fact[entries.ObjectionRaised]
    outcome: str
    state: str


class Alarm(msgspec.Struct, frozen=True, kw_only=True):
    """An alarm that a section raised, and whether it was lifted."""

    case: str
    title: str
    raised: Fact[entries.AlarmRaised]
    lifted: bool


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """A key of a section or a person: since when, and how it ended, if it did."""

    owner: str
    name: str
    since: datetime
    ended: datetime | None = None
    reason: str = ""


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody of a section: the roles that hold (with the case where only one is meant), fields, credentials, keys."""

    person: str
    since: datetime
    roles: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]
    credentials: tuple[tuple[str, datetime], ...]
    keys: tuple[Key, ...]


def asked(opened: Opened, section: str) -> Iterable[Asked]:
    """Yield every moment at which a case asked a section."""
    for fact in opened.cleared.asked:
        if fact.body.section == section:
            parts = [
                part
                for part in opened.cleared.parts
                if (part.body.section, part.body.moment) == (section, fact.body.moment)
            ]
            yield Asked(
                case=opened.name,
                title=opened.title,
                moment=fact.body.moment,
                at=fact.at,
                part=parts[-1] if parts else None,
            )


def had(opened: Opened, section: str) -> Iterable[Had]:
    """Yield every output of a case that a section was given."""
    case = opened.cleared
    for output in opened.outputs:
        of = [fact for fact in case.delivered if (fact.body.section, fact.body.output) == (section, output)]
        if not of:
            continue
        first = clock_of(opened.judged(output), section).started or min(fact.at for fact in of)
        until = min((fact.at for fact in opened.released if fact.body.output == output), default=None)
        yield Had(
            case=opened.name,
            title=opened.title,
            output=output,
            first=first,
            until=until,
            days=days_between(first, until or opened.at),
            delivered=_versions(fact.body for fact in of),
            acknowledged=_versions(fact.body for fact in _said(case.acknowledged, section, output)),
            countersigned=_versions(fact.body for fact in _said(case.countersignatures, section, output)),
            declined=tuple(_said(case.declines, section, output)),
        )


def days_between(first: datetime, until: datetime) -> int:
    """Return whole days, none where `until` comes first."""
    return max((until - first) // timedelta(days=1), 0)


_Of = TypeVar("_Of", entries.DraftAcknowledged, entries.DraftCountersigned, entries.DraftDeclined)
_Version = entries.DraftAcknowledged | entries.DraftCountersigned | entries.DraftDelivered


def _said(facts: Iterable[Fact[_Of]], section: str, output: str) -> list[Fact[_Of]]:
    return [fact for fact in facts if (fact.body.section, fact.body.output) == (section, output)]


def _versions(said: Iterable[_Version]) -> tuple[int, ...]:
    return tuple(sorted({body.version for body in said}))


def objections(opened: Opened, people: People, section: str) -> Iterable[Objection]:
    """Yield every objection that a section's own persons raised in a case."""
    for raised in opened.cleared.objections:
        if section_of(people, raised.actor) == section and section_of_origin(people, raised.origin) == section:
            yield became(opened, raised)


def became(opened: Opened, raised: Fact[entries.ObjectionRaised]) -> Objection:
    """Return what became of an objection."""
    case: ClearanceCase = opened.judged(raised.body.output)
    answers = [fact.body.outcome for fact in case.answers if fact.body.objection == raised.body.objection]
    dissents = {fact.body.objection for fact in travelling_dissents(case)}
    state = "settled" if is_settled(case, raised) else "open"
    return Objection(
        case=opened.name,
        title=opened.title,
        raised=raised,
        outcome=answers[-1] if answers else "",
        state="dissent" if raised.body.objection in dissents else state,
    )


def alarms(opened: Opened, section: str) -> Iterable[Alarm]:
    """Yield every alarm raised in a section's name."""
    case = opened.cleared
    lifted = {fact.body.alarm for fact in case.alarms_lifted if speaks_for(case, fact, section)}
    for fact in case.alarms:
        if fact.body.section == section:
            yield Alarm(case=opened.name, title=opened.title, raised=fact, lifted=fact.body.alarm in lifted)


def keys(people: People, section: str) -> tuple[Key, ...]:
    """Return every key a section ever had, oldest first, each with its end where it has one."""
    current = keys_of(people, section)
    ended = {fact.body.vkey: fact for fact in people.key_revocations if fact.body.section == section}
    return tuple(
        Key(
            owner=section,
            name=fact.body.vkey,
            since=fact.at,
            ended=end.at if (end := ended.get(fact.body.vkey)) and fact.body.vkey not in current else None,
            reason=end.body.reason if end and fact.body.vkey not in current else "",
        )
        for fact in people.keys
        if fact.body.section == section and section_of_origin(people, fact.origin) == section
    )


def members(people: People, section: str, *, at: datetime) -> tuple[Member, ...]:
    """Return the persons of a section, in the order in which they joined."""
    joined = [fact for fact in people.persons if fact.body.section == section == section_of(people, fact.body.person)]
    return tuple(_member(people, fact.body.person, fact.at, at) for fact in joined)


def _member(people: People, person: str, since: datetime, at: datetime) -> Member:
    return Member(
        person=person,
        since=since,
        roles=_roles(people, person, at),
        fields=tuple(dict.fromkeys(f.body.field for f in people.competences if f.body.person == person)),
        credentials=tuple(
            (fact.body.module, moment(fact.body.expires))
            for fact in people.trainings
            if fact.body.person == person and moment(fact.body.passed) <= at < moment(fact.body.expires)
        ),
        keys=_personal_keys(people, person),
    )


def _roles(people: People, person: str, at: datetime) -> tuple[tuple[str, str], ...]:
    ends = [fact for fact in people.role_revocations if fact.body.person == person and fact.at <= at]
    own = [fact for fact in people.roles if fact.body.person == person and fact.at <= at]
    held = [
        (fact.body.role, fact.case)
        for fact in own
        if not any(e.body.role == fact.body.role and e.case in {"", fact.case} and e.at >= fact.at for e in ends)
    ]
    return tuple(dict.fromkeys(held))


def _personal_keys(people: People, person: str) -> tuple[Key, ...]:
    ended = {fact.body.key: fact for fact in people.person_key_revocations if fact.body.person == person}
    return tuple(
        Key(
            owner=person,
            name=fact.body.key,
            since=fact.at,
            ended=end.at if (end := ended.get(fact.body.key)) else None,
            reason=end.body.reason if end else "",
        )
        for fact in people.person_keys
        if fact.body.person == person
    )
