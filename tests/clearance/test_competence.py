"""Gate 17, competence: what it blocks, what it lets through, and who may review the whole."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from answerable.clearance.gates import competence, may_review_whole
from answerable.findings.entries import ElementSigned
from answerable.people import entries as people_entries
from tests.cases import commit, fact
from tests.clearance.clean import by, clean_clearance, people_in, reviewed, silent, with_edit, with_people, with_policy
from tests.findings.clean import R1, RULE
from tests.outputs.clean import RELEASE_2, drafting, finding, opened

CLEAN = clean_clearance()
PEOPLE = people_in(CLEAN)
ELEMENTS = tuple(element.element for element in RULE.elements)
START = "2026-01-01T08:00:00Z"


def signing(person: str, role: str, *elements: str, rule=R1, at: str = "2026-01-12T10:00:00Z"):
    said = [ElementSigned(rule="R1", element=each, assessed_ref=rule.ref, role=role) for each in elements]
    return tuple(by(person, body, at=at) for body in said)


def signed(*signatures, case=CLEAN):
    findings = replace(case.outputs.findings, element_signatures=signatures)
    return replace(case, outputs=replace(case.outputs, findings=findings))


LAWYER = signing("centre-lawyer", "legal-reviewer", *ELEMENTS)
COUNTRY = signing("coast-reviewer", "country-reviewer", ELEMENTS[0])


def granting(person: str, role: str, *, case=CLEAN, at: str = START):
    people = people_in(case)
    granted = by(person, people_entries.RoleGranted(person=person, role=role), at=at, index=80)
    return with_people(case, roles=(*people.roles, granted))


def showing(person: str, field: str, *, case=CLEAN):
    shown = fact(people_entries.CompetenceShown(person=person, field=field, basis=commit(field)), at=START, index=81)
    return with_people(case, competences=(*people_in(case).competences, shown))


def interested(person: str):
    interest = people_entries.ConflictDeclared(person=person, interest=commit("a cousin"))
    declared = by(person, interest, at=START, index=82)
    return with_people(CLEAN, conflicts=(declared,))


def trained_until(person: str, expires: date):
    trainings = tuple(
        replace(each, body=replace(each.body, expires=expires)) if each.body.person == person else each
        for each in PEOPLE.trainings
    )
    return with_people(CLEAN, trainings=trainings)


REASSESSED = fact(replace(RULE, status="workers on leave"), at="2026-01-15T10:00:00Z")


def reassessed(*signatures):
    case = signed(*LAWYER, *COUNTRY, *signatures)
    findings = replace(case.outputs.findings, rules=(R1, REASSESSED))
    return replace(case, outputs=replace(case.outputs, findings=findings))


BLOCKED = {
    "an element that the lawyer has not signed": (
        signed(LAWYER[0], *COUNTRY),
        {("element-not-signed", ELEMENTS[1])},
    ),
    "no element signed for the country": (signed(*LAWYER), {("element-not-signed", ELEMENTS[0])}),
    "a lawyer's signature in the country's place": (
        signed(*LAWYER, *signing("centre-lawyer", "country-reviewer", *ELEMENTS)),
        {("reviewer-without-role", ELEMENTS[0])},
    ),
    "signatures under an older assessment": (
        reassessed(),
        {("element-signature-stale", ELEMENTS[0]), ("element-signature-stale", ELEMENTS[1])},
    ),
    "a lawyer who wrote the text": (
        replace(CLEAN, outputs=drafting(CLEAN.outputs, "release", authors=("centre-lawyer",))),
        {("role-not-filled", ""), ("reviewer-is-author", ELEMENTS[0]), ("reviewer-is-author", ELEMENTS[1])},
    ),
    "a lawyer with an interest": (
        interested("centre-lawyer"),
        {("role-not-filled", ""), ("reviewer-has-interest", ELEMENTS[0]), ("reviewer-has-interest", ELEMENTS[1])},
    ),
    "a lawyer whose training ran out the day before": (
        trained_until("centre-lawyer", date(2026, 1, 12)),
        {("reviewer-not-trained", ELEMENTS[0]), ("reviewer-not-trained", ELEMENTS[1])},
    ),
    "a country reviewer of another country": (
        replace(CLEAN, outputs=finding(CLEAN.outputs, countries=("xb",))),
        {("role-not-filled", ""), ("reviewer-not-competent", ELEMENTS[0])},
    ),
    "a military reviewer whom the policy asks for and nobody is": (
        with_policy(CLEAN, reviewers=("legal-reviewer", "country-reviewer", "military-reviewer")),
        {("role-not-filled", ""), ("element-not-signed", ELEMENTS[0])},
    ),
    "a language reviewer of another language": (
        with_policy(
            showing("north-director", "language:fr", case=granting("north-director", "language-reviewer")),
            reviewers=("language-reviewer",),
        ),
        {("role-not-filled", ""), ("element-not-signed", ELEMENTS[0])},
    ),
    "a country reviewer whose signature stands in another log": (
        signed(*LAWYER, replace(COUNTRY[0], origin="harbour.example/centre")),
        {("reviewer-in-another-log", ELEMENTS[0])},
    ),
    "a whole read by somebody who never joined": (
        replace(CLEAN, whole_reviews=(replace(reviewed("coast-reviewer"), actor="stranger"),)),
        {("whole-not-reviewed", "")},
    ),
    "a whole whose review stands in another log": (
        replace(CLEAN, whole_reviews=(replace(reviewed("coast-reviewer"), origin="harbour.example/centre"),)),
        {("whole-not-reviewed", "")},
    ),
    "a finding without countries in a case about another": (
        replace(CLEAN, outputs=opened(finding(CLEAN.outputs, countries=()), countries=("xb",))),
        {("role-not-filled", ""), ("reviewer-not-competent", ELEMENTS[0])},
    ),
    "a whole that nobody has read": (silent(CLEAN, "whole_reviews"), {("whole-not-reviewed", "")}),
    "a whole that only an author has read": (
        replace(CLEAN, whole_reviews=(reviewed("centre-author"),)),
        {("whole-not-reviewed", "")},
    ),
    "a whole read in an older version": (
        with_edit(CLEAN),
        {("whole-review-stale", "")},
    ),
}


@pytest.mark.parametrize(("case", "expected"), BLOCKED.values(), ids=BLOCKED)
def test_competence_blocks(case, expected):
    blockers = competence(case)
    assert {each.gate for each in blockers} == {17}
    assert {(each.code, each.where.element) for each in blockers} == expected


LET_THROUGH = {
    "the lawyer signs all, the country reviewer one": signed(*LAWYER, *COUNTRY),
    "a country in capital letters": replace(CLEAN, outputs=finding(CLEAN.outputs, countries=("XA",))),
    "a training that ran out after the day of signing": trained_until("centre-lawyer", date(2026, 1, 13)),
    "a role that was lost after the day of signing, and somebody else holds": with_people(
        showing("north-director", "law", case=granting("north-director", "legal-reviewer")),
        role_revocations=(
            fact(people_entries.RoleRevoked(person="centre-lawyer", role="legal-reviewer"), at="2026-02-01T10:00:00Z"),
        ),
    ),
    "a new assessment signed again": reassessed(
        *signing("centre-lawyer", "legal-reviewer", *ELEMENTS, rule=REASSESSED),
        *signing("coast-reviewer", "country-reviewer", ELEMENTS[1], rule=REASSESSED),
    ),
    "a language reviewer who signs one element": signed(
        *signing("north-director", "language-reviewer", ELEMENTS[1]),
        case=with_policy(
            showing("north-director", "language:en", case=granting("north-director", "language-reviewer")),
            reviewers=("language-reviewer",),
        ),
    ),
    "a policy that asks for no training": with_policy(with_people(CLEAN, trainings=()), training=""),
    "a policy that names no reviewers": with_policy(signed(), reviewers=()),
}


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_competence_lets_through(case):
    assert competence(case) == []


REVIEWS = {
    "somebody who is no author": (CLEAN, reviewed("coast-reviewer"), []),
    "an author": (CLEAN, reviewed("centre-author"), ["review-not-independent"]),
    "somebody who never joined": (
        CLEAN,
        replace(reviewed("coast-reviewer"), actor="stranger"),
        ["review-not-independent"],
    ),
    "somebody with an interest": (interested("coast-reviewer"), reviewed("coast-reviewer"), ["review-not-independent"]),
    "a version that is not the current one": (CLEAN, reviewed("coast-reviewer", RELEASE_2), ["draft-not-current"]),
}


@pytest.mark.parametrize(("case", "said", "expected"), REVIEWS.values(), ids=REVIEWS)
def test_who_may_review_the_whole(case, said, expected):
    assert [each.code for each in may_review_whole(case, said)] == expected
