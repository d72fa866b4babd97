"""What is read from a case: current versions, assessments that hold, items that are cited."""

from __future__ import annotations

from msgspec.structs import replace

from answerable.findings import entries
from answerable.findings.gates import assessments, cited_items, current, current_findings, limitations_of
from tests.cases import commit, fact
from tests.evidence.clean import changed
from tests.findings.clean import F1, FINDING, R1, clean_findings

USED = frozenset({"F1"})
LATER = "2026-01-20T10:00:00Z"


def test_the_highest_number_is_current_even_when_it_was_said_earlier():
    second = fact(replace(FINDING, number=2), at="2026-01-09T10:00:00Z")
    case = replace(clean_findings(), findings=(second, F1))
    assert current(case, "F1") == second


def test_of_two_with_the_same_number_the_latest_is_current():
    other = fact(replace(FINDING, act="kept union members out"), at=LATER, origin="harbour.example/coast")
    for findings in ((F1, other), (other, F1)):
        assert current(replace(clean_findings(), findings=findings), "F1") == other


def test_a_finding_that_was_never_stated_has_no_version():
    assert current(clean_findings(), "F9") is None
    assert current_findings(clean_findings(), frozenset({"F1", "F9"})) == (F1,)


def test_an_assessment_of_an_old_version_does_not_hold():
    case = replace(clean_findings(), findings=(F1, fact(replace(FINDING, number=2), at=LATER)))
    assert assessments(case, "F1") == ()


def test_the_latest_assessment_under_a_rule_holds():
    again = fact(R1.body, at=LATER)
    assert assessments(replace(clean_findings(), rules=(again, R1)), "F1") == (again,)


def test_a_limitation_limits_the_findings_it_names():
    assert limitations_of(clean_findings(), "F1") == ("L1",)
    assert limitations_of(clean_findings(), "F2") == ()


def test_items_are_cited_by_findings_elements_and_contrary_evidence():
    element = replace(R1.body.elements[0], evidence_for=("E3",), evidence_against=("E4",))
    against = entries.ContraryRecorded(contrary="C1", finding="F1", item="E5", text=commit("another account"))
    case = replace(clean_findings(), rules=(changed(R1, elements=(element,)),), contraries=(fact(against, at=LATER),))
    assert cited_items(case, USED) == {"E1", "E2", "E3", "E4", "E5"}


def test_an_assessment_that_no_longer_holds_cites_nothing():
    element = replace(R1.body.elements[0], evidence_for=("E3",))
    second = fact(replace(FINDING, number=2), at=LATER)
    case = replace(clean_findings(), findings=(F1, second), rules=(changed(R1, elements=(element,)),))
    assert cited_items(case, USED) == {"E1", "E2"}
