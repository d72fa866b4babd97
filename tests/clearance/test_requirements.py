"""What a policy asks of a role besides: counted on the day of signing, for countersigners, reviewers and readers."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from answerable.clearance.gates import competence, countersignature, may_review_whole
from answerable.people.entries import BadgeAccepted, Requirement, Role, TrainingPassed
from tests.cases import commit, fact
from tests.clearance.clean import clean_clearance, people_in, reviewed, with_people, with_policy
from tests.people.clean import START

CLEAN = clean_clearance()


def asking(*roles: Role, case=CLEAN):
    return with_policy(case, requirements=tuple(Requirement(role=role, training=("care",)) for role in roles))


def passed(person: str, *, until: date = date(2027, 1, 1), case=CLEAN):
    body = TrainingPassed(person=person, module="care", passed=date(2025, 1, 1), expires=until)
    return with_people(case, trainings=(*people_in(case).trainings, fact(body, at=START, case="")))


def with_badge(person: str, case=CLEAN):
    plain = {"issuer": "a school", "credential": commit("badge"), "passed": date(2025, 1, 1)}
    body = BadgeAccepted(person=person, module="care", expires=date(2027, 1, 1), **plain)
    return with_people(case, badges=(fact(body, at=START, case=""),))


def codes(found):
    return {each.code for each in found}


SIGNED_ON = date(2026, 2, 25)
COUNTERSIGNERS = {
    "without the module": (asking("countersigner"), {"signer-not-trained"}),
    "with it": (asking("countersigner", case=passed("coast-director")), set()),
    "with a badge from elsewhere": (asking("countersigner", case=with_badge("coast-director")), set()),
    "with one that ran out on the day": (
        asking("countersigner", case=passed("coast-director", until=SIGNED_ON)),
        {"signer-not-trained"},
    ),
    "with one that ran out the day after": (
        asking("countersigner", case=passed("coast-director", until=date(2026, 2, 26))),
        set(),
    ),
    "where another role is asked": (asking("legal-reviewer"), set()),
}


@pytest.mark.parametrize(("case", "expected"), COUNTERSIGNERS.values(), ids=COUNTERSIGNERS)
def test_a_countersigner_has_the_training_of_the_role_on_the_day_of_signing(case, expected):
    assert codes(countersignature(case)) == expected


def test_the_module_that_is_missing_is_named():
    (blocker,) = countersignature(asking("countersigner"))
    assert blocker.text == "coast-director held no credential for care on that day."


REVIEWERS = {
    "without the module": (asking("legal-reviewer"), {"reviewer-not-trained"}),
    "with it": (asking("legal-reviewer", case=passed("centre-lawyer")), set()),
    "with one that ran out on the day": (
        asking("legal-reviewer", case=passed("centre-lawyer", until=date(2026, 1, 12))),
        {"reviewer-not-trained"},
    ),
    "where another role is asked": (asking("countersigner"), set()),
}


@pytest.mark.parametrize(("case", "expected"), REVIEWERS.values(), ids=REVIEWERS)
def test_a_reviewer_has_the_training_of_the_role_on_the_day_of_signing(case, expected):
    assert codes(competence(case)) == expected


def test_who_reads_the_whole_has_what_is_asked_of_an_independent_reviewer():
    assert codes(competence(asking("independent-reviewer"))) == {"whole-not-reviewed"}
    said = may_review_whole(asking("independent-reviewer"), reviewed("coast-reviewer"))
    assert codes(said) == {"review-not-independent"}
    assert competence(asking("independent-reviewer", case=passed("coast-reviewer"))) == []


def test_who_reads_the_whole_needs_no_training_where_the_policy_asks_none_of_readers():
    without = tuple(each for each in people_in(CLEAN).trainings if each.body.person != "north-director")
    case = with_people(CLEAN, trainings=without)
    assert may_review_whole(case, replace(reviewed("north-director"))) == []
