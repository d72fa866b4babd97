"""Gate 3, law: what it blocks, and what it lets through."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.findings import entries
from answerable.findings.gates import FindingsCase, law
from tests.cases import commit, fact
from tests.evidence.clean import changed
from tests.findings.clean import F1, FINDING, R1, RULE, clean_findings

USED = frozenset({"F1"})
LATER = "2026-01-20T10:00:00Z"
SECOND = fact(replace(FINDING, number=2), at=LATER)
MET = RULE.elements[0]


def assessed(**changes: object) -> FindingsCase:
    return replace(clean_findings(), rules=(changed(R1, **changes),))


def with_element(**changes: object) -> FindingsCase:
    return assessed(elements=(RULE.elements[0], replace(RULE.elements[1], **changes)))


def levelled(level: str) -> FindingsCase:
    return replace(clean_findings(), findings=(changed(F1, level=level),), rules=())


def against(case: FindingsCase, item: str) -> FindingsCase:
    recorded = entries.ContraryRecorded(contrary="C1", finding="F1", item=item, text=commit("another account"))
    return replace(case, contraries=(fact(recorded),))


BLOCKED = {
    "a characterisation without a rule": (levelled("characterisation"), "finding-without-rule", ""),
    "an attribution without a rule": (levelled("attribution"), "finding-without-rule", ""),
    "a responsibility without a rule": (levelled("responsibility"), "finding-without-rule", ""),
    "an assessment of an old version": (
        replace(clean_findings(), findings=(F1, SECOND)),
        "assessment-stale",
        "",
    ),
    "an assessment of nothing in the record": (assessed(finding_ref="0" * 64), "assessment-stale", ""),
    "a rule without elements": (assessed(elements=()), "rule-without-elements", ""),
    "conduct that is not named": (assessed(conduct=" "), "conduct-not-named", ""),
    "a status that is not named": (assessed(status=""), "status-not-named", ""),
    "a weighing that says nothing": (
        assessed(weighs=("warnings", "alternatives")),
        "consideration-missing",
        "",
    ),
    "an element nobody examined": (
        with_element(state="not-examined"),
        "element-not-examined",
        "because-of-union",
    ),
    "an element met without evidence": (with_element(evidence_for=()), "met-without-evidence", "because-of-union"),
    "evidence against that is not recorded as contrary": (
        with_element(evidence_against=("E2",)),
        "evidence-against-unrecorded",
        "because-of-union",
    ),
    "evidence against while other contrary evidence is recorded": (
        against(with_element(evidence_against=("E2",)), "E1"),
        "evidence-against-unrecorded",
        "because-of-union",
    ),
}


@pytest.mark.parametrize(("case", "code", "element"), BLOCKED.values(), ids=BLOCKED)
def test_law_blocks(case, code, element):
    (blocker,) = law(case, USED)
    assert (blocker.gate, blocker.code, blocker.where.finding, blocker.where.element) == (3, code, "F1", element)


ALLOWED = {
    "the clean case": clean_findings(),
    "a fact without a rule": levelled("fact"),
    "an element that is unknown": with_element(state="unknown", evidence_for=(), standard=""),
    "an element that is not met": with_element(state="not-met", evidence_for=(), standard=""),
    "evidence against an element that is not met": with_element(state="not-met", evidence_against=("E2",)),
    "evidence against that is recorded as contrary": against(with_element(evidence_against=("E2",)), "E2"),
    "a rule that weighs nothing": assessed(weighs=(), considered=()),
    "a recommendation, named as one": assessed(norm="recommendation"),
    "a new version with a new assessment": replace(
        clean_findings(), findings=(F1, SECOND), rules=(R1, fact(replace(RULE, finding_ref=SECOND.ref), at=LATER))
    ),
    "criticism of any party": replace(clean_findings(), findings=(changed(F1, doer="union"),)),
}


@pytest.mark.parametrize("case", ALLOWED.values(), ids=ALLOWED)
def test_law_lets_through(case):
    assert law(case, USED) == []


def test_only_used_findings_are_asked_about():
    assert law(levelled("responsibility"), frozenset({"F2"})) == []


def test_a_stale_assessment_says_what_changed():
    (blocker,) = law(replace(clean_findings(), findings=(F1, SECOND)), USED)
    assert blocker.text == "Finding F1 is now in version 2; the assessment under R1 is of version 1."
    assert blocker.where.rule == "R1"


def test_each_weighing_that_says_nothing_is_named():
    case = assessed(weighs=("feasibility", "alternatives"), considered=())
    assert [blocker.code for blocker in law(case, USED)] == ["consideration-missing"] * 2


def test_one_rule_in_order_does_not_excuse_another():
    other = fact(replace(RULE, rule="R2", status=""), at=LATER)
    (blocker,) = law(replace(clean_findings(), rules=(R1, other)), USED)
    assert (blocker.code, blocker.where.rule) == ("status-not-named", "R2")


def test_two_texts_of_one_version_are_told_apart():
    other = fact(replace(FINDING, act="kept union members out"), at=LATER, origin="harbour.example/coast")
    (blocker,) = law(replace(clean_findings(), findings=(F1, other)), USED)
    assert blocker.text.endswith("the assessment under R1 is of another text of version 1.")
