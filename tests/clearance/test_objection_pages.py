"""The list of objections, and what the page of one offers to whom."""

from __future__ import annotations

from tests.site import AUTHOR, COAST, LAWYER, LEAD, NORTH, page, said, signed_in

LIST = "/cases/harbour/objections/"
OBJECT = "/cases/harbour/drafts/release/2/object/"
PLAIN = {"words": LEAD, "about": "accuracy", "severity": "grave", "text": "The number is not ours.", "outside": ""}


def raise_one() -> str:
    """Raise an objection of the north and return the address of its page."""
    return signed_in(NORTH).post(OBJECT, PLAIN).url


def test_the_list_holds_every_objection_with_its_words_and_how_it_ended(harbour):
    text = page(NORTH, LIST)
    assert "Objection O1" in text
    assert "Objection O2" in text
    assert "settled" in text


def test_open_objections_come_first(harbour):
    raise_one()
    text = page(COAST, LIST)
    assert text.index("Objection O3") < text.index("Objection O1")


def test_the_words_objected_to_carry_their_language(harbour):
    assert '<blockquote class="words" lang="en" dir="auto">' in page(COAST, raise_one())


def test_the_objector_may_dissent_before_anybody_answers(harbour):
    where = raise_one()
    assert "Note your dissent" in page(NORTH, where)
    assert signed_in(NORTH).post(f"{where}dissent/", {"text": "I would not print it."}).status_code == 302
    text = page(NORTH, where)
    assert "I would not print it." in text
    assert "Answer the objection" in page(LAWYER, where), "it stays open until it is answered"


def test_nobody_else_is_offered_to_dissent_on_it(harbour):
    assert "Note your dissent" not in page(COAST, raise_one())


def test_an_empty_dissent_is_sent_back(harbour):
    where = raise_one()
    assert signed_in(NORTH).post(f"{where}dissent/", {"text": "  "}).status_code == 409
    assert said("dissent.noted/1") == 1


def test_an_author_reads_why_they_may_not_answer(harbour):
    assert "centre-author is an author of release and may not answer objections to it." in page(AUTHOR, raise_one())


def test_a_refusal_is_told_in_the_readers_language(harbour):
    where = raise_one()
    form = {"outcome": "upheld", "reasons": "Because I say so."}
    french = {"accept-language": "fr"}
    answer = signed_in(AUTHOR).post(f"{where}answer/", form, headers=french)
    assert answer.status_code == 409
    assert "is an author of release" not in answer.content.decode()


def test_the_form_shows_the_sentence_that_it_was_opened_from(harbour):
    assert "The sentence lead" in page(NORTH, f"{OBJECT}?statement=lead")


def test_an_objection_that_nobody_raised_is_not_found(harbour):
    assert signed_in(NORTH).get(f"{LIST}O99/").status_code == 404


def test_an_outsider_is_led_to_the_sign_in_page(harbour):
    assert signed_in().get(LIST).url.startswith("/sign-in/")
