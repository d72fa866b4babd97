"""Gate 9, support: what it blocks, and what it lets through."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.outputs.gates import OutputsCase, support
from tests.cases import commit, fact
from tests.findings.clean import F1
from tests.outputs.clean import LEAD_2, RELEASE_SAYS, clean_outputs, edited, link, saying

CLEAN = clean_outputs()
F1_2 = fact(replace(F1.body, number=2, text=commit("14 of 40")), at="2026-02-01T10:00:00Z")
LEAD = RELEASE_SAYS[2]


def without_link(name: str) -> OutputsCase:
    return replace(CLEAN, supports=tuple(each for each in CLEAN.supports if each.body.statement != name))


def restated(*again: object) -> OutputsCase:
    """Return the case in which F1 went into version 2 and `again` were linked to it."""
    return replace(CLEAN, findings=replace(CLEAN.findings, findings=(F1, F1_2)), supports=(*CLEAN.supports, *again))


BLOCKED = {
    "a sentence that was never linked": (without_link("lead"), "statement-without-finding", "lead"),
    "a sentence of the report that was never linked": (
        without_link("report-fact"),
        "statement-without-finding",
        "report-fact",
    ),
    "a cause that was never linked": (
        saying(without_link("now"), "now", says="cause"),
        "statement-without-finding",
        "now",
    ),
    "words that changed after they were linked": (edited(), "support-orphaned", "lead"),
    "a link to a finding that nobody stated": (
        replace(
            without_link("lead"),
            supports=(
                *without_link("lead").supports,
                link("release", LEAD, replace(F1, body=replace(F1.body, finding="F9"))),
            ),
        ),
        "support-stale",
        "lead",
    ),
    "a version in which nothing is marked": (replace(edited(), marked=CLEAN.marked), "nothing-marked", ""),
}


@pytest.mark.parametrize(("case", "code", "statement"), BLOCKED.values(), ids=BLOCKED)
def test_support_blocks(case, code, statement):
    assert [(each.gate, each.code, each.where.statement) for each in support(case)] == [(9, code, statement)]


LET_THROUGH = {
    "every sentence linked in its words": CLEAN,
    "a quote without a finding": without_link("quote"),
    "a call without a finding": without_link("call"),
    "edited words that were linked again": replace(edited(), supports=(*CLEAN.supports, link("release", LEAD_2))),
}


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_support_lets_through(case):
    assert support(case) == []


def test_a_finding_that_changed_makes_every_link_to_it_stale_and_says_what_changed():
    blockers = support(restated())
    assert {each.where.statement for each in blockers} == {each.body.statement for each in CLEAN.supports}
    assert {each.code for each in blockers} == {"support-stale"}
    assert {each.text for each in blockers} == {"Finding F1 is now in version 2; the link was made to version 1."}


def test_a_link_made_again_to_the_new_version_opens_that_sentence_alone():
    stale = {each.where.statement for each in support(restated(link("release", LEAD, F1_2)))}
    assert "lead" not in stale
    assert "title" in stale


def test_an_orphan_is_never_taken_to_the_new_words():
    (blocker,) = support(edited())
    assert blocker.text == (
        "The words of statement lead of release have changed; its link to F1 was made to other words."
    )
    assert (blocker.where.document, blocker.where.version) == ("release", 2)
