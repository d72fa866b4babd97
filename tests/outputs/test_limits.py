"""Gate 6, limits carried: what it blocks, and what it lets through."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.findings import entries as findings_entries
from answerable.outputs.gates import OutputsCase, limits_carried
from tests.cases import commit, fact
from tests.findings.clean import LIMITATION
from tests.outputs.clean import PORT, clean_outputs, edited, saying

CLEAN = clean_outputs()
ONLY_REPLY = (f"reply:{PORT}",)
NONE = findings_entries.LimitsAbsent(finding="F1", reason=commit("everything was open to us"))


def limited(*limitations: findings_entries.LimitationRecorded) -> OutputsCase:
    facts = tuple(fact(body, at="2026-01-10T10:00:00Z", index=index) for index, body in enumerate(limitations))
    return replace(CLEAN, findings=replace(CLEAN.findings, limitations=facts))


BLOCKED = {
    "a lead without the limit": (saying(CLEAN, "lead", carries=ONLY_REPLY), "limit-not-carried", "lead"),
    "a title without the limit": (saying(CLEAN, "title", carries=ONLY_REPLY), "limit-not-carried", "title"),
    "a report without the limit": (saying(CLEAN, "report-fact", carries=()), "limit-not-carried", "report-fact"),
    "refused access without saying who was asked": (
        limited(replace(LIMITATION, asked="")),
        "silence-without-asking",
        "",
    ),
    "no reply without saying who was asked": (
        limited(replace(LIMITATION, gap="no-reply", asked="")),
        "silence-without-asking",
        "",
    ),
    "a finding without limits": (limited(), "finding-without-limits", ""),
    "limits of another finding only": (
        limited(replace(LIMITATION, limits=("F2",))),
        "finding-without-limits",
        "",
    ),
    "nobody's word that there are none": (
        replace(limited(), findings=replace(limited().findings, limits_absent=(fact(NONE, actor=""),))),
        "finding-without-limits",
        "",
    ),
}


@pytest.mark.parametrize(("case", "code", "statement"), BLOCKED.values(), ids=BLOCKED)
def test_limits_block(case, code, statement):
    found = [(each.gate, each.code, each.where.statement, each.where.finding) for each in limits_carried(case)]
    assert found == [(6, code, statement, "" if statement else "F1")]


LET_THROUGH = {
    "limits beside every sentence": CLEAN,
    "a site not visited, where nobody had to be asked": limited(replace(LIMITATION, gap="not-visited", asked="")),
    "an unasked limit of a finding that is not used": limited(
        LIMITATION, replace(LIMITATION, limitation="L2", gap="no-reply", asked="", limits=("F2",))
    ),
    "a named person's word that there are none": replace(
        limited(), findings=replace(limited().findings, limits_absent=(fact(NONE, actor="centre-lawyer"),))
    ),
    "a call, which rests on nothing": saying(CLEAN, "call", carries=()),
    "new words that carry what the old ones did": edited(),
    "a limit recorded again with who was asked": limited(replace(LIMITATION, asked=""), LIMITATION),
}


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_limits_let_through(case):
    assert limits_carried(case) == []


def test_each_limit_of_a_finding_is_asked_for():
    case = limited(LIMITATION, replace(LIMITATION, limitation="L2", gap="not-visited"))
    assert {each.text for each in limits_carried(case) if each.where.statement == "title"} == {
        "Statement title of release rests on F1 without its limit L2."
    }
