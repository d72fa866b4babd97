"""Opening a version: the page says what it means, and only the act opens it, in the section's own log."""

from __future__ import annotations

import pytest

from tests.site import AUTHOR, COAST, NORTH, REVIEWER, page, said, signed_in

RECEIPT = "/cases/harbour/drafts/release/2/receipt/"
DELIVERED = "/cases/harbour/drafts/release/2/delivered/"


@pytest.fixture
def delivered_to_north(harbour):
    """The worked example, with the north added by its author and so given every version."""
    form = {"act": "add", "section": "north", "reason": "The ship sails on to their port."}
    assert signed_in(AUTHOR).post("/cases/harbour/consultation/", form).status_code == 302


def test_asking_for_the_page_opens_nothing_and_says_what_opening_means(delivered_to_north):
    before = said("draft.acknowledged/1")
    assert "It does not say that you agree with them." in page(NORTH, RECEIPT)
    assert said("draft.acknowledged/1") == before


def test_opening_leaves_a_receipt_and_leads_to_the_words(delivered_to_north):
    before = said("draft.acknowledged/1")
    assert signed_in(NORTH).post(RECEIPT, {"section": "on"}).url == DELIVERED
    assert said("draft.acknowledged/1") == before + 1
    assert "north-director opened it for north" in page(NORTH, DELIVERED)


def test_opening_twice_leaves_one_receipt(delivered_to_north):
    before = said("draft.acknowledged/1")
    for _ in range(2):
        assert signed_in(NORTH).post(RECEIPT, {"section": "on"}).status_code == 302
    assert said("draft.acknowledged/1") == before + 1


def test_nothing_is_opened_without_the_tick(delivered_to_north):
    before = said("draft.acknowledged/1")
    assert signed_in(NORTH).post(RECEIPT, {}).status_code == 409
    assert said("draft.acknowledged/1") == before


def test_a_version_that_was_not_delivered_is_not_acknowledged(harbour):
    assert "was not delivered to north" in page(NORTH, RECEIPT)
    answer = signed_in(NORTH).post(RECEIPT, {"section": "on"})
    assert answer.status_code == 409
    assert "was not delivered to north" in answer.content.decode()


def test_an_author_does_not_acknowledge(harbour):
    answer = signed_in(AUTHOR).post(RECEIPT, {"section": "on"})
    assert answer.status_code == 409
    assert "centre-author is an author and does not acknowledge for centre." in answer.content.decode()


def test_the_words_that_changed_since_the_last_version_seen_are_set_apart(harbour):
    text = page(COAST, DELIVERED)
    assert "1 sentence changed. 7 sentences are as they were." in text
    assert "hid</del>" in text
    assert "did not show two labour inspectors</ins>" in text


def test_a_section_that_saw_nothing_before_is_told_that_all_is_new(delivered_to_north):
    assert "all of it is new to you" in page(NORTH, DELIVERED)


def test_every_sentence_has_a_link_to_object_to_it(harbour):
    assert f'href="{DELIVERED.replace("delivered", "object")}?statement=lead"' in page(REVIEWER, DELIVERED)


def test_the_words_carry_their_language(harbour):
    assert '<div class="words" lang="en" dir="auto">' in page(COAST, DELIVERED)


@pytest.mark.parametrize("address", [RECEIPT, DELIVERED])
def test_a_version_that_was_never_drafted_is_not_found(harbour, address):
    assert signed_in(COAST).get(address.replace("/2/", "/9/")).status_code == 404


@pytest.mark.parametrize("address", [RECEIPT, DELIVERED])
def test_an_outsider_is_led_to_the_sign_in_page(harbour, address):
    assert signed_in().get(address).url.startswith("/sign-in/")
