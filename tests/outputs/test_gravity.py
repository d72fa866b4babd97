"""Gate 13, format fits gravity: what it blocks, and what it lets through."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.outputs.gates import format_fits_gravity
from tests.cases import fact
from tests.findings.clean import F1
from tests.outputs.clean import RELEASE_SAYS, clean_outputs, drafting, finding, link

CLEAN = clean_outputs()
GRAVE = finding(CLEAN, grave=True)
F2 = fact(replace(F1.body, finding="F2", grave=True), at="2026-01-10T11:00:00Z")
BEYOND = replace(
    GRAVE,
    findings=replace(GRAVE.findings, findings=(*GRAVE.findings.findings, F2)),
    supports=(*GRAVE.supports, link("release", RELEASE_SAYS[1], F2)),
)

BLOCKED = {
    "a release with no parent": (drafting(GRAVE, "release", parent=""), "grave-without-report"),
    "a post with no parent": (drafting(GRAVE, "release", parent="", type="post"), "grave-without-report"),
    "questions and answers with no parent": (
        drafting(GRAVE, "release", parent="", type="questions-and-answers"),
        "grave-without-report",
    ),
    "a parent that was never drafted": (drafting(GRAVE, "release", parent="annex"), "parent-not-drafted"),
    "a parent that is only a post": (drafting(GRAVE, "report", type="post", parent="release"), "parent-not-a-report"),
    "a finding that the report does not use": (BEYOND, "finding-not-in-parent"),
}


@pytest.mark.parametrize(("case", "code"), BLOCKED.values(), ids=BLOCKED)
def test_format_blocks(case, code):
    assert (13, code, "release") in [(each.gate, each.code, each.where.document) for each in format_fits_gravity(case)]


LET_THROUGH = {
    "a release of a report": GRAVE,
    "a release of a legal annex": drafting(GRAVE, "report", type="legal-annex"),
    "a report by itself": replace(GRAVE, subject="report"),
    "a release with no parent that alleges nothing grave": drafting(CLEAN, "release", parent=""),
}


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_format_lets_through(case):
    assert format_fits_gravity(case) == []


def test_the_finding_that_goes_beyond_the_report_is_named():
    (blocker,) = format_fits_gravity(BEYOND)
    assert (blocker.text, blocker.where.finding) == ("release uses F2, which report does not use.", "F2")
