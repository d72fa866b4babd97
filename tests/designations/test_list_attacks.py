"""What somebody would try who wants another list than the one that was decided, and what comes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from answerable.designations import gates
from answerable.designations.register import every_decision, listed_on, sealed_decisions
from tests.designations.clean import (
    COAST,
    CRITERIA,
    DIRECTOR,
    P1,
    by,
    clean_list,
    deciding,
    declined,
    examined,
    listed,
    notified,
    proposing,
    rehearsed,
    signed,
)

STANDS = datetime(2020, 1, 1, tzinfo=UTC)
END = proposing(
    proposal="P2", decision="ended", status="", criteria=examined(held="not-met"), at="2026-03-01T10:00:00Z"
)
FREED = proposing(proposal="P2", decision="changed", status="freed", at="2026-03-01T10:00:00Z")


def codes(blockers) -> list[str]:
    return [each.code for each in blockers]


def following(proposed, **changes):
    """Return the list with somebody on it, and everything done for a second proposal but the word of the coast."""
    case = listed()
    facts = {
        "proposed": (P1, proposed),
        "rehearsed": (*case.rehearsed, rehearsed(proposed, at="2026-03-01T11:00:00Z")),
        "notified": (*case.notified, notified(proposed, day=date(2026, 3, 1))),
        "signed": (*case.signed, signed(DIRECTOR, proposed), signed(DIRECTOR.replace("centre", "north"), proposed)),
    }
    return replace(case, **{**facts, **changes})


def test_a_case_whose_clock_stands_does_not_backdate_a_list():
    case = clean_list()
    stopped = replace(case.findings.evidence.opened.body, clock=STANDS)
    evidence = replace(case.findings.evidence, opened=replace(case.findings.evidence.opened, body=stopped))
    standing = replace(case, findings=replace(case.findings, evidence=evidence), clock=None)
    assert codes(gates.may_propose(standing, P1)) == ["clock-of-another"]
    assert "clock-of-another" in codes(gates.may_decide(standing, deciding()))
    assert gates.may_propose(replace(standing, clock=STANDS), P1) == []


@pytest.mark.parametrize("said", [declined(COAST), None])
def test_whoever_declined_or_kept_silent_at_a_listing_is_asked_about_its_end(said):
    """Also where the end rests on other findings, which no longer name that section."""
    decided = deciding(silent=() if said else ("coast",))
    bare = replace(END, body=replace(END.body, findings=("F9",)))
    case = following(bare, countersigned=(), declined=(said,) if said else (), decided=(decided,))
    assert "coast" in {each.section for each in gates.affected_sections(case, bare)}


def test_silence_alone_does_not_change_a_status_either():
    late = "2026-03-30T10:00:00Z"
    case = following(FREED, signed=(signed(DIRECTOR, FREED), signed("centre-reviewer", FREED)))
    found = gates.board(case, FREED, at=datetime.fromisoformat(late))
    assert "silence-at-ending" in codes(found)


def test_nobody_was_told_of_a_proposal_before_it_was_made():
    early = notified(day=date(2026, 1, 31))
    assert codes(gates.may_notify(clean_list(), early)) == ["notified-earlier"]
    assert gates.may_notify(clean_list(), notified(day=date(2026, 2, 1))) == []


def test_a_decision_written_into_the_log_past_the_gates_moves_nobody():
    """The keeper holds the key of its log, and could write what no gate was asked about."""
    backdated = deciding(effective=date(2025, 1, 1))
    other = deciding(status="freed")
    again = deciding(at="2026-02-07T10:00:00Z")
    for forged in (backdated, other):
        assert gates.decisions(clean_list(decided=(forged,))) == ()
    first = deciding()
    assert gates.decisions(clean_list(decided=(first, again))) == (first,)


def test_no_seal_outlasts_a_year_whatever_the_entry_says():
    case = clean_list(decided=(deciding(discloses=date(2999, 1, 1)),))
    assert sealed_decisions(case, known=date(2027, 2, 5))
    assert every_decision(case, known=date(2027, 2, 6))
    assert listed_on(case, date(2026, 3, 1), known=date(2027, 2, 6))


def test_nobody_changes_the_criteria_and_then_decides_by_them_who_goes():
    case = following(END)
    newer = by(DIRECTOR, replace(CRITERIA, number=2), at="2026-02-20T10:00:00Z")
    changed = replace(case, criteria=(*case.criteria, newer))
    decided = deciding(END, at="2026-03-02T10:00:00Z")
    assert "decided-by-criteria-author" in codes(gates.may_decide(changed, decided))
    assert "decided-by-criteria-author" not in codes(gates.may_decide(case, decided))
    other = replace(newer, actor="centre-lawyer")
    assert "decided-by-criteria-author" not in codes(
        gates.may_decide(replace(case, criteria=(*case.criteria, other)), decided)
    )
