"""The page of a consultation: who was asked by which rule, what each was given and said, and how long it had."""

from __future__ import annotations

import pytest

from tests.site import AUTHOR, COAST, DIRECTOR, NORTH, page, said, signed_in

CONSULTATION = "/cases/harbour/consultation/"
ADD = {"act": "add", "section": "north", "reason": "The ship sails on to their port."}


def test_a_section_stands_with_the_rule_that_named_it(harbour):
    assert "F1, F2 and F3 concern country xa, and coast answers for xa" in page(NORTH, CONSULTATION)


def test_what_a_section_was_asked_and_answered_stands_at_each_moment(harbour):
    text = page(AUTHOR, CONSULTATION)
    assert "The terms of reference, and whom we mean to ask." in text
    assert "We agree with the count." in text
    assert "Report and release, in version 1." in text


def test_each_version_stands_with_the_days_of_delivery_and_receipt(harbour):
    text = page(AUTHOR, CONSULTATION)
    assert "4 March 2026" in text
    assert "5 March 2026, by coast-director" in text


def test_the_days_that_a_section_had_stand_beside_those_that_were_due(harbour):
    assert "10 days were due" in page(AUTHOR, CONSULTATION)


def test_an_author_adds_a_section_and_it_is_given_every_version_at_once(harbour):
    before = said("draft.delivered/1")
    assert signed_in(AUTHOR).post(CONSULTATION, ADD).url == f"{CONSULTATION}#section-north"
    text = page(NORTH, CONSULTATION)
    assert "centre-author added north" in text
    assert said("draft.delivered/1") == before + 3, "two versions of the release and one of the report"


def test_an_added_section_is_offered_to_nobody_again(harbour):
    signed_in(AUTHOR).post(CONSULTATION, ADD)
    answer = signed_in(AUTHOR).post(CONSULTATION, ADD)
    assert answer.status_code == 409
    assert said("section.added/1") == 1


@pytest.mark.parametrize("person", [COAST, NORTH, DIRECTOR])
def test_who_is_no_author_adds_no_section_and_gives_it_nothing(harbour, person):
    before = said("draft.delivered/1")
    answer = signed_in(person).post(CONSULTATION, ADD)
    assert answer.status_code == 409
    assert f"{person} is no author and adds no section" in answer.content.decode()
    assert "The ship sails on to their port." in answer.content.decode()
    assert (said("section.added/1"), said("draft.delivered/1")) == (0, before)


def test_a_section_that_never_joined_cannot_be_added(harbour):
    assert signed_in(AUTHOR).post(CONSULTATION, ADD | {"section": "moon"}).status_code == 409
    assert said("section.added/1") == 0


def test_a_section_says_its_part_and_everybody_reads_it(harbour):
    form = {"act": "part", "moment": "draft", "text": "Say it after the strike."}
    assert signed_in(COAST).post(CONSULTATION, form).status_code == 302
    assert "Say it after the strike." in page(NORTH, CONSULTATION)


def test_a_part_sent_twice_is_taken_once(harbour):
    before = said("part.taken/1")
    for _ in range(2):
        signed_in(COAST).post(CONSULTATION, {"act": "part", "moment": "draft", "text": "Say it later."})
    assert said("part.taken/1") == before + 1


def test_a_section_that_was_not_asked_is_told_so_in_place_of_a_form(harbour):
    assert "Your section has not been asked in this case." in page(NORTH, CONSULTATION)


def test_an_author_asks_a_section_and_it_is_asked(harbour):
    form = {"act": "ask", "section": "coast", "moment": "findings", "shown": "Finding F3, which is new."}
    assert signed_in(AUTHOR).post(CONSULTATION, form).url == f"{CONSULTATION}#section-coast"
    assert "Finding F3, which is new." in page(COAST, CONSULTATION)


@pytest.mark.parametrize("wrong", [{"shown": " "}, {"moment": "never"}, {"section": "moon"}])
def test_a_question_with_something_wrong_is_not_asked(harbour, wrong):
    before = said("section.asked/1")
    form = {"act": "ask", "section": "coast", "moment": "plan", "shown": "A plan."} | wrong
    assert signed_in(AUTHOR).post(CONSULTATION, form).status_code == 409
    assert said("section.asked/1") == before


def test_delivering_gives_nothing_twice(harbour):
    before = said("draft.delivered/1")
    assert signed_in(AUTHOR).post(CONSULTATION, {"act": "deliver"}).url == CONSULTATION
    assert said("draft.delivered/1") == before


def test_a_form_that_the_page_does_not_have_is_not_found(harbour):
    assert signed_in(AUTHOR).post(CONSULTATION, {"act": "remove", "section": "coast"}).status_code == 404


def test_an_output_that_was_never_drafted_has_no_consultation(harbour):
    assert signed_in(AUTHOR).get(f"{CONSULTATION}?output=sermon").status_code == 404


def test_an_outsider_is_led_to_the_sign_in_page(harbour):
    assert signed_in().get(CONSULTATION).url.startswith("/sign-in/")


def test_rules_are_told_in_the_readers_language(harbour):
    text = signed_in(NORTH).get(CONSULTATION, headers={"accept-language": "fr"}).content.decode()
    assert "answers for xa" not in text


def test_a_section_that_no_finding_names_yet_is_asked_at_the_plan_and_shown(harbour):
    form = {"act": "ask", "section": "north", "moment": "plan", "shown": "What we mean to look into."}
    assert signed_in(AUTHOR).post(CONSULTATION, form).status_code == 302
    assert "no finding in use names it so far" in page(NORTH, CONSULTATION)
