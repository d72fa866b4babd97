"""Gate 23, countersignature: quorum, keys, refusals, and who may sign, decline and override."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from answerable.clearance import entries
from answerable.clearance.gates import (
    affected_sections,
    countersignature,
    may_countersign,
    may_decline,
    may_override,
    valid_countersignatures,
)
from answerable.people import entries as people_entries
from answerable.people.entries import Quorum
from answerable.people.quorum import unmet
from tests.cases import commit, fact
from tests.clearance.clean import (
    SIGNED,
    SIGNERS,
    by,
    clean_clearance,
    countersigned,
    of_version,
    officer,
    overridden,
    people_in,
    silent,
    with_edit,
    with_people,
    with_policy,
)
from tests.outputs.clean import RELEASE, REPORT, drafting, finding
from tests.people.clean import ROLES, origin

CLEAN = clean_clearance()
COAST, CENTRE, NORTH = (countersigned(f"{section}-director") for section in ("coast", "centre", "north"))
START = "2026-01-01T08:00:00Z"


def signed(*signatures, case=CLEAN):
    return replace(case, countersignatures=signatures)


def declined(person: str, *refuses: str, at: str = "2026-02-24T10:00:00Z", index: int = 899, **changes):
    said = {"refuses": refuses or ("countersign",), "text": commit("the count is wrong"), **of_version(RELEASE)}
    body = entries.DraftDeclined(section=person.split("-", maxsplit=1)[0], **{**said, **changes})
    return by(person, body, at=at, index=index)


def revoked(index: int, *, at: str, by: str = "coast"):
    gone = people_entries.KeyRevoked(section="coast", vkey=SIGNERS["coast"].verifier().vkey(), reason="rotated")
    return with_people(CLEAN, key_revocations=(fact(gone, origin=origin(by), index=index, at=at, case=""),))


def forged(signature: str):
    return replace(COAST, body=replace(COAST.body, signature=signature))


def key_added_by(section: str):
    others = tuple(each for each in people_in(CLEAN).keys if each.body.section != "coast")
    added = people_entries.KeyAdded(section="coast", vkey=SIGNERS["coast"].verifier().vkey())
    return with_people(CLEAN, keys=(*others, fact(added, origin=origin(section), at=START, index=7)))


INTEREST = people_entries.ConflictDeclared(person="coast-director", interest=commit("a cousin"))

FLAWED = {
    "a key of another section": (
        signed(countersigned("coast-director", signer=SIGNERS["north"]), CENTRE),
        "key-not-of-the-section",
    ),
    "a key that the centre recorded for coast": (key_added_by("centre"), "key-not-of-the-section"),
    "a key revoked before it signed": (revoked(899, at="2026-02-24T10:00:00Z"), "key-not-of-the-section"),
    "a signature over other words": (
        signed(
            replace(countersigned("coast-director", REPORT), body=replace(COAST.body, signature=countersigned(
                "coast-director", REPORT).body.signature)),
            CENTRE,
        ),
        "signature-wrong",
    ),
    "a signature that is no base64": (signed(forged("*"), CENTRE), "signature-wrong"),
    "a signature cut short": (signed(forged(COAST.body.signature[:8]), CENTRE), "signature-wrong"),
    "no signature": (signed(forged(""), CENTRE), "signature-wrong"),
    "a person of another section": (
        signed(countersigned("north-director", section="coast"), CENTRE),
        "not-of-the-section",
    ),
    "an author": (
        replace(CLEAN, outputs=drafting(CLEAN.outputs, "release", authors=("centre-author", "coast-director"))),
        "signed-by-author",
    ),
    "a person without the role": (signed(countersigned("coast-reviewer"), CENTRE), "signer-without-role"),
    "a person with an interest": (
        with_people(CLEAN, conflicts=(fact(INTEREST, at=START, origin=origin("coast")),)),
        "signer-has-interest",
    ),
    "a person whose training ran out": (
        with_people(
            CLEAN,
            trainings=tuple(
                replace(each, body=replace(each.body, expires=date(2026, 2, 25)))
                if each.body.person == "coast-director"
                else each
                for each in people_in(CLEAN).trainings
            ),
        ),
        "signer-not-trained",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("case", "code"), FLAWED.values(), ids=FLAWED)
def test_a_countersignature_does_not_count_from(case, code):
    assert [(each.gate, each.code, each.where.section) for each in countersignature(case)] == [(23, code, "coast")]


BLOCKED = {
    "coast has not signed": (signed(CENTRE), "section-not-countersigned", "coast"),
    "the approver has not signed": (signed(COAST), "role-not-countersigned", ""),
    "coast declines": (replace(signed(CENTRE), declines=(declined("coast-director"),)), "declined", "coast"),
    "coast refuses to publish": (
        replace(signed(CENTRE), declines=(declined("coast-director", "publish"),)),
        "declined",
        "coast",
    ),
    "coast signs and then declines": (
        replace(CLEAN, declines=(declined("coast-director", at="2026-02-26T10:00:00Z", index=901),)),
        "declined",
        "coast",
    ),
}


@pytest.mark.parametrize(("case", "code", "section"), BLOCKED.values(), ids=BLOCKED)
def test_countersignature_blocks(case, code, section):
    assert [(each.gate, each.code, each.where.section) for each in countersignature(case)] == [(23, code, section)]


LET_THROUGH = {
    "every affected section and the approver": CLEAN,
    "a key that another section says is revoked": revoked(0, at=START, by="north"),
    "a key revoked after it signed, by the place in the log": revoked(901, at="2026-02-24T10:00:00Z"),
    "a section that declined and then signed": replace(CLEAN, declines=(declined("coast-director"),)),
    "a section that declined and signed in one moment": replace(
        CLEAN, declines=(declined("coast-director", at=SIGNED),)
    ),
    "a section that refuses only to translate": replace(
        CLEAN, declines=(declined("coast-director", "translate", at="2026-02-26T10:00:00Z"),)
    ),
    "a section that is not needed declines": replace(CLEAN, declines=(declined("north-director"),)),
    "a refusal of an older version": replace(
        CLEAN, declines=(declined("coast-director", at="2026-02-26T10:00:00Z", draft_ref="0" * 64),)
    ),
    "a refusal in coast's name by somebody else": replace(
        CLEAN,
        declines=(replace(declined("coast-director", at="2026-02-26T10:00:00Z"), actor="north-director"),),
    ),
}


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_countersignature_lets_through(case):
    assert countersignature(case) == []


def test_nothing_goes_out_that_no_section_has_signed():
    case = replace(CLEAN, outputs=finding(CLEAN.outputs, countries=("xz",)))
    case = with_policy(signed(case=case), quorum=Quorum(affected=True))
    assert [each.code for each in countersignature(case)] == ["not-countersigned"]


def section(name: str) -> Quorum:
    return Quorum(section=name)


ANY = Quorum(any=(section("coast"), section("north")))
TWO = Quorum(least=2, among=(section("coast"), section("north"), section("centre")))
QUORUMS = {
    "one section": section("coast"),
    "a role": Quorum(role="approver"),
    "every affected section": Quorum(affected=True),
    "all": Quorum(all=(section("coast"), section("centre"))),
    "any": ANY,
    "two of three": TWO,
    "nested": Quorum(all=(Quorum(role="approver"), Quorum(any=(TWO, section("coast"))))),
}
SETS = {"none": (), "coast": (COAST,), "centre": (CENTRE,), "coast, centre": (COAST, CENTRE), "north": (NORTH,)}


@pytest.mark.parametrize("signatures", SETS.values(), ids=SETS)
@pytest.mark.parametrize("quorum", QUORUMS.values(), ids=QUORUMS)
def test_the_board_and_the_offline_check_read_a_quorum_alike(quorum, signatures):
    case = with_policy(signed(*signatures), quorum=quorum)
    offline = unmet(
        quorum,
        sections=frozenset(each.body.section for each in signatures),
        roles=frozenset(ROLES[each.actor] for each in signatures),
        affected=frozenset(each.section for each in affected_sections(case)),
    )
    assert [bool(countersignature(case))] == [bool(offline)]


def test_what_a_choice_still_lacks_is_told_in_one_line():
    (blocker,) = countersignature(with_policy(signed(CENTRE), quorum=TWO))
    assert (blocker.code, blocker.text) == (
        "quorum-not-met",
        "1 of 2 countersignatures are there; coast, north can still give one.",
    )


def test_a_refusal_does_not_stop_a_choice_that_others_can_meet():
    case = replace(signed(NORTH), declines=(declined("coast-director"),))
    assert countersignature(with_policy(case, quorum=ANY)) == []


def test_the_countersignatures_that_count_are_listed():
    assert [each.body.section for each in valid_countersignatures(signed(COAST, forged(""), CENTRE))] == [
        "coast",
        "centre",
    ]


SIGNING = {
    "a countersigner of the section": (CLEAN, COAST, []),
    "an approver": (CLEAN, CENTRE, []),
    "an author": (CLEAN, countersigned("centre-author"), ["signed-by-author", "signer-without-role"]),
    "a version that is not the current one": (
        with_edit(CLEAN),
        COAST,
        ["draft-not-current"],
    ),
    "another section's name": (
        CLEAN,
        countersigned("north-director", section="coast"),
        ["not-of-the-section"],
    ),
    "a wrong signature": (CLEAN, forged(""), ["signature-wrong"]),
    "an open objection, which gate 20 judges": (silent(CLEAN, "answers", "closings"), COAST, []),
}


@pytest.mark.parametrize(("case", "said", "expected"), SIGNING.values(), ids=SIGNING)
def test_who_may_countersign(case, said, expected):
    assert [each.code for each in may_countersign(case, said)] == expected


DECLINING = {
    "a person of the section": (declined("coast-reviewer"), []),
    "an author of a section": (declined("centre-author"), []),
    "somebody in another section's name": (
        replace(declined("coast-director"), actor="north-director"),
        ["not-of-the-section"],
    ),
    "a version that is not the current one": (declined("coast-director", draft_ref="0" * 64), ["draft-not-current"]),
    "a refusal of nothing": (declined("coast-director", refuses=()), ["refusal-empty"]),
}


@pytest.mark.parametrize(("said", "expected"), DECLINING.values(), ids=DECLINING)
def test_who_may_decline(said, expected):
    assert [each.code for each in may_decline(CLEAN, said)] == expected


OVERRIDING = {
    "an officer": (officer(CLEAN, "north-director"), overridden(19), []),
    "somebody who is no officer": (CLEAN, overridden(19), ["not-an-officer"]),
    "an author who is an officer": (
        officer(CLEAN, "centre-author"),
        overridden(19, by_person="centre-author"),
        ["overridden-by-author"],
    ),
    "an override that expires that day": (
        officer(CLEAN, "north-director"),
        overridden(19, expires=date(2026, 2, 25)),
        ["override-expired"],
    ),
    "an officer of one section in the log of another": (
        officer(CLEAN, "north-director"),
        replace(overridden(19), origin=origin("centre")),
        ["not-an-officer"],
    ),
    "an override of a version that is not the current one": (
        with_edit(officer(CLEAN, "north-director")),
        overridden(19),
        ["draft-not-current"],
    ),
}


@pytest.mark.parametrize(("case", "said", "expected"), OVERRIDING.values(), ids=OVERRIDING)
def test_who_may_override(case, said, expected):
    blockers = may_override(case, said)
    assert [each.code for each in blockers] == expected
    assert {each.gate for each in blockers} <= {19}
