"""What counts as latest: within a log its order, between logs the moments that they claim."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from msgspec.structs import replace

from answerable.evidence import entries
from answerable.evidence.gates import custody, grade_of, in_order, item_named, uses_agreed
from answerable.record.entry import Fact
from tests.cases import commit, fact
from tests.evidence.clean import FILM, VIDEO, clean_evidence

OTHER = "cd" * 32
COAST = "harbour.example/coast"
EARLY, LATE, FUTURE = "2020-01-01T10:00:00Z", "2026-02-01T10:00:00Z", "2099-01-01T10:00:00Z"


def graded(information: str, **placed: Any) -> Fact[Any]:
    body = entries.ItemGraded(item="E2", source="B", information=information, reasons=commit("reasons"))
    return fact(body, **placed)


def reading(sha256: str, **placed: Any) -> Fact[Any]:
    return fact(entries.ItemRehashed(item="E2", sha256=sha256), **placed)


@pytest.mark.parametrize("first", [FUTURE, LATE])
@pytest.mark.parametrize("second", [EARLY, LATE])
def test_a_later_entry_of_a_log_counts_whatever_moments_are_claimed(first, second):
    one, two = graded("1", at=first, index=3), graded("6", at=second, index=4)
    for grades in ((one, two), (two, one)):
        assert grade_of(replace(clean_evidence(), grades=grades), "E2") == two


def test_a_clean_reading_dated_ahead_does_not_hide_a_later_one_of_other_bytes():
    readings = (reading(FILM, at=FUTURE, index=3), reading(OTHER, at=LATE, index=4))
    found = custody(replace(clean_evidence(), rehashes=readings), frozenset({"E2"}))
    assert [blocker.code for blocker in found] == ["digest-differs"]


def test_a_consent_dated_ahead_does_not_outlast_its_withdrawal():
    given = fact(entries.ConsentGiven(item="E1", uses=("public",), record=commit("form")), at=FUTURE, index=3)
    back = fact(entries.ConsentWithdrawn(item="E1", uses=("public",)), at=LATE, index=4)
    assert uses_agreed(replace(clean_evidence(), consents=(given,), withdrawals=(back,)), "E1") == frozenset()


def test_an_item_is_described_by_the_last_intake_of_its_log():
    described = (fact(VIDEO, at=FUTURE, index=3), fact(replace(VIDEO, public=False), at=LATE, index=4))
    taken_in = item_named(replace(clean_evidence(), items=described), "E2")
    assert taken_in is not None
    assert not taken_in.body.public


def test_between_logs_the_claimed_moment_counts_then_the_name_of_the_log():
    ours, theirs = graded("1", at=LATE, index=9), graded("2", at=EARLY, index=90, origin=COAST)
    assert in_order([ours, theirs]) == (theirs, ours)
    same = replace(theirs, at=ours.at)
    assert in_order([same, ours]) == (ours, same)


def test_a_moment_that_its_log_contradicts_does_not_outdo_another_log():
    ahead, after = graded("1", at=FUTURE, index=3), graded("2", at=EARLY, index=4)
    theirs = graded("3", at=LATE, index=0, origin=COAST)
    for facts in permutations([ahead, after, theirs]):
        assert in_order(facts) == (ahead, after, theirs)
