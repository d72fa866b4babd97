"""Who may say that a person was trained."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from answerable.people import entries
from answerable.people.gates.training import may_accept_badge, may_attempt_training, may_pass_training
from answerable.people.standing import trained
from tests.cases import commit, fact
from tests.people.clean import clean_people, origin

AT = "2026-03-02T10:00:00Z"
CENTRE, COAST = origin("centre"), origin("coast")
ATTEMPT = entries.TrainingAttempted(
    person="coast-director", module="influence", module_sha256="ab" * 32, right=15, asked=16, passed=True
)
PASS = entries.TrainingPassed(
    person="coast-director", module="influence", passed=date(2026, 3, 2), expires=date(2028, 3, 2)
)
BADGE = entries.BadgeAccepted(
    person="centre-author",
    module="influence",
    issuer="Elsewhere",
    credential=commit("jwt"),
    passed=date(2026, 1, 1),
    expires=date(2027, 1, 1),
)


def codes(blockers):
    return [blocker.code for blocker in blockers]


def attempted(at: str = AT, *, actor: str = "coast-director", log: str = COAST, index: int = 50, **changes: object):
    return fact(replace(ATTEMPT, **changes), actor=actor, at=at, origin=log, case="", index=index)


def with_attempts(*attempts: object):
    return replace(clean_people(), attempts=attempts)


def test_a_person_may_try_three_times_a_day():
    two = with_attempts(attempted("2026-03-02T08:00:00Z"), attempted("2026-03-02T09:00:00Z", passed=False))
    assert may_attempt_training(two, attempted()) == []


def test_a_fourth_attempt_on_a_day_is_refused():
    three = with_attempts(*(attempted(f"2026-03-02T0{hour}:00:00Z") for hour in (7, 8, 9)))
    assert codes(may_attempt_training(three, attempted())) == ["too-many-attempts"]


@pytest.mark.parametrize(
    "others",
    [
        [attempted(f"2026-03-01T2{hour}:00:00Z") for hour in (1, 2, 3)],
        [attempted(f"2026-03-02T0{hour}:00:00Z", module="other") for hour in (1, 2, 3)],
        [attempted(f"2026-03-02T0{hour}:00:00Z", person="north-director") for hour in (1, 2, 3)],
    ],
    ids=["the day before", "another module", "another person"],
)
def test_other_attempts_do_not_count_against_it(others):
    assert may_attempt_training(with_attempts(*others), attempted()) == []


def test_nobody_answers_for_another_person():
    assert codes(may_attempt_training(clean_people(), attempted(actor="coast-reviewer"))) == ["attempt-for-another"]


def test_nobody_answers_in_the_log_of_another_section():
    assert codes(may_attempt_training(clean_people(), attempted(log=CENTRE))) == ["attempt-for-another"]


def test_more_right_answers_than_questions_cannot_be():
    assert codes(may_attempt_training(clean_people(), attempted(right=17))) == ["attempt-miscounted"]


def passed(at: str = AT, *, actor: str = "coast-director", log: str = COAST, **changes: object):
    return fact(replace(PASS, **changes), actor=actor, at=at, origin=log, case="", index=51)


def test_a_pass_with_its_attempt_may_be_said():
    assert may_pass_training(with_attempts(attempted()), passed()) == []


WITHOUT = {
    "no attempt": (),
    "an attempt that failed": (attempted(passed=False),),
    "an attempt at another moment": (attempted("2026-03-02T09:59:59Z"),),
    "an attempt at another module": (attempted(module="other"),),
    "somebody else's attempt": (attempted(person="coast-reviewer", actor="coast-reviewer"),),
    "an attempt that somebody else wrote": (attempted(actor="coast-reviewer"),),
    "an attempt in another log": (attempted(log=CENTRE),),
}


@pytest.mark.parametrize("attempts", WITHOUT.values(), ids=WITHOUT)
def test_nobody_says_of_themselves_that_they_passed(attempts):
    assert codes(may_pass_training(with_attempts(*attempts), passed())) == ["passed-by-own-word"]


def test_a_pass_of_another_day_than_its_attempt_is_ones_own_word():
    before = passed(passed=date(2026, 3, 1))
    assert codes(may_pass_training(with_attempts(attempted()), before)) == ["passed-by-own-word"]


def test_an_approver_says_it_for_another_person_of_the_section():
    said = passed(actor="centre-director", log=CENTRE, person="centre-lawyer", passed=date(2026, 1, 5))
    assert may_pass_training(clean_people(), said) == []


def test_an_approver_does_not_say_it_of_themselves():
    said = passed(actor="centre-director", log=CENTRE, person="centre-director")
    assert codes(may_pass_training(clean_people(), said)) == ["passed-by-own-word"]


def test_an_approver_does_not_say_it_for_another_section():
    said = passed(actor="centre-director", log=CENTRE)
    assert codes(may_pass_training(clean_people(), said)) == ["credential-of-another-section"]


def test_somebody_who_is_no_approver_does_not_say_it():
    said = passed(actor="centre-author", log=CENTRE, person="centre-lawyer")
    assert codes(may_pass_training(clean_people(), said)) == ["credential-without-approver"]


def test_an_approver_does_not_say_it_in_another_log():
    said = passed(actor="centre-director", log=COAST, person="centre-lawyer")
    assert codes(may_pass_training(clean_people(), said)) == ["credential-of-another-section"]


@pytest.mark.parametrize(
    "days",
    [
        {"passed": date(2026, 3, 3), "expires": date(2028, 1, 1)},
        {"passed": date(2026, 3, 2), "expires": date(2026, 3, 2)},
    ],
    ids=["passed tomorrow", "run out when it was passed"],
)
def test_days_that_cannot_be_are_refused(days):
    said = passed(actor="centre-director", log=CENTRE, person="centre-lawyer", **days)
    assert codes(may_pass_training(clean_people(), said)) == ["credential-dates"]


def accepted(*, actor: str = "centre-director", log: str = CENTRE, **changes: object):
    return fact(replace(BADGE, **changes), actor=actor, at=AT, origin=log, case="")


def test_an_approver_accepts_a_badge_for_another_person():
    assert may_accept_badge(clean_people(), accepted()) == []


def test_nobody_accepts_their_own_badge():
    assert codes(may_accept_badge(clean_people(), accepted(person="centre-director"))) == ["badge-own"]


def test_somebody_who_is_no_approver_accepts_no_badge():
    said = accepted(actor="coast-director", log=COAST, person="coast-reviewer")
    assert codes(may_accept_badge(clean_people(), said)) == ["credential-without-approver"]


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (datetime(2025, 12, 31, 23, 59, tzinfo=UTC), False),
        (datetime(2026, 1, 1, tzinfo=UTC), True),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), True),
        (datetime(2027, 1, 1, tzinfo=UTC), False),
    ],
)
def test_an_accepted_badge_counts_on_its_days(on, counts):
    people = replace(clean_people(), trainings=(), badges=(accepted(),))
    assert trained(people, "centre-author", "influence", on=on) is counts


def test_one_attempt_gives_one_credential():
    longer = replace(PASS, expires=date(2099, 3, 2))
    passed = fact(PASS, actor="coast-director", at=AT, origin=COAST, case="", index=51)
    people = replace(with_attempts(attempted()), trainings=(passed,))
    again = fact(longer, actor="coast-director", at=AT, origin=COAST, case="", index=52)
    assert codes(may_pass_training(people, again)) == ["passed-by-own-word"]
