"""What waits for whom because of a critique or a promise."""

from __future__ import annotations

from datetime import date

from tests.critiques.taken import answer, items, list_items, promise, receive, reply, speak, state
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, page


def kinds(person: str) -> list[str]:
    from answerable.critiques.waiting import waiting_for

    return [each.kind for each in waiting_for(state(), person)]


def test_a_critique_that_nobody_listed_waits_for_its_section_and_a_status_for_the_approver(received):
    assert kinds(DIRECTOR) == ["list-critique", "set-status"]
    assert kinds(AUTHOR) == ["list-critique"]
    assert kinds(COAST) == kinds("stranger") == []


def test_items_wait_for_whoever_has_them(released):
    from answerable.critiques.entries import ItemHanded

    receive()
    list_items(items(i2={"able": "coast"}))
    speak(ItemHanded, {"critique": "K1", "item": "i2", "to": "coast", "reason": "They can."})
    assert kinds(COAST) == ["take-item"]
    assert kinds(AUTHOR) == ["answer-critique"]


def test_an_answer_waits_for_somebody_who_did_not_give_it(replied):
    answer("i3")
    assert "close-item" in kinds(LAWYER)
    assert "close-item" not in kinds(AUTHOR)


def test_a_promise_waits_for_its_owner_and_when_it_is_late_for_somebody_else(replied):
    promise()
    assert "keep-commitment" in kinds(AUTHOR)
    assert "judge-commitment" not in kinds(LAWYER)


def test_a_promise_that_is_late_is_to_be_judged_by_somebody_else(listed):
    reply()
    promise(due=date(2026, 3, 19))
    assert "judge-commitment" in kinds(LAWYER)
    assert "judge-commitment" not in [*kinds(AUTHOR), *kinds(DIRECTOR), *kinds(COAST)]


def test_what_waits_stands_on_the_page_of_whoever_it_waits_for(received):
    assert "/cases/harbour/critiques/K1/list/" in page(AUTHOR, "/waiting/")
