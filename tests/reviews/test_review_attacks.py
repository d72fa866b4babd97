"""What an organisation would try that does not want to be examined, and what comes of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from answerable.designations.entries import DesignationSigned
from answerable.record.blocker import Refused
from answerable.reviews import gates
from answerable.reviews.entries import ReviewFinished, ReviewPublished
from answerable.reviews.models import read_review
from answerable.reviews.reading import Review, review_of
from tests.clearance.clean import by
from tests.reviews.clean import (
    CLERK,
    PEER,
    WROTE,
    clean_review,
    draft,
    finishing,
    naming,
    opening,
    publishing,
)
from tests.reviews.conftest import FIRST, SECOND, commit, speak
from tests.reviews.test_review_gates import access, deciding
from tests.reviews.test_review_holds import codes as refused_for, erased, hold, lift, source
from tests.site import AUTHOR, DIRECTOR, NORTH, page

STANDS = datetime(2020, 1, 1, tzinfo=UTC)


def codes(blockers):
    return {each.code for each in blockers}


def test_an_author_lifts_no_hold_whole_either(harbour):
    hold()
    with pytest.raises(Refused) as refused:
        lift(AUTHOR)
    assert refused_for(refused) == {"lifted-by-author"}
    with pytest.raises(Refused):
        erased(source()[0])


def test_whose_cases_are_held_is_asked_of_the_hold_and_not_of_its_review(review):
    state = read_review("R1", case="harbour", at=STANDS, cases=("harbour", "never"))
    assert {each.clearance.outputs.findings.evidence.case for each in state.matters} == {"harbour"}
    hold(DIRECTOR, review="R1")
    with pytest.raises(Refused) as refused:
        lift(AUTHOR, source()[0])
    assert "lifted-by-author" in refused_for(refused)


def test_a_softer_draft_under_another_tag_of_the_language_is_no_other_language():
    two = clean_review(committed=(draft(1, language="en"), draft(2, language="en-GB")))
    assert codes(gates.may_finish(two, finishing(draft(1, language="en")))) == {"draft-not-newest"}
    assert gates.may_finish(two, finishing(draft(2, language="en-GB"))) == []


def test_a_softer_draft_is_compared_with_the_one_before_it_whatever_its_tag(review):
    commit(FIRST, 1)
    british, german = commit(SECOND, 2, language="en-GB"), commit("# Bericht\n\nNichts.\n", 3, language="de")
    found = review_of("harbour", "R1")
    assert found.before(british).body.number == 1
    assert found.before(german).body.number == 2


def test_what_is_public_in_part_is_followed_by_more_of_it_or_by_the_whole():
    once = clean_review(published=(publishing(left_out=((2, 5),)),))
    assert gates.may_publish(once, publishing(left_out=((3, 4),))) == []
    assert codes(gates.may_publish(once, publishing(left_out=((2, 9),)))) == {"published-already"}
    other = draft(2)
    both = replace(once, committed=(draft(), other), finished=(finishing(), finishing(other)))
    assert codes(gates.may_publish(both, publishing(other, left_out=((2, 3),)))) == {"published-already"}
    assert gates.may_publish(both, publishing(other)) == []


def test_a_stretch_past_the_end_of_the_text_is_not_left_out(drafts):
    _first, second = drafts
    of = {"review": "R1", "number": 2, "committed_ref": second.ref}
    speak(ReviewFinished, NORTH, **of, reviewer=NORTH, recommendations=[])
    beyond = {"start": 0, "end": len(SECOND) + 1, "reason": "All of it."}
    with pytest.raises(Refused) as refused:
        speak(ReviewPublished, NORTH, **of, whole=False, left_out=[beyond])
    assert refused_for(refused) == {"left-out-misplaced"}


def test_who_decided_on_a_list_in_the_matter_does_not_review_it():
    body = DesignationSigned(list="prisoners", proposal="P1", proposed_ref="0" * 64)
    acted = clean_review(named=(), beside=(by(PEER, body, at=WROTE),))
    assert codes(gates.may_name_reviewer(acted, naming())) == {"reviewer-approved"}
    only_the_release = replace(acted, opened=(opening(outputs=("release",)),))
    assert gates.may_name_reviewer(only_the_release, naming()) == []


def test_who_is_examined_does_not_decide_what_the_review_may_see():
    asked = clean_review(asked=(access(item=""),))
    assert codes(gates.may_decide_access(asked, deciding("centre-director"))) == {"decided-by-examined"}
    assert gates.may_decide_access(asked, deciding(CLERK)) == []


def test_a_clock_that_stands_keeps_no_review_from_being_overdue():
    case = clean_review(opened=(), named=(), committed=(), finished=())
    (matter,) = case.matters
    findings = matter.clearance.outputs.findings
    opened = findings.evidence.opened
    stopped = replace(findings.evidence, opened=replace(opened, body=replace(opened.body, clock=STANDS)))
    outputs = replace(matter.clearance.outputs, findings=replace(findings, evidence=stopped))
    other = replace(matter, clearance=replace(matter.clearance, outputs=outputs))
    both = replace(case, matters=(matter, other))
    assert codes(gates.may_open_review(both, opening(cases=("harbour", "quay")))) == {"clock-of-another"}


def test_everybody_reads_that_a_review_is_a_worked_example_and_how_many_stand_by_its_report(drafts):
    assert "worked example" in page("", "/reviews/harbour/R1/").lower()
    of = {"review": "R1", "number": 2, "committed_ref": drafts[1].ref}
    speak(ReviewFinished, NORTH, **of, reviewer=NORTH, recommendations=[])
    speak(ReviewPublished, NORTH, **of, whole=True, left_out=[])
    assert "1 of 1 reviewers" in page("", "/reviews/harbour/R1/")


def test_nobody_words_what_another_recommended_or_what_is_public(db):
    public = clean_review(published=(publishing(),))
    assert codes(gates.may_finish(public, finishing())) == {"published-whole"}
    arabic = draft(2, language="ar")
    assert gates.may_finish(replace(public, committed=(draft(), arabic)), finishing(arabic)) == []
    friend = finishing(reviewer="prof-x", by_whom=CLERK)
    both = clean_review(named=(naming(), naming("prof-x", outside=True)), finished=(finishing(), friend))
    assert [each.finished.body.reviewer for each in Review(both).recommended] == [PEER]
    later = draft(2)
    more = replace(
        both, published=(publishing(),), committed=(draft(), later), finished=(finishing(), finishing(later))
    )
    assert [each.finished.ref for each in Review(more).recommended] == [finishing().ref]
