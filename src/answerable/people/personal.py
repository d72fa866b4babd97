"""Whose key signs what, as the record stands: the questions of `signing` and of the gates, put to the tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from msgspec.structs import replace

from answerable.people.entries import PersonKeyAdded, PersonKeyRevoked
from answerable.people.errors import NotOne
from answerable.people.keyring import name_of_key, personal_of, public_of
from answerable.people.models import PersonKeyAdded as PersonKeyTable, read_people
from answerable.people.signing import Keys, current_keys, flaws
from answerable.people.standing import People, origin_of, policy_in_force, section_of, within
from answerable.record.acts import Ask, Seen
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact, Said
from answerable.record.keys import KeyRing
from answerable.vault.sealing import say


def keys_now(person: str) -> Keys:
    """Return the keys that a person signs with today, by name."""
    if not PersonKeyTable.objects.filter(person=person).exists():
        return {}
    everybody = read_people()
    own = (within(everybody, fact.origin) for fact in everybody.person_keys if fact.body.person == person)
    return next(filter(None, (current_keys(people, person) for people in own)), {})


def has_current_key(person: str) -> bool:
    """Tell whether a person has a key of their own to sign with."""
    return bool(keys_now(person))


def signatures_required(said: type[Said], origin: str, at: datetime, *, seen: Seen | None = None) -> bool:
    """Tell whether the policy in force asks everybody for a signature under such an act; never under a key's own."""
    return _required(within(read_people(seen=seen), origin), said, at)


def _required(people: People, said: type[Said], at: datetime) -> bool:
    if said is PersonKeyAdded:
        return False
    policy = policy_in_force(people, at=at)
    return policy is not None and policy.body.signatures == "required"


def asks(may: Callable[[People, Fact[Any]], list[Blocker]]) -> Ask:
    """Return the question whether an act may be said, put to the pure gate `may` on the people as of `seen`."""
    return lambda fact, seen: may(within(read_people(seen=seen), fact.origin), fact)


def asks_everybody(may: Callable[..., list[Blocker]]) -> Ask:
    """Return the question `may`, put to the people of the log's organisation and, beside them, to all on record."""

    def ask(fact: Fact[Any], seen: Seen) -> list[Blocker]:
        everybody = read_people(seen=seen)
        return may(within(everybody, fact.origin), fact, everybody=everybody)

    return ask


def ask_signature(fact: Fact[Any], seen: Seen) -> list[Blocker]:
    """Return what is wrong with the personal signature under an act, as of `seen`."""
    everybody = read_people(seen=seen)
    if fact.body.personal is None and not (everybody.person_keys or everybody.policies):
        return []  # most of the record's acts: two tables are looked at, and no more
    people = within(everybody, fact.origin)
    return flaws(people, fact, required=_required(people, type(fact.body), fact.at))


def own_log(person: str) -> str:
    """Return the log of the section for which a person works, or "" where nobody by that handle has joined."""
    everybody = read_people()
    for joined in (fact for fact in everybody.persons if fact.body.person == person):
        people = within(everybody, joined.origin)
        if section := section_of(people, person):
            return origin_of(people, section)
    return ""


def put_key_on_record(ring: KeyRing, person: str, key: str, *, at: datetime) -> Fact[Any]:
    """Say that a person signs with a key that is in the ring; an earlier key that is there signs it.

    Raises:
        NotOne: nobody by that handle has joined.
        KeyMissing: the key, or an earlier one that has to sign, is not here.
        Refused: the key may not be added.
    """
    public = public_of(ring.verifier(name_of_key(person, key)))
    plain = {"person": person, "key": key, "type": "ed25519", "public": public}

    def sign(fact: Fact[Any]) -> Said:
        keys = keys_now(person)
        personal = personal_of(ring, fact, keys) if keys else None
        return cast("Said", replace(fact.body, personal=personal))

    return say(PersonKeyAdded, plain, origin=_joined(person), actor=person, at=at, sign=sign)


def revoke_key_on_record(person: str, key: str, *, reason: str, by: str, at: datetime) -> Fact[Any]:
    """Say that a person's key counts no more.

    Raises:
        NotOne: nobody by one of the handles has joined.
        Refused: the key may not be revoked.
        msgspec.ValidationError: there is no such reason.
    """
    _joined(person)
    plain = {"person": person, "key": key, "reason": reason}
    return say(PersonKeyRevoked, plain, origin=_joined(by), actor=by, at=at)


def _joined(person: str) -> str:
    origin = own_log(person)
    if not origin:
        raise NotOne(f"expected the handle of a person who has joined a section, found {person!r}")
    return origin
