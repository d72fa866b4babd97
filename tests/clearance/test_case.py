"""Who is affected, who speaks for whom, which override counts, and what an edit re-opens."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from answerable.clearance import entries
from answerable.clearance.gates import (
    affected_sections,
    competence,
    consultation,
    countersignature,
    countersignature_message,
    do_no_harm,
    misuse_rehearsal,
    objections,
    overriding,
    right_of_reply,
)
from answerable.outputs.gates import freshness, limits_carried, method, proof, support
from answerable.people.entries import SectionJoined
from tests.cases import commit
from tests.clearance.clean import (
    by,
    clean_clearance,
    officer,
    overridden,
    people_in,
    with_edit,
    with_people,
)
from tests.outputs.clean import drafting, finding

CLEAN = clean_clearance()
GATES = (
    competence,
    right_of_reply,
    consultation,
    objections,
    do_no_harm,
    misuse_rehearsal,
    countersignature,
)
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def with_finding(**changes):
    return replace(CLEAN, outputs=finding(CLEAN.outputs, **changes))


def test_the_clean_case_passes_every_gate():
    assert [blocker for gate in GATES for blocker in gate(CLEAN)] == []


def test_a_section_that_answers_for_the_country_is_affected_and_the_rule_is_told():
    (affected,) = affected_sections(CLEAN)
    assert (affected.section, affected.rule) == ("coast", "F1 concerns country xa, and coast answers for xa")


def test_sections_are_affected_by_people_and_by_subject_too():
    joined = SectionJoined(
        section="north", organisation="harbour-watch", name="North", peoples=("reed-people",), subjects=("labour",)
    )
    case = with_finding(peoples=("reed-people",), subjects=("labour",), countries=())
    case = with_people(case, sections=(*people_in(case).sections, by("north-director", joined)))
    (affected,) = affected_sections(case)
    assert affected.section == "north"
    assert affected.rule == (
        "F1 concerns people reed-people, and north answers for reed-people; "
        "F1 concerns subject labour, and north answers for labour"
    )


def test_a_finding_about_another_country_concerns_its_section():
    assert [each.section for each in affected_sections(with_finding(countries=("xb", "xa")))] == ["coast", "north"]


def test_a_finding_that_is_not_used_concerns_nobody():
    assert affected_sections(replace(CLEAN, outputs=replace(CLEAN.outputs, supports=()))) == ()


def test_an_author_can_add_a_section_and_take_none_out():
    added = by("centre-author", entries.SectionAdded(section="north", reason=commit("they know the port")))
    assert [each.section for each in affected_sections(replace(CLEAN, added=(added,)))] == ["coast", "north"]


def test_nobody_takes_a_section_out_by_saying_that_it_answers_for_nothing():
    shrunk = SectionJoined(section="coast", organisation="harbour-watch", name="Coast")
    case = with_people(CLEAN, sections=(*people_in(CLEAN).sections, by("centre-author", shrunk)))
    assert [each.section for each in affected_sections(case)] == ["coast"]


OVERRIDES = {
    "an officer, in time": (officer(CLEAN, "north-director"), overridden(19), True),
    "somebody who is no officer": (CLEAN, overridden(19), False),
    "an author": (officer(CLEAN, "centre-author"), overridden(19, by_person="centre-author"), False),
    "another gate": (officer(CLEAN, "north-director"), overridden(18), False),
    "expired at the start of today": (
        officer(CLEAN, "north-director"),
        overridden(19, expires=date(2026, 3, 1)),
        False,
    ),
    "until the start of tomorrow": (officer(CLEAN, "north-director"), overridden(19, expires=date(2026, 3, 2)), True),
    "given after the moment": (
        officer(CLEAN, "north-director"),
        overridden(19, at="2026-03-02T10:00:00Z"),
        False,
    ),
    "of an older version": (
        with_edit(officer(CLEAN, "north-director")),
        overridden(19),
        False,
    ),
}


@pytest.mark.parametrize(("case", "given", "counts"), OVERRIDES.values(), ids=OVERRIDES)
def test_whether_an_override_counts(case, given, counts):
    case = replace(case, overrides=(given,))
    assert (overriding(case, 19, AT) == given) is counts


def test_an_override_ends_at_the_start_of_its_last_day():
    case = replace(officer(CLEAN, "north-director"), overrides=(overridden(19, expires=date(2026, 3, 2)),))
    assert overriding(case, 19, datetime(2026, 3, 1, 23, 59, tzinfo=UTC)) is not None
    assert overriding(case, 19, datetime(2026, 3, 2, tzinfo=UTC)) is None


def test_an_edit_re_opens_only_what_it_touches_and_says_why():
    case = with_edit(CLEAN)
    found = {
        (blocker.gate, blocker.code, blocker.where.statement or blocker.where.section)
        for gate in GATES
        for blocker in gate(case)
    }
    found |= {
        (blocker.gate, blocker.code, blocker.where.statement)
        for gate in (proof, limits_carried, support, method, freshness)
        for blocker in gate(case.outputs)
    }
    assert found == {
        (9, "support-orphaned", "lead"),
        (17, "whole-review-stale", ""),
        (19, "version-not-delivered", "coast"),
        (19, "acknowledgement-stale", "coast"),
        (22, "rehearsal-orphaned", "lead"),
        (23, "countersignature-stale", "coast"),
        (23, "countersignature-stale", ""),
    }
    assert "coast countersigned version 1; release is now in version 2." in {
        blocker.text for blocker in countersignature(case)
    }


def test_an_answer_to_one_output_does_not_close_gates_of_a_case_without_drafts():
    case = replace(CLEAN, outputs=replace(CLEAN.outputs, subject="nothing"))
    assert [blocker.code for blocker in countersignature(case)] == ["nothing-to-sign"]


def test_the_message_to_sign_is_of_this_domain_and_canonical():
    message = countersignature_message(
        origin_of_section="harbour.example/coast", output="release", version=1, draft_ref="ab" * 32
    )
    assert message == (
        b"answerable countersignature v1\n"
        b'{"draft_ref":"' + b"ab" * 32 + b'","origin":"harbour.example/coast","output":"release","version":1}'
    )


def test_the_gates_answer_for_a_draft_without_its_report():
    case = replace(CLEAN, outputs=drafting(CLEAN.outputs, "release", parent=""))
    assert [blocker.code for blocker in misuse_rehearsal(case)] == []
    assert {blocker.code for blocker in right_of_reply(case)} == {"reply-not-requested"}
