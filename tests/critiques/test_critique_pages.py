"""The pages of critiques, visited as author, as countersigner of another section, and as outsider."""

from __future__ import annotations

import io

import pytest
from django.test import Client

from tests.critiques.taken import (
    ALLEGATION,
    CAME,
    COUNTED,
    LETTER,
    PROMISE,
    QUESTION,
    REPLY,
    answer,
    close,
    list_items,
    list_ref,
    promise,
    receive,
    reopen,
    stands,
    state,
)
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, page, said, signed_in

ALL = "/cases/harbour/critiques/"
ONE = f"{ALL}K1/"
TAKE_IN = "/cases/harbour/take-in/"
TYPED = {
    "text": LETTER,
    "form": "letter",
    "who": "Ines Marlow, port council",
    "language": "",
    "received": CAME.isoformat(),
    "address": "",
    "outputs": ["release"],
    "do": "keep",
}


def row(number: int, **changes: str) -> dict[str, str]:
    """Return one row of the list as a page sends it."""
    plain = {"keep": "on", "kind": "allegation", "words": ALLEGATION, "item": "", "start": "", "end": ""}
    rest = {"addressee": "", "able": "", "output": "", "statements": "", "proposed": ""}
    return {f"{name}-{number}": value for name, value in (plain | rest | changes).items()}


def rows_of(person: str, address: str) -> dict[str, str]:
    """Return what the form on a page would send as it stands."""
    form = signed_in(person).get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {
        name: "on" if value is True else str(value) for name, value in values.items() if value not in (None, "", False)
    }


@pytest.mark.parametrize(
    "address", [ALL, ONE, f"{ONE}list/", f"{ONE}items/i2/", f"{ONE}replies/R1/", f"{ONE}reply/", f"{ONE}critic/",
                "/cases/harbour/commitments/", TAKE_IN]
)  # fmt: skip
def test_insiders_find_every_page_and_an_outsider_none(answered, address):
    for person in (AUTHOR, COAST):
        assert page(person, address)
    assert signed_in().get(address).status_code == 302
    assert signed_in("stranger").get(address).status_code == 404


@pytest.mark.parametrize("address", [f"{ALL}K9/", f"{ALL}K9/list/", f"{ONE}items/i9/", f"{ONE}replies/R9/"])
def test_what_is_not_on_record_has_no_page(replied, address):
    assert signed_in(AUTHOR).get(address).status_code == 404


def test_a_pasted_letter_is_taken_in_once_and_leads_to_its_list(released):
    for _again in range(2):
        got = signed_in(COAST).post(TAKE_IN, TYPED)
        assert got.status_code == 302
    assert said("critique.received/1") == 1
    (fact,) = state().received
    assert (fact.body.critique, fact.body.section, fact.body.language) == ("K1", "coast", "en")


def test_a_file_is_read_and_looked_at_before_anything_is_kept(released):
    import hashlib

    content = b"<html><body><h1>An open letter</h1><p>You never asked <b>us</b>.</p></body></html>"
    file = io.BytesIO(content)
    file.name = "letter.html"
    got = signed_in(COAST).post(TAKE_IN, {**TYPED, "text": "", "do": "read", "file": file})
    assert (got.status_code, said("critique.received/1")) == (200, 0)
    assert got.context["form"]["text"].value() == "An open letter\n\nYou never asked us."
    assert hashlib.sha256(content).hexdigest() in got.content.decode()


def test_a_file_that_cannot_be_read_is_an_error_beside_it(released):
    file = io.BytesIO(b"MZ")
    file.name = "letter.exe"
    got = signed_in(COAST).post(TAKE_IN, {**TYPED, "file": file})
    assert (got.status_code, said("critique.received/1")) == (409, 0)
    assert "letter.exe" in got.content.decode()


def test_the_engine_proposes_items_and_nothing_is_on_record_before_the_list_is_kept(received):
    sent = rows_of(LAWYER, f"{ONE}list/")
    assert QUESTION in sent.values()
    assert said("items.listed/1") == 0
    got = signed_in(LAWYER).post(f"{ONE}list/", sent)
    assert got.status_code == 302, got.context["form"].errors
    assert signed_in(LAWYER).post(f"{ONE}list/", sent).status_code == 302
    assert said("items.listed/1") == 1
    listed = state().listed[-1].body.items
    assert all(each.proposed for each in listed)
    assert all(each.able for each in listed if each.kind == "demand")


def test_a_list_is_corrected_without_a_script(listed):
    sent = rows_of(COAST, f"{ONE}list/")
    sent |= {"kind-1": "grievance", "words-1": "it showed all thirty of them", "reason": "They lament it."}
    sent |= row(5, kind="grievance", words="The port council of Selsund")
    got = signed_in(COAST).post(f"{ONE}list/", sent)
    assert got.status_code == 302, got.context["form"].errors
    items = {each.item: each for each in state().listed[-1].body.items}
    assert [items[name].kind for name in ("i1", "i2", "i5")] == ["grievance", "demand", "grievance"]
    assert LETTER[items["i1"].start : items["i1"].end] == "it showed all thirty of them"


def test_a_list_that_was_not_changed_is_not_said_again(listed):
    signed_in(COAST).post(f"{ONE}list/", rows_of(COAST, f"{ONE}list/"))
    assert said("items.listed/1") == 1


def test_an_item_is_taken_out_with_a_reason_which_the_page_shows(listed):
    sent = rows_of(COAST, f"{ONE}list/")
    del sent["keep-1"]
    got = signed_in(COAST).post(f"{ONE}list/", sent)
    assert got.status_code == 409
    assert "taken out without a reason" in got.content.decode()
    assert signed_in(COAST).post(f"{ONE}list/", {**sent, "reason": "It is said twice."}).status_code == 302
    assert "It is said twice." in page(NORTH, ONE)


@pytest.mark.parametrize("words", ["not in the letter", "the"])
def test_words_that_stand_nowhere_or_twice_are_an_error_beside_them(received, words):
    got = signed_in(COAST).post(f"{ONE}list/", row(1, words=words))
    assert got.status_code == 409
    assert "words-1" in got.context["form"].errors
    assert words in got.content.decode()


def test_the_letter_stands_with_its_items_marked_beside_what_became_of_each(answered):
    text = page(COAST, ONE)
    assert f"<mark>{ALLEGATION}</mark>" in text
    assert COUNTED.split("\n", maxsplit=1)[0] in text
    assert "went out without passing the gates" in text
    assert "type=reply" in text


def test_who_the_critic_is_stands_before_their_section_alone(received):
    assert "Ines Marlow" in page(AUTHOR, ONE)
    assert "Ines Marlow" not in page(COAST, ONE)


def test_what_is_put_to_the_wrong_body_is_shown_with_the_way_to_hand_it_over(released):
    from tests.critiques.taken import items

    receive()
    list_items(items(i2={"able": "coast"}))
    text = page(DIRECTOR, ONE)
    assert "put to a body that cannot meet it" in text
    got = signed_in(DIRECTOR).post(
        "/cases/harbour/say/item.handed/?critique=K1&item=i2&to=coast", {"reason": "They can.", "to": "coast"}
    )
    assert got.status_code in {302, 404}


def test_a_reply_is_recorded_in_words_or_as_the_release_that_it_is(listed):
    released = state().echoes.release.released[0].ref
    common = {"sent": "2026-03-20", "language": "en", "address": ""}
    got = signed_in(AUTHOR).post(f"{ONE}reply/", {**common, "text": REPLY, "released": ""})
    assert got.url == f"{ONE}replies/R1/"
    got = signed_in(AUTHOR).post(f"{ONE}reply/", {**common, "text": "", "released": released})
    assert got.url == f"{ONE}replies/R2/"
    first, second = state().replies
    assert (first.body.released_ref, second.body.released_ref) == ("", released)
    assert "went out without passing the gates" not in page(COAST, second.body.reply and f"{ONE}replies/R2/")


@pytest.mark.parametrize("text", ["", REPLY])
def test_a_reply_is_one_of_the_two(listed, text):
    released = state().echoes.release.released[0].ref if text else ""
    got = signed_in(AUTHOR).post(f"{ONE}reply/", {"sent": "2026-03-20", "text": text, "released": released})
    assert (got.status_code, said("reply.sent/1")) == (409, 0)


def test_the_page_of_a_reply_proposes_and_says_only_what_is_ticked(replied):
    sent = rows_of(AUTHOR, f"{ONE}replies/R1/")
    assert signed_in(AUTHOR).post(f"{ONE}replies/R1/", sent).status_code == 409
    told = {**sent, "say-i3": "on", "state-i3": "met", "words-i3": COUNTED}
    for _again in range(2):
        assert signed_in(AUTHOR).post(f"{ONE}replies/R1/", told).status_code == 302
    (fact,) = state().answered
    assert (fact.body.item, REPLY[fact.body.start : fact.body.end]) == ("i3", COUNTED)


def test_a_regret_that_is_called_met_is_refused_beside_its_item_and_nothing_is_said(replied):
    told = {"listed_ref": list_ref(), "say-i3": "on", "state-i3": "met", "words-i3": COUNTED}
    told |= {"say-i2": "on", "state-i2": "met"}
    told |= {"words-i2": "We regret that the release distressed you."}
    got = signed_in(AUTHOR).post(f"{ONE}replies/R1/", told)
    assert (got.status_code, said("item.answered/1")) == (409, 0)
    assert "demands a correction" in str(got.context["form"].errors["state-i2"])


def test_the_page_of_a_reply_shows_what_promises_the_engine_found(replied):
    text = page(AUTHOR, f"{ONE}replies/R1/")
    assert "commitment.made" in text
    assert "independent review" in text


def test_a_respondent_is_told_that_they_do_not_close_and_somebody_else_closes(answered):
    here = f"{ONE}items/i3/"
    assert "sent or wrote the reply" in page(AUTHOR, here)
    sent = {"act": "close", "answered_ref": answered.ref, "reason": ""}
    assert signed_in(AUTHOR).post(here, sent).status_code == 409
    assert signed_in(LAWYER).post(here, sent).status_code == 302
    assert stands("i3").state == "closed"
    again = {"act": "reopen", "answered_ref": answered.ref, "reason": "Two is no number of inspectors."}
    assert signed_in(NORTH).post(here, again).status_code == 302
    assert stands("i3").state == "reopened"
    assert "Two is no number" in page(COAST, here)


def test_a_closing_of_an_answer_that_is_not_the_last_any_more_is_refused(answered):
    answer("i3", "partly")
    sent = {"act": "close", "answered_ref": answered.ref, "reason": ""}
    assert signed_in(LAWYER).post(f"{ONE}items/i3/", sent).status_code == 409


def test_an_item_shows_how_it_was_listed_before(listed):
    from tests.critiques.taken import items

    list_items(items(i3={"kind": "allegation"}), person=COAST)
    assert "How it was listed before" in page(AUTHOR, f"{ONE}items/i3/")


def test_the_promises_of_a_case_stand_in_their_first_words(replied):
    promise()
    text = page(COAST, "/cases/harbour/commitments/")
    assert PROMISE in text
    assert "Owner" in text


def test_everybody_sees_how_items_stand_and_no_word_of_who_did_not_speak_in_public(answered):
    promise()
    close("i3", answered.ref)
    text = Client().get("/releases/harbour/critiques/").content.decode()
    assert "K1" in text
    assert "closed" in text
    for secret in ("Ines Marlow", ALLEGATION, COUNTED, PROMISE, AUTHOR, DIRECTOR, LAWYER):
        assert secret not in text


def test_everybody_reads_what_was_said_in_public(released):
    from tests.critiques.taken import reply

    receive(public=True)
    list_items()
    reply()
    last = answer("i3")
    reopen("i3", last.ref)
    promise()
    text = Client().get("/releases/harbour/critiques/").content.decode()
    for told in ("Ines Marlow", ALLEGATION, PROMISE, "without passing the gates", "reopened"):
        assert told in text
    for handle in (AUTHOR, DIRECTOR, COAST):
        assert handle not in text


def test_what_was_read_by_a_list_that_was_changed_meanwhile_is_refused(replied):
    from tests.critiques.taken import items

    told = {"listed_ref": list_ref(), "say-i3": "on", "state-i3": "met", "words-i3": COUNTED}
    list_items(items(i3={"kind": "allegation"}), person=COAST)
    got = signed_in(AUTHOR).post(f"{ONE}replies/R1/", told)
    assert (got.status_code, said("item.answered/1")) == (409, 0)
    assert "The list of K1 was changed since" in str(got.context["form"].errors["state-i3"])


def test_pages_stand_when_the_words_were_erased(answered):
    from answerable.evidence.clock import moment_of
    from answerable.vault.sealing import erase

    case = state()
    for commitment in (case.received[0].body.text, case.replies[0].body.text, case.listed[0].body.items[0].words):
        where = {"origin": "harbour.example/centre", "actor": DIRECTOR, "at": moment_of("harbour")}
        erase(commitment, reason="consent withdrawn", **where)
    for address in (ONE, f"{ONE}list/", f"{ONE}replies/R1/", f"{ONE}items/i1/", "/releases/harbour/critiques/"):
        text = page(AUTHOR, address)
        assert ALLEGATION not in text
        assert REPLY.splitlines()[2] not in text
    told = {"listed_ref": list_ref(), "say-i3": "on", "state-i3": "met", "words-i3": "[erased]"}
    signed_in(AUTHOR).post(f"{ONE}replies/R1/", told)
    assert said("item.answered/1") == 1
