"""Gate 20, objections: what stays open, what settles one, and who may do which."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.clearance import entries
from answerable.clearance.gates import (
    may_answer_objection,
    may_close_objection,
    may_note_dissent,
    may_raise_objection,
    objections,
    travelling_dissents,
)
from tests.cases import commit
from tests.clearance.clean import (
    ANSWER,
    ANSWERED,
    CLOSED,
    OBJECTION,
    RAISED,
    by,
    clean_clearance,
    of_version,
    silent,
    with_edit,
)
from tests.outputs.clean import REPORT
from tests.people.clean import origin

CLEAN = clean_clearance()
OPEN = silent(CLEAN, "answers", "closings")
ANSWERED_ONLY = silent(CLEAN, "closings")
AFTER = "2026-02-06T10:00:00Z"
DISSENT = entries.DissentNoted(objection="O1", output="release", text=commit("the list is not the whole port"))
WARNING = replace(OBJECTION, objection="W1", start=None, end=None, severity="remark", outside="a journalist")


def closing(person: str, *, at: str = AFTER):
    return by(person, CLOSED.body, at=at)


def dissenting(person: str, *, at: str = AFTER, **changes):
    return by(person, replace(DISSENT, **changes), at=at)


def answering(person: str):
    return by(person, ANSWER, at="2026-02-03T10:00:00Z")


def from_outside(person: str):
    raised = by(person, replace(OBJECTION, outside="a dock worker"), at="2026-02-01T10:00:00Z")
    closed = by(person, entries.ObjectionClosed(objection="O1"), at="2026-02-05T10:00:00Z")
    return replace(CLEAN, objections=(raised,), closings=(closed,))


BLOCKED = {
    "an objection without an answer": (OPEN, "objection-not-answered", "O1"),
    "an answer without confirmation": (ANSWERED_ONLY, "objection-not-confirmed", "O1"),
    "an answer by an author": (replace(CLEAN, answers=(answering("centre-author"),)), "objection-not-answered", "O1"),
    "an answer by the objector": (
        replace(CLEAN, answers=(answering("coast-director"),)),
        "objection-not-answered",
        "O1",
    ),
    "a confirmation by somebody else": (
        replace(CLEAN, closings=(closing("coast-reviewer"),)),
        "objection-not-confirmed",
        "O1",
    ),
    "dissent noted by somebody else": (
        replace(ANSWERED_ONLY, dissents=(dissenting("north-director"),)),
        "objection-not-confirmed",
        "O1",
    ),
    "a confirmation that another log puts into the objector's mouth": (
        replace(CLEAN, closings=(replace(CLOSED, origin=origin("centre")),)),
        "objection-not-confirmed",
        "O1",
    ),
    "dissent that another log puts into the objector's mouth": (
        replace(ANSWERED_ONLY, dissents=(replace(dissenting("coast-director"), origin=origin("centre")),)),
        "objection-not-confirmed",
        "O1",
    ),
    "an answer that another log puts into somebody's mouth": (
        replace(CLEAN, answers=(replace(ANSWERED, origin=origin("centre")),)),
        "objection-not-answered",
        "O1",
    ),
    "an answer by somebody who never joined": (
        replace(CLEAN, answers=(replace(ANSWERED, actor="stranger"),)),
        "objection-not-answered",
        "O1",
    ),
    "a warning from outside that its author logged and confirmed": (
        from_outside("centre-author"),
        "objection-not-confirmed",
        "O1",
    ),
    "a confirmation before the answer": (
        replace(CLEAN, closings=(closing("coast-director", at="2026-02-02T10:00:00Z"),)),
        "objection-not-confirmed",
        "O1",
    ),
    "a new version, which answers nothing": (
        with_edit(OPEN),
        "objection-not-answered",
        "O1",
    ),
    "a warning from outside, be it a remark": (
        replace(CLEAN, objections=(RAISED, by("centre-director", WARNING))),
        "objection-not-answered",
        "W1",
    ),
    "an objection to the report behind the release": (
        replace(
            CLEAN,
            objections=(RAISED, by("north-director", replace(OBJECTION, objection="O2", **of_version(REPORT)))),
        ),
        "objection-not-answered",
        "O2",
    ),
}


@pytest.mark.parametrize(("case", "code", "objection"), BLOCKED.values(), ids=BLOCKED)
def test_objections_block(case, code, objection):
    assert [(each.gate, each.code, each.where.objection) for each in objections(case)] == [(20, code, objection)]


LET_THROUGH = {
    "no objection": silent(CLEAN, "objections", "answers", "closings"),
    "an objection answered and confirmed": CLEAN,
    "a warning from outside, confirmed by whoever logged it": from_outside("centre-director"),
    "an objection carried on as dissent": replace(ANSWERED_ONLY, dissents=(dissenting("coast-director"),)),
    "an objection that was upheld and confirmed": replace(
        CLEAN, answers=(by("north-director", replace(ANSWER, outcome="upheld"), at="2026-02-03T10:00:00Z"),)
    ),
    "an objection to another output": replace(
        OPEN, objections=(by("coast-director", replace(OBJECTION, output="post")),)
    ),
}


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_objections_let_through(case):
    assert objections(case) == []


def test_the_words_objected_to_are_shown():
    (blocker,) = objections(OPEN)
    assert (blocker.where.document, blocker.where.version, blocker.where.start, blocker.where.end) == (
        "release",
        1,
        41,
        80,
    )


def test_only_the_objectors_dissent_travels():
    case = replace(ANSWERED_ONLY, dissents=(dissenting("north-director"), dissenting("coast-director")))
    assert [fact.actor for fact in travelling_dissents(case)] == ["coast-director"]


RAISING = {
    "words of the current version": (replace(OBJECTION, objection="O2"), []),
    "the whole": (WARNING, []),
    "a name already used": (OBJECTION, ["objection-named-twice"]),
    "a start without an end": (replace(OBJECTION, objection="O2", end=None), ["objection-misplaced"]),
    "an end before the start": (replace(OBJECTION, objection="O2", start=80, end=41), ["objection-misplaced"]),
    "no words at all": (replace(OBJECTION, objection="O2", start=41, end=41), ["objection-misplaced"]),
    "a draft that does not exist": (replace(OBJECTION, objection="O2", draft_ref="0" * 64), ["version-unknown"]),
    "a number that is not the draft's": (replace(OBJECTION, objection="O2", version=2), ["version-unknown"]),
}


@pytest.mark.parametrize(("body", "expected"), RAISING.values(), ids=RAISING)
def test_whether_an_objection_may_be_raised(body, expected):
    assert [each.code for each in may_raise_objection(CLEAN, by("coast-director", body))] == expected


def test_an_older_version_may_still_be_objected_to():
    case = with_edit(CLEAN)
    assert may_raise_objection(case, by("coast-director", replace(OBJECTION, objection="O2"))) == []


def test_an_answer_to_one_objection_opens_no_way_to_close_another():
    second = by("coast-director", replace(OBJECTION, objection="O2"), at="2026-02-01T11:00:00Z")
    case = replace(CLEAN, objections=(RAISED, second))
    said = by("coast-director", entries.ObjectionClosed(objection="O2"), at=AFTER)
    assert [each.code for each in may_close_objection(case, said)] == ["objection-not-answered"]
    closed = replace(case, closings=(*case.closings, said))
    assert [each.where.objection for each in objections(closed)] == ["O2"]


ANSWERING = {
    "somebody who is no author": (OPEN, answering("north-director"), []),
    "a colleague of the objector": (OPEN, answering("coast-reviewer"), []),
    "an author": (OPEN, answering("centre-author"), ["answer-not-independent"]),
    "the objector": (OPEN, answering("coast-director"), ["answer-not-independent"]),
    "nothing to answer": (silent(OPEN, "objections"), answering("north-director"), ["objection-unknown"]),
    "an objection already settled": (CLEAN, answering("north-director"), ["objection-settled"]),
}


@pytest.mark.parametrize(("case", "said", "expected"), ANSWERING.values(), ids=ANSWERING)
def test_whether_an_objection_may_be_answered(case, said, expected):
    assert [each.code for each in may_answer_objection(case, said)] == expected


SETTLING = {
    "the objector, after an answer": (ANSWERED_ONLY, "coast-director", []),
    "the objector, before an answer": (OPEN, "coast-director", ["objection-not-answered"]),
    "somebody else": (ANSWERED_ONLY, "north-director", ["not-the-objector"]),
    "an author": (ANSWERED_ONLY, "centre-author", ["not-the-objector"]),
    "an objection already settled": (CLEAN, "coast-director", ["objection-settled"]),
    "an answer by an author, which does not count": (
        replace(OPEN, answers=(answering("centre-author"),)),
        "coast-director",
        ["objection-not-answered"],
    ),
}


@pytest.mark.parametrize(("case", "person", "expected"), SETTLING.values(), ids=SETTLING)
def test_who_may_close_an_objection_or_note_dissent(case, person, expected):
    assert [each.code for each in may_close_objection(case, closing(person))] == expected
    dissent = [code for code in expected if code != "objection-not-answered"]  # dissent waits for nobody
    assert [each.code for each in may_note_dissent(case, dissenting(person))] == dissent


def test_dissent_before_an_answer_travels_and_leaves_the_objection_open():
    case = replace(OPEN, dissents=(dissenting("coast-director"),))
    assert [fact.actor for fact in travelling_dissents(case)] == ["coast-director"]
    assert [each.code for each in objections(case)] == ["objection-not-answered"]


def test_dissent_is_noted_on_the_output_objected_to():
    codes = [each.code for each in may_note_dissent(ANSWERED_ONLY, dissenting("coast-director", output="report"))]
    assert codes == ["dissent-misplaced"]


def test_the_answer_in_the_case_was_one_that_may_be_given():
    assert may_answer_objection(OPEN, ANSWERED) == []
