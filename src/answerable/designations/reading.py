"""Lists as pages, commands and exports show them: for everybody what is public, for insiders all of it.

The moment of a list is that of the case in which it was opened, whose clock may stand, or now.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from msgspec.structs import replace

from answerable.designations import entries, gates
from answerable.designations.errors import NoSuchList
from answerable.designations.gates import DesignationCase, Proposed
from answerable.designations.models import DesignationProposed, ListOpened, read_designations
from answerable.designations.public import (
    PublicCriteria,
    PublicCriterion,
    PublicDecision,
    PublicList,
    PublicListing,
    PublicPerson,
    PublicSealed,
    PublicWord,
)
from answerable.designations.register import (
    Decision,
    Listing,
    every_decision,
    listings,
    sealed_decisions,
)
from answerable.evidence.clock import moment_of
from answerable.people.messages import whole_address
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.record.first import said_first
from answerable.vault.reading import shown


def every_list() -> tuple[Fact[entries.ListOpened], ...]:
    """Return every list by its key: how it was opened, by the first who did."""
    opened: dict[str, list[Fact[entries.ListOpened]]] = {}
    for fact in read(ListOpened):
        opened.setdefault(fact.body.list, []).append(fact)
    return tuple(said_first(opened[key])[0] for key in sorted(opened))


def list_of(list_: str) -> DesignationCase:
    """Return everything on record about a list, at its moment.

    Raises:
        NoSuchList: nobody opened a list under this key.
    """
    opened = said_first(read(ListOpened, list=list_))
    if not opened:
        raise NoSuchList(f"expected a list on record, found none under the key {list_!r}")
    found = read_designations("", list_, at=moment_of(opened[0].case))
    if gates.opened_of(found) is None:
        raise NoSuchList(f"expected a list on record, found one under the key {list_!r} in another's name")
    return found


def proposal_of(list_: str, proposal: str) -> DesignationCase:
    """Return everything on record about a list beside the case of one of its proposals, at the moment of that case.

    Raises:
        NoSuchList: there is no such list, or nothing is proposed under that key.
    """
    proposed = gates.newest(list_of(list_), proposal)
    if proposed is None:
        raise NoSuchList(f"expected a proposal on record, found none under the key {proposal!r}")
    return read_designations(proposed.case, list_, at=moment_of(proposed.case))


def open_proposals(case: DesignationCase) -> tuple[Proposed, ...]:
    """Return the newest version of every proposal on which nothing was decided, oldest first."""
    keys = dict.fromkeys(fact.body.proposal for fact in case.proposed)
    found = [gates.newest(case, key) for key in keys if gates.decision_on(case, key) is None]
    return tuple(fact for fact in found if fact is not None)


def lists_in(case: str) -> tuple[DesignationCase, ...]:
    """Return the lists of which something is proposed in a case, each beside that case."""
    keys = dict.fromkeys(fact.body.list for fact in read(DesignationProposed, case=case))
    return tuple(read_designations(case, key, at=moment_of(case)) for key in keys)


def public_list(case: DesignationCase, *, on: date | None = None) -> PublicList:
    """Return what everybody may read of a list as it stood on a day, today unless one is given."""
    opened, today = _opened(case), case.at.date()
    day = on or today
    stays = listings(case, known=today)
    shown_stays = tuple(_listing(case, each, day) for each in stays)
    return PublicList(
        list=opened.body.list,
        title=shown(opened.body.title),
        purpose=shown(opened.body.purpose),
        organisation=organisation_of(case),
        keeper=name_of_section(case, opened.body.section),
        opened=opened.at.date(),
        statuses=opened.body.statuses,
        on=day,
        stands=case.clock.date() if case.clock else None,
        criteria=tuple(_criteria(fact) for fact in gates.versions_of_criteria(case)),
        listed=tuple(told for told, each in zip(shown_stays, stays, strict=True) if each.covers(day)),
        listings=shown_stays,
        persons=public_persons(case),
        refusals=_refusals(case, {each.person for each in stays}),
        sealed=tuple(_sealed(each) for each in sealed_decisions(case, known=today)),
    )


def public_persons(case: DesignationCase) -> tuple[PublicPerson, ...]:
    """Return everybody who is known to be on the list, or to have been, each with everything known about them."""
    today = case.at.date()
    stays, made = listings(case, known=today), every_decision(case, known=today)
    return tuple(_person(case, key, stays, made) for key in dict.fromkeys(each.person for each in stays))


def address_of(list_: str) -> str:
    """Return the whole address of the public register of a list."""
    return whole_address(reverse("list", args=[list_]))


def organisation_of(case: DesignationCase) -> str:
    """Return the name of the organisation whose section keeps a list."""
    names = [fact.body.name for fact in case.people.organisations]
    return names[0] if names else _opened(case).origin.partition("/")[0]


def name_of_section(case: DesignationCase, section: str) -> str:
    """Return a section by its name."""
    return next((fact.body.name for fact in case.people.sections if fact.body.section == section), section)


def _opened(case: DesignationCase) -> Fact[entries.ListOpened]:
    opened = gates.opened_of(case)
    if opened is None:
        raise NoSuchList("expected a list that was opened")
    return opened


def _person(case: DesignationCase, key: str, stays: Iterable[Listing], made: Iterable[Decision]) -> PublicPerson:
    own = [each for each in stays if each.person == key]
    return PublicPerson(
        person=key,
        name=_name(own),
        countries=_countries(own),
        listings=tuple(_listing(case, each, case.at.date()) for each in own),
        decisions=tuple(_told(case, each) for each in made if each.fact.body.person == key),
    )


def _listing(case: DesignationCase, each: Listing, day: date) -> PublicListing:
    holds = each.holds_on(day)
    return PublicListing(
        person=each.person,
        name=_name([each]),
        countries=_countries([each]),
        status=holds.fact.body.status,
        since=each.since,
        until=each.until,
        designated=_told(case, each.designated),
        holds=_told(case, holds),
        ended=_told(case, each.ended) if each.ended else None,
    )


def _told(case: DesignationCase, each: Decision) -> PublicDecision:
    body, proposed = each.fact.body, each.proposed
    return PublicDecision(
        proposal=body.proposal,
        decision=body.decision,
        status=body.status,
        decided=each.fact.at.date(),
        effective=body.effective,
        number=body.number,
        reasons=shown(proposed.body.public_reasons) if proposed else "",
        authority=name_of_section(case, _opened(case).body.section),
        signers=len(each.signers),
        words=(*_words(case, each), *_silent(case, each)),
        reverses=each.reverses,
        reversed_by=each.reversed_by,
        sealed_until=gates.discloses_on(each.fact),
        entry=each.fact.ref,
    )


def _words(case: DesignationCase, each: Decision) -> Iterable[PublicWord]:
    for said in each.words:
        declined = isinstance(said.body, entries.DesignationDeclined)
        yield PublicWord(
            section=name_of_section(case, said.body.section),
            state="declined" if declined else "countersigned",
            reason=shown(said.body.reason) if isinstance(said.body, entries.DesignationDeclined) else "",
        )


def _silent(case: DesignationCase, each: Decision) -> Iterable[PublicWord]:
    """Yield the sections that had said nothing when it was decided; one that spoke later has its word told instead."""
    spoke = {said.body.section for said in each.words}
    for section in each.fact.body.silent:
        if section not in spoke:
            yield PublicWord(section=name_of_section(case, section), state="silent")


def _refusals(case: DesignationCase, listed: set[str]) -> tuple[PublicDecision, ...]:
    """Return the refusals of people who were never listed, without the keys that would tell them apart elsewhere."""
    made = every_decision(case, known=case.at.date())
    return tuple(
        replace(_told(case, each), proposal="", reverses="", reversed_by=())
        for each in made
        if each.fact.body.decision == "refused" and each.fact.body.person not in listed
    )


def _sealed(each: Decision) -> PublicSealed:
    discloses = gates.discloses_on(each.fact)
    assert discloses is not None  # noqa: S101 - only what is sealed comes here
    return PublicSealed(decided=each.fact.at.date(), discloses=discloses, entry=each.fact.ref)


def _criteria(fact: Fact[entries.CriteriaAdopted]) -> PublicCriteria:
    return PublicCriteria(
        number=fact.body.number,
        adopted=fact.at.date(),
        reason=shown(fact.body.reason),
        criteria=tuple(
            PublicCriterion(criterion=each.criterion, text=shown(each.text), excludes=each.excludes)
            for each in fact.body.criteria
        ),
    )


def _name(stays: list[Listing]) -> str:
    """Return the name of a person as the newest proposal among these has it."""
    proposed = [made.proposed for each in stays for made in each.decisions if made.proposed]
    return shown(proposed[-1].body.name) if proposed else ""


def _countries(stays: list[Listing]) -> tuple[str, ...]:
    proposed = [made.proposed for each in stays for made in each.decisions if made.proposed]
    return tuple(sorted({country for each in proposed for country in each.body.countries}))
