"""The tables of governed lists, one for each kind; and how a list is read from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from answerable.designations import entries
from answerable.designations.gates import DesignationCase, counts
from answerable.evidence.models import CaseOpened
from answerable.findings.models import read_findings
from answerable.people.models import read_people
from answerable.people.standing import within
from answerable.record.acts import Seen
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.record.first import said_first
from answerable.record.models import FactRow, key_column
from answerable.record.ondemand import only


class ListOpened(FactRow):
    """A section opened a governed list."""

    said = entries.ListOpened
    list = key_column()


class CriteriaAdopted(FactRow):
    """A version of the criteria of a list."""

    said = entries.CriteriaAdopted
    list = key_column()


class DesignationProposed(FactRow):
    """What is proposed about a person."""

    said = entries.DesignationProposed
    list = key_column()
    proposal = key_column()
    person = key_column()


class DesignationRehearsed(FactRow):
    """How a decision could be misused."""

    said = entries.DesignationRehearsed
    list = key_column()
    proposal = key_column()


class DesignationNotified(FactRow):
    """The person, or somebody who speaks for them, was told of a proposal."""

    said = entries.DesignationNotified
    list = key_column()
    proposal = key_column()


class DesignationSigned(FactRow):
    """One of those who decide signed a proposal."""

    said = entries.DesignationSigned
    list = key_column()
    proposal = key_column()


class DesignationCountersigned(FactRow):
    """An affected section stands by a proposal."""

    said = entries.DesignationCountersigned
    list = key_column()
    proposal = key_column()


class DesignationDeclined(FactRow):
    """An affected section does not stand by a proposal."""

    said = entries.DesignationDeclined
    list = key_column()
    proposal = key_column()


class DesignationDecided(FactRow):
    """What was decided about a person."""

    said = entries.DesignationDecided
    list = key_column()
    proposal = key_column()
    person = key_column()


def read_designations(
    case: str, list_: str, *, at: datetime, origin: str = "", seen: Seen | None = None
) -> DesignationCase:
    """Return everything on record about a list, in whatever case it was said, and the case of the act beside it.

    Without a case, nothing lies beside it, and the people are those of the organisation that writes the log `origin`,
    or else of the one that keeps the list. What was said in another's name is left out.

    Raises:
        NoSuchCase: nobody opened a case by that name.
    """
    findings = read_findings(case, at=at, seen=seen) if case else None
    opened = said_first(read(ListOpened, seen=seen, list=list_))
    cases = read(CaseOpened, seen=seen, case=opened[0].case) if opened and opened[0].case else ()
    home = origin or next((fact.origin for fact in opened), "")
    people = findings.evidence.people if findings else within(read_people(seen=seen), home)

    def own(table: type[FactRow]) -> tuple[Fact[Any], ...]:
        return only(read(table, seen=seen, list=list_), lambda fact: counts(people, fact))

    return DesignationCase(
        people=people,
        at=findings.evidence.at if findings else at,
        findings=findings,
        clock=cases[0].body.clock if cases else None,
        opened=only(opened, lambda fact: counts(people, fact)),
        criteria=own(CriteriaAdopted),
        proposed=own(DesignationProposed),
        rehearsed=own(DesignationRehearsed),
        notified=own(DesignationNotified),
        signed=own(DesignationSigned),
        countersigned=own(DesignationCountersigned),
        declined=own(DesignationDeclined),
        decided=own(DesignationDecided),
    )


def asks(may: Callable[[DesignationCase, Fact[Any]], list[Blocker]]) -> Callable[[Fact[Any], Seen], list[Blocker]]:
    """Return the question whether an act may be said, put to the pure gate `may` on the list as of `seen`."""

    def ask(fact: Fact[Any], seen: Seen) -> list[Blocker]:
        held = read_designations(fact.case, fact.body.list, at=fact.at, origin=fact.origin, seen=seen)
        return may(held, fact)

    return ask
