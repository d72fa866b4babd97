"""After an override: which reviews are due, until when, and who may make them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from answerable.clearance import entries
from answerable.clearance.gates import may_review_override, review_of, review_until, reviews_due
from answerable.clearance.gates.overrides import REVIEW_DAYS, REVIEWED_BY
from tests.cases import commit
from tests.clearance.clean import by, clean_clearance, overridden
from tests.people.clean import origin

CLEAN = clean_clearance()
OVERRIDE = overridden(23)
CASE = replace(CLEAN, overrides=(OVERRIDE,))
DUE = datetime(2026, 4, 1, tzinfo=UTC) + timedelta(days=REVIEW_DAYS)
AT = "2026-04-10T10:00:00Z"


def reviewed(person: str = "coast-director", **changes):
    plain = {"override_ref": OVERRIDE.ref, "output": "release", "outcome": "avoidable", "text": commit("ask sooner")}
    return by(person, entries.OverrideReviewed(**{**plain, **changes}), at=AT, index=950)


def test_an_override_opens_a_review_by_itself():
    (due,) = reviews_due(CASE, OVERRIDE.at)
    assert (due.override, due.due, due.overdue) == (OVERRIDE, DUE, False)


def test_a_review_is_overdue_thirty_days_after_the_override_ran_out():
    assert review_until(OVERRIDE) == DUE == datetime(2026, 5, 1, tzinfo=UTC)
    assert [each.overdue for each in reviews_due(CASE, DUE - timedelta(seconds=1))] == [False]
    assert [each.overdue for each in reviews_due(CASE, DUE)] == [True]


def test_a_review_that_was_made_is_not_due():
    case = replace(CASE, override_reviews=(reviewed(),))
    assert reviews_due(case, DUE) == ()
    assert review_of(case, OVERRIDE) == reviewed()


@pytest.mark.parametrize("person", ["north-director", "centre-author"])
def test_a_review_by_whom_it_may_not_come_from_leaves_it_due(person):
    case = replace(CASE, override_reviews=(reviewed(person),))
    assert [each.override for each in reviews_due(case, DUE)] == [OVERRIDE]


def test_what_is_due_first_comes_first():
    sooner = overridden(19, expires=date(2026, 3, 5))
    case = replace(CASE, overrides=(OVERRIDE, sooner))
    assert [each.override.body.gate for each in reviews_due(case, DUE)] == [19, 23]


def test_nothing_is_due_before_the_override_was_given():
    assert reviews_due(CASE, OVERRIDE.at - timedelta(seconds=1)) == ()


REVIEWING = {
    "somebody who neither wrote nor overrode": (reviewed(), []),
    "the officer who overrode": (reviewed("north-director"), ["reviewed-by-officer"]),
    "an author": (reviewed("centre-author"), ["reviewed-by-author"]),
    "somebody in another log": (replace(reviewed(), origin=origin("north")), ["review-unsigned"]),
    "somebody who never joined": (replace(reviewed(), actor="stranger"), ["review-unsigned"]),
    "an override that was never given": (reviewed(override_ref="0" * 64), ["override-unknown"]),
    "an override of another output": (reviewed(output="report"), ["override-unknown"]),
}


@pytest.mark.parametrize(("said", "expected"), REVIEWING.values(), ids=REVIEWING)
def test_who_may_review_an_override(said, expected):
    found = may_review_override(CASE, said)
    assert [each.code for each in found] == expected
    assert all(each.opens for each in found)


def test_an_override_that_runs_for_ever_is_reviewed_all_the_same():
    endless = overridden(23, expires=date.max)
    (due,) = reviews_due(replace(CLEAN, overrides=(endless,)), endless.at + timedelta(days=REVIEWED_BY))
    assert (due.due, due.overdue) == (endless.at + timedelta(days=REVIEWED_BY), True)
