"""Gates 17 and 23 count a signature only if its signer held a current credential on the day of signing."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from answerable.clearance.gates import competence, countersignature
from answerable.people import entries
from tests.cases import commit, fact
from tests.clearance.clean import SIGNED, clean_clearance, people_in, with_people
from tests.people.clean import START, origin

DAY = datetime.fromisoformat(SIGNED).date()


def codes(blockers):
    return {blocker.code for blocker in blockers}


def credential(person: str, *, kind: str, passed, expires):
    """A pass, or an accepted badge, that counts on these days."""
    plain = {"person": person, "module": "influence", "passed": passed, "expires": expires}
    body = (
        entries.TrainingPassed(**plain)
        if kind == "pass"
        else entries.BadgeAccepted(**plain, issuer="Elsewhere", credential=commit("badge"))
    )
    return fact(body, origin=origin(person.split("-", maxsplit=1)[0]), at=START, case="")


def case_with(person: str, *, kind: str, passed, expires):
    """The clean case, in which this person holds this credential and no other."""
    people = people_in(clean_clearance())
    others = tuple(each for each in people.trainings if each.body.person != person)
    held = (credential(person, kind=kind, passed=passed, expires=expires),)
    changes = {"trainings": (*others, *held)} if kind == "pass" else {"trainings": others, "badges": held}
    return with_people(clean_clearance(), **changes)


DAYS = {
    "passed that day": (DAY, DAY + timedelta(days=1), True),
    "the last day it counts": (DAY - timedelta(days=700), DAY + timedelta(days=1), True),
    "run out that day": (DAY - timedelta(days=700), DAY, False),
    "passed the day after": (DAY + timedelta(days=1), DAY + timedelta(days=700), False),
}


@pytest.mark.parametrize("kind", ["pass", "badge"])
@pytest.mark.parametrize(("passed", "expires", "counts"), DAYS.values(), ids=DAYS)
def test_a_countersignature_counts_by_the_credential_of_its_day(passed, expires, counts, kind):
    case = case_with("coast-director", kind=kind, passed=passed, expires=expires)
    assert ("signer-not-trained" not in codes(countersignature(case))) is counts


def test_without_any_credential_no_countersignature_counts():
    people = people_in(clean_clearance())
    none = tuple(each for each in people.trainings if each.body.person != "coast-director")
    assert "signer-not-trained" in codes(countersignature(with_people(clean_clearance(), trainings=none)))


@pytest.mark.parametrize("kind", ["pass", "badge"])
def test_an_element_counts_by_the_credential_of_its_signer(kind):
    held = {"kind": kind, "passed": DAY - timedelta(days=700), "expires": DAY + timedelta(days=700)}
    assert "reviewer-not-trained" not in codes(competence(case_with("centre-lawyer", **held)))
    gone = replace_days(held)
    assert "reviewer-not-trained" in codes(competence(case_with("centre-lawyer", **gone)))


def replace_days(held):
    """The same, run out a year before."""
    return {**held, "passed": DAY - timedelta(days=700), "expires": DAY - timedelta(days=365)}
