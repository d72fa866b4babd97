"""Gate 4, proof: what it blocks, and what it lets through."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.outputs.gates import OutputsCase, proof
from tests.cases import fact
from tests.findings.clean import F1
from tests.outputs.clean import RELEASE_SAYS, clean_outputs, edited, finding, link, saying

CLEAN = clean_outputs()
WEAK = fact(replace(F1.body, finding="F2", standard="reasonable-suspicion"), at="2026-01-10T11:00:00Z")


def also_resting_on_a_weak_finding() -> OutputsCase:
    findings = replace(CLEAN.findings, findings=(F1, WEAK))
    return replace(CLEAN, findings=findings, supports=(*CLEAN.supports, link("release", RELEASE_SAYS[1], WEAK)))


def resting_on_a_fact(name: str) -> OutputsCase:
    only = fact(replace(F1.body, finding="F2", level="fact"), at="2026-01-10T11:00:00Z")
    others = tuple(each for each in CLEAN.supports if each.body.statement != name)
    statement = next(each for each in RELEASE_SAYS if each.id == name)
    findings = replace(CLEAN.findings, findings=(F1, only))
    return replace(CLEAN, findings=findings, supports=(*others, link("release", statement, only)))


def graded(information: str) -> OutputsCase:
    evidence = CLEAN.findings.evidence
    grades = tuple(replace(each, body=replace(each.body, information=information)) for each in evidence.grades)
    return replace(CLEAN, findings=replace(CLEAN.findings, evidence=replace(evidence, grades=grades)))


BLOCKED = {
    "a legal sentence above its finding": (
        saying(CLEAN, "lead", strength="categorical"),
        "stronger-than-proof",
        "lead",
    ),
    "a title above its finding": (saying(CLEAN, "title", strength="categorical"), "stronger-than-proof", "title"),
    "a fact above its finding": (saying(CLEAN, "now", strength="categorical"), "stronger-than-proof", "now"),
    "a cause above its finding": (
        saying(CLEAN, "now", says="cause", strength="categorical"),
        "stronger-than-proof",
        "now",
    ),
    "the parent report above its finding": (
        saying(CLEAN, "report-fact", strength="categorical"),
        "stronger-than-proof",
        "report-fact",
    ),
    "a sentence above the weaker of two findings": (also_resting_on_a_weak_finding(), "stronger-than-proof", "bullet"),
    "a legal sentence that rests on a fact, held against no rule": (
        resting_on_a_fact("title"),
        "law-without-legal-finding",
        "title",
    ),
    "a legal sentence without a place on the ladder": (
        saying(CLEAN, "lead", strength=""),
        "strength-not-recorded",
        "lead",
    ),
}


@pytest.mark.parametrize(("case", "code", "statement"), BLOCKED.values(), ids=BLOCKED)
def test_proof_blocks(case, code, statement):
    assert [(each.gate, each.code, each.where.statement) for each in proof(case)] == [(4, code, statement)]


LET_THROUGH = {
    "a sentence at its standard": CLEAN,
    "a sentence below its standard": saying(CLEAN, "lead", strength="raises-concern"),
    "a quote, however strong": saying(CLEAN, "quote", strength="categorical"),
    "a call, however strong": saying(CLEAN, "call", strength="categorical"),
    "context, however strong": saying(CLEAN, "lead", says="context", strength="categorical"),
    "a fact that draws no conclusion": saying(CLEAN, "now", strength=""),
    "edited words, which gate 9 names": edited(),
}


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_proof_lets_through(case):
    assert proof(case) == []


def test_what_was_not_established_is_not_stated_as_fact():
    case = saying(finding(CLEAN, established=False, standard=""), "now", strength="categorical")
    assert ("stated-as-established", "now") in [(each.code, each.where.statement) for each in proof(case)]


def test_what_was_not_established_may_be_told_without_a_conclusion():
    case = finding(CLEAN, established=False, standard="")
    told = {each.where.statement for each in proof(case)}
    assert told == {"report-title", "report-lead", "title", "bullet", "lead"}


def test_a_standard_that_the_evidence_does_not_bear_carries_no_strong_words():
    assert {each.code for each in proof(graded("5"))} == {"stronger-than-proof"}


def test_the_message_says_what_was_said_and_what_is_carried():
    (blocker,) = proof(saying(CLEAN, "lead", strength="categorical"))
    assert blocker.text == (
        "Statement lead of release says categorical; F1 bears clear and convincing: it states clear and convincing; "
        "the grades of E1, E2 bear no more; element exclusion of R1 is met to that standard and no more; "
        "element because-of-union of R1 is met to that standard and no more."
    )
    assert (blocker.where.document, blocker.where.version, blocker.where.start, blocker.where.end) == (
        "release",
        1,
        81,
        160,
    )
