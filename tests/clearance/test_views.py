"""Acts by form: said once, refused with reasons, and nothing typed is lost."""

from __future__ import annotations

import pytest

from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, LEAD, NORTH, page, said, signed_in

OBJECT = "/cases/harbour/drafts/release/2/object/"
COUNTERSIGN = "/cases/harbour/drafts/release/2/countersign/"
PLAIN = {"words": LEAD, "about": "accuracy", "severity": "serious", "text": "The number is not ours.", "outside": ""}


def raise_one(person: str = NORTH, **changes: str) -> str:
    """Raise an objection and return the address of its page."""
    answer = signed_in(person).post(OBJECT, PLAIN | changes)
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def test_an_objection_stands_on_the_words_it_was_raised_to(harbour):
    where = raise_one()
    assert where == "/cases/harbour/objections/O3/"
    text = page(COAST, where)
    assert LEAD in text
    assert "The number is not ours." in text
    assert "Objection O3" in page(COAST, "/cases/harbour/drafts/release/2/")


def test_an_objection_closes_a_gate_until_it_is_answered_and_settled(harbour):
    where = raise_one()
    assert "Objection O3 by north-director is not answered." in page(COAST, "/cases/harbour/board/release/")
    signed_in(LAWYER).post(f"{where}answer/", {"outcome": "not-upheld", "reasons": "It is in the day book."})
    assert "has neither confirmed it nor noted dissent" in page(COAST, "/cases/harbour/board/release/")
    assert signed_in(NORTH).post(f"{where}close/").status_code == 302
    assert "Objection O3" not in page(COAST, "/cases/harbour/board/release/")


def test_a_dissent_settles_and_is_kept_word_for_word(harbour):
    where = raise_one()
    signed_in(LAWYER).post(f"{where}answer/", {"outcome": "not-upheld", "reasons": "It is in the day book."})
    signed_in(NORTH).post(f"{where}dissent/", {"text": "I still would not\nprint it."})
    text = page(COAST, where)
    assert "I still would not<br>print it." in text
    assert "settled" in text


def test_a_link_beside_a_statement_fills_in_its_words(harbour):
    assert LEAD in page(COAST, f"{OBJECT}?statement=lead")


@pytest.mark.parametrize("blanks", ["  ", "\r\n", "\n\n "])
def test_words_are_found_however_a_browser_breaks_their_lines(harbour, blanks):
    assert LEAD in page(COAST, raise_one(words=LEAD.replace(" ", blanks)))


@pytest.mark.parametrize("words", ["words that nobody wrote", "the"])
def test_words_that_stand_nowhere_or_everywhere_are_refused_beside_their_field(harbour, words):
    answer = signed_in(NORTH).post(OBJECT, PLAIN | {"words": words})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Copy them exactly" in text
    assert 'aria-invalid="true"' in text
    assert "The number is not ours." in text
    assert said("objection.raised/1") == 2


def test_an_objection_to_the_whole_needs_no_words(harbour):
    assert "To the draft as a whole." in page(COAST, raise_one(words=""))


def test_a_form_sent_twice_raises_one_objection(harbour):
    assert raise_one() == raise_one()
    assert said("objection.raised/1") == 3


def test_the_same_words_by_another_person_are_another_objection(harbour):
    assert raise_one(NORTH) != raise_one(LAWYER)


def test_an_empty_objection_is_sent_back_with_what_was_typed(harbour):
    answer = signed_in(NORTH).post(OBJECT, PLAIN | {"text": " ", "about": ""})
    assert answer.status_code == 409
    assert LEAD in answer.content.decode()
    assert said("objection.raised/1") == 2


def test_an_author_cannot_answer_and_reads_why(harbour):
    where = raise_one()
    assert "centre-author is an author of release" in page(AUTHOR, where)
    answer = signed_in(AUTHOR).post(f"{where}answer/", {"outcome": "not-upheld", "reasons": "Because I say so."})
    assert answer.status_code == 409
    assert "centre-author is an author of release" in answer.content.decode()
    assert said("objection.answered/1") == 2


def test_a_refused_answer_keeps_what_was_typed(harbour):
    where = raise_one()
    answer = signed_in(NORTH).post(f"{where}answer/", {"outcome": "upheld", "reasons": "I answer myself."})
    assert answer.status_code == 409
    assert "Nothing was changed." in answer.content.decode()
    assert "I answer myself." in answer.content.decode()


def test_nobody_but_the_objector_settles(harbour):
    where = raise_one()
    signed_in(LAWYER).post(f"{where}answer/", {"outcome": "upheld", "reasons": "It will be changed."})
    answer = signed_in(COAST).post(f"{where}close/")
    assert answer.status_code == 409
    assert "north-director raised objection O3; coast-director may not settle it." in answer.content.decode()
    assert "Confirm that it is settled" not in page(COAST, where)
    assert "Confirm that it is settled" in page(NORTH, where)


@pytest.mark.parametrize(
    ("act", "form"),
    [("answer", {"outcome": "upheld", "reasons": "It is so."}), ("dissent", {"text": "No."}), ("close", {})],
)
def test_a_form_sent_twice_says_its_act_once(harbour, act, form):
    where = raise_one()
    if act != "answer":
        signed_in(LAWYER).post(f"{where}answer/", {"outcome": "upheld", "reasons": "It is so."})
    person = LAWYER if act == "answer" else NORTH
    kind = {"answer": "objection.answered/1", "dissent": "dissent.noted/1", "close": "objection.closed/1"}[act]
    before = said(kind)
    assert [signed_in(person).post(f"{where}{act}/", form).status_code for _ in range(2)] == [302, 302]
    assert said(kind) == before + 1


@pytest.mark.parametrize("where", ["answer", "close", "dissent"])
def test_nothing_is_said_by_reading(harbour, where):
    got = signed_in(NORTH).get(f"/cases/harbour/objections/O1/{where}/")
    assert (got.status_code, got.url) == (302, "/cases/harbour/objections/O1/"), "the way back after signing in again"


def test_a_form_from_elsewhere_is_refused(harbour):
    from django.contrib.auth.models import User
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username=NORTH))
    answer = client.post(OBJECT, PLAIN)
    assert answer.status_code == 403
    assert "This form is out of date" in answer.content.decode()
    assert said("objection.raised/1") == 2


def test_a_countersignature_is_made_with_the_key_of_the_section(harbour):
    assert signed_in(COAST).post(COUNTERSIGN, {"read": "on"}).status_code == 302
    assert "coast, by coast-director" in page(AUTHOR, "/cases/harbour/drafts/release/2/")
    assert "coast has not countersigned" not in page(AUTHOR, "/cases/harbour/board/release/")


def test_a_countersignature_sent_twice_is_made_once(harbour):
    before = said("draft.countersigned/1")
    for _ in range(2):
        assert signed_in(COAST).post(COUNTERSIGN, {"read": "on"}).status_code == 302
    assert said("draft.countersigned/1") == before + 1


def test_nobody_countersigns_unread(harbour):
    answer = signed_in(COAST).post(COUNTERSIGN, {})
    assert answer.status_code == 409
    assert "Nothing was changed." in answer.content.decode()


def test_an_author_does_not_countersign(harbour):
    answer = signed_in(AUTHOR).post(COUNTERSIGN, {"read": "on"})
    assert answer.status_code == 409
    assert "centre-author is an author and may not countersign." in answer.content.decode()


def test_an_older_version_is_not_countersigned(harbour):
    answer = signed_in(COAST).post(COUNTERSIGN.replace("/2/", "/1/"), {"read": "on"})
    assert answer.status_code == 409
    assert "Version 1 of release is not the current one." in answer.content.decode()


def test_without_the_key_of_the_section_nothing_is_signed(harbour, settings, tmp_path):
    settings.ANSWERABLE_KEYS = tmp_path / "elsewhere"
    answer = signed_in(COAST).post(COUNTERSIGN, {"read": "on"})
    assert answer.status_code == 409
    assert "The key of your section cannot be used here" in answer.content.decode()


def test_a_release_is_refused_while_a_gate_is_closed(harbour):
    answer = signed_in(DIRECTOR).post("/cases/harbour/release/release/")
    assert answer.status_code == 409
    assert "coast has not countersigned version 2 of release." in answer.content.decode()
    assert said("output.released/1") == 0
