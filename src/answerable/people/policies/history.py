"""The policies on record: which is in force, which was, who stands by each, and whom it waits for."""

from __future__ import annotations

from datetime import datetime

import msgspec

from answerable.people.entries import PolicyAdopted, PolicyEndorsed
from answerable.people.policies.errors import NoSuchPolicy
from answerable.people.standing import People, policy_in_force, section_of_origin
from answerable.record.entry import Fact


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A policy, its endorsements, the sections it still waits for, and whether it holds."""

    fact: Fact[PolicyAdopted]
    endorsed: tuple[Fact[PolicyEndorsed], ...]
    waits_for: tuple[str, ...]
    in_force: bool


def history(people: People, *, at: datetime) -> list[Standing]:
    """Return every policy on record, the newest first."""
    holds = policy_in_force(people, at=at)
    newest = sorted(people.policies, key=lambda fact: (fact.body.number, fact.at), reverse=True)
    return [_standing(people, fact, holds) for fact in newest]


def _standing(people: People, fact: Fact[PolicyAdopted], holds: Fact[PolicyAdopted] | None) -> Standing:
    named = (fact.body.policy, fact.body.number)
    endorsed = tuple(
        each
        for each in people.endorsements
        if (each.body.policy, each.body.number) == named and section_of_origin(people, each.origin) == each.body.section
    )
    by, in_force = {each.body.section for each in endorsed}, holds is not None and holds.ref == fact.ref
    # What several sections adopted is set aside only by all of them: those of the policy in force are asked as well.
    before = holds.body.by_sections if holds and not in_force and holds.body.number < fact.body.number else ()
    asked = dict.fromkeys([*fact.body.by_sections, *before])
    return Standing(
        fact=fact,
        endorsed=endorsed,
        waits_for=tuple(section for section in asked if section not in by),
        in_force=in_force,
    )


def find(people: People, ref: str, *, at: datetime) -> Standing:
    """Return a policy by the name of its entry.

    Raises:
        NoSuchPolicy: there is none.
    """
    found = next((each for each in history(people, at=at) if each.fact.ref == ref), None)
    if found is None:
        raise NoSuchPolicy(f"expected the entry of a policy, found {ref!r}")
    return found


def next_number(people: People, name: str) -> int:
    """Return the number that the next policy of this name gets."""
    return max((fact.body.number for fact in people.policies if fact.body.policy == name), default=0) + 1
