"""A governed list as the gates see it, and what can be read from it.

Rules:
  - The section that opened a list keeps it: criteria and decisions count where they stand in its log, in that order.
    The first who opened a list under a key has it.
  - What is said in another's name counts for nothing (`counts`): a log from elsewhere was asked by no gate of ours.
  - Whoever keeps the list has the key of its log, and could write into it what no gate was asked about. A decision that
    says something else than its proposal, takes effect before its own day, or comes second on one proposal moves
    nobody; a seal ends after a year, whatever the entry says.
  - The newest version of a proposal is the one that stands last in the log of whoever first made it.
  - A person is on the list from the day on which being designated takes effect, until the day on which that is ended. A
    refusal changes nothing about who is on it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from answerable.designations import entries
from answerable.findings.gates import FindingsCase
from answerable.people.standing import People, holds_role, in_own_log, section_of
from answerable.record.entry import Body, Fact

Proposed = Fact[entries.DesignationProposed]
Decided = Fact[entries.DesignationDecided]

LONGEST_SEAL = timedelta(days=365)
"""How long a decision can stay sealed; chosen by hand: who is on a list is known within a year, whatever happens."""


class DesignationCase(msgspec.Struct, frozen=True, kw_only=True):
    """A list with everything said about it, beside the case of the act, as of one moment of the record.

    `findings` is the case of the act; None where something is said of the list as such, outside every case. `clock` is
    where the clock of the list stands, which is that of the case in which it was opened; None where it goes.
    """

    people: People
    at: datetime
    findings: FindingsCase | None = None
    clock: datetime | None = None
    opened: tuple[Fact[entries.ListOpened], ...] = ()
    criteria: tuple[Fact[entries.CriteriaAdopted], ...] = ()
    proposed: tuple[Proposed, ...] = ()
    rehearsed: tuple[Fact[entries.DesignationRehearsed], ...] = ()
    notified: tuple[Fact[entries.DesignationNotified], ...] = ()
    signed: tuple[Fact[entries.DesignationSigned], ...] = ()
    countersigned: tuple[Fact[entries.DesignationCountersigned], ...] = ()
    declined: tuple[Fact[entries.DesignationDeclined], ...] = ()
    decided: tuple[Decided, ...] = ()


def counts(people: People, fact: Fact[Any]) -> bool:
    """Tell whether an act counts: it stands in its actor's own log, and speaks for no other section."""
    section = getattr(fact.body, "section", "")
    return in_own_log(people, fact) and section in {"", section_of(people, fact.actor)}


def opened_of(case: DesignationCase) -> Fact[entries.ListOpened] | None:
    """Return how the list was opened, or None."""
    return next(iter(case.opened), None)


def keepers_log(case: DesignationCase) -> str:
    """Return the origin of the log of the section that keeps the list, or ""."""
    opened = opened_of(case)
    return opened.origin if opened else ""


def versions_of_criteria(case: DesignationCase) -> tuple[Fact[entries.CriteriaAdopted], ...]:
    """Return every version of the criteria, lowest number first; of two with one number, the first adopted counts."""
    kept = _in_log(case.criteria, keepers_log(case))
    by_number = {fact.body.number: fact for fact in reversed(kept)}
    return tuple(by_number[number] for number in sorted(by_number))


def newest_criteria(case: DesignationCase) -> Fact[entries.CriteriaAdopted] | None:
    """Return the newest version of the criteria, or None where none was adopted."""
    return next(reversed(versions_of_criteria(case)), None)


def versions_of(case: DesignationCase, proposal: str) -> tuple[Proposed, ...]:
    """Return every version of a proposal, oldest first: those in the log where it was first made."""
    found = [fact for fact in case.proposed if fact.body.proposal == proposal]
    return _in_log(found, found[0].origin) if found else ()


def newest(case: DesignationCase, proposal: str) -> Proposed | None:
    """Return the newest version of a proposal, or None where nobody made it."""
    return next(reversed(versions_of(case, proposal)), None)


def proposers(case: DesignationCase, proposal: str) -> frozenset[str]:
    """Return who wrote a version of a proposal."""
    return frozenset(fact.actor for fact in versions_of(case, proposal))


def decisions(case: DesignationCase) -> tuple[Decided, ...]:
    """Return every decision that counts, in the order in which they were made."""
    proposed = {fact.ref: fact for fact in case.proposed}
    first: dict[str, Decided] = {}
    for fact in _in_log(case.decided, keepers_log(case)):
        sound = not is_backdated(fact) and not differs(fact, proposed.get(fact.body.proposed_ref))
        if sound and _by_approver(case, fact):
            first.setdefault(fact.body.proposal, fact)
    return tuple(first.values())


def differs(fact: Decided, proposed: Proposed | None) -> list[str]:
    """Return the fields in which a decision says something else than its proposal, as far as that is held here."""
    names = ("proposal", "person", "decision", "status", "number")
    return [name for name in names if proposed and getattr(fact.body, name) != getattr(proposed.body, name)]


def is_backdated(fact: Decided) -> bool:
    """Tell whether a decision would take effect before the day on which it was made."""
    return fact.body.effective < fact.at.date()


def discloses_on(fact: Decided) -> date | None:
    """Return the day (in UTC) on which a sealed decision discloses itself; None where it is not sealed."""
    day = fact.body.discloses
    return min(day, fact.at.date() + LONGEST_SEAL) if day else None


def decision_on(case: DesignationCase, proposal: str) -> Decided | None:
    """Return what was decided on a proposal, or None while that is open."""
    return next((fact for fact in decisions(case) if fact.body.proposal == proposal), None)


def proposed_as(case: DesignationCase, decided: Decided) -> Proposed | None:
    """Return the version of the proposal that a decision decides, or None where it is not held here."""
    return next((fact for fact in case.proposed if fact.ref == decided.body.proposed_ref), None)


def listing_of(case: DesignationCase, person: str, *, on: date | None = None) -> tuple[Decided, ...]:
    """Return the decisions by which a person is on the list, from the designation on; () where they are not on it.

    With `on`, only what had taken effect on that day counts; without, everything decided.
    """
    standing: tuple[Decided, ...] = ()
    for fact in decisions(case):
        if fact.body.person == person and (on is None or fact.body.effective <= on):
            standing = after(standing, fact)
    return standing


def after(standing: tuple[Decided, ...], fact: Decided) -> tuple[Decided, ...]:
    """Return by which decisions a person is on the list once one more has been made."""
    match fact.body.decision:
        case "designated":
            return (fact,)
        case "changed":
            return (*standing, fact) if standing else ()
        case "ended":
            return ()
        case "refused":
            return standing


def persons_decided(case: DesignationCase) -> tuple[str, ...]:
    """Return everybody about whom something was decided, in the order of the first decision."""
    return tuple(dict.fromkeys(fact.body.person for fact in decisions(case)))


def last_effect(case: DesignationCase, person: str) -> date | None:
    """Return from when the last decision about a person takes effect, or None."""
    return max((fact.body.effective for fact in decisions(case) if fact.body.person == person), default=None)


def sealed_until(case: DesignationCase, person: str, *, after: date) -> date | None:
    """Return until when an earlier decision about a person is sealed, if that is later than `after`."""
    days = (discloses_on(fact) for fact in decisions(case) if fact.body.person == person)
    return max((day for day in days if day and day > after), default=None)


def _by_approver(case: DesignationCase, fact: Decided) -> bool:
    return holds_role(case.people, fact.actor, "approver", case=fact.case, at=fact.at)


def _in_log(facts: Iterable[Fact[Body]], origin: str) -> tuple[Fact[Body], ...]:
    return tuple(sorted((fact for fact in facts if fact.origin == origin), key=lambda fact: fact.index))
