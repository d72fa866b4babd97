"""Gate 19, consultation: what it blocks, what it lets through, and who may take part and acknowledge."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from answerable.clearance import entries
from answerable.clearance.gates import clocks, consultation, may_acknowledge_draft, may_add_section, may_take_part
from tests.cases import commit, fact
from tests.clearance.clean import (
    acknowledged,
    by,
    clean_clearance,
    delivered,
    silent,
    with_edit,
    with_evidence,
)
from tests.findings.clean import F1
from tests.outputs.clean import RELEASE, RELEASE_2, RELEASE_SAYS, REPORT, drafting, finding, link, opened

CLEAN = clean_clearance()


def part(person: str, moment: str = "draft", *, section: str = "coast"):
    return by(person, entries.PartTaken(section=section, moment=moment, text=commit("no comment")))


def judged_at(day: int, hour: int = 12, *, case=CLEAN):
    return with_evidence(case, at=datetime(2026, 2, day, hour, tzinfo=UTC))


def grave(case=CLEAN):
    return replace(case, outputs=finding(case.outputs, grave=True))


def expedited(case=CLEAN):
    return replace(case, outputs=opened(case.outputs, expedited=True))


def drafted_late(outputs):
    late = datetime(2026, 1, 25, 10, tzinfo=UTC)
    versions = tuple(replace(each, at=late) if each.ref == RELEASE.ref else each for each in outputs.versions)
    return replace(outputs, versions=versions)


def unknown(given):
    return replace(given, body=replace(given.body, draft_ref="0" * 64))


def written_by(person: str, case=CLEAN):
    """Return the case in which a person of coast wrote the release."""
    return replace(case, outputs=drafting(case.outputs, "release", authors=("centre-author", person)))


BLOCKED = {
    "a part that only an author took": (written_by("coast-reviewer", replace(
        CLEAN, parts=(*CLEAN.parts[:2], part("coast-reviewer")))), "part-only-by-author"),
    "a draft that only an author acknowledged": (written_by("coast-reviewer", replace(
        CLEAN, acknowledged=(acknowledged("coast-reviewer"),))), "acknowledged-only-by-author"),
    "a moment at which nobody asked": (replace(CLEAN, asked=CLEAN.asked[1:]), "section-not-asked"),
    "a section that took no part": (replace(CLEAN, parts=CLEAN.parts[:2]), "part-not-taken"),
    "a part taken by the centre in coast's name": (
        replace(CLEAN, parts=(*CLEAN.parts[:2], part("centre-director"))),
        "part-not-taken",
    ),
    "a part of another section": (
        replace(CLEAN, parts=(*CLEAN.parts[:2], part("north-director", section="north"))),
        "part-not-taken",
    ),
    "a draft that nobody acknowledged": (silent(CLEAN, "acknowledged"), "draft-not-acknowledged"),
    "a draft acknowledged by the centre in coast's name": (
        replace(
            CLEAN,
            acknowledged=(replace(acknowledged("coast-director"), actor="centre-author"),),
        ),
        "draft-not-acknowledged",
    ),
    "the parent acknowledged, not the release": (
        replace(CLEAN, acknowledged=(acknowledged("coast-director", REPORT),)),
        "draft-not-acknowledged",
    ),
    "a delivery that claims a day before the draft was made": (
        judged_at(1, case=replace(CLEAN, delivered=(delivered("coast", at="2026-01-02T10:00:00Z"),),
                                  outputs=drafted_late(CLEAN.outputs))),
        "consultation-too-short",
    ),
    "a draft that does not exist, delivered early": (
        judged_at(3, case=replace(CLEAN, delivered=(
            unknown(delivered("coast", at="2026-01-02T10:00:00Z")), delivered("coast")))),
        "consultation-too-short",
    ),
    "ten days, less two hours": (judged_at(4, 8), "consultation-too-short"),
    "thirteen days for a grave finding": (grave(judged_at(7)), "consultation-too-short"),
    "two days in an expedited case": (expedited(judged_at(27, case=replace(CLEAN, delivered=(
        delivered("coast", at="2026-02-25T10:00:00Z"),)))), "consultation-too-short"),
}  # fmt: skip


@pytest.mark.parametrize(("case", "code"), BLOCKED.values(), ids=BLOCKED)
def test_consultation_blocks(case, code):
    assert [(each.gate, each.code, each.where.section) for each in consultation(case)] == [(19, code, "coast")]


LET_THROUGH = {
    "a section that was asked, took part, and had its days": CLEAN,
    "a section that only said: no comment": CLEAN,
    "a part taken by an author and by somebody else": written_by("coast-reviewer", replace(
        CLEAN, parts=(*CLEAN.parts, part("coast-reviewer")))),
    "a draft acknowledged by an author and by somebody else": written_by("coast-reviewer", replace(
        CLEAN, acknowledged=(acknowledged("coast-reviewer"), *CLEAN.acknowledged))),
    "ten days to the hour": judged_at(4, 10),
    "fourteen days for a grave finding": grave(judged_at(8)),
    "three days in an expedited case": expedited(judged_at(28, case=replace(CLEAN, delivered=(
        delivered("coast", at="2026-02-25T10:00:00Z"),)))),
    "another person of the section takes part": replace(
        CLEAN, parts=(*CLEAN.parts[:2], part("coast-reviewer"))
    ),
    "a section that is not affected and was not asked": CLEAN,
    "a part taken, and the country written in capitals": replace(
        CLEAN, outputs=finding(CLEAN.outputs, countries=("XA",))
    ),
    "a finding that concerns no section": replace(
        silent(CLEAN, "asked", "parts", "delivered", "acknowledged"), outputs=finding(CLEAN.outputs, countries=("xz",))
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_consultation_lets_through(case):
    assert consultation(case) == []


def test_a_draft_that_was_never_delivered_is_named_with_its_version():
    case = silent(CLEAN, "delivered")
    assert [(each.code, each.where.document, each.where.version) for each in consultation(case)] == [
        ("version-not-delivered", "release", 1)
    ]


def test_the_days_run_from_the_first_delivery():
    case = replace(judged_at(6), delivered=(delivered("coast", at="2026-02-05T10:00:00Z"), *CLEAN.delivered))
    assert consultation(case) == []


def test_the_days_do_not_run_from_the_delivery_of_the_report():
    case = replace(judged_at(6), delivered=(delivered("coast", at="2026-02-05T10:00:00Z"), delivered("coast", REPORT)))
    assert [each.code for each in consultation(case)] == ["consultation-too-short"]


def test_the_rule_that_names_the_section_is_told():
    (blocker,) = consultation(replace(CLEAN, asked=CLEAN.asked[1:]))
    assert blocker.text == "coast was not asked at the plan; F1 concerns country xa, and coast answers for xa."


def test_a_person_of_another_section_takes_no_part_for_it():
    assert [each.code for each in may_take_part(CLEAN, part("north-director"))] == ["not-of-the-section"]
    assert may_take_part(CLEAN, part("coast-reviewer")) == []


OLD = replace(RELEASE, ref="0" * 64)
ACKNOWLEDGEMENTS = {
    "by a person of the section": (acknowledged("coast-reviewer"), []),
    "by a person of another section": (
        replace(acknowledged("coast-director"), actor="north-director"),
        ["not-of-the-section"],
    ),
    "by its person in another log": (
        replace(acknowledged("coast-director"), origin="harbour.example/centre"),
        ["not-of-the-section"],
    ),
    "of another draft": (acknowledged("coast-director", OLD), ["draft-not-current", "version-not-delivered"]),
    "of a draft that was not delivered": (acknowledged("north-director"), ["version-not-delivered"]),
}


@pytest.mark.parametrize(("said", "expected"), ACKNOWLEDGEMENTS.values(), ids=ACKNOWLEDGEMENTS)
def test_whether_a_draft_may_be_acknowledged(said, expected):
    assert [each.code for each in may_acknowledge_draft(CLEAN, said)] == expected


def test_an_author_neither_takes_the_part_of_their_section_nor_acknowledges_for_it():
    case = written_by("coast-reviewer")
    assert [each.code for each in may_take_part(case, part("coast-reviewer"))] == ["part-by-author"]
    said = may_acknowledge_draft(case, acknowledged("coast-reviewer"))
    assert [each.code for each in said] == ["acknowledged-by-author"]


def adding(person: str, section: str = "north"):
    return by(person, entries.SectionAdded(section=section, reason=commit("they know the crane")))


ADDING = {
    "an author": (adding("centre-author"), []),
    "somebody who wrote nothing": (adding("coast-director"), ["section-added-by-no-author"]),
    "an author in another log": (
        replace(adding("centre-author"), origin="harbour.example/coast"),
        ["section-added-by-no-author"],
    ),
    "a section that never joined": (adding("centre-author", "south"), ["section-unknown"]),
}


@pytest.mark.parametrize(("said", "expected"), ADDING.values(), ids=ADDING)
def test_who_may_add_a_section(said, expected):
    assert [each.code for each in may_add_section(CLEAN, said)] == expected


def test_the_clock_says_since_when_how_long_and_until_when():
    (clock,) = clocks(judged_at(2, 12))
    assert (clock.section, clock.least, clock.had, clock.left, clock.over) == ("coast", 10, 8, 2, False)
    assert clock.started == datetime(2026, 1, 25, 10, tzinfo=UTC)
    assert clock.ends == datetime(2026, 2, 4, 10, tzinfo=UTC)


def test_the_clock_has_run_out_to_the_minute_at_which_the_gate_opens():
    case = judged_at(4, 10)
    assert [(clock.left, clock.over) for clock in clocks(case)] == [(0, True)]
    assert consultation(case) == []


def test_the_clock_does_not_run_before_anything_was_delivered():
    (clock,) = clocks(silent(CLEAN, "delivered"))
    assert (clock.started, clock.ends, clock.left, clock.over) == (None, None, 10, False)


@pytest.mark.parametrize(("case", "least", "short"), [(grave(), 14, False), (expedited(), 3, True)])
def test_the_clock_has_the_days_of_gravity_and_of_the_expedited_track(case, least, short):
    assert [(clock.least, clock.expedited) for clock in clocks(case)] == [(least, short)]


def with_a_late_accusation():
    """Return the case whose second version, of 20 February, has one sentence more, which rests on another finding."""
    case = with_edit(CLEAN)
    outputs = case.outputs
    late = replace(RELEASE_SAYS[2], id="late", start=900, end=960, words=commit("they were expelled as well"))
    f2 = fact(replace(F1.body, finding="F2"), at="2026-01-10T11:00:00Z")
    *before, last = outputs.marked
    marked = (*before, replace(last, body=replace(last.body, statements=(*last.body.statements, late))))
    outputs = replace(
        outputs,
        findings=replace(outputs.findings, findings=(*outputs.findings.findings, f2)),
        marked=marked,
        supports=(*outputs.supports, link("release", late, f2)),
    )
    second = delivered("coast", RELEASE_2, at="2026-02-20T11:00:00Z")
    return replace(case, outputs=outputs, delivered=(*case.delivered, second))


def test_an_accusation_added_on_the_last_day_gets_days_of_its_own():
    (clock,) = clocks(with_a_late_accusation())
    assert clock.started == datetime(2026, 2, 20, 11, tzinfo=UTC)
    assert "consultation-too-short" in {
        each.code for each in consultation(judged_at(28, case=with_a_late_accusation()))
    }


def test_new_words_on_what_was_delivered_leave_the_clock_running():
    (clock,) = clocks(with_edit(CLEAN))
    assert clock.started == datetime(2026, 1, 25, 10, tzinfo=UTC)
