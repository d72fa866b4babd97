"""The critic's link: what became of each item, and whether it is settled, without an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from answerable.critiques import entries
from answerable.record.blocker import Refused
from tests.critiques.taken import COUNTED, answer, close, codes, speak, stands, state
from tests.site import AUTHOR, COAST, LAWYER, said, signed_in

ASK = "/cases/harbour/critiques/K1/critic/"


def ask(person: str = LAWYER) -> str:
    """Make a link and return its path."""
    got = signed_in(person).post(ASK, {"language": "en", "days": "90"})
    found = re.search(r"http://testserver(/critic/g/[\w-]+/)", got.content.decode())
    assert found, got.content.decode()
    assert "no-store" in got.headers["Cache-Control"]
    return found[1]


def tell(link: str, name: str = "i3", word: str = "settled", ref: str | None = None, **more: str):
    last = stands(name).answer
    ref = ref if ref is not None else last.ref if last else ""
    return Client().post(link, {"item": name, "answer": word, "answered_ref": ref, "text": "", **more})


def test_the_critic_sees_their_items_and_the_words_that_answer_them_and_no_handle(answered):
    got = Client().get(ask())
    text = got.content.decode()
    assert COUNTED.split("\n", maxsplit=1)[0] in text
    for handle in (AUTHOR, LAWYER, "Ines Marlow"):
        assert handle not in text
    assert "no-store" in got.headers["Cache-Control"]
    assert got.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in got.headers["X-Robots-Tag"]


def test_the_critic_closes_an_item_and_opens_it_again(answered):
    link = ask()
    for _twice in range(2):
        assert tell(link).status_code == 302
    assert said("critic.answered/1") == 1
    assert stands("i3").state == "closed"
    assert tell(link, word="not-settled", text="No.").status_code == 302
    assert stands("i3").state == "reopened"


def test_what_nobody_answered_is_not_settled(replied):
    link = ask()
    assert tell(link).status_code == 409
    assert tell(link, word="not-settled").status_code == 302


def test_a_word_on_an_earlier_answer_is_refused(answered):
    link = ask()
    answer("i3", "partly")
    assert tell(link, ref=answered.ref).status_code == 409


def test_closing_against_the_critic_takes_a_reason_and_shows_it(answered):
    tell(ask(), word="not-settled")
    with pytest.raises(Refused) as refused:
        close("i3", answered.ref)
    assert codes(refused) == ["closed-against-critic"]
    close("i3", answered.ref, reason="The count is in the annex.")
    assert (stands("i3").state, stands("i3").against_critic) == ("closed", True)


def test_who_answered_makes_no_link(answered):
    got = signed_in(AUTHOR).post(ASK, {"language": "en", "days": "90"})
    assert (got.status_code, said("critic.asked/1")) == (409, 0)


def test_a_link_closes_nothing_that_its_maker_answers_later(replied):
    link = ask()
    answer("i3", person=LAWYER)
    assert tell(link).status_code == 302
    assert stands("i3").state == "answered"


def test_a_later_link_takes_the_place_of_the_earlier_one(answered):
    first, second = ask(), ask()
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    assert tell(first).status_code == 410
    assert said("critic.answered/1") == 0


def test_what_never_was_looks_like_what_ran_out(answered):
    never = Client().get("/critic/g/never-made/")
    assert never.status_code == 404
    first = ask()
    ask()
    assert Client().get(first).content == never.content


def test_the_key_of_a_link_stands_in_no_line_of_the_servers_log():
    import logging

    from answerable.web.logs import OneLine

    record = logging.LogRecord("web", logging.INFO, "", 0, "GET /critic/g/verysecret/", None, None)
    assert "verysecret" not in OneLine().format(record)


@pytest.mark.parametrize("days", [0, 181])
def test_a_link_serves_for_some_days_and_no_more(listed, days):
    plain = {"critique": "K1", "language": "en", "token_sha256": "0" * 64, "expires": state().at + timedelta(days=days)}
    with pytest.raises(Refused) as refused:
        speak(entries.CriticAsked, plain, person=LAWYER)
    assert codes(refused) == ["link-too-long"]


def test_nobody_speaks_as_the_critic_without_a_link_or_in_another_log(answered):
    plain = {"critique": "K1", "item": "i3", "answered_ref": answered.ref, "answer": "settled"}
    for log in ("centre", "coast"):
        with pytest.raises(Refused) as refused:
            speak(entries.CriticAnswered, plain, person="critic-K1", log=log)
        assert codes(refused) == ["critic-unknown"]
    ask()
    for person, log in ((COAST, "coast"), (LAWYER, "centre"), ("critic-K1", "coast")):
        with pytest.raises(Refused) as refused:
            speak(entries.CriticAnswered, plain, person=person, log=log)
        assert codes(refused) == ["critic-unknown"]
