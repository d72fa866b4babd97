"""How an item stands: open, answered, closed, reopened or overdue, and what moves it from one to the other."""

from __future__ import annotations

from datetime import date

from tests.critiques.taken import QUESTION, answer, close, item, items, list_items, receive, reopen, stands
from tests.site import COAST, NORTH


def test_an_item_is_open_until_the_policys_days_have_passed(listed):
    assert (stands("i3").state, stands("i3").due) == ("open", date(2026, 4, 15))


def test_an_item_is_overdue_after_them(released):
    receive(received=date(2026, 2, 10))
    list_items()
    assert (stands("i3").state, stands("i3").due) == ("overdue", date(2026, 3, 12))


def test_thanks_want_no_answer(listed):
    assert stands("i4").settled


def test_silence_on_record_leaves_an_item_open(replied):
    answer("i3", "silent", "")
    assert stands("i3").state == "open"
    assert stands("i3").answer.body.state == "silent"


def test_an_answer_is_not_a_closing(answered):
    assert stands("i3").state == "answered"


def test_a_later_answer_begins_anew(answered):
    close("i3", answered.ref)
    answer("i3", "partly")
    assert stands("i3").state == "answered"


def test_what_was_closed_and_reopened_is_due_from_the_day_of_its_reopening(answered):
    close("i3", answered.ref)
    reopen("i3", answered.ref, person=NORTH)
    assert (stands("i3").state, stands("i3").due) == ("reopened", date(2026, 4, 19))


def test_an_item_that_is_listed_otherwise_wants_another_answer(answered):
    close("i3", answered.ref)
    list_items(items(i3={"kind": "allegation"}), person=COAST)
    assert (stands("i3").state, stands("i3").listed_otherwise) == ("reopened", True)


def test_an_item_that_is_listed_as_it_was_keeps_its_answer(answered):
    close("i3", answered.ref)
    list_items([*items(), item("i5", "grievance", "The port council of Selsund")], person=COAST)
    assert stands("i3").state == "closed"


def test_what_an_earlier_list_said_stays(listed):
    from answerable.critiques.reading import critique_of
    from tests.critiques.taken import state

    list_items(items(i3={"kind": "allegation"})[:3], person=COAST, reason="Thanks are no item.")
    found = critique_of(state(), "K1")
    assert found is not None
    assert [each.item.kind for each in found.items[2].earlier] == ["question"]
    assert [(each.item.item, each.by.actor) for each in found.taken_out] == [("i4", COAST)]


def test_what_is_put_to_a_body_that_cannot_meet_it_is_shown(received):
    from answerable.critiques.reading import critique_of
    from tests.critiques.taken import state

    found = items(i2={"able": "coast"})
    list_items([*found[:2], item("i3", "question", QUESTION)])
    about = critique_of(state(), "K1").item("i2")
    assert (about.asked_of_others, about.to_hand, about.holder) == (True, True, "centre")
