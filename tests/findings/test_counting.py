"""Gate 8, counting, and the structure of gate 10, cause: what they block, and what they let through."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.findings.entries import Cause, Counted
from answerable.findings.gates import FindingsCase, cause_stated, counting
from tests.evidence.clean import changed
from tests.findings.clean import F1, FINDING, clean_findings

USED = frozenset({"F1"})
COUNT = FINDING.counts[0]


def counted(*counts: Counted) -> FindingsCase:
    return replace(clean_findings(), findings=(changed(F1, counts=counts),))


def one(**changes: object) -> FindingsCase:
    return counted(replace(COUNT, **changes))


BLOCKED = {
    "a number above its base": (one(numerator=41), "count-above-base"),
    "a number without a unit": (one(unit=" "), "count-without-unit"),
    "a base chosen nobody says how": (one(chosen=""), "count-without-choice"),
    "a number without a base that does not say why": (one(base=None, chosen=""), "count-without-choice"),
    "many of unknown": (one(base=None, quantifier="many"), "quantifier-without-base"),
    "most of none": (one(numerator=0, base=0, quantifier="most"), "quantifier-without-base"),
    "seen and told under one unit": (counted(COUNT, replace(COUNT, evidence="seen")), "unlike-evidence-pooled"),
    "one unit written in two ways": (
        counted(COUNT, replace(COUNT, evidence="traced", unit="Dock workers ")),
        "unlike-evidence-pooled",
    ),
}


@pytest.mark.parametrize(("case", "code"), BLOCKED.values(), ids=BLOCKED)
def test_counting_blocks(case, code):
    (blocker,) = counting(case, USED)
    assert (blocker.gate, blocker.code, blocker.where.finding) == (8, code, "F1")


ALLOWED = {
    "the clean case": clean_findings(),
    "no number": counted(),
    "all of them": one(numerator=40),
    "none of them": one(numerator=0),
    "a number that has no base and says why": one(base=None),
    "a quantifier with a base": one(quantifier="some"),
    "seen and told, each with a unit of its own": counted(COUNT, replace(COUNT, evidence="seen", unit="gates")),
    "one unit known in one way, twice": counted(COUNT, replace(COUNT, numerator=3)),
}


@pytest.mark.parametrize("case", ALLOWED.values(), ids=ALLOWED)
def test_counting_lets_through(case):
    assert counting(case, USED) == []


def test_only_used_findings_are_asked_about():
    assert counting(one(unit=""), frozenset({"F2"})) == []


def test_a_number_is_named_as_it_stands():
    (above,) = counting(one(numerator=41), USED)
    (unsaid,) = counting(one(base=None, chosen=""), USED)
    assert above.text == "The number 41 of 40 dock workers in finding F1 is above its base."
    assert unsaid.text.startswith("The number 12 dock workers in finding F1 does not say")


def test_pooled_evidence_is_named_by_what_was_counted():
    (blocker,) = counting(counted(COUNT, replace(COUNT, evidence="seen")), USED)
    assert blocker.text == "Finding F1 counts dock workers alike that were seen and told of."


def causing(**changes: object) -> FindingsCase:
    cause = replace(Cause(harm="a worker was hurt", doer="a lorry driver", incidents=2), **changes)
    return replace(clean_findings(), findings=(changed(F1, cause=cause),))


CAUSES = {
    "no incident": (causing(incidents=0), ["cause-without-incidents"]),
    "no doer": (causing(doer=""), ["cause-without-doer"]),
    "neither": (causing(incidents=0, doer=" "), ["cause-without-incidents", "cause-without-doer"]),
    "both": (causing(), []),
    "no cause": (clean_findings(), []),
}


@pytest.mark.parametrize(("case", "codes"), CAUSES.values(), ids=CAUSES)
def test_a_cause_counts_incidents_and_names_who_did_the_harm(case, codes):
    found = cause_stated(case, USED)
    assert [blocker.code for blocker in found] == codes
    assert {blocker.gate for blocker in found} <= {10}
