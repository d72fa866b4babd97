"""Countersigning, declining, and reading the whole: what changed, what stands, and who may."""

from __future__ import annotations

import pytest

from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, page, said, signed_in

VERSION = "/cases/harbour/drafts/release/2/"
COUNTERSIGN, DECLINE, WHOLE = f"{VERSION}countersign/", f"{VERSION}decline/", f"{VERSION}review-whole/"
REFUSAL = {"refuses": ["publish"], "text": "Not before the hearing."}


def test_a_signer_sees_exactly_which_sentences_changed(harbour):
    text = page(COAST, COUNTERSIGN)
    assert "What changed since version 1" in text
    assert "1 sentence changed. 7 sentences are as they were." in text
    assert "hid</del>" in text


def test_a_signer_sees_which_acts_went_stale_and_why(harbour):
    text = page(COAST, COUNTERSIGN)
    assert "centre countersigned version 1 (centre-director" in text
    assert "It was made on version 1; release is now in version 2." in text


def test_a_signer_sees_what_still_stands(harbour):
    assert "coast opened version 2 (coast-director" in page(COAST, COUNTERSIGN)


def test_the_board_links_the_missing_countersignature_to_this_page(harbour):
    assert f'<a class="do" href="{COUNTERSIGN}">Countersign</a>' in page(COAST, "/cases/harbour/board/release/")


def test_a_section_declines_and_the_gate_names_it(harbour):
    assert signed_in(COAST).post(DECLINE, REFUSAL).url == f"{DECLINE}#refusals"
    assert "Not before the hearing." in page(COAST, DECLINE)
    assert "coast declined to publish version 2 of release." in page(AUTHOR, "/cases/harbour/board/release/")


def test_a_refusal_sent_twice_is_made_once(harbour):
    for _ in range(2):
        assert signed_in(COAST).post(DECLINE, REFUSAL).status_code == 302
    assert said("draft.declined/1") == 1


def test_the_same_refusal_can_be_made_again_after_a_signature(harbour):
    signed_in(COAST).post(DECLINE, REFUSAL)
    signed_in(COAST).post(COUNTERSIGN, {"read": "on"})
    signed_in(COAST).post(DECLINE, REFUSAL)
    assert said("draft.declined/1") == 2


@pytest.mark.parametrize("wrong", [{"refuses": []}, {"text": " "}, {"refuses": ["everything"]}])
def test_a_refusal_with_something_wrong_is_sent_back(harbour, wrong):
    assert signed_in(COAST).post(DECLINE, REFUSAL | wrong).status_code == 409
    assert said("draft.declined/1") == 0


def test_an_older_version_is_not_declined(harbour):
    answer = signed_in(COAST).post(DECLINE.replace("/2/", "/1/"), REFUSAL)
    assert answer.status_code == 409
    assert "Version 1 of release is not the current one." in answer.content.decode()
    assert "Not before the hearing." in answer.content.decode()


def test_somebody_without_the_role_does_not_countersign(harbour):
    answer = signed_in(LAWYER).post(COUNTERSIGN, {"read": "on"})
    assert answer.status_code == 409
    assert "centre-lawyer is neither countersigner nor approver." in answer.content.decode()


def test_another_section_countersigns_for_itself_alone(harbour):
    assert signed_in(NORTH).post(COUNTERSIGN, {"read": "on"}).status_code == 302
    assert "coast has not countersigned version 2" in page(AUTHOR, "/cases/harbour/board/release/")


def test_somebody_who_wrote_nothing_reads_the_whole(harbour):
    before = said("whole.reviewed/1")
    assert signed_in(DIRECTOR).post(WHOLE, {"read": "on"}).url == f"{WHOLE}#read-by"
    assert said("whole.reviewed/1") == before + 1
    assert "centre-director" in page(AUTHOR, WHOLE)


def test_an_author_does_not_read_the_whole_with_fresh_eyes(harbour):
    before = said("whole.reviewed/1")
    assert "I have read the whole" not in page(AUTHOR, WHOLE)
    assert signed_in(AUTHOR).post(WHOLE, {"read": "on"}).status_code == 409
    assert said("whole.reviewed/1") == before


def test_nothing_was_read_without_the_tick(harbour):
    before = said("whole.reviewed/1")
    assert signed_in(DIRECTOR).post(WHOLE, {}).status_code == 409
    assert said("whole.reviewed/1") == before


@pytest.mark.parametrize("address", [COUNTERSIGN, DECLINE, WHOLE])
def test_an_outsider_is_led_to_the_sign_in_page(harbour, address):
    assert signed_in().get(address).url.startswith("/sign-in/")
