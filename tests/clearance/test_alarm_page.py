"""The alarm: one field, and everything stops; lifted by the section that raised it, and by nobody else."""

from __future__ import annotations

import pytest
from django.core import mail

from tests.site import AUTHOR, COAST, DIRECTOR, NORTH, REVIEWER, page, said, signed_in

ALARM = "/cases/harbour/alarm/"
BOARD = "/cases/harbour/board/release/"
RAISE = {"act": "raise", "text": "They have the name of the crane operator."}
LIFT = {"act": "lift", "alarm": "A1", "reason": "The operator has left the city."}


def test_an_alarm_closes_a_gate_at_once(harbour):
    assert signed_in(COAST).post(ALARM, RAISE).url == f"{ALARM}#alarms"
    assert "coast says that publication puts people in harm&#x27;s way (alarm A1)." in page(AUTHOR, BOARD)


def test_an_alarm_stops_a_release_that_was_clear(countersigned):
    signed_in(COAST).post(ALARM, RAISE)
    assert signed_in(DIRECTOR).post("/cases/harbour/release/release/").status_code == 409
    assert said("output.released/1") == 0


def test_those_on_duty_are_told_and_no_message_repeats_the_words(harbour):
    from answerable.people.preferences import Preference

    Preference.objects.create(person=DIRECTOR, mail="director@centre.example")
    signed_in(COAST).post(ALARM, RAISE)
    assert "in harm's way" in mail.outbox[0].body
    assert {to for each in mail.outbox for to in each.to} == {"director@centre.example"}
    assert all("crane operator" not in each.body + each.subject for each in mail.outbox)


def test_an_alarm_sent_twice_is_raised_once(harbour):
    for _ in range(2):
        assert signed_in(COAST).post(ALARM, RAISE).status_code == 302
    assert said("alarm.raised/1") == 1


@pytest.mark.parametrize("person", [AUTHOR, NORTH, REVIEWER])
def test_anybody_who_works_here_raises_it(harbour, person):
    assert signed_in(person).post(ALARM, RAISE).status_code == 302
    assert said("alarm.raised/1") == 1


def test_an_alarm_without_a_word_is_sent_back(harbour):
    assert signed_in(COAST).post(ALARM, RAISE | {"text": " "}).status_code == 409
    assert said("alarm.raised/1") == 0


def test_the_section_that_raised_it_lifts_it(harbour):
    signed_in(COAST).post(ALARM, RAISE)
    assert signed_in(REVIEWER).post(ALARM, LIFT).status_code == 302
    assert "The operator has left the city." in page(NORTH, ALARM)
    assert "(alarm A1)" not in page(AUTHOR, BOARD)


def test_another_section_does_not_lift_it(harbour):
    signed_in(COAST).post(ALARM, RAISE)
    assert "Lift alarm A1" not in page(NORTH, ALARM)
    answer = signed_in(NORTH).post(ALARM, LIFT)
    assert answer.status_code == 409
    assert "The operator has left the city." in answer.content.decode()
    assert said("alarm.lifted/1") == 0


@pytest.mark.parametrize("wrong", [{"reason": ""}, {"alarm": "A9"}])
def test_nothing_is_lifted_when_something_is_wrong(harbour, wrong):
    signed_in(COAST).post(ALARM, RAISE)
    assert signed_in(COAST).post(ALARM, LIFT | wrong).status_code == 409
    assert said("alarm.lifted/1") == 0


def test_an_outsider_is_led_to_the_sign_in_page(harbour):
    assert signed_in().get(ALARM).url.startswith("/sign-in/")
