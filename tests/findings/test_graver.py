"""Gate 5, graver category: what it blocks, what it lets through, which words stay locked."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.findings.entries import Graver
from answerable.findings.gates import FindingsCase, found_categories, graver_category, locked_categories
from tests.cases import commit
from tests.evidence.clean import changed
from tests.findings.clean import F1, clean_findings

USED = frozenset({"F1"})


def graver(state: str, category: str = "persecution", reason: str = "") -> Graver:
    return Graver(category=category, state=state, reason=commit(reason) if reason else "")


def answering(*gravers: Graver, level: str = "characterisation") -> FindingsCase:
    return replace(clean_findings(), findings=(changed(F1, gravers=gravers, level=level),))


BLOCKED = {
    "no graver category": (answering(), "graver-not-listed"),
    "a category without a name": (answering(graver("not-found", category=" ")), "graver-not-listed"),
    "an attribution without a graver category": (answering(level="attribution"), "graver-not-listed"),
    "found without a reason": (answering(graver("found")), "graver-without-reason"),
    "a fact that finds a category without a reason": (
        answering(graver("found"), level="fact"),
        "graver-without-reason",
    ),
}


@pytest.mark.parametrize(("case", "code"), BLOCKED.values(), ids=BLOCKED)
def test_graver_category_blocks(case, code):
    (blocker,) = graver_category(case, USED)
    assert (blocker.gate, blocker.code, blocker.where.finding) == (5, code, "F1")


ALLOWED = {
    "the clean case": clean_findings(),
    "a fact without a graver category": answering(level="fact"),
    "not examined, said openly": answering(graver("not-examined")),
    "not found": answering(graver("not-found")),
    "found, with a reason": answering(graver("found", reason="orders were seen")),
}


@pytest.mark.parametrize("case", ALLOWED.values(), ids=ALLOWED)
def test_graver_category_lets_through(case):
    assert graver_category(case, USED) == []


def test_only_used_findings_are_asked_about():
    assert graver_category(answering(), frozenset({"F2"})) == []


@pytest.mark.parametrize("state", ["not-found", "not-examined"])
def test_words_stay_locked_unless_found(state):
    assert locked_categories(answering(graver(state)), USED) == {"persecution"}


def test_what_is_found_with_a_reason_is_open():
    case = answering(graver("found", reason="orders were seen"), graver("not-examined", category="war crime"))
    assert found_categories(case, USED) == {"persecution"}
    assert locked_categories(case, USED) == {"war crime"}


def test_what_is_found_without_a_reason_stays_locked():
    assert locked_categories(answering(graver("found")), USED) == {"persecution"}


def test_findings_that_are_not_used_open_nothing():
    assert found_categories(answering(graver("found", reason="orders were seen")), frozenset()) == frozenset()
