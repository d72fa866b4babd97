"""Single acts about findings: what is refused when it is written."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from answerable.findings import entries
from answerable.findings.gates import (
    FindingsCase,
    may_answer_contrary,
    may_assess_rule,
    may_search_contrary,
    may_sign_element,
    may_state_finding,
)
from answerable.people import entries as people_entries
from tests.cases import commit, fact
from tests.evidence.clean import changed
from tests.findings.clean import F1, FINDING, R1, RULE, SIGNED, clean_findings

LATER = "2026-01-20T10:00:00Z"
SECOND = fact(replace(FINDING, number=2), at=LATER)
SIGNATURE = entries.ElementSigned(rule="R1", element="exclusion", assessed_ref=R1.ref, role="legal-reviewer")


def codes(blockers):
    return [blocker.code for blocker in blockers]


@pytest.mark.parametrize("finding", [replace(FINDING, number=2), replace(FINDING, finding="F2", number=1)])
def test_a_version_that_follows_may_be_stated(finding):
    assert may_state_finding(clean_findings(), fact(finding, at=LATER)) == []


@pytest.mark.parametrize(
    "finding", [replace(FINDING, number=3), FINDING, replace(FINDING, finding="F2", number=2)], ids=lambda f: f.finding
)
def test_a_version_that_does_not_follow_is_refused(finding):
    assert codes(may_state_finding(clean_findings(), fact(finding, at=LATER))) == ["version-out-of-order"]


def test_the_current_version_may_be_assessed():
    assert may_assess_rule(clean_findings(), fact(replace(RULE, rule="R2"), at=LATER)) == []


def test_an_old_version_may_not_be_assessed():
    case = replace(clean_findings(), findings=(F1, SECOND))
    assert codes(may_assess_rule(case, fact(RULE, at=LATER))) == ["assessment-stale"]


def test_an_unknown_finding_may_not_be_assessed():
    assert codes(may_assess_rule(clean_findings(), fact(replace(RULE, finding="F9")))) == ["finding-unknown"]


def test_an_element_is_listed_once():
    twice = fact(replace(RULE, elements=(RULE.elements[0], RULE.elements[0])), at=LATER)
    (blocker,) = may_assess_rule(clean_findings(), twice)
    assert (blocker.code, blocker.where.element) == ("element-twice", "exclusion")


def test_a_joined_person_may_sign_a_search():
    search = entries.ContrarySearched(finding="F1", finding_ref=F1.ref, searched=commit("the port's notices"))
    assert may_search_contrary(clean_findings(), fact(search)) == []
    assert codes(may_search_contrary(clean_findings(), fact(search, actor=""))) == ["search-unsigned"]
    assert codes(may_search_contrary(clean_findings(), fact(search, actor="stranger"))) == ["search-unsigned"]


def test_an_unknown_finding_may_not_be_searched():
    search = entries.ContrarySearched(finding="F9", finding_ref=F1.ref, searched=commit("the port's notices"))
    assert codes(may_search_contrary(clean_findings(), fact(search))) == ["finding-unknown"]


def test_only_recorded_contrary_evidence_may_be_answered():
    answer = fact(entries.ContraryAnswered(contrary="C1", answer=commit("why it stands")), at=LATER)
    assert codes(may_answer_contrary(clean_findings(), answer)) == ["contrary-unknown"]
    recorded = fact(entries.ContraryRecorded(contrary="C1", finding="F1", text=commit("another account")))
    assert may_answer_contrary(replace(clean_findings(), contraries=(recorded,)), answer) == []


def signing(
    case: FindingsCase | None = None, *, by: str = "centre-lawyer", at: str = SIGNED, log: str = "", **changes: object
) -> list[str]:
    own = f"harbour.example/{by.split('-', maxsplit=1)[0]}"
    said = fact(replace(SIGNATURE, **changes), actor=by, at=at, origin=log or own)
    return codes(may_sign_element(case or clean_findings(), said))


def with_people(**changes: object) -> FindingsCase:
    case = clean_findings()
    return replace(case, evidence=replace(case.evidence, people=replace(case.evidence.people, **changes)))


PEOPLE = clean_findings().evidence.people


def may_also(person: str, role: str, *fields: str) -> FindingsCase:
    """Return the clean case in which `person` also holds `role` and has shown these fields."""
    shown = tuple(
        fact(people_entries.CompetenceShown(person=person, field=field, basis=commit(field)), case="")
        for field in fields
    )
    own = f"harbour.example/{person.split('-', maxsplit=1)[0]}"
    granted = fact(people_entries.RoleGranted(person=person, role=role), at="2026-01-02T08:00:00Z", origin=own)
    return with_people(roles=(*PEOPLE.roles, granted), competences=(*PEOPLE.competences, *shown))


def test_a_lawyer_may_sign_an_element():
    assert signing() == []


def test_a_reviewer_who_knows_the_country_may_sign_an_element():
    assert signing(by="coast-reviewer", role="country-reviewer") == []


@pytest.mark.parametrize(("role", "field"), [("military-reviewer", "military"), ("language-reviewer", "language:fr")])
def test_each_role_asks_for_its_own_competence(role, field):
    assert signing(may_also("north-director", role, field), by="north-director", role=role) == []
    assert signing(may_also("north-director", role, "law"), by="north-director", role=role) == ["competence-not-shown"]


def test_a_country_reviewer_of_another_country_may_not_sign():
    case = may_also("north-director", "country-reviewer", "country:xb")
    assert signing(case, by="north-director", role="country-reviewer") == ["competence-not-shown"]


def test_a_finding_without_countries_asks_for_those_of_the_case():
    case = replace(clean_findings(), findings=(changed(F1, countries=()),))
    assert signing(case, by="coast-reviewer", role="country-reviewer") == []
    elsewhere = changed(case.evidence.opened, countries=("xb",))
    case = replace(case, evidence=replace(case.evidence, opened=elsewhere))
    assert signing(case, by="coast-reviewer", role="country-reviewer") == ["competence-not-shown"]


def test_where_no_country_is_named_knowing_any_is_enough():
    case = replace(clean_findings(), findings=(changed(F1, countries=()),))
    nowhere = changed(case.evidence.opened, countries=())
    case = replace(case, evidence=replace(case.evidence, opened=nowhere))
    assert signing(case, by="coast-reviewer", role="country-reviewer") == []


def test_a_role_that_is_not_held_may_not_be_signed_in():
    assert "role-not-held" in signing(by="coast-director")


def test_nobody_signs_in_the_log_of_another_section():
    assert signing(log="harbour.example/north") == ["role-not-held"]


def test_a_role_that_was_revoked_before_may_not_be_signed_in():
    gone = people_entries.RoleRevoked(person="centre-lawyer", role="legal-reviewer")
    before = with_people(role_revocations=(fact(gone, at="2026-01-11T08:00:00Z"),))
    after = with_people(role_revocations=(fact(gone, at=LATER),))
    assert (signing(before), signing(after)) == (["role-not-held"], [])


def test_competence_has_to_be_shown():
    assert signing(with_people(competences=())) == ["competence-not-shown"]


@pytest.mark.parametrize(
    ("passed", "expires"),
    [(date(2024, 1, 1), date(2026, 1, 12)), (date(2026, 1, 13), date(2027, 1, 1))],
    ids=["expired on the day of signing", "passed on the day after"],
)
def test_training_has_to_be_current_on_the_day_of_signing(passed, expires):
    training = people_entries.TrainingPassed(person="centre-lawyer", module="influence", passed=passed, expires=expires)
    assert signing(with_people(trainings=(fact(training),))) == ["training-not-current"]


def test_a_policy_without_training_asks_for_none():
    policies = tuple(changed(policy, training="") for policy in PEOPLE.policies)
    assert signing(with_people(trainings=(), policies=policies)) == []


def test_who_has_an_interest_may_not_sign():
    interest = people_entries.ConflictDeclared(person="centre-lawyer", interest=commit("a cousin at the port"))
    assert signing(with_people(conflicts=(fact(interest),))) == ["signer-conflicted"]
    assert signing(with_people(conflicts=(fact(interest, case="another"),))) == []


def test_who_stated_the_finding_may_not_sign():
    case = may_also("centre-author", "legal-reviewer", "law")
    assert signing(case, by="centre-author") == ["signer-not-independent"]


def test_who_assessed_the_rule_may_not_sign():
    case = replace(clean_findings(), rules=(replace(R1, actor="centre-lawyer"),))
    assert signing(case) == ["signer-not-independent"]


def test_who_stated_an_earlier_version_may_not_sign():
    second = replace(SECOND, actor="coast-director")
    rule = fact(replace(RULE, finding_ref=second.ref), actor="coast-director", at=LATER)
    case = replace(may_also("centre-author", "legal-reviewer", "law"), findings=(F1, second), rules=(rule,))
    assert signing(case, by="centre-author", at=LATER, assessed_ref=rule.ref) == ["signer-not-independent"]


def test_an_assessment_of_an_old_version_may_not_be_signed():
    assert signing(replace(clean_findings(), findings=(F1, SECOND))) == ["assessment-stale"]


def test_an_assessment_that_was_replaced_may_not_be_signed():
    again = fact(RULE, at="2026-01-11T12:00:00Z")
    assert signing(replace(clean_findings(), rules=(R1, again))) == ["signature-stale"]


def test_an_assessment_that_does_not_exist_may_not_be_signed():
    assert signing(assessed_ref="0" * 64) == ["assessment-unknown"]
    assert signing(rule="R2") == ["assessment-unknown"]


def test_an_element_that_does_not_exist_may_not_be_signed():
    assert signing(element="intent") == ["element-unknown"]


def test_an_assessment_of_a_finding_nobody_stated_may_not_be_signed():
    assert "finding-unknown" in signing(replace(clean_findings(), findings=()))


def test_a_refusal_names_the_person_and_the_element():
    (blocker,) = may_sign_element(with_people(competences=()), fact(SIGNATURE, actor="centre-lawyer", at=SIGNED))
    assert (blocker.gate, blocker.where.person, blocker.where.element) == (17, "centre-lawyer", "exclusion")
