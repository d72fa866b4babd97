"""The tables of people and policy: one for each kind, one row for each entry; and how a case is read from them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from answerable.people import entries
from answerable.people.accounts.tables import Counted, Invitation
from answerable.people.errors import NotOne
from answerable.people.preferences import Preference
from answerable.people.prepared import PersonalCredential, Prepared
from answerable.people.rotation import ends_of, keys_at
from answerable.people.standing import People, holds_role, policy_in_force, within
from answerable.people.told import Message
from answerable.people.trusting import trusted_keys
from answerable.record.acts import Seen
from answerable.record.checkpoint import KeysAt
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.record.models import FactRow, key_column
from answerable.record.note import Verifier

__all__ = [
    "Counted",
    "Invitation",
    "Message",
    "PersonalCredential",
    "Preference",
    "Prepared",
]  # named here so that Django finds the tables


class OrganisationNamed(FactRow):
    """An organisation has a name; its sections say that they belong to it."""

    said = entries.OrganisationNamed
    organisation = key_column()


class SectionJoined(FactRow):
    """A section answers for these countries (ISO 3166-1 alpha-2), peoples, subjects and languages (BCP 47)."""

    said = entries.SectionJoined
    section = key_column()


class KeyAdded(FactRow):
    """A section signs its checkpoints and countersignatures with this key (a C2SP vkey)."""

    said = entries.KeyAdded
    section = key_column()


class KeyRevoked(FactRow):
    """A key is no longer the section's; what it signed before keeps its meaning."""

    said = entries.KeyRevoked
    section = key_column()


class HouseOpened(FactRow):
    """A section runs a house of its own, from which others take copies of the record."""

    said = entries.HouseOpened
    section = key_column()


class RootAdopted(FactRow):
    """An organisation says who belongs to it and with which keys."""

    said = entries.RootAdopted
    organisation = key_column()


class ForkShown(FactRow):
    """A log told two stories, and two checkpoints that it signed show it."""

    said = entries.ForkShown
    log = models.CharField(max_length=200)


class PersonJoined(FactRow):
    """A person works for a section, under a handle."""

    said = entries.PersonJoined
    person = key_column()
    section = key_column()


class PersonKeyAdded(FactRow):
    """A person signs with this key from here on."""

    said = entries.PersonKeyAdded
    person = key_column()


class PersonKeyRevoked(FactRow):
    """A person's key is theirs no longer; what it signed before keeps its meaning."""

    said = entries.PersonKeyRevoked
    person = key_column()


class SealKeyAdded(FactRow):
    """A person can be trusted with what is sealed to this age recipient."""

    said = entries.SealKeyAdded
    person = key_column()


class RoleGranted(FactRow):
    """A person may act in a role: in the entry's case, or in every case when the entry names none."""

    said = entries.RoleGranted
    person = key_column()


class RoleRevoked(FactRow):
    """A person no longer acts in a role."""

    said = entries.RoleRevoked
    person = key_column()


class CompetenceShown(FactRow):
    """A person has shown that they know a field: ``law``, ``military``, ``country:xx`` or ``language:xx``."""

    said = entries.CompetenceShown
    person = key_column()


class TrainingPassed(FactRow):
    """A person passed a training module; the credential runs out at the start of `expires`."""

    said = entries.TrainingPassed
    person = key_column()


class TrainingAttempted(FactRow):
    """A person answered the questions of a training module."""

    said = entries.TrainingAttempted
    person = key_column()


class BadgeAccepted(FactRow):
    """A credential that somebody else issued (Open Badges 3.0) is accepted as a pass of a module."""

    said = entries.BadgeAccepted
    person = key_column()


class ConflictDeclared(FactRow):
    """A person has an interest in the entry's case and keeps out of reviewing it."""

    said = entries.ConflictDeclared
    person = key_column()


class PolicyAdopted(FactRow):
    """The organisation's rules for its gates. In force once every section in `by_sections` has endorsed it."""

    said = entries.PolicyAdopted
    policy = key_column()


class PolicyEndorsed(FactRow):
    """A section stands by this number of the policy."""

    said = entries.PolicyEndorsed
    policy = key_column()
    section = key_column()


def read_people(*, seen: Seen | None = None) -> People:
    """Return every fact about people and policy, as of `seen`."""
    return People(
        organisations=read(OrganisationNamed, seen=seen),
        sections=read(SectionJoined, seen=seen),
        keys=read(KeyAdded, seen=seen),
        key_revocations=read(KeyRevoked, seen=seen),
        houses=read(HouseOpened, seen=seen),
        roots=read(RootAdopted, seen=seen),
        forks=read(ForkShown, seen=seen),
        persons=read(PersonJoined, seen=seen),
        person_keys=read(PersonKeyAdded, seen=seen),
        person_key_revocations=read(PersonKeyRevoked, seen=seen),
        seal_keys=read(SealKeyAdded, seen=seen),
        roles=read(RoleGranted, seen=seen),
        role_revocations=read(RoleRevoked, seen=seen),
        competences=read(CompetenceShown, seen=seen),
        trainings=read(TrainingPassed, seen=seen),
        attempts=read(TrainingAttempted, seen=seen),
        badges=read(BadgeAccepted, seen=seen),
        conflicts=read(ConflictDeclared, seen=seen),
        policies=read(PolicyAdopted, seen=seen),
        endorsements=read(PolicyEndorsed, seen=seen),
    )


def policy_ref(fact: Fact[Any], seen: Seen) -> str:
    """Return the ref of the policy in force when `fact` is said, or "" when none is."""
    people = People(
        sections=read(SectionJoined, seen=seen),
        roots=read(RootAdopted, seen=seen),
        policies=read(PolicyAdopted, seen=seen),
        endorsements=read(PolicyEndorsed, seen=seen),
    )
    policy = policy_in_force(within(people, fact.origin), at=fact.at)
    return policy.ref if policy else ""


def keys_of_log(origin: str) -> list[Verifier]:
    """Return every key that a log says its section signs with, or signed with before it was revoked."""
    return list(keys_at(read(KeyAdded), (), origin=origin))


def keys_for_size(origin: str, size: int) -> tuple[Verifier, ...]:
    """Return the keys that counted for a checkpoint of a log of this size, as the log itself says."""
    return keys_at(read(KeyAdded), read(KeyRevoked), origin=origin, size=size)


def ends_of_keys(origin: str) -> dict[str, int]:
    """Return the size of a log up to which each key that it revoked counts, by vkey."""
    return ends_of(read(KeyRevoked), origin=origin)


def keys_trusted_by(view: str, *, on: datetime | None = None) -> KeysAt:
    """Return what answers with which keys a log may sign a checkpoint of a size, as the log `view` is to judge.

    `people.trusting` has the rules. `on` is to be given where a new checkpoint is taken in, and never for what was
    taken in before.
    """
    everybody = read_people()
    root = within(everybody, view).rooted
    return lambda origin, size: trusted_keys(everybody, root, origin=origin, size=size, on=on)


def approver_of(people: People, case: str, *, at: datetime) -> str:
    """Return the one person who may approve a release in `case`.

    Raises:
        NotOne: nobody may, or more than one person.
    """
    handles = sorted({fact.body.person for fact in people.persons})
    approvers = [person for person in handles if holds_role(people, person, "approver", case=case, at=at)]
    if len(approvers) != 1:
        found = ", ".join(approvers) or "nobody"
        raise NotOne(f"expected one person with the role of approver in {case}, found {found}: say who by --by")
    return approvers[0]
