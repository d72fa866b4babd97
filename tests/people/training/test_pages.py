"""The pages of training: reading, answering, the result, and badges."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest

from answerable.people.models import read_people
from answerable.people.training.shelf import shelf
from answerable.record.models import EntryRow
from answerable.vault.reading import shown
from tests.people.training.small import TEXT
from tests.site import AUTHOR, COAST, DIRECTOR, page, said, signed_in

QUIZ = "/training/modules/small/questions/"


@pytest.fixture
def small(harbour, tmp_path, monkeypatch):
    """The worked example, and a small module of the house; its file."""
    monkeypatch.setattr("answerable.people.training.shelf.home", lambda: tmp_path)
    file = tmp_path / "small.md"
    file.write_text(TEXT)
    return file


def paper(client, address: str = QUIZ):
    """Return what the form of the questions sends besides answers, and the values of options by their words."""
    html = client.get(address).content.decode()
    signed = re.search(r'name="paper" value="([^"]+)"', html)[1]
    options = re.findall(r'name="(\w+)" value="(\d)"[^>]*> <span>([^<]+)</span>', html)
    return signed, {(name, words): value for name, value, words in options}


def answered(client, *, right: bool = True, address: str = QUIZ):
    signed, options = paper(client, address)
    one = options[("one", "this" if right else "that, on two lines")]
    sent = {"paper": signed, "one": one, "several": [options[("several", "a")], options[("several", "b")]]}
    return client.post(address, sent), sent


def test_the_list_tells_what_is_current_and_until_when(harbour):
    html = page(COAST, "/training/")
    assert "When true findings are used" in html
    assert "The policy in force asks for it." in html


def test_a_module_is_read_in_sections(small):
    html = page(COAST, "/training/modules/small/")
    assert "<em>more</em>" in html
    assert 'href="#part-2">Second</a>' in html


def test_the_module_that_comes_with_the_package_is_shown(harbour):
    html = page(COAST, "/training/modules/influence/")
    assert "The honest truncation test" in html
    assert "How useful" not in html


def test_a_module_that_is_not_there_is_not_found(harbour):
    assert signed_in(COAST).get("/training/modules/none/").status_code == 404


def test_an_outsider_reads_no_module(harbour):
    assert signed_in().get("/training/").status_code == 302


def test_right_answers_are_recorded_with_the_pass_at_one_moment(small):
    answer, _sent = answered(signed_in(COAST))
    assert answer.status_code == 302
    people = read_people()
    attempt, passed = people.attempts[-1], people.trainings[-1]
    assert (attempt.body.module, attempt.body.right, attempt.body.asked, attempt.body.passed) == ("small", 2, 2, True)
    assert attempt.body.module_sha256 == shelf().module("small").sha256
    assert (passed.body.person, passed.body.module, passed.at) == (COAST, "small", attempt.at)
    today = datetime.now(UTC).date()
    assert passed.body.passed == today
    leap = (today.month, today.day) == (2, 29)
    assert passed.body.expires == date(today.year + 1, today.month, 28 if leap else today.day)


def test_wrong_answers_are_recorded_without_a_pass(small):
    before = said("training.passed/1")
    answered(signed_in(COAST), right=False)
    assert (read_people().attempts[-1].body.right, said("training.passed/1")) == (1, before)


def test_the_result_shows_the_reason_of_every_option(small):
    client = signed_in(COAST)
    answer, _sent = answered(client, right=False)
    html = client.get(answer.url).content.decode()
    assert "Not passed yet" in html
    for reason in ("Because it is.", "Because it is not."):
        assert reason in html


def test_the_questions_do_not_show_which_option_is_right(small):
    html = page(COAST, QUIZ)
    assert "Because" not in html


def test_a_result_is_for_whoever_answered(small):
    answer, _sent = answered(signed_in(COAST))
    assert signed_in(AUTHOR).get(answer.url).status_code == 404


def test_questions_without_an_answer_are_told_and_nothing_is_recorded(small):
    client, before = signed_in(COAST), said("training.attempted/1")
    signed, options = paper(client)
    answer = client.post(QUIZ, {"paper": signed, "one": options[("one", "this")]})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Please choose an answer." in html
    assert re.search(r'name="one" value="\d"[^>]* checked', html), "what was chosen is kept"
    assert said("training.attempted/1") == before


def test_a_form_sent_twice_is_one_attempt(small):
    client = signed_in(COAST)
    _first, sent = answered(client)
    before = said("training.attempted/1")
    second = client.post(QUIZ, sent)
    assert second.status_code == 302
    assert said("training.attempted/1") == before


def test_a_form_sent_again_with_better_answers_does_not_count(small):
    client = signed_in(COAST)
    _first, sent = answered(client, right=False)
    better = {**sent, "one": "0" if sent["one"] == "1" else "1"}
    answer = client.post(QUIZ, better)
    assert answer.status_code == 409
    assert "sent before" in answer.content.decode()
    assert not read_people().attempts[-1].body.passed


def test_there_are_three_attempts_a_day(small):
    client = signed_in(COAST)
    fourth = paper(client)
    for _ in range(3):
        assert answered(client, right=False)[0].status_code == 302
    assert "used today" in client.get(QUIZ).content.decode()
    sent = {"paper": fourth[0], "one": "0", "several": ["0"]}
    answer = client.post(QUIZ, sent)
    assert answer.status_code == 409
    assert "3 times today" in answer.content.decode()


def test_a_form_made_for_somebody_else_is_refused(small):
    signed, _options = paper(signed_in(AUTHOR))
    answer = signed_in(COAST).post(QUIZ, {"paper": signed, "one": "0", "several": ["0"]})
    assert answer.status_code == 409
    assert "somebody else" in answer.content.decode()


@pytest.mark.parametrize("signed", ["", "nonsense", "e30:1abc:xyz"])
def test_a_form_that_the_site_did_not_make_is_refused(small, signed):
    answer = signed_in(COAST).post(QUIZ, {"paper": signed, "one": "0", "several": ["0"]})
    assert answer.status_code == 409
    assert "not one of this site" in answer.content.decode()


def test_answers_to_a_text_that_has_changed_are_refused(small):
    client = signed_in(COAST)
    signed, _options = paper(client)
    small.write_text(TEXT + "\n\n")
    answer = client.post(QUIZ, {"paper": signed, "one": "0", "several": ["0"]})
    assert "has changed since you began" in answer.content.decode()


def test_the_order_of_options_differs_between_attempts(small):
    client = signed_in(COAST)
    orders = {tuple(paper(client)[1].items()) for _ in range(40)}
    assert len(orders) > 1


def test_the_order_of_options_stays_within_an_attempt(small):
    client = signed_in(COAST)
    signed, options = paper(client)
    html = client.post(QUIZ, {"paper": signed}).content.decode()
    again = re.findall(r'name="(\w+)" value="(\d)"[^>]*> <span>([^<]+)</span>', html)
    assert {(name, words): value for name, value, words in again} == options


def test_a_badge_is_a_file_that_comes_back_in(small):
    from answerable.people.training import badges

    client = signed_in(COAST)
    answered(client)
    answer = client.get("/training/modules/small/badge/")
    assert answer.status_code == 200
    now = datetime.now(UTC)
    back = badges.check(answer.content, read_people(), COAST, shelf().module("small"), at=now)
    assert back.passed == now.date()


def test_without_a_credential_there_is_no_file(small):
    answer = signed_in(AUTHOR).get("/training/modules/small/badge/")
    assert answer.status_code == 409
    assert "holds no current credential" in answer.content.decode()


@pytest.fixture
def foreign(small):
    from tests.people.training import test_badges

    return {"credential": test_badges.foreign(), "issuer_key": test_badges.PEM, "subject": test_badges.MAIL}


def test_an_approver_accepts_a_badge_and_keeps_it_word_for_word(foreign):
    sent = {**foreign, "person": AUTHOR, "module": "small"}
    answer = signed_in(DIRECTOR).post("/training/accept/", sent)
    assert answer.status_code == 302
    (accepted,) = read_people().badges
    assert (accepted.body.person, accepted.actor) == (AUTHOR, DIRECTOR)
    assert shown(accepted.body.credential) == foreign["credential"]
    raw = bytes(EntryRow.objects.get(ref=accepted.ref).raw).decode()
    assert "mailto" not in raw


def test_a_badge_that_is_refused_keeps_what_was_typed(foreign):
    sent = {**foreign, "person": AUTHOR, "module": "small", "subject": "mailto:other@example.org"}
    answer = signed_in(DIRECTOR).post("/training/accept/", sent)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "it is for mailto:salome@example.org, not for mailto:other@example.org" in html
    assert foreign["credential"] in html
    assert read_people().badges == ()


def test_an_approver_cannot_choose_themselves(foreign):
    sent = {**foreign, "person": DIRECTOR, "module": "small"}
    assert signed_in(DIRECTOR).post("/training/accept/", sent).status_code == 409
    assert read_people().badges == ()


def test_somebody_who_is_no_approver_accepts_nothing(foreign):
    sent = {**foreign, "person": "coast-reviewer", "module": "small"}
    assert signed_in(COAST).post("/training/accept/", sent).status_code == 409
    assert read_people().badges == ()


def test_a_module_that_is_broken_closes_no_page(small):
    small.with_name("broken.md").write_text("nothing")
    assert "broken.md, line 1" in page(COAST, "/training/")
