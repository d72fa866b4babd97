"""Gate 25 for reviews: who may open, name, write, finish, delay and publish, and what must not be kept from anybody."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from answerable.clearance.entries import GuestAsked
from answerable.reviews import entries, gates
from tests.cases import commit
from tests.clearance.clean import by
from tests.reviews.clean import (
    CLERK,
    FINISHED,
    PEER,
    WROTE,
    clean_review,
    comment,
    delaying,
    draft,
    finishing,
    interested,
    leaving,
    naming,
    opening,
    publishing,
)

BEFORE = clean_review(opened=(), named=(), committed=(), finished=())
NOBODY = clean_review(named=(), committed=(), finished=())
UNFINISHED = clean_review(finished=())
OUTSIDE = clean_review(named=(naming("prof-x", outside=True),), committed=(), finished=())
SECOND = draft(2)
TWO = clean_review(committed=(draft(), SECOND), finished=())
PUBLIC = clean_review(published=(publishing(),))
PART = clean_review(published=(publishing(left_out=((0, 5),)),))


def codes(blockers):
    return {each.code for each in blockers}


def in_log_of(person, fact):
    return replace(fact, actor=person)


OPENING = {
    "a review in order": (BEFORE, opening(), set()),
    "opened by a section that is affected": (
        BEFORE,
        by("coast-director", opening(section="coast").body, at="2026-03-05T10:00:00Z"),
        set(),
    ),
    "of one output": (BEFORE, opening(outputs=("release",)), set()),
    "for another section": (BEFORE, opening(section="coast"), {"not-own-section"}),
    "in another's log": (BEFORE, in_log_of("coast-director", opening(section="coast")), {"not-own-log"}),
    "under a key that is taken": (clean_review(), opening(), {"review-twice"}),
    "of a case that is none": (BEFORE, opening(cases=("harbour", "never")), {"case-unknown"}),
    "in a case that it does not examine": (BEFORE, opening(cases=("quay",)), {"review-elsewhere"}),
    "of an output that is none": (BEFORE, opening(outputs=("poem",)), {"output-unknown"}),
    "due on the day it is opened": (BEFORE, opening(due=date(2026, 3, 5)), {"due-passed"}),
}

NAMING = {
    "somebody who took no part": (NOBODY, naming(), set()),
    "somebody from outside": (NOBODY, naming("prof-x", outside=True), set()),
    "a reviewer of the law, who wrote nothing": (NOBODY, naming("centre-lawyer"), set()),
    "an author": (NOBODY, naming("centre-author"), {"reviewer-wrote"}),
    "whoever approved and countersigned": (
        NOBODY,
        naming("centre-director"),
        {"reviewer-approved", "reviewer-countersigned"},
    ),
    "whoever countersigned": (NOBODY, naming("coast-director"), {"reviewer-countersigned"}),
    "somebody with an interest": (
        replace(NOBODY, people=interested(PEER)),
        naming(),
        {"reviewer-declared-interest"},
    ),
    "themselves": (NOBODY, naming(by_whom=PEER), {"reviewer-names-self"}),
    "by somebody who is examined": (NOBODY, naming(by_whom="centre-director"), {"named-by-examined"}),
    "twice": (clean_review(), naming(), {"reviewer-twice"}),
    "an insider as an outsider": (NOBODY, naming(outside=True), {"reviewer-outside"}),
    "an outsider as an insider": (NOBODY, naming("prof-x"), {"reviewer-outside"}),
    "in no review": (BEFORE, naming(), {"review-unknown"}),
}

LEAVING = {
    "by themselves": (clean_review(), leaving(), set()),
    "as somebody says who took no part": (clean_review(), leaving(by_whom=CLERK), set()),
    "sent away by the approver": (clean_review(), leaving(by_whom="centre-director"), {"left-by-examined"}),
    "who is none": (NOBODY, leaving(), {"not-a-reviewer"}),
}

COMMITTING = {
    "the first": (clean_review(committed=(), finished=()), draft(), set()),
    "the next": (clean_review(), draft(2), set()),
    "in another language": (clean_review(), draft(2, language="ar"), set()),
    "for a reviewer from outside": (OUTSIDE, draft(reviewer="prof-x", by_whom=CLERK), set()),
    "for a reviewer from outside, by an author": (
        OUTSIDE,
        draft(reviewer="prof-x", by_whom="centre-author"),
        {"reviewer-wrote"},
    ),
    "for a reviewer who works here": (clean_review(), draft(2, by_whom=CLERK), {"spoken-for-reviewer"}),
    "of nobody who reviews": (clean_review(), draft(2, reviewer=CLERK, by_whom=CLERK), {"not-a-reviewer"}),
    "one that was committed": (clean_review(), draft(), {"draft-out-of-order"}),
    "past the next": (clean_review(), draft(3), {"draft-out-of-order"}),
    "after leaving": (clean_review(left=(leaving(),)), draft(2), {"not-a-reviewer"}),
}

COMMENTING = {
    "by an author, as examined": (clean_review(), comment(), set()),
    "on words": (clean_review(), comment(start=3, end=9), set()),
    "for a section": (clean_review(), comment(by_whom="north-director", capacity="section"), set()),
    "as commissioner": (clean_review(), comment(by_whom="centre-lawyer", capacity="commissioner"), set()),
    "as a reviewer": (clean_review(), comment(by_whom=PEER, capacity="reviewer"), set()),
    "from outside": (clean_review(), comment(by_whom=CLERK, capacity="outside", who=commit("a lawyer")), set()),
    "on a draft that is public": (PUBLIC, comment(), set()),
    "as a reviewer who is none": (clean_review(), comment(capacity="reviewer"), {"capacity-not-held"}),
    "from outside by nobody": (clean_review(), comment(capacity="outside"), {"capacity-not-held"}),
    "as examined by nobody who is": (clean_review(), comment(by_whom=CLERK), {"capacity-not-held"}),
    "on words that end before they begin": (clean_review(), comment(start=9, end=3), {"comment-misplaced"}),
    "on words without an end": (clean_review(), comment(start=9), {"comment-misplaced"}),
    "on no draft": (clean_review(), comment(draft(2)), {"draft-unknown"}),
}

FINISHING = {
    "the newest": (UNFINISHED, finishing(), set()),
    "with nothing to recommend": (UNFINISHED, finishing(keys=()), set()),
    "again": (clean_review(), finishing(), set()),
    "an older one": (TWO, finishing(), {"draft-not-newest"}),
    "by an author": (UNFINISHED, finishing(by_whom="centre-author"), {"spoken-for-reviewer"}),
    "two of one key": (UNFINISHED, finishing(keys=("P1", "P1")), {"recommendation-twice"}),
    "no draft": (clean_review(committed=(), finished=()), finishing(), {"draft-unknown"}),
}

DELAYING = {
    "by a reviewer": (clean_review(), delaying(), set()),
    "by the section that opened it": (clean_review(), delaying(by_whom="centre-author"), set()),
    "overdue already": (clean_review(at=datetime(2026, 6, 1, tzinfo=UTC)), delaying(), set()),
    "to an earlier day": (clean_review(), delaying(date(2026, 3, 20)), {"delay-not-later"}),
    "to the day that was said": (clean_review(delayed=(delaying(),)), delaying(), {"delay-not-later"}),
    "what is public": (PUBLIC, delaying(), {"published-already"}),
    "by neither side": (clean_review(), delaying(by_whom="coast-director"), {"neither-side"}),
}

PUBLISHING = {
    "whole by a reviewer": (clean_review(), publishing(), set()),
    "whole by the section that opened it": (clean_review(), publishing(by_whom="centre-director"), set()),
    "in part by a reviewer": (clean_review(), publishing(left_out=((2, 5), (5, 9))), set()),
    "whole after in part": (PART, publishing(), set()),
    "in part by somebody who is examined": (
        clean_review(),
        publishing(by_whom="centre-director", left_out=((2, 5),)),
        {"left-out-by-examined"},
    ),
    "in part after whole": (PUBLIC, publishing(left_out=((2, 5),)), {"published-whole"}),
    "in part with nothing left out": (clean_review(), publishing(whole=False), {"whole-or-part"}),
    "whole with something left out": (clean_review(), publishing(left_out=((2, 5),), whole=True), {"whole-or-part"}),
    "stretches that overlap": (clean_review(), publishing(left_out=((2, 5), (4, 9))), {"left-out-misplaced"}),
    "stretches out of order": (clean_review(), publishing(left_out=((6, 9), (2, 5))), {"left-out-misplaced"}),
    "a stretch of nothing": (clean_review(), publishing(left_out=((2, 2),)), {"left-out-misplaced"}),
    "what nobody finished": (UNFINISHED, publishing(), {"report-not-finished"}),
    "by neither side": (clean_review(), publishing(by_whom="coast-director"), {"neither-side"}),
}


@pytest.mark.parametrize(("case", "fact", "expected"), OPENING.values(), ids=OPENING)
def test_a_review_is_opened(case, fact, expected):
    assert codes(gates.may_open_review(case, fact)) == expected


@pytest.mark.parametrize(("case", "fact", "expected"), NAMING.values(), ids=NAMING)
def test_a_reviewer_is_named(case, fact, expected):
    assert codes(gates.may_name_reviewer(case, fact)) == expected


@pytest.mark.parametrize(("case", "fact", "expected"), LEAVING.values(), ids=LEAVING)
def test_a_reviewer_leaves(case, fact, expected):
    assert codes(gates.may_leave(case, fact)) == expected


@pytest.mark.parametrize(("case", "fact", "expected"), COMMITTING.values(), ids=COMMITTING)
def test_a_draft_is_committed(case, fact, expected):
    assert codes(gates.may_commit_report(case, fact)) == expected


@pytest.mark.parametrize(("case", "fact", "expected"), COMMENTING.values(), ids=COMMENTING)
def test_a_draft_is_commented_on(case, fact, expected):
    assert codes(gates.may_comment(case, fact)) == expected


@pytest.mark.parametrize(("case", "fact", "expected"), FINISHING.values(), ids=FINISHING)
def test_a_report_is_finished(case, fact, expected):
    assert codes(gates.may_finish(case, fact)) == expected


@pytest.mark.parametrize(("case", "fact", "expected"), DELAYING.values(), ids=DELAYING)
def test_a_report_is_delayed(case, fact, expected):
    assert codes(gates.may_delay(case, fact)) == expected


@pytest.mark.parametrize(("case", "fact", "expected"), PUBLISHING.values(), ids=PUBLISHING)
def test_a_report_is_published(case, fact, expected):
    assert codes(gates.may_publish(case, fact)) == expected


def test_who_countersigns_after_being_named_reviews_no_more():
    matter = clean_review().matters[0]
    signed = replace(matter.clearance.countersignatures[0], actor=PEER)
    clearance = replace(matter.clearance, countersignatures=(*matter.clearance.countersignatures, signed))
    later = clean_review(matters=(replace(matter, clearance=clearance),))
    assert codes(gates.may_finish(later, finishing())) == {"reviewer-countersigned"}


def test_what_somebody_did_besides_is_shown_and_bars_nobody():
    acts = gates.acts_of(clean_review(), "centre-lawyer")
    assert {each.what for each in acts} >= {"same-section", "signed-element"}
    assert not any(each.bars for each in acts)


def test_an_act_on_an_output_that_is_not_examined_bars_nobody():
    matter = clean_review().matters[0]
    other = replace(matter.released[0], actor="coast-reviewer")
    poster = replace(other, body=replace(other.body, output="poster"))
    case = clean_review(opened=(opening(outputs=("release",)),), matters=(replace(matter, released=(poster,)),))
    assert not gates.took_part(case, "coast-reviewer")
    assert gates.took_part(replace(case, opened=(opening(),)), "coast-reviewer")


def test_an_author_of_the_report_above_a_release_is_in_scope():
    case = clean_review(opened=(opening(outputs=("release",)),))
    report = next(each for each in gates.acts_of(case, "centre-author") if each.output == "report")
    assert report.bars


def test_what_a_guest_said_in_the_matter_stands_beside_a_reviewer_from_outside():
    matter = clean_review().matters[0]
    plain = {"capacity": "expert", "purpose": "check", "output": "release", "version": 1, "draft_ref": "0" * 64}
    asked = by(
        "coast-director",
        GuestAsked(
            guest="prof-x",
            who=commit("x"),
            question=commit("?"),
            language="en",
            token_sha256="0" * 64,
            expires=datetime(2026, 4, 1, tzinfo=UTC),
            **plain,
        ),
    )
    objected = replace(matter.clearance.parts[0], actor="prof-x")
    clearance = replace(matter.clearance, guests=(asked,), parts=(objected,))
    case = replace(OUTSIDE, matters=(replace(matter, clearance=clearance),))
    assert [each.what for each in gates.acts_of(case, "prof-x")] == ["took-part"]


def test_a_day_that_was_moved_leaves_the_review_overdue_by_the_first_day():
    late = clean_review(at=datetime(2026, 4, 11, tzinfo=UTC), delayed=(delaying(),))
    clock = gates.clock_of(late, opening())
    assert (clock.first, clock.due, clock.overdue, clock.late, clock.broken) == (
        date(2026, 4, 1),
        date(2026, 5, 1),
        True,
        10,
        False,
    )


@pytest.mark.parametrize(("day", "overdue"), [(1, False), (2, True)])
def test_a_review_is_overdue_from_the_day_after_its_day(day, overdue):
    case = clean_review(at=datetime(2026, 4, day, 23, 59, tzinfo=UTC))
    assert gates.clock_of(case, opening()).overdue is overdue


def test_a_report_in_part_stops_the_clock_and_is_not_whole():
    clock = gates.clock_of(PART, opening())
    assert (clock.overdue, clock.published is None, clock.whole) == (False, False, None)


def access(**changes):
    plain = {"review": "R1", "reviewer": PEER, "request": "A1", "case": "harbour", "item": "E1", "what": commit("it")}
    return by(PEER, entries.AccessAsked(**{**plain, **changes}), at=WROTE)


def deciding(person, *, granted=True):
    body = entries.AccessDecided(review="R1", request="A1", granted=granted, reason=commit("why"))
    return by(person, body, at=FINISHED)


ITEM = clean_review().matters[0].clearance.outputs.findings.evidence.items[0].body.item
ASKED = clean_review(asked=(access(item=ITEM),))

ASKING = {
    "about an item": (clean_review(), access(item=ITEM), set()),
    "about something else": (clean_review(), access(item=""), set()),
    "about no item of the case": (clean_review(), access(item="E99"), {"item-unknown"}),
    "outside the scope": (clean_review(), access(case="quay", item=""), {"case-not-in-scope"}),
    "twice": (ASKED, access(item=ITEM), {"request-twice"}),
    "as nobody who reviews": (clean_review(named=()), access(item=ITEM), {"not-a-reviewer"}),
}

DECIDING = {
    "by the section that holds it": (ASKED, deciding("centre-director"), set()),
    "refused": (ASKED, deciding("centre-director", granted=False), set()),
    "again, otherwise": (replace(ASKED, decided=(deciding("centre-director"),)), deciding("centre-lawyer"), set()),
    "by another section": (ASKED, deciding("coast-director"), {"decided-by-other-section"}),
    "by whoever asked": (ASKED, deciding(PEER), {"decided-by-asker", "decided-by-other-section"}),
    "about no item, by anybody else": (clean_review(asked=(access(item=""),)), deciding("centre-lawyer"), set()),
    "what nobody asked": (clean_review(), deciding("centre-director"), {"request-unknown"}),
}


@pytest.mark.parametrize(("case", "fact", "expected"), ASKING.values(), ids=ASKING)
def test_access_is_asked_for(case, fact, expected):
    assert codes(gates.may_ask_access(case, fact)) == expected


@pytest.mark.parametrize(("case", "fact", "expected"), DECIDING.values(), ids=DECIDING)
def test_access_is_decided_on(case, fact, expected):
    assert codes(gates.may_decide_access(case, fact)) == expected


def test_nobody_says_anything_of_a_review_in_anothers_log():
    acts = {
        gates.may_name_reviewer: naming(),
        gates.may_leave: leaving(),
        gates.may_commit_report: draft(2),
        gates.may_comment: comment(),
        gates.may_finish: finishing(),
        gates.may_delay: delaying(),
        gates.may_publish: publishing(),
        gates.may_ask_access: access(item=ITEM),
        gates.may_decide_access: deciding("centre-director"),
    }
    for may, fact in acts.items():
        elsewhere = replace(fact, origin="harbour.example/elsewhere")
        assert "not-own-log" in codes(may(replace(ASKED, finished=clean_review().finished), elsewhere)), may.__name__
