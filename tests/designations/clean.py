"""A list with one proposal for which everything was done: it can be decided."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace

from answerable.designations import entries
from answerable.designations.gates import DesignationCase
from answerable.people.entries import RoleGranted
from answerable.people.standing import People
from answerable.record.entry import Fact
from tests.cases import commit, fact
from tests.findings.clean import clean_findings
from tests.people.clean import START, clean_people, origin

AUTHOR, DIRECTOR, COAST, REVIEWER = "centre-author", "centre-director", "coast-director", "coast-reviewer"
NORTH = "north-director"
LIST, PERSON = "prisoners", "K1"

OPENED = entries.ListOpened(
    list=LIST,
    section="centre",
    title=commit("Prisoners of conscience"),
    purpose=commit("People held for what they believe."),
    statuses=("held", "freed"),
)
CRITERIA = entries.CriteriaAdopted(
    list=LIST,
    number=1,
    criteria=(
        entries.Criterion(criterion="held", text=commit("Is held.")),
        entries.Criterion(criterion="belief", text=commit("For a belief.")),
        entries.Criterion(criterion="violence", text=commit("Called for violence."), excludes=True),
    ),
    reason=commit("the first criteria"),
)


def home(person: str) -> str:
    """Return the section of a person, which stands in the handle."""
    return person.split("-", maxsplit=1)[0]


def by(person: str, body: Any, *, at: str, index: int = 0, case: str = "harbour") -> Fact[Any]:
    """Return what a person says in the log of their own section; the place is in the order of `at` unless given."""
    place = index or int(at[:10].replace("-", ""))
    return fact(body, actor=person, at=at, origin=origin(home(person)), index=place, case=case)


def examined(**states: str) -> tuple[entries.Examined, ...]:
    """Return every criterion as examined; met with evidence, and what is not named as a person to be listed has it."""
    stands = {"held": "met", "belief": "met", "violence": "not-met", **states}
    return tuple(
        entries.Examined(criterion=name, state=state, evidence=("E1",), reason=commit(name))
        for name, state in stands.items()
    )


PROPOSED = entries.DesignationProposed(
    list=LIST,
    proposal="P1",
    person=PERSON,
    name=commit("Ana Torvald"),
    decision="designated",
    status="held",
    number=1,
    criteria=examined(),
    findings=("F1",),
    reasons=commit("held for a leaflet"),
    public_reasons=commit("held for a leaflet"),
)


def proposing(*, person: str = AUTHOR, at: str = "2026-02-01T10:00:00Z", **changes: Any) -> Fact[Any]:
    """Return a proposal, changed in some fields."""
    return by(person, replace(PROPOSED, **changes), at=at)


P1 = proposing()


def of(proposed: Fact[Any]) -> dict[str, str]:
    """Return the fields that name one version of a proposal."""
    return {"list": proposed.body.list, "proposal": proposed.body.proposal, "proposed_ref": proposed.ref}


def rehearsed(proposed: Fact[Any] = P1, *, person: str = AUTHOR, at: str = "2026-02-02T10:00:00Z") -> Fact[Any]:
    told = {"reuse": commit("as a verdict"), "answer": "mitigated", "how": commit("the reasons say what it is not")}
    return by(person, entries.DesignationRehearsed(**of(proposed), **told), at=at)


def notified(proposed: Fact[Any] = P1, **changes: Any) -> Fact[Any]:
    told = {"to": "representative", "day": date(2026, 2, 3), "who": commit("her lawyer"), "how": commit("by letter")}
    body = entries.DesignationNotified(**{**of(proposed), **told, **changes})
    return by(AUTHOR, body, at="2026-02-03T10:00:00Z")


def signed(person: str, proposed: Fact[Any] = P1, *, at: str = "2026-02-04T10:00:00Z") -> Fact[Any]:
    return by(person, entries.DesignationSigned(**of(proposed)), at=at)


def countersigned(
    person: str, proposed: Fact[Any] = P1, *, section: str = "", at: str = "2026-02-05T10:00:00Z"
) -> Fact[Any]:
    return by(person, entries.DesignationCountersigned(**of(proposed), section=section or home(person)), at=at)


def declined(person: str, proposed: Fact[Any] = P1, *, at: str = "2026-02-05T10:00:00Z") -> Fact[Any]:
    body = entries.DesignationDeclined(**of(proposed), section=home(person), reason=commit("too early"))
    return by(person, body, at=at)


def deciding(
    proposed: Fact[Any] = P1, *, person: str = DIRECTOR, at: str = "2026-02-06T10:00:00Z", **changes: Any
) -> Fact[Any]:
    """Return the decision of what was proposed, from the day of the decision on."""
    same = {name: getattr(proposed.body, name) for name in ("person", "decision", "status", "number")}
    body = entries.DesignationDecided(**{**of(proposed), **same, "effective": date.fromisoformat(at[:10]), **changes})
    return by(person, body, at=at, case=proposed.case)


def people_of_list() -> People:
    """Return people of whom a second, in another section, is an independent reviewer."""
    people = clean_people()
    granted = RoleGranted(person=NORTH, role="independent-reviewer")
    return replace(people, roles=(*people.roles, fact(granted, at=START, index=50, origin=origin("north"))))


def clean_list(**changes: Any) -> DesignationCase:
    """Return a list with a proposal for which everything was done, changed in some fields."""
    findings, people = clean_findings(), people_of_list()
    findings = replace(findings, evidence=replace(findings.evidence, people=people))
    facts = {
        "opened": (by(DIRECTOR, OPENED, at="2026-01-20T10:00:00Z"),),
        "criteria": (by(DIRECTOR, CRITERIA, at="2026-01-21T10:00:00Z"),),
        "proposed": (P1,),
        "rehearsed": (rehearsed(),),
        "notified": (notified(),),
        "signed": (signed(DIRECTOR), signed(NORTH)),
        "countersigned": (countersigned(COAST),),
    }
    return DesignationCase(**{"people": people, "at": findings.evidence.at, "findings": findings, **facts, **changes})


def listed() -> DesignationCase:
    """Return the same list once the proposal was decided."""
    return clean_list(decided=(deciding(),))
