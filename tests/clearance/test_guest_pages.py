"""Links for people outside: one question about exact words, once, and every word of the answer can be taken back."""

from __future__ import annotations

import re
from datetime import timedelta

import msgspec
import pytest
from django.apps import apps
from django.test import Client

from answerable.vault.models import Leaving
from answerable.vault.sealing import Sealed
from tests.site import AUTHOR, COAST, LAWYER, LEAD, NORTH, page, said, signed_in

ASK = "/cases/harbour/drafts/release/2/ask/"
PLAIN = {
    "who": "Mira, who works on the second pier; by telephone",
    "capacity": "rights-holder",
    "purpose": "consent",
    "objection": "",
    "words": LEAD,
    "question": "May we print these words?",
    "language": "en",
    "days": "14",
}
OBJECTS = {"answer": "objects", "text": "They would know that it was me."}
AGREES = {"answer": "agrees", "text": "Yes, print it as it stands."}


def ask(person: str = COAST, **changes: str) -> str:
    """Make a link and return its path."""
    answer = signed_in(person).post(ASK, PLAIN | changes)
    assert answer.status_code == 200, answer.content.decode()
    found = re.search(r"http://testserver(/g/[\w-]+/)", answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def opened(link: str, status: int = 200) -> str:
    """Return the page behind a link, as somebody who never was here finds it."""
    answer = Client().get(link)
    assert answer.status_code == status, answer.status_code
    return answer.content.decode()


def tell(link: str, form: dict[str, str], status: int = 302) -> str:
    """Send an answer through a link, and return what comes back."""
    answer = Client().post(link, form)
    assert answer.status_code == status, answer.content.decode()
    return answer.content.decode()


def run_out() -> str:
    """Return a link that was asked through some days ago, and has run out since."""
    from answerable.clearance.answering import digest_of, new_token
    from answerable.clearance.entries import GuestAsked
    from answerable.vault.sealing import say

    ask()
    asked, token = _asked()[0], new_token()
    plain = msgspec.structs.asdict(asked.body) | {
        "guest": "G9",
        "who": Sealed(asked.body.who),
        "question": Sealed(asked.body.question),
        "token_sha256": digest_of(token),
        "expires": asked.at,
    }
    before = asked.at - timedelta(days=3)
    say(GuestAsked, plain, origin=asked.origin, actor=COAST, at=before, case="harbour")
    return f"/g/{token}/"


def answered_in_time(link: str) -> None:
    """Have the guest object through a link that has run out since."""
    from answerable.clearance.answering import answer, link_of

    found = link_of(link.split("/")[2])
    assert found is not None
    at = found.asked.at + timedelta(days=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("answerable.clearance.answering.moment_of", lambda _case: at)
        answer(found, OBJECTS | {"alarm": ""})


def everywhere(words: str) -> list[str]:
    """Return the tables in which words stand, in any column, but that of what leaves: here no transaction ends."""
    models = [model for model in apps.get_models() if model._meta.managed and model is not Leaving]
    return [m._meta.db_table for m in models if any(words in repr(row) for row in m.objects.values_list())]


def test_a_link_is_shown_once_and_only_its_digest_is_kept(harbour):
    token = ask().split("/")[2]
    assert everywhere(token) == []
    assert token not in page(COAST, "/cases/harbour/guests/")


def test_the_page_with_the_link_is_kept_by_no_cache(harbour):
    answer = signed_in(COAST).post(ASK, PLAIN)
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_the_same_question_sent_twice_makes_one_link(harbour):
    ask()
    answer = signed_in(COAST).post(ASK, PLAIN)
    assert answer.status_code == 409
    assert "close G1 first" in answer.content.decode()
    assert said("guest.asked/1") == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("words", "words that nobody wrote"),
        ("words", "the"),
        ("days", "0"),
        ("days", "61"),
        ("purpose", "settle"),
        ("language", "xx"),
        ("question", " "),
        ("objection", "O1"),
    ],
)
def test_a_question_that_is_wrong_is_sent_back_with_what_was_typed(harbour, field, value):
    answer = signed_in(COAST).post(ASK, PLAIN | {field: value})
    assert answer.status_code == 409
    assert "who works on the second pier" in answer.content.decode()
    assert said("guest.asked/1") == 0


def test_an_old_version_is_asked_about_by_nobody(harbour):
    answer = signed_in(COAST).post(ASK.replace("/2/", "/1/"), PLAIN | {"words": ""})
    assert answer.status_code == 409
    assert "is not the current one" in answer.content.decode()


@pytest.mark.parametrize("where", [ASK, "/cases/harbour/guests/"])
def test_who_has_joined_no_section_asks_nobody(harbour, where):
    assert signed_in("stranger").get(where).status_code == 404
    assert signed_in().get(where).status_code == 302


def test_a_statement_named_in_the_address_fills_in_its_words(harbour):
    assert LEAD in page(AUTHOR, f"{ASK}?statement=lead")


def test_a_guest_reads_the_question_and_the_words_with_what_stands_around_them(harbour):
    text = opened(ask())
    assert "May we print these words?" in text
    assert "12 of the 30 accident records" in text
    assert '<mark class="flagged">' in text
    assert 'lang="en" dir="auto"' in text


def test_a_guests_page_is_found_kept_and_told_on_by_nobody(harbour):
    headers = Client().get(ask()).headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]


def test_a_guests_page_sets_no_cookie_and_runs_no_script(harbour):
    client, link = Client(), ask()
    text = client.get(link).content.decode()
    client.post(link, AGREES)
    assert not client.cookies
    assert "<script" not in text


def test_a_guest_reads_the_page_in_their_language(harbour):
    text = opened(ask(language="ar"))
    assert '<html lang="ar" dir="rtl">' in text
    assert "May we print these words?" in text


@pytest.mark.parametrize(("told", "kind"), [("agrees", None), ("comments", None), ("objects", "objection.raised/1")])
def test_an_answer_is_said_under_the_guests_name_by_the_section_that_asked(harbour, told, kind):
    before = said(kind) if kind else 0
    tell(ask(), {"answer": told, "text": "In my own words."})
    assert said("guest.answered/1") == 1
    assert not kind or said(kind) == before + 1
    assert "In my own words." in page(COAST, "/cases/harbour/guests/")


def test_agreeing_needs_no_words(harbour):
    tell(ask(), {"answer": "agrees", "text": ""})
    assert said("guest.answered/1") == 1


@pytest.mark.parametrize("form", [{"answer": "objects"}, {"answer": "agrees", "alarm": "on"}, {"answer": "yes"}, {}])
def test_an_answer_that_lacks_something_is_sent_back_and_nothing_is_said(harbour, form):
    text = tell(ask(), form, 409)
    assert "Nothing was changed." in text
    assert said("guest.answered/1") == 0


def test_a_guests_objection_closes_the_gate_and_names_the_capacity(harbour):
    link = ask()
    tell(link, OBJECTS)
    assert "Objection O3 by G1 is not answered." in page(COAST, "/cases/harbour/board/release/")
    assert "rights-holder" in page(COAST, "/cases/harbour/objections/O3/")
    assert "Your objection stands" in opened(link)


def test_an_objection_stands_on_the_words_of_the_link_whatever_else_is_sent(harbour):
    from answerable.clearance.models import ObjectionRaised
    from answerable.record.facts import read

    tell(ask(), OBJECTS | {"start": "0", "end": "3", "words": "other words", "draft_ref": "0" * 64, "output": "report"})
    raised = read(ObjectionRaised, case="harbour")[-1].body
    asked = next(fact.body for fact in _asked())
    assert (raised.output, raised.draft_ref, raised.start, raised.end) == (
        "release",
        asked.draft_ref,
        asked.start,
        asked.end,
    )


def _asked():
    from answerable.clearance.models import GuestAsked
    from answerable.record.facts import read

    return read(GuestAsked, case="harbour")


def test_a_guests_alarm_stops_the_release_with_the_answer(harbour):
    tell(ask(), OBJECTS | {"alarm": "on"})
    assert said("alarm.raised/1") == 1
    assert "puts people in harm" in page(COAST, "/cases/harbour/board/release/")


def test_after_answering_the_link_shows_what_was_said_and_asks_no_more(harbour):
    link = ask()
    tell(link, AGREES)
    text = opened(link)
    assert "Yes, print it as it stands." in text
    assert "Send your answer" not in text
    assert "Take back what I said" in text


def test_an_answer_sent_twice_is_said_once(harbour):
    link = ask()
    tell(link, AGREES)
    tell(link, AGREES)
    assert said("guest.answered/1") == 1


def test_another_answer_through_a_used_link_is_not_kept(harbour):
    link = ask()
    tell(link, AGREES)
    assert "What you just sent was not kept." in tell(link, OBJECTS, 410)
    assert said("guest.answered/1") == 1
    assert everywhere("They would know that it was me.") == []


def test_taking_back_erases_the_words_everywhere(harbour):
    link = ask()
    tell(link, OBJECTS | {"alarm": "on"})
    assert everywhere("They would know that it was me.") != []
    tell(link, {"act": "withdraw"})
    assert everywhere("They would know that it was me.") == []
    assert "You took it back." in opened(link)


def test_taking_back_leaves_the_name_unless_that_is_asked_for_too(harbour):
    link = ask()
    tell(link, AGREES)
    tell(link, {"act": "withdraw"})
    assert everywhere("who works on the second pier") != []


def test_taking_back_erases_who_they_are_where_they_ask_for_it(harbour):
    link = ask()
    tell(link, AGREES)
    tell(link, {"act": "withdraw", "name_too": "on"})
    assert everywhere("who works on the second pier") == []
    assert "they took it back" in page(COAST, "/cases/harbour/guests/").lower()


def test_an_objection_that_was_taken_back_holds_nothing_up(harbour):
    link = ask()
    tell(link, OBJECTS)
    tell(link, {"act": "withdraw"})
    assert "Objection O3" not in page(COAST, "/cases/harbour/board/release/")
    assert "Your objection" not in opened(link)


def test_nothing_is_taken_back_before_it_was_said_or_twice(harbour):
    link = ask()
    tell(link, {"act": "withdraw"}, 409)
    tell(link, AGREES)
    tell(link, {"act": "withdraw"})
    tell(link, {"act": "withdraw"}, 409)
    assert said("guest.withdrew/1") == 1


def test_a_link_that_ran_out_is_closed(harbour):
    link = run_out()
    assert "There is nothing behind this address" in opened(link, 410)
    tell(link, AGREES, 410)
    assert said("guest.answered/1") == 0


def test_an_answer_can_be_taken_back_after_the_link_ran_out(harbour):
    link = run_out()
    answered_in_time(link)
    assert "Take back what I said" in opened(link)
    tell(link, {"act": "withdraw"})
    opened(link, 410)
    assert everywhere("They would know that it was me.") == []


def test_a_link_that_was_closed_serves_no_more(harbour):
    link = ask()
    closed = signed_in(COAST).post("/cases/harbour/guests/", {"act": "revoke", "guest": "G1", "reason": "Sent astray."})
    assert closed.status_code == 302
    opened(link, 410)
    tell(link, AGREES, 410)
    assert said("guest.answered/1") == 0
    assert "closed unused" in page(COAST, "/cases/harbour/guests/")


def test_only_the_section_that_asked_closes_a_link(harbour):
    link = ask()
    form = {"act": "revoke", "guest": "G1", "reason": "Not yours to ask."}
    answer = signed_in(NORTH).post("/cases/harbour/guests/", form)
    assert answer.status_code == 409
    assert "Not yours to ask." in answer.content.decode()
    opened(link)
    assert "Close this link" not in page(NORTH, "/cases/harbour/guests/")


def test_only_the_section_that_asked_reads_who_it_is(harbour):
    ask()
    assert "who works on the second pier" in page(COAST, "/cases/harbour/guests/")
    assert "who works on the second pier" not in page(NORTH, "/cases/harbour/guests/")


def test_a_link_is_closed_without_a_reason_by_nobody(harbour):
    ask()
    assert signed_in(COAST).post("/cases/harbour/guests/", {"act": "revoke", "guest": "G1"}).status_code == 409
    assert said("guest.revoked/1") == 0


@pytest.mark.parametrize("token", ["x", "A" * 43, "1" * 64])
def test_an_address_that_never_was_leads_nowhere(harbour, token):
    text = opened(f"/g/{token}/", 404)
    assert "There is nothing behind this address" in text
    assert Client().post(f"/g/{token}/", AGREES).status_code == 404


def test_one_guests_link_neither_shows_nor_takes_back_what_another_said(harbour):
    first = ask()
    second = ask(question="And what do you say?", who="Ivo, of the union")
    tell(first, AGREES)
    assert "Yes, print it as it stands." not in opened(second)
    tell(second, {"act": "withdraw"}, 409)
    assert "Yes, print it as it stands." in opened(first)


def settled_link(link: str) -> str:
    """Object through a link, answer the objection, and return a link that asks whether that settles it."""
    tell(link, OBJECTS)
    signed_in(LAWYER).post("/cases/harbour/objections/O3/answer/", {"outcome": "upheld", "reasons": "It goes out."})
    return ask(purpose="settle", objection="O3", question="Does that settle it?")


def test_a_guest_reads_the_answer_to_their_objection_and_confirms(harbour):
    link = settled_link(ask())
    text = opened(link)
    assert "They would know that it was me." in text
    assert "It goes out." in text
    tell(link, {"answer": "agrees", "text": ""})
    assert "Objection O3" not in page(COAST, "/cases/harbour/board/release/")
    assert said("objection.closed/1") == 2


def test_a_guest_whom_the_answer_does_not_satisfy_dissents_in_their_own_words(harbour):
    link = settled_link(ask())
    before = said("dissent.noted/1")
    tell(link, {"answer": "objects", "text": "It is still me whom they would find."})
    assert said("dissent.noted/1") == before + 1
    assert "It is still me whom they would find." in page(COAST, "/cases/harbour/objections/O3/")


def test_an_author_does_not_ask_whether_an_objection_to_their_words_is_settled(harbour):
    tell(ask(AUTHOR, purpose="check"), OBJECTS)
    signed_in(LAWYER).post("/cases/harbour/objections/O3/answer/", {"outcome": "upheld", "reasons": "It goes out."})
    answer = signed_in(AUTHOR).post(ASK, PLAIN | {"purpose": "settle", "objection": "O3"})
    assert answer.status_code == 409
    assert "may not ask whether its objection is settled" in answer.content.decode()


def test_words_beyond_the_end_of_the_text_are_answered_by_nobody(harbour, monkeypatch):
    from answerable.clearance.views import guest

    link = ask()
    monkeypatch.setattr(guest, "shown", lambda _commitment: "A text that ends before them.")
    assert "These words are not here any more." in opened(link)
    tell(link, AGREES, 410)
    assert said("guest.answered/1") == 0
