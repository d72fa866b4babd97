"""Single acts about items: what is refused when it is written."""

from __future__ import annotations

from msgspec.structs import replace

from answerable.evidence import entries
from answerable.evidence.gates import (
    may_grade_item,
    may_open_case,
    may_take_in_item,
    may_transfer_item,
    may_verify_item,
)
from tests.cases import commit, fact
from tests.evidence.clean import TRANSFER, VIDEO, clean_evidence

LATER = "2026-01-20T10:00:00Z"


def codes(blockers):
    return [blocker.code for blocker in blockers]


def test_a_new_item_may_be_taken_in():
    assert may_take_in_item(clean_evidence(), fact(replace(VIDEO, item="E3"), at=LATER)) == []


def test_another_file_under_a_key_of_the_same_log_is_refused():
    again = fact(replace(VIDEO, sha256="cd" * 32), at=LATER)
    assert codes(may_take_in_item(clean_evidence(), again)) == ["item-key-taken"]


def test_another_first_custodian_under_a_key_of_the_same_log_is_refused():
    again = fact(replace(VIDEO, custodian="coast-director"), at=LATER)
    assert codes(may_take_in_item(clean_evidence(), again)) == ["item-key-taken"]


def test_the_same_file_may_be_described_again():
    assert may_take_in_item(clean_evidence(), fact(replace(VIDEO, root="E1"), at=LATER)) == []


def test_another_section_may_take_in_another_file_under_the_same_key():
    """Two sections may contradict each other; the custody gate shows it."""
    other = fact(replace(VIDEO, sha256="cd" * 32), at=LATER, origin="harbour.example/coast")
    assert may_take_in_item(clean_evidence(), other) == []


def test_only_what_was_taken_in_may_be_graded():
    grades = entries.ItemGraded(item="E1", source="A", information="1", reasons=commit("reasons"))
    assert may_grade_item(clean_evidence(), fact(grades)) == []
    assert codes(may_grade_item(clean_evidence(), fact(replace(grades, item="E9")))) == ["item-unknown"]


def test_only_what_was_taken_in_may_be_verified():
    half = entries.ItemVerified(item="E1", source_analysis=commit("source"))
    assert may_verify_item(clean_evidence(), fact(half)) == []
    assert codes(may_verify_item(clean_evidence(), fact(replace(half, item="E9")))) == ["item-unknown"]


def test_the_present_custodian_may_hand_an_item_on():
    onward = replace(TRANSFER, giver="centre-lawyer", taker="coast-director")
    assert may_transfer_item(clean_evidence(), fact(onward, at=LATER)) == []


def test_who_no_longer_holds_an_item_cannot_hand_it_on():
    refused = may_transfer_item(clean_evidence(), fact(TRANSFER, at=LATER))
    assert codes(refused) == ["giver-not-custodian"]
    assert (refused[0].where.item, refused[0].where.person) == ("E2", "centre-author")


def test_an_unknown_item_cannot_be_handed_on():
    assert codes(may_transfer_item(clean_evidence(), fact(replace(TRANSFER, item="E9")))) == ["item-unknown"]


def test_a_changed_file_may_be_recorded_at_a_transfer():
    """The record takes what is awkward; the custody gate shows it."""
    onward = replace(TRANSFER, giver="centre-lawyer", taker="coast-director", after="cd" * 32)
    assert may_transfer_item(clean_evidence(), fact(onward, at=LATER)) == []


def test_a_case_is_opened_once():
    opened = clean_evidence().opened
    again = fact(opened.body, origin="harbour.example/north", at="2020-01-01T00:00:00Z")
    assert may_open_case((), again) == []
    assert codes(may_open_case((opened,), again)) == ["case-name-taken"]
