"""When findings may be stated and used: one file for each question the standards ask, one for the single acts."""

from answerable.findings.gates.acts import (
    may_answer_contrary,
    may_assess_rule,
    may_search_contrary,
    may_sign_element,
    may_state_finding,
)
from answerable.findings.gates.carries import (
    INFORMATION_BEARS,
    SOURCE_BEARS,
    element_bears,
    established_standard,
    evidence_bears,
    independent_origins,
    item_bears,
    strongest,
    weakest,
    what_caps,
)
from answerable.findings.gates.case import (
    FindingsCase,
    assessments,
    cited_items,
    contraries_of,
    current,
    current_findings,
    latest_assessments,
    limitations_of,
    versions_of,
)
from answerable.findings.gates.contrary import contrary_evidence
from answerable.findings.gates.counting import cause_stated, counting
from answerable.findings.gates.graver import found_categories, graver_category, locked_categories
from answerable.findings.gates.law import law

__all__ = [
    "INFORMATION_BEARS",
    "SOURCE_BEARS",
    "FindingsCase",
    "assessments",
    "cause_stated",
    "cited_items",
    "contraries_of",
    "contrary_evidence",
    "counting",
    "current",
    "current_findings",
    "element_bears",
    "established_standard",
    "evidence_bears",
    "found_categories",
    "graver_category",
    "independent_origins",
    "item_bears",
    "latest_assessments",
    "law",
    "limitations_of",
    "locked_categories",
    "may_answer_contrary",
    "may_assess_rule",
    "may_search_contrary",
    "may_sign_element",
    "may_state_finding",
    "strongest",
    "versions_of",
    "weakest",
    "what_caps",
]
