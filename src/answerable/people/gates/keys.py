"""When a person's key may be added, and when it may be revoked."""

from __future__ import annotations

from answerable.people.entries import PersonKeyAdded, PersonKeyRevoked
from answerable.people.signing import current_keys, flaws, is_approver_of, is_usable
from answerable.people.standing import People, in_own_log
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact


def may_add_person_key(people: People, fact: Fact[PersonKeyAdded]) -> list[Blocker]:
    """Return why a key may not be added, the signature by an earlier key included; [] when it may."""
    return [*may_prepare_person_key(people, fact), *flaws(people, fact, required=False)]


def may_prepare_person_key(people: People, fact: Fact[PersonKeyAdded]) -> list[Blocker]:
    """Return the same before the person has signed with an earlier key."""
    body = fact.body
    own = [each for each in people.person_keys if each.body.person == body.person]
    taken = any(each.body.public == body.public and each.body.person != body.person for each in people.person_keys)
    left = any(each.body.person == body.person and each.body.reason == "left" for each in people.person_key_revocations)
    return _applying(
        body.person,
        (
            ("key-not-ones-own", f"{fact.actor} adds a key for {body.person}.", fact.actor != body.person),
            ("key-in-other-log", f"This log is not that of {body.person}'s section.", not in_own_log(people, fact)),
            ("key-unusable", f"{body.key} is not a public key of type {body.type}.", not is_usable(body)),
            (
                "key-named-twice",
                f"{body.person} has had a key named {body.key}.",
                any(each.body.key == body.key for each in own),
            ),
            (
                "key-added-twice",
                f"{body.person} has had this key before.",
                any(each.body.public == body.public for each in own),
            ),
            ("key-of-another", f"The key {body.key} is that of somebody else.", taken),
            ("key-after-leaving", f"{body.person} has left, and signs no more.", left),
        ),
    )


def may_revoke_person_key(people: People, fact: Fact[PersonKeyRevoked]) -> list[Blocker]:
    """Return why a key may not be revoked; [] when it may."""
    body, held = fact.body, current_keys(people, fact.body.person)
    allowed = fact.actor == body.person or is_approver_of(people, fact.actor, body.person, fact)
    return _applying(
        body.person,
        (
            (
                "revoked-by-another",
                f"{fact.actor} is neither {body.person} nor an approver of the same section.",
                not allowed,
            ),
            ("key-in-other-log", f"This log is not that of {body.person}'s section.", not in_own_log(people, fact)),
            ("key-not-held", f"{body.person} holds no key named {body.key}.", body.key not in held),
        ),
    )


_OPENS = {
    "key-not-ones-own": "The person adds the key.",
    "key-in-other-log": "Somebody says it in the log of the person's own section.",
    "key-unusable": "Paste the whole public key, or register the passkey again.",
    "key-named-twice": "Give the key another name.",
    "key-added-twice": "Make a new key.",
    "key-of-another": "Make a new key.",
    "key-after-leaving": "Who comes back joins under another handle.",
    "revoked-by-another": "The person revokes the key, or an approver of their section does.",
    "key-not-held": "Name a key that counts today.",
}


def _applying(person: str, rules: tuple[tuple[str, str, bool], ...]) -> list[Blocker]:
    """Return a blocker about `person` for each rule that applies: its code, its text, and whether it does."""
    return [
        Blocker(gate=0, code=code, text=text, standard="record", opens=_OPENS[code], where=Where(person=person))
        for code, text, applies in rules
        if applies
    ]
