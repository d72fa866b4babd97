"""Who may say that a person was trained (gate 17 counts on it; LL).

Rules:
  - A person attempts a module for themselves, in the log of their section, at most `ATTEMPTS` times a day (UTC).
  - A pass is said by the person together with an attempt that passed, at the same moment, one pass for each attempt; or
    by an approver of the same section, for another person.
  - A badge from elsewhere is accepted by an approver of the same section, for another person, never for oneself.
"""

from __future__ import annotations

from datetime import datetime

from answerable.people import entries
from answerable.people.standing import People, holds_role, in_own_log, section_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, moment

ATTEMPTS = 3
"""Attempts a day; chosen by hand: a slip can be mended on the day, trying out every answer cannot be done."""

_Credential = Fact[entries.TrainingPassed] | Fact[entries.BadgeAccepted]


def may_attempt_training(people: People, fact: Fact[entries.TrainingAttempted]) -> list[Blocker]:
    """Return why this attempt may not be recorded."""
    body, blockers = fact.body, []
    if fact.actor != body.person or not in_own_log(people, fact):
        text = f"{fact.actor} answers for {body.person}."
        opens = f"{body.person} answers for themselves, in the log of their own section."
        blockers.append(_blocker("attempt-for-another", text, opens, body.person))
    made = attempts_of_day(people, body.person, body.module, at=fact.at)
    if len(made) >= ATTEMPTS:
        text = f"{body.person} has tried {body.module} {len(made)} times today."
        blockers.append(_blocker("too-many-attempts", text, "Read the module again, and try tomorrow.", body.person))
    if body.right > body.asked:
        text = f"{body.right} right answers to {body.asked} questions cannot be."
        blockers.append(_blocker("attempt-miscounted", text, "Count again.", body.person))
    return blockers


def attempts_of_day(
    people: People, person: str, module: str, *, at: datetime
) -> tuple[Fact[entries.TrainingAttempted], ...]:
    """Return the attempts of a person at a module on the day of `at` (UTC)."""
    day = moment(at).date()
    return tuple(
        fact
        for fact in people.attempts
        if (fact.body.person, fact.body.module) == (person, module) and fact.at.date() == day
    )


def may_pass_training(people: People, fact: Fact[entries.TrainingPassed]) -> list[Blocker]:
    """Return why this pass may not be recorded."""
    blockers = _dates(fact)
    if fact.actor != fact.body.person:
        return [*blockers, *_approver(people, fact)]
    if not any(_earned(people, fact, attempt) for attempt in people.attempts):
        text = f"{fact.actor} cannot say of themselves that they passed {fact.body.module}."
        opens = "Answer the questions of the module, or have an approver of the section say it."
        blockers.append(_blocker("passed-by-own-word", text, opens, fact.body.person))
    return blockers


def _earned(people: People, fact: Fact[entries.TrainingPassed], attempt: Fact[entries.TrainingAttempted]) -> bool:
    """Tell whether a pass was said with this attempt: the same person, module, log and moment."""
    body, tried = fact.body, attempt.body
    same = (attempt.actor, tried.person, tried.module, attempt.origin, attempt.at)
    own = same == (fact.actor, body.person, body.module, fact.origin, fact.at)
    said = {(each.origin, each.at, each.body.person, each.body.module) for each in people.trainings}
    if (fact.origin, fact.at, body.person, body.module) in said:
        return False
    return own and tried.passed and body.passed == moment(fact.at).date() and in_own_log(people, fact)


def may_accept_badge(people: People, fact: Fact[entries.BadgeAccepted]) -> list[Blocker]:
    """Return why this badge may not be accepted."""
    if fact.actor == fact.body.person:
        text = f"{fact.actor} cannot accept their own badge."
        opens = "Another approver of the section accepts it."
        return [*_dates(fact), _blocker("badge-own", text, opens, fact.body.person)]
    return [*_dates(fact), *_approver(people, fact)]


def _approver(people: People, fact: _Credential) -> list[Blocker]:
    """Return a blocker unless an approver of the person's own section says it, in its log."""
    person = fact.body.person
    section = section_of(people, person)
    opens = f"An approver of {section or 'the section'} says it." if section else f"{person} joins a section first."
    if not section or section_of(people, fact.actor) != section or not in_own_log(people, fact):
        text = f"{fact.actor} does not speak for the section of {person}."
        return [_blocker("credential-of-another-section", text, opens, person)]
    if not is_approver(people, fact.actor, at=fact.at):
        return [_blocker("credential-without-approver", f"{fact.actor} is no approver of {section}.", opens, person)]
    return []


def is_approver(people: People, person: str, *, at: datetime) -> bool:
    """Tell whether a person was an approver then, in every case or in one of those for which it was granted."""
    granted = {each.case for each in people.roles if (each.body.person, each.body.role) == (person, "approver")}
    return any(holds_role(people, person, "approver", case=case, at=at) for case in granted)


def _dates(fact: _Credential) -> list[Blocker]:
    """Return a blocker for days that cannot be: passed later than it is said, or run out before it was passed."""
    body = fact.body
    if body.passed <= moment(fact.at).date() and body.passed < body.expires:
        return []
    text = f"A credential passed on {body.passed} that runs out on {body.expires} cannot be said on {fact.at:%Y-%m-%d}."
    opens = "Give the day on which it was passed, and a later one on which it runs out."
    return [_blocker("credential-dates", text, opens, body.person)]


def _blocker(code: str, text: str, opens: str, person: str) -> Blocker:
    return Blocker(gate=17, code=code, text=text, standard="LL", opens=opens, where=Where(person=person))
