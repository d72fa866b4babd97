"""What everybody may read of a list: the fields of these structs, named one by one.

Rules:
  - A field that is added elsewhere stays inside. Handles of persons, evidence, internal reasons, how the criteria were
    examined, whom a notice reached, why something is sealed, and open proposals are not among them.
  - Of a sealed decision the day on which it was made and the day on which it discloses itself are told, and no more.
  - Whoever was refused and never listed is not named: a refusal is told without the person.
"""

from __future__ import annotations

from datetime import date

import msgspec


class PublicWord(msgspec.Struct, frozen=True, kw_only=True):
    """What an affected section said of a decision: countersigned, declined (with its reason), or silent."""

    section: str
    state: str
    reason: str = ""


class PublicDecision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision about a person, or, without `proposal`, a refusal of somebody who is not named.

    Attributes:
        proposal: The key of what was proposed; others refer to it.
        decision: Designated, refused, changed or ended.
        status: The status given; "" where there is none.
        decided: The day of its entry in the log.
        effective: From which day on it takes effect.
        number: The version of the criteria.
        reasons: The public reasons.
        authority: The section that decided, by name.
        signers: How many persons signed.
        words: What the affected sections said.
        reverses: The proposal whose decision it undoes.
        reversed_by: The proposals by which it was undone.
        sealed_until: The day on which it disclosed itself, where it had been sealed.
        entry: The reference of its entry in the log, by which anybody can ask for proof.
    """

    proposal: str
    decision: str
    status: str
    decided: date
    effective: date
    number: int
    reasons: str
    authority: str
    signers: int
    words: tuple[PublicWord, ...]
    reverses: str
    reversed_by: tuple[str, ...]
    sealed_until: date | None
    entry: str


class PublicListing(msgspec.Struct, frozen=True, kw_only=True):
    """One stay of a person on the list, as it stands on a day."""

    person: str
    name: str
    countries: tuple[str, ...]
    status: str
    since: date
    until: date | None
    designated: PublicDecision
    holds: PublicDecision
    ended: PublicDecision | None


class PublicCriterion(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion, in its exact words."""

    criterion: str
    text: str
    excludes: bool


class PublicCriteria(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the criteria."""

    number: int
    adopted: date
    reason: str
    criteria: tuple[PublicCriterion, ...]


class PublicSealed(msgspec.Struct, frozen=True, kw_only=True):
    """A decision of which nothing is told until its day."""

    decided: date
    discloses: date
    entry: str


class PublicPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is on the list, or was: every stay, and everything decided about them."""

    person: str
    name: str
    countries: tuple[str, ...]
    listings: tuple[PublicListing, ...]
    decisions: tuple[PublicDecision, ...]


class PublicList(msgspec.Struct, frozen=True, kw_only=True):
    """A list as everybody may read it, as it stood on a day; days are days in UTC.

    `stands` is the day at which the clock of a worked example stands; None for a list whose clock goes.
    """

    list: str
    title: str
    purpose: str
    organisation: str
    keeper: str
    opened: date
    statuses: tuple[str, ...]
    on: date
    stands: date | None
    criteria: tuple[PublicCriteria, ...]
    listed: tuple[PublicListing, ...]
    listings: tuple[PublicListing, ...]
    persons: tuple[PublicPerson, ...]
    refusals: tuple[PublicDecision, ...]
    sealed: tuple[PublicSealed, ...]
