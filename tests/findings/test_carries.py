"""How strong a standard of proof a finding carries: by its own word, its evidence and its elements."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.evidence import entries as evidence_entries
from answerable.findings import entries
from answerable.findings.entries import STANDARDS
from answerable.findings.gates import INFORMATION_BEARS, SOURCE_BEARS, FindingsCase, established_standard
from tests.cases import commit, fact
from tests.evidence.clean import TESTIMONY, changed
from tests.findings.clean import F1, FINDING, R1, clean_findings

NOTHING, SUSPICION, GROUNDS, CLEAR, BEYOND = STANDARDS


def fact_finding(**changes: object) -> FindingsCase:
    """Return the clean case with its finding as one of fact, claimed beyond reasonable doubt, and no law."""
    strong = {"level": "fact", "standard": BEYOND, **changes}
    return replace(clean_findings(), findings=(changed(F1, **strong),), rules=())


def graded(*grades: str, case: FindingsCase | None = None) -> FindingsCase:
    """Return the case with E1, E2, ... taken in and graded so ("B2": source B, information 2), all supporting F1."""
    case = case or fact_finding()
    keys = [f"E{number}" for number in range(1, len(grades) + 1)]
    items = tuple(fact(replace(TESTIMONY, item=key), index=index) for index, key in enumerate(keys))
    given = tuple(
        fact(evidence_entries.ItemGraded(item=key, source=grade[0], information=grade[1], reasons=commit("reasons")))
        for key, grade in zip(keys, grades, strict=True)
        if grade
    )
    links = tuple(entries.Link(item=key, does="supports") for key in keys)
    return replace(
        case,
        evidence=replace(case.evidence, items=items, grades=given),
        findings=(changed(case.findings[0], evidence=links),),
    )


def items_changed(case: FindingsCase, **changes: object) -> FindingsCase:
    items = tuple(changed(item, **changes) for item in case.evidence.items)
    return replace(case, evidence=replace(case.evidence, items=items))


def from_parties(case: FindingsCase, *parties: str) -> FindingsCase:
    items = tuple(changed(item, party=party) for item, party in zip(case.evidence.items, parties, strict=True))
    return replace(case, evidence=replace(case.evidence, items=items))


def linked(*does: str) -> FindingsCase:
    links = tuple(entries.Link(item=f"E{number}", does=way) for number, way in enumerate(does, start=1))
    case = graded("A1", "A1")
    return replace(case, findings=(changed(case.findings[0], evidence=links),))


BY_EVIDENCE = {
    "two independent confirmed items": (graded("A1", "B1"), BEYOND),
    "two independent items, probably true": (graded("B2", "A2"), CLEAR),
    "two independent items, possibly true": (graded("C3", "B3"), GROUNDS),
    "fairly reliable sources of confirmed information": (graded("C1", "C1"), GROUNDS),
    "a strong item and a weaker one": (graded("A1", "C3"), GROUNDS),
    "a strong item and a doubtful one": (graded("A1", "D4"), SUSPICION),
    "a strong item and an improbable one": (graded("A1", "E5"), SUSPICION),
    "three items, two of them strong": (graded("E5", "A1", "B1"), BEYOND),
    "new sources that nobody can judge yet": (graded("F6", "F6"), SUSPICION),
    "graded worse than C3": (graded("D4", "D4"), SUSPICION),
    "unreliable and improbable": (graded("E5", "E5"), NOTHING),
    "a good source of improbable information": (graded("A5", "A5"), NOTHING),
    "one item": (graded("A1"), SUSPICION),
    "no item": (graded(), NOTHING),
    "items nobody graded": (graded("", ""), NOTHING),
    "hearsay, however well graded": (items_changed(graded("A1", "A1"), type="hearsay"), SUSPICION),
    "four accounts of one origin": (items_changed(graded("B2", "B2", "B2", "B2"), root="the witness"), SUSPICION),
    "one official record": (items_changed(graded("A1"), type="official-record"), BEYOND),
    "one official record, probably true": (items_changed(graded("A2"), type="official-record"), CLEAR),
    "the doer's own official record": (
        items_changed(graded("A1"), type="official-record", party="port-authority"),
        BEYOND,
    ),
    "another party's official record": (items_changed(graded("A1"), type="official-record", party="union"), SUSPICION),
    "items that all come from another party": (items_changed(graded("A1", "A1"), party="union"), SUSPICION),
    "items of another party, and a worthless one from elsewhere": (
        from_parties(graded("A1", "A1", "E5"), "union", "union", ""),
        SUSPICION,
    ),
    "items of another party, and one as strong from elsewhere": (
        from_parties(graded("A1", "A1", "A1"), "union", "union", ""),
        BEYOND,
    ),
    "items of two other parties": (from_parties(graded("A1", "A1"), "union", "ministry"), BEYOND),
    "admissions of the party in question": (items_changed(graded("A1", "A1"), party="port-authority"), BEYOND),
    "context is no support": (linked("supports", "context"), SUSPICION),
    "what contradicts is no support": (linked("contradicts", "contradicts"), NOTHING),
}


@pytest.mark.parametrize(("case", "standard"), BY_EVIDENCE.values(), ids=BY_EVIDENCE)
def test_evidence_bears(case, standard):
    assert established_standard(case, "F1") == standard


def test_a_party_and_an_outsider_corroborate_each_other():
    case = graded("A1", "A1")
    items = (changed(case.evidence.items[0], party="union"), case.evidence.items[1])
    assert established_standard(replace(case, evidence=replace(case.evidence, items=items)), "F1") == BEYOND


def test_the_latest_grades_count():
    case = graded("A1", "A1")
    worse = evidence_entries.ItemGraded(item="E1", source="A", information="5", reasons=commit("disproved"))
    grades = (fact(worse, at="2026-02-01T10:00:00Z"), *case.evidence.grades)
    assert established_standard(replace(case, evidence=replace(case.evidence, grades=grades)), "F1") == SUSPICION


def test_a_finding_carries_no_more_than_it_says_itself():
    assert established_standard(graded("A1", "A1", case=fact_finding(standard=GROUNDS)), "F1") == GROUNDS
    assert established_standard(graded("A1", "A1", case=fact_finding(standard=NOTHING)), "F1") == NOTHING


def test_an_allegation_that_was_not_established_carries_nothing():
    assert established_standard(graded("A1", "A1", case=fact_finding(established=False)), "F1") == NOTHING


def test_a_finding_that_was_never_stated_carries_nothing():
    assert established_standard(clean_findings(), "F9") == NOTHING


def with_elements(*elements: entries.Element, **changes: object) -> FindingsCase:
    return replace(clean_findings(), rules=(changed(R1, elements=elements, **changes),))


MET = R1.body.elements[0]
UNKNOWN = replace(MET, state="unknown", standard="", evidence_for=())
NOT_MET = replace(MET, state="not-met", standard=CLEAR, evidence_for=())

BY_LAW = {
    "every element met": (clean_findings(), CLEAR),
    "an element met to a lower standard": (with_elements(MET, replace(MET, standard=GROUNDS)), GROUNDS),
    "an element met to no stated standard": (with_elements(MET, replace(MET, standard="")), NOTHING),
    "an element met without evidence": (with_elements(MET, replace(MET, evidence_for=())), NOTHING),
    "an element met on an unknown item": (with_elements(replace(MET, evidence_for=("E9",))), NOTHING),
    "an element unknown": (with_elements(MET, UNKNOWN), SUSPICION),
    "an element not examined": (with_elements(MET, replace(MET, state="not-examined")), NOTHING),
    "an element not met": (with_elements(MET, NOT_MET), NOTHING),
    "a recommendation, which cannot be violated": (with_elements(MET, norm="recommendation"), SUSPICION),
    "a policy, which cannot be violated": (with_elements(MET, norm="policy"), SUSPICION),
    "custom": (with_elements(MET, norm="custom"), CLEAR),
}


@pytest.mark.parametrize(("case", "standard"), BY_LAW.values(), ids=BY_LAW)
def test_law_bears(case, standard):
    assert established_standard(case, "F1") == standard


def test_a_second_rule_that_was_not_broken_takes_nothing_from_the_first():
    second = fact(replace(R1.body, rule="R2", elements=(NOT_MET,)))
    assert established_standard(replace(clean_findings(), rules=(R1, second)), "F1") == CLEAR


def test_a_second_rule_with_an_unknown_element_bounds_the_finding():
    second = fact(replace(R1.body, rule="R2", elements=(UNKNOWN,)))
    assert established_standard(replace(clean_findings(), rules=(R1, second)), "F1") == SUSPICION


def test_an_old_assessment_bears_nothing_and_takes_nothing():
    second = fact(replace(FINDING, number=2), at="2026-01-20T10:00:00Z")
    case = replace(with_elements(NOT_MET), findings=(F1, second))
    assert established_standard(case, "F1") == CLEAR


def test_a_finding_of_fact_asks_nothing_of_the_law():
    case = with_elements(UNKNOWN)
    assert established_standard(replace(case, findings=(changed(F1, level="fact"),)), "F1") == CLEAR


@pytest.mark.parametrize("table", [SOURCE_BEARS, INFORMATION_BEARS])
def test_better_grades_never_bear_less(table):
    known = [STANDARDS.index(table[grade]) for grade in sorted(table)[:5]]
    assert known == sorted(known, reverse=True)
