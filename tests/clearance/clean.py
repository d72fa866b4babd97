"""A release that has been cleared: everybody was asked, everything was answered, everyone who has to has signed."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from msgspec.structs import replace

from answerable.clearance import entries
from answerable.clearance.gates import ClearanceCase, countersignature_message
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.people.entries import KeyAdded, RoleGranted
from answerable.people.standing import People
from answerable.record.entry import Fact
from answerable.record.note import Signer, generate, to_base64
from tests.cases import commit, fact
from tests.outputs.clean import PORT, RELEASE, RELEASE_SAYS, clean_outputs, edited
from tests.people.clean import START, origin

SIGNERS: dict[str, Signer] = {
    section: generate(origin(section), seed=hashlib.sha256(section.encode()).digest())
    for section in ("centre", "coast", "north")
}
"""The signing keys of the sections; made from their names, as a test needs no secret."""

DELIVERED = "2026-01-25T10:00:00Z"
SIGNED = "2026-02-25T10:00:00Z"
MOMENTS = {"plan": "2026-01-06T10:00:00Z", "findings": "2026-01-14T10:00:00Z", "draft": "2026-01-26T10:00:00Z"}


def home(person: str) -> str:
    """Return the section of a person, which stands in the handle."""
    return person.split("-", maxsplit=1)[0]


def by(person: str, body: Any, *, at: str = SIGNED, index: int = 0) -> Fact[Any]:
    """Return what a person says in the log of their own section."""
    return fact(body, actor=person, at=at, origin=origin(home(person)), index=index)


def of_version(version: Fact[VersionDrafted]) -> dict[str, Any]:
    """Return the fields that name a version."""
    return {"output": version.body.output, "version": version.body.version, "draft_ref": version.ref}


def delivered(section: str, version: Fact[VersionDrafted] = RELEASE, *, at: str = DELIVERED) -> Fact[Any]:
    """Return that a section was given a version."""
    return by("centre-author", entries.DraftDelivered(section=section, **of_version(version)), at=at)


def acknowledged(person: str, version: Fact[VersionDrafted] = RELEASE, *, at: str = SIGNED) -> Fact[Any]:
    """Return that a person has opened a version for their section."""
    said = entries.DraftAcknowledged(section=home(person), **of_version(version))
    return by(person, said, at=at)


def countersigned(
    person: str,
    version: Fact[VersionDrafted] = RELEASE,
    *,
    at: str = SIGNED,
    section: str = "",
    signer: Signer | None = None,
) -> Fact[entries.DraftCountersigned]:
    """Return the countersignature of a person for their section (or another), with its key (or another)."""
    section = section or home(person)
    signer = signer or SIGNERS[section]
    message = countersignature_message(origin_of_section=origin(section), **of_version(version))
    said = entries.DraftCountersigned(
        section=section,
        vkey=signer.verifier().vkey(),
        signature=to_base64(signer.sign_bytes(message)),
        **of_version(version),
    )
    return by(person, said, at=at, index=900)


def rehearsed(statement: Statement, *, answer: str = "mitigated", actor: str = "centre-author") -> Fact[Any]:
    """Return that the misuse of a statement of the release was rehearsed."""
    return by(
        actor,
        entries.MisuseRehearsed(
            output="release",
            statement=statement.id,
            words=statement.words,
            truncation=commit("without the limit"),
            reuse=commit("against the dock workers"),
            answer=answer,
            how=commit("the limit stands in the same sentence"),
        ),
        at="2026-02-01T10:00:00Z",
    )


def reviewed(person: str, version: Fact[VersionDrafted] = RELEASE) -> Fact[Any]:
    """Return that a person has read a version as a whole."""
    return by(person, entries.WholeReviewed(**of_version(version)), at="2026-02-22T10:00:00Z")


def harm(name: str, group: str, *, at: str = "2026-02-01T10:00:00Z") -> Fact[Any]:
    """Return that the risk to a group was assessed."""
    body = entries.HarmAssessed(
        harm=name,
        group=group,
        who="those who work in the harbour",
        risk=commit("dismissal"),
        likelihood="possible",
        mitigation=commit("no names, no shifts"),
        owner="centre-director",
    )
    return by("centre-author", body, at=at)


def accepted(person: str, name: str, *, section: str = "", at: str = "2026-02-10T10:00:00Z") -> Fact[Any]:
    """Return that a person accepts for a section what remains of a risk."""
    return by(person, entries.HarmAccepted(harm=name, section=section or home(person)), at=at)


HARMS = {"H1": "population", "H2": "staff", "H3": "sources", "H4": "partners"}

REQUEST = entries.ReplyRequested(
    party=PORT,
    output="report",
    findings=("F1",),
    allegations=commit("everything we say of you"),
    questions=(entries.Question(finding="F1", text=commit("Who gave the order?")),),
    proof=commit("receipt"),
    days=20,
)
REQUESTED = by("centre-author", REQUEST, at="2026-01-22T10:00:00Z")

OBJECTION = entries.ObjectionRaised(
    objection="O1",
    start=41,
    end=80,
    about="accuracy",
    severity="serious",
    text=commit("it was 11, not 12"),
    **of_version(RELEASE),
)
RAISED = by("coast-director", OBJECTION, at="2026-02-01T10:00:00Z")
ANSWER = entries.ObjectionAnswered(objection="O1", outcome="not-upheld", reasons=commit("the pass list says 12"))
ANSWERED = by("north-director", ANSWER, at="2026-02-03T10:00:00Z")
CLOSED = by("coast-director", entries.ObjectionClosed(objection="O1"), at="2026-02-05T10:00:00Z")


def clean_people_with_keys(people: People) -> People:
    """Return people whose sections hold real keys."""
    keys = tuple(
        fact(KeyAdded(section=key, vkey=signer.verifier().vkey()), at=START, origin=origin(key), case="")
        for key, signer in SIGNERS.items()
    )
    return replace(people, keys=keys)


def clean_clearance() -> ClearanceCase:
    """Return the release in version 1, to which coast objected and was answered, signed by coast and the approver."""
    case = ClearanceCase(
        outputs=clean_outputs(),
        asked=tuple(
            by("centre-author", entries.SectionAsked(section="coast", moment=moment, shown=commit(moment)), at=at)
            for moment, at in MOMENTS.items()
        ),
        parts=tuple(
            by("coast-director", entries.PartTaken(section="coast", moment=moment, text=commit("no comment")), at=at)
            for moment, at in MOMENTS.items()
        ),
        delivered=(delivered("coast"),),
        acknowledged=(acknowledged("coast-director"),),
        objections=(RAISED,),
        answers=(ANSWERED,),
        closings=(CLOSED,),
        engagements=(
            by(
                "centre-director",
                entries.EngagementConsidered(party=PORT, choice="denunciation", reason=commit("two letters failed")),
                at="2026-01-15T10:00:00Z",
            ),
        ),
        requests=(REQUESTED,),
        reminders=(by("centre-author", entries.ReplyReminded(party=PORT), at="2026-02-05T10:00:00Z"),),
        harms=tuple(harm(name, group) for name, group in HARMS.items()),
        harm_acceptances=tuple(accepted("coast-director", name) for name in HARMS),
        rehearsals=tuple(rehearsed(statement) for statement in RELEASE_SAYS),
        whole_reviews=(reviewed("coast-reviewer"),),
        countersignatures=(countersigned("coast-director"), countersigned("centre-director")),
    )
    return with_people(case, keys=clean_people_with_keys(people_in(case)).keys)


def people_in(case: ClearanceCase) -> People:
    """Return the people of a case."""
    return case.outputs.findings.evidence.people


def with_evidence(case: ClearanceCase, **changes: Any) -> ClearanceCase:
    """Return the case whose evidence says otherwise."""
    findings = case.outputs.findings
    evidence = replace(findings.evidence, **changes)
    return replace(case, outputs=replace(case.outputs, findings=replace(findings, evidence=evidence)))


def with_people(case: ClearanceCase, **changes: Any) -> ClearanceCase:
    """Return the case whose people are otherwise."""
    return with_evidence(case, people=replace(people_in(case), **changes))


def with_policy(case: ClearanceCase, **changes: Any) -> ClearanceCase:
    """Return the case judged by another policy."""
    people = people_in(case)
    policies = tuple(replace(each, body=replace(each.body, **changes)) for each in people.policies)
    return with_people(case, policies=policies)


def officer(case: ClearanceCase, person: str) -> ClearanceCase:
    """Return the case in which a person is an override officer."""
    granted = by(person, RoleGranted(person=person, role="override-officer"), at=START, index=90)
    return with_people(case, roles=(*people_in(case).roles, granted))


def overridden(
    gate: int, *, by_person: str = "north-director", expires: date = date(2026, 4, 1), at: str = SIGNED
) -> Fact[Any]:
    """Return that an officer opens a gate of the release."""
    body = entries.GateOverridden(
        gate=gate, reason=commit("people will be expelled"), expires=expires, **of_version(RELEASE)
    )
    return by(by_person, body, at=at)


def silent(case: ClearanceCase, *names: str) -> ClearanceCase:
    """Return the case in which nothing was said of these kinds."""
    return replace(case, **dict.fromkeys(names, ()))


def with_edit(case: ClearanceCase) -> ClearanceCase:
    """Return the case after the release went into version 2, in which one sentence has new words."""
    return replace(case, outputs=replace(edited(), findings=case.outputs.findings))
