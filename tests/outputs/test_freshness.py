"""Gate 15, freshness: what it blocks, and what it lets through."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from answerable.findings.entries import LaterFactNoted
from answerable.outputs.gates import OutputsCase, freshness
from tests.cases import commit, fact
from tests.outputs.clean import RELEASE_SAYS, checked, clean_outputs, edited, saying

CLEAN = clean_outputs()
NOW = RELEASE_SAYS[3]
CALL = RELEASE_SAYS[4]


def checks(*made: object) -> OutputsCase:
    return replace(CLEAN, reverifications=made)


def noting(*later: LaterFactNoted) -> OutputsCase:
    facts = tuple(fact(body, at="2026-02-01T10:00:00Z", index=index) for index, body in enumerate(later))
    return replace(CLEAN, findings=replace(CLEAN.findings, later_facts=facts))


REOPENED = LaterFactNoted(finding="F1", text=commit("the gate was opened again"))
ANSWERED = replace(REOPENED, answer=commit("the finding ends in December"))

BLOCKED = {
    "a claim about today that nobody checked": (checks(), "present-not-checked", "now"),
    "a call about today that nobody checked": (saying(CLEAN, "call", present=True), "present-not-checked", "call"),
    "a check 31 days ago, where 30 are allowed": (
        checks(checked(NOW, on=date(2026, 1, 29))),
        "check-too-old",
        "now",
    ),
    "a check of other words": (saying(CLEAN, "now", words=commit("now, mended")), "check-orphaned", "now"),
    "a check dated after today": (checks(checked(NOW, on=date(2026, 3, 2))), "present-not-checked", "now"),
    "a later fact without an answer": (noting(REOPENED), "later-fact-unanswered", ""),
    "one of two later facts answered": (
        noting(ANSWERED, replace(REOPENED, text=commit("the pass office moved"))),
        "later-fact-unanswered",
        "",
    ),
}


@pytest.mark.parametrize(("case", "code", "statement"), BLOCKED.values(), ids=BLOCKED)
def test_freshness_blocks(case, code, statement):
    assert [(each.gate, each.code, each.where.statement) for each in freshness(case)] == [(15, code, statement)]


LET_THROUGH = {
    "a claim about today checked lately": CLEAN,
    "a check exactly 30 days ago": checks(checked(NOW, on=date(2026, 1, 30))),
    "an old check and a new one": checks(checked(NOW), checked(NOW, on=date(2025, 12, 1))),
    "an edit elsewhere": edited(),
    "a call that is not about today": CLEAN,
    "a call about today that was checked": replace(
        saying(CLEAN, "call", present=True), reverifications=(checked(NOW), checked(CALL))
    ),
    "a later fact that came with its answer": noting(ANSWERED),
    "a later fact answered afterwards": noting(REOPENED, ANSWERED),
    "a later fact on a finding that is not used": noting(replace(REOPENED, finding="F2")),
}


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_freshness_lets_through(case):
    assert freshness(case) == []
