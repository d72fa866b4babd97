"""What is said by a form made from its entry: hand-overs, facts and promises."""

from __future__ import annotations

from datetime import date

from tests.critiques.taken import PROMISE, REPLY, promise, state
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, page, signed_in


def address(table: str, **query: str) -> str:
    from django.urls import reverse

    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{reverse('act', args=['harbour', table])}?{asked}"


def test_an_item_is_handed_over_and_taken_from_its_page(listed):
    here = address("item.handed", critique="K1", item="i2", to="coast")
    got = signed_in(DIRECTOR).post(here, {"reason": "They know the harbour."})
    assert got.status_code == 302, got.content.decode()
    assert "has not taken it over yet" in page(AUTHOR, "/cases/harbour/critiques/K1/")
    got = signed_in(COAST).post(address("item.taken", critique="K1", item="i2"), {})
    assert got.status_code == 302
    assert "the part of coast now" in page(AUTHOR, "/cases/harbour/critiques/K1/")


def test_a_fact_is_judged_from_its_item(listed):
    here = address("fact.judged", critique="K1", item="i1")
    told = {"judgement": "disputed", "evidence": ["E1"], "text": "Twelve were not shown."}
    assert signed_in(LAWYER).post(here, told).status_code == 302
    assert "Twelve were not shown." in page(COAST, "/cases/harbour/critiques/K1/")
    assert signed_in(AUTHOR).post(here, told).status_code == 409


def test_a_promise_starts_with_the_words_that_the_engine_found_and_is_anchored_in_them(replied):
    start = REPLY.index(PROMISE)
    here = address("commitment.made", critique="K1", reply="R1", at=f"{start}-{start + len(PROMISE)}", of="i1")
    assert PROMISE in page(DIRECTOR, here)
    told = {
        "commitment": "C1",
        "items": ["i1"],
        "words": PROMISE,
        "owner": AUTHOR,
        "due": "2026-06-30",
        "proof": "A report by somebody from outside.",
    }
    got = signed_in(DIRECTOR).post(here, told)
    assert got.status_code == 302, got.content.decode()
    (fact,) = state().made
    assert REPLY[fact.body.start : fact.body.end] == PROMISE


def test_words_that_are_not_in_the_reply_are_no_promise(replied):
    here = address("commitment.made", critique="K1", reply="R1")
    told = {"commitment": "C1", "words": "We will resign.", "owner": AUTHOR, "due": "2026-06-30", "proof": "x"}
    assert signed_in(DIRECTOR).post(here, told).status_code == 409
    assert state().made == ()


def test_a_softened_restatement_is_shown_as_a_shift(replied):
    promise()
    here = address("commitment.restated", commitment="C1")
    told = {
        "words": "We may perhaps look at some parts of the count.",
        "language": "en",
        "said": "2026-03-20",
        "where": "An interview",
        "due": "2026-12-31",
    }
    got = signed_in(DIRECTOR).post(here, told)
    assert got.status_code == 302, got.content.decode()
    (fact,) = state().restated
    assert fact.body.shifts
    text = page(COAST, "/cases/harbour/commitments/")
    assert "△" in text
    assert "the first day stands" in text


def test_a_promise_is_judged_by_somebody_else(replied):
    promise(due=date(2026, 3, 20))
    here = address("commitment.judged", commitment="C1")
    told = {"outcome": "broken", "proof": "Nothing was published."}
    assert signed_in(AUTHOR).post(here, told).status_code == 409
    assert signed_in(COAST).post(here, told).status_code == 302
    assert "broken" in page(COAST, "/cases/harbour/commitments/")


def test_judged_facts_stand_on_the_page_of_the_case(listed):
    told = {"judgement": "accepted", "text": "All thirty were shown."}
    signed_in(LAWYER).post(address("fact.judged", critique="K1", item="i1"), told)
    assert "All thirty were shown." in page(COAST, "/cases/harbour/critiques/")
