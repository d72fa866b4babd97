"""The clocks of a critique: a status for the release, in public when it is late, and promises."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from answerable.record.blocker import Refused
from answerable.releases.entries import StatusSet
from tests.critiques.taken import (
    LETTER,
    PROMISE,
    THANKS,
    codes,
    item,
    list_items,
    promise,
    receive,
    speak,
    state,
)
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER


def clocks():
    from answerable.critiques.clock import status_clocks

    return status_clocks(state(), "K1")


def set_status(status: str = "under-review"):
    release = state().echoes.release.released[-1]
    plain = {"output": "release", "released_ref": release.ref, "status": status, "reason": "A letter came."}
    return speak(StatusSet, plain)


def promised():
    from answerable.critiques.clock import promised as stands

    return stands(state(), "C1")


def judge(outcome: str = "kept", *, person: str = COAST, **changes):
    from answerable.critiques.entries import CommitmentJudged

    plain = {"commitment": "C1", "outcome": outcome, "address": "https://a.example/review", "proof": "It is there."}
    return speak(CommitmentJudged, plain | changes, person=person)


def restate(words: str = PROMISE, **changes):
    from answerable.critiques.entries import CommitmentRestated

    plain = {"commitment": "C1", "words": words, "language": "en", "said": date(2026, 3, 20), "where": "An interview"}
    return speak(CommitmentRestated, plain | changes)


def test_a_critique_that_nobody_has_listed_is_serious(received):
    (clock,) = clocks()
    assert (clock.output, clock.due, clock.overdue) == ("release", date(2026, 3, 23), False)


def test_thanks_alone_are_not_serious_however_many(received):
    list_items([item("i4", "thanks", THANKS)])
    assert clocks() == ()


def test_a_critique_of_the_conduct_at_large_asks_no_release_for_a_status(released):
    receive(outputs=[])
    assert clocks() == ()


def test_a_release_that_an_item_names_wants_a_status_too(released):
    receive(outputs=[])
    list_items([item("i1", "allegation", "it showed all thirty of them", output="release")])
    assert [clock.output for clock in clocks()] == ["release"]


def test_a_status_that_is_late_is_a_blocker_and_its_setting_stops_the_clock(released):
    from answerable.critiques.clock import status_due

    receive(received=date(2026, 3, 1))
    assert [blocker.code for blocker in status_due(state(), "release")] == ["status-overdue"]
    assert status_due(state(), "report") == ()
    set_status()
    assert status_due(state()) == ()
    assert clocks()[0].late


def test_a_status_from_before_the_critique_does_not_count(released):
    from answerable.critiques.clock import status_clocks

    set_status()
    receive(received=date(2026, 3, 21), outputs=["release"])
    assert status_clocks(state(), "K1")[0].set_on is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"due": date(2026, 3, 17)}, "due-before-made"),
        ({"start": None}, "promise-unanchored"),
        ({"items": ["i9"]}, "item-unknown"),
        ({"reply": "R9"}, "reply-unknown"),
        ({"reply": ""}, "commitment-of-nothing"),
        ({"review": "V1"}, "commitment-of-nothing"),
        ({"review": "V1", "reply": ""}, "commitment-of-nothing"),
        ({"owner": COAST}, "owner-unknown"),
        ({"section": "coast", "owner": COAST}, "not-own-section"),
    ],
)
def test_a_promise_has_words_an_owner_and_a_day_to_come(replied, changes, code):
    with pytest.raises(Refused) as refused:
        promise(**changes)
    assert code in codes(refused)


def test_a_promise_that_is_recorded_late_is_late_at_once(replied):
    promise(due=date(2026, 3, 19))
    assert promised().outcome == "overdue"


def test_a_promise_may_follow_from_a_recommendation_of_a_review(released):
    plain = {"critique": "", "reply": "", "items": [], "start": None, "end": None}
    assert promise(**plain, review="V1", recommendation="Q1")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person": AUTHOR}, "judged-by-owner"),
        ({"person": DIRECTOR}, "judged-by-owner"),
        ({"address": ""}, "kept-without-evidence"),
        ({"outcome": "partly", "address": ""}, "kept-without-evidence"),
        ({"evidence": ["E99"]}, "evidence-unknown"),
        ({"commitment": "C9"}, "commitment-unknown"),
    ],
)
def test_neither_owner_nor_recorder_says_that_a_promise_was_kept(replied, changes, code):
    promise()
    with pytest.raises(Refused) as refused:
        judge(**changes)
    assert codes(refused) == [code]


def test_a_promise_is_kept_by_evidence_and_broken_without(replied):
    promise()
    assert promised().outcome == "open"
    judge("broken", person=LAWYER, address="")
    assert promised().outcome == "broken"
    judge(evidence=["E1"], address="")
    assert promised().outcome == "kept"


def test_a_promise_said_again_keeps_its_first_words_and_its_day(replied):
    promise()
    restate("We may commission an internal review.", due=date(2026, 12, 31), shifts=[])
    stood = promised()
    assert stood.made.body.due == date(2026, 6, 30)
    assert stood.softened
    with pytest.raises(Refused) as refused:
        promise(words=LETTER)
    assert codes(refused) == ["commitment-twice"]


@pytest.mark.parametrize("days", [-30, 3])
def test_a_promise_is_not_said_again_before_it_was_made_nor_in_days_to_come(replied, days):
    promise()
    with pytest.raises(Refused) as refused:
        restate(said=date(2026, 3, 20) + timedelta(days=days))
    assert codes(refused) == ["restated-misdated"]
