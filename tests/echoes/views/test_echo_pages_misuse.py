"""Misuses and alerts: reported, with their clock, in what waits, in messages and calendars, and answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.echoes.views.found import NOW, alert
from tests.site import AUTHOR, COAST, DIRECTOR, page, said, signed_in

RELEASE = "/cases/harbour/echoes/release/"
REPORT = "/cases/harbour/say/misuse.reported/?output=release"
MISUSE = f"{RELEASE}misuses/M1/"
WHAT = {
    "misuse": "M1",
    "address": "https://poster.example/1",
    "words": "They hid thirty dead.",
    "passage": "lead",
    "section": "coast",
    "what": "Nobody died, and nobody hid anything.",
}
ANSWER = {"how": "answered", "text": "We wrote to them.", "address": "https://harbour.example/answer"}


@pytest.fixture
def reported(found):
    """A misuse that no machine found, reported by an author."""
    answer = signed_in(AUTHOR).post(REPORT, WHAT)
    assert answer.url == MISUSE


@pytest.fixture
def alerted(found):
    """An alert of the coast, two hours overdue."""
    return alert(found["bent"])


def test_a_misuse_that_no_machine_found_is_reported_with_place_and_words(reported):
    text = page(COAST, MISUSE)
    for words in ("https://poster.example/1", "“They hid thirty dead.”", "Nobody died", "24 hours left"):
        assert words in text


def test_the_section_is_proposed_by_the_findings(found):
    assert 'value="coast" required id="id_section_1" checked' in page(AUTHOR, REPORT)


def test_a_use_brings_its_place_and_words(found):
    use = found["bent"]
    text = page(AUTHOR, f"{REPORT}&use={use.id}")
    assert f'value="{use.page.address}"' in text
    signed_in(AUTHOR).post(f"{REPORT}&use={use.id}", WHAT)
    assert use.page.title in page(COAST, MISUSE)


def test_a_use_that_nobody_found_is_no_use_to_report(found):
    assert signed_in(AUTHOR).get(f"{REPORT}&use=never").status_code == 404


def test_a_key_is_given_once(reported):
    answer = signed_in(AUTHOR).post(REPORT, WHAT | {"words": "Others."})
    assert answer.status_code == 409
    assert "A misuse is already reported under the key M1." in answer.content.decode()
    assert 'value="M2"' in page(AUTHOR, REPORT)


def test_the_section_answers_and_the_clock_stops(reported):
    assert signed_in(COAST).post(MISUSE, ANSWER).url == f"{MISUSE}#answers"
    text = page(AUTHOR, MISUSE)
    assert "answered by coast" in text
    assert "hours left" not in text.partition('id="main"')[2]
    assert 'href="https://harbour.example/answer" rel="noreferrer nofollow"' in text


def test_an_answer_sent_twice_is_said_once(reported):
    signed_in(COAST).post(MISUSE, ANSWER)
    signed_in(COAST).post(MISUSE, ANSWER)
    assert said("misuse.answered/1") == 1


def test_nobody_answers_for_another_section(reported):
    assert "does not speak for the section coast." in page(AUTHOR, MISUSE)
    answer = signed_in(AUTHOR).post(MISUSE, ANSWER)
    assert answer.status_code == 409
    assert "centre-author does not speak for the section coast." in answer.content.decode()
    assert said("misuse.answered/1") == 0


def test_what_is_overdue_says_so_in_words(alerted):
    for address in (RELEASE, f"{RELEASE}misuses/alert-1/"):
        assert "overdue by 2 hours" in page(COAST, address)
    assert "1 of them overdue" in page(COAST, "/echoes/")


def test_an_alert_begins_with_a_drafted_answer(alerted):
    assert "What we released says: “On 12 November 2025" in page(COAST, f"{RELEASE}misuses/alert-1/")


def test_an_alert_is_answered_and_waits_no_more(alerted):
    assert "Answer an alert about how your words are used" in page(COAST, "/waiting/")
    signed_in(COAST).post(f"{RELEASE}misuses/alert-1/", ANSWER | {"how": "left", "address": ""})
    assert "Answer an alert" not in page(COAST, "/waiting/")


def test_a_misuse_waits_for_the_people_of_its_section_by_the_hour(reported):
    text = page(COAST, "/waiting/")
    assert "Answer a misuse that was reported" in text
    assert "24 hours left" in text
    assert "21 March 2026, 12:00 UTC" in text
    assert MISUSE in text
    assert "Answer a misuse that was reported" not in page(DIRECTOR, "/waiting/")


def test_an_overdue_alert_stands_first_in_what_waits(alerted):
    text = page(COAST, "/waiting/").partition('<ol class="waits">')[2]
    assert text.index("overdue by 2 hours") < text.index("</li>")


def test_a_message_names_the_hour_and_is_sent_once_more_when_it_has_passed(alerted):
    from answerable.people.messages import line_of
    from answerable.people.preferences import Preference
    from answerable.people.told import Message
    from answerable.web.home.telling import tell_all

    Preference.objects.create(person=COAST, mail="coast@harbour.example")
    tell_all()
    told = Message.objects.filter(person=COAST, kind="answer-alert").order_by("occasion")
    assert [each.occasion for each in told] == ["new", "overdue"]
    assert line_of(told[1]).endswith("overdue since 20 March 2026, 10:00 UTC")


def test_a_calendar_has_the_hour(reported):
    from answerable.web.home.waiting import waits_for

    (wait,) = [each for each in waits_for([COAST]) if each.waiting.kind == "answer-misuse"]
    assert (wait.hours, wait.overdue) == (24, False)
    assert wait.waiting.due == NOW + timedelta(hours=24)


def test_what_nobody_reported_has_no_page(found):
    assert signed_in(COAST).get(f"{RELEASE}misuses/M9/").status_code == 404


def test_an_alert_about_words_put_into_our_mouth_opens_and_is_answered(found):
    from answerable.echoes.alerts import raise_alerts
    from answerable.echoes.reading import case_of

    raised = {each.passage: each for each in raise_alerts(case_of("harbour"), "release")}
    where = f"{RELEASE}misuses/{raised[''].key}/"
    assert "The Centre said that the port authority had burned the files." in page(COAST, where)
    assert signed_in(COAST).post(where, ANSWER).url == f"{where}#answers"


def test_a_misuse_that_names_a_use_of_another_release_opens_all_the_same(found):
    from answerable.echoes.tables import Use

    signed_in(AUTHOR).post(f"{REPORT}&use={found['bent'].id}", WHAT)
    Use.objects.filter(id=found["bent"].id).update(case="campus", output="summary", version=7)
    text = page(COAST, MISUSE)
    assert "They hid thirty dead." in text
    assert found["bent"].page.title not in text


def test_a_section_cannot_give_itself_more_time_for_what_was_reported_already(reported):
    from answerable.echoes.entries import DocumentFollowed
    from answerable.releases.models import read_release
    from answerable.vault.sealing import say

    (release,) = read_release("harbour", at=NOW).released
    said = {"output": "release", "released_ref": release.ref, "section": "coast", "answer_hours": 2000}
    later = NOW + timedelta(hours=20)
    say(DocumentFollowed, said, origin="harbour.example/coast", actor=COAST, at=later, case="harbour")
    assert "24 hours left" in page(COAST, MISUSE)
