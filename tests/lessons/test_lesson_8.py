"""Lesson 8: people without an account consent or object, through a link of their own, and nobody does it for them."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256

import pytest
from django.test import Client

from answerable.clearance.entries import GuestAnswered, GuestAsked, GuestRevoked, GuestWithdrew, ObjectionClosed
from answerable.clearance.models import GuestAnswered as Answers
from answerable.record.facts import read
from answerable.record.models import EntryRow
from answerable.vault.store import store, text_of
from tests.clearance.authoring.desk import LEAD_NOW, TEXT, keep, rows
from tests.lessons.attempts import closed, codes, in_folder, in_log, moment_of, of_version, state, tell
from tests.site import AUTHOR, COAST, LAWYER, NORTH, PERSONS, page, said, signed_in

TOKEN = "a-token-that-only-the-guest-holds"
WHOLE = TEXT.index(LEAD_NOW)


def ask(person: str = COAST, **changes: object) -> str:
    """Ask a guest whether the lead may be published; return the address of their page."""
    plain = {
        "guest": "G1",
        "who": "The crane operator",
        "capacity": "rights-holder",
        "purpose": "consent",
        "start": WHOLE,
        "end": WHOLE + len(LEAD_NOW),
        "question": "May we print this?",
        "language": "en",
        "token_sha256": sha256(str(changes.pop("token", TOKEN)).encode()).hexdigest(),
        "expires": moment_of("harbour") + timedelta(days=14),
        **of_version(),
    }
    tell(GuestAsked, plain | changes, person)
    return f"/g/{TOKEN}/"


def send(address: str, **fields: str):
    """Send the guest's form, from a browser that keeps nothing and runs nothing."""
    return Client(enforce_csrf_checks=True).post(address, {"act": "answer", "text": "", **fields})


def test_a_guest_reads_the_words_and_the_question_without_account_cookie_or_script(harbour):
    browser = Client()
    answer = browser.get(ask())
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "May we print this?" in text
    assert "did not show two labour inspectors" in re.sub(r"<[^>]+>", "", text)
    assert dict(browser.cookies) == {}
    assert "<script" not in text.partition("<main")[2]


def test_a_guest_agrees_and_it_counts_for_these_words(harbour):
    address = ask()
    assert "guest-consent-missing" in closed()
    assert send(address, answer="agrees").status_code == 302
    assert not {code for code in closed() if code.startswith("guest-")}


def test_a_guest_who_does_not_agree_stops_the_words_and_objects(harbour):
    before = said("objection.raised/1")
    assert send(ask(), answer="objects", text="My son still works there.").status_code == 302
    assert {"guest-consent-refused", "objection-not-answered"} <= closed()
    assert said("objection.raised/1") == before + 1
    assert text_of(state().objections[-1].body.text) == "My son still works there."


def test_what_a_guest_says_is_not_in_the_log(harbour):
    send(ask(), answer="objects", text="My son still works there.")
    assert not [
        row.ref for row in EntryRow.objects.all() if b"My son" in bytes(row.raw) or TOKEN.encode() in bytes(row.raw)
    ]


def test_a_guest_answers_once(harbour):
    address = ask()
    assert send(address, answer="agrees").status_code == 302
    assert send(address, answer="objects", text="No, wait.").status_code in {409, 410}
    assert [fact.body.answer for fact in read(Answers, case="harbour")] == ["agrees"]


def test_reading_the_page_says_nothing(harbour):
    address, before = ask(), EntryRow.objects.count()
    for ask_by in ("get", "head"):
        getattr(Client(), ask_by)(address, {"answer": "agrees", "act": "answer"})
    assert EntryRow.objects.count() == before


def test_a_token_that_was_never_made_opens_nothing(harbour):
    ask()
    for guess in ("never-made", TOKEN.upper(), f"{TOKEN}x", TOKEN[:-1]):
        assert Client().get(f"/g/{guess}/").status_code == 404
        assert send(f"/g/{guess}/", answer="agrees").status_code == 404


def test_the_digest_that_the_record_keeps_opens_nothing(harbour):
    ask()
    kept = state().guests[-1].body.token_sha256
    assert Client().get(f"/g/{kept}/").status_code == 404


def test_a_link_that_was_revoked_or_ran_out_takes_no_answer(harbour):
    address = ask()
    assert in_log(GuestRevoked(guest="G1", reason=store("A wrong number.")), COAST) == set()
    assert Client().get(address).status_code == 410
    assert send(address, answer="agrees").status_code == 410
    assert read(Answers, case="harbour") == ()


def test_a_form_cannot_say_who_answers_or_about_what(harbour):
    address, before = ask(), said("objection.closed/1")
    sent = {"guest": "G9", "purpose": "settle", "objection": "O1", "output": "report", "draft_ref": "0" * 64}
    assert send(address, answer="agrees", **sent).status_code == 302
    (answer,) = read(Answers, case="harbour")
    assert (answer.actor, answer.body.guest, answer.origin) == ("G1", "G1", "harbour.example/coast")
    assert said("objection.closed/1") == before


def test_an_answer_that_is_not_offered_is_refused(harbour):
    address = ask()
    assert send(address, answer="consents-to-everything").status_code == 409
    assert send(address, answer="objects", text=" ").status_code == 409
    assert read(Answers, case="harbour") == ()


@pytest.mark.parametrize("person", [AUTHOR, LAWYER, COAST, NORTH])
def test_nobody_answers_for_a_guest_in_their_own_name(harbour, person):
    ask()
    body = GuestAnswered(guest="G1", answer="agrees")
    assert in_log(body, person, log="harbour.example/coast") == {"answered-by-another"}
    assert in_log(GuestWithdrew(guest="G1"), person, log="harbour.example/coast") != set()


@pytest.mark.parametrize("section", ["centre", "north"])
def test_no_other_section_answers_for_a_guest(harbour, section):
    ask()
    body = GuestAnswered(guest="G1", answer="agrees")
    assert in_log(body, "G1", log=f"harbour.example/{section}") == {"guest-unknown"}


def test_no_other_section_closes_the_link(harbour):
    ask()
    body = GuestRevoked(guest="G1", reason=store("It is in our way."))
    assert in_log(body, AUTHOR) == {"link-of-another-section"}


def test_a_folder_does_not_answer_for_a_guest(harbour, tmp_path):
    ask_toml = f"""
[[guest.asked]]
by = "coast-director"
at = 2026-03-17T09:00:00Z
guest = "G1"
who = "The crane operator"
capacity = "rights-holder"
purpose = "consent"
output = "release"
version = 2
question = "May we print this?"
language = "en"
token_sha256 = "{"1" * 64}"
expires = 2026-03-25T09:00:00Z

[[guest.answered]]
by = "coast-director"
at = 2026-03-17T10:00:00Z
guest = "G1"
answer = "agrees"
"""
    assert codes(in_folder(tmp_path, "consultation.toml", ask_toml)) == {"answered-by-another"}


def test_a_guest_is_nobody_who_has_joined(harbour):
    for person in PERSONS:
        with pytest.raises(Exception, match="has joined"):
            ask(guest=person)


def test_two_guests_share_no_link(harbour):
    ask()
    with pytest.raises(Exception, match="was used before"):
        ask(guest="G2")


def test_a_guest_settles_only_through_a_link_that_asks_for_it(harbour):
    send(ask(), answer="objects", text="My son still works there.")
    name = state().objections[-1].body.objection
    assert "not-the-objector" in in_log(ObjectionClosed(objection=name), "G1", log="harbour.example/coast")
    assert "not-the-objector" in in_log(ObjectionClosed(objection=name), COAST)


def test_consent_holds_for_the_words_it_was_given_to(harbour):
    send(ask(), answer="agrees")
    assert keep(text=TEXT.replace("did not show", "refused to show")).status_code == 302
    mark = "/cases/harbour/drafts/release/3/mark/"
    signed_in(AUTHOR).post(mark, rows(page(AUTHOR, mark)) | {"do": "mark"})
    assert "guest-consent-stale" in closed()


def test_consent_that_was_taken_back_is_none(harbour):
    address = ask()
    send(address, answer="agrees")
    assert send(address, act="withdraw").status_code == 302
    assert "guest-consent-withdrawn" in closed()


def test_a_guests_page_leads_no_further(harbour):
    text = Client().get(ask()).content.decode()
    assert "/cases/harbour" not in text
    for hidden in ("coast-director", "centre-author", "harbour.example"):
        assert hidden not in text


def test_a_guests_page_is_kept_by_nobody_and_tells_no_other_site(harbour):
    headers = Client().get(ask()).headers
    assert "no-store" in headers["Cache-Control"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
