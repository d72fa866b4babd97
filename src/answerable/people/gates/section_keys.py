"""When the key of a section may be added and revoked, and the key to which things are sealed for a person.

Rules:
  - A section's key is added and revoked in its own log, by its approver or countersigner; at its beginning, while
    nobody could bind it, by whoever writes its log.
  - A key is named after its log, is no other's, and was never there before. It has not expired.
  - Where the section has a key, the old and the new one sign the change. One that was lost or captured signs nothing
    more: it is revoked first, and then the next is taken on trust; the log shows that it was.
  - Where the section has adopted a root, the root lists every key that is added, and every one that is taken on trust.
  - A person adds the age recipient to which things are sealed for them, in their own log.
"""

from __future__ import annotations

from collections.abc import Iterator

from pyrage import RecipientError
from pyrage.x25519 import Recipient

from answerable.people.entries import KeyAdded, KeyRevoked, SealKeyAdded
from answerable.people.gates.binding import binds, can_be_bound
from answerable.people.rotation import has_expired, is_rotation
from answerable.people.standing import People, in_own_log, keys_of
from answerable.people.vkeys import verifier_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact
from answerable.record.errors import Malformed

_Act = Fact[KeyAdded] | Fact[KeyRevoked]


def may_add_key(people: People, fact: Fact[KeyAdded]) -> list[Blocker]:
    """Return why this key may not become the section's; [] when it may."""
    return [*_who(people, fact), *_key(people, fact), *_handed_over(people, fact)]


def may_revoke_key(people: People, fact: Fact[KeyRevoked]) -> list[Blocker]:
    """Return why this key may not be revoked; [] when it may."""
    said = list(_who(people, fact))
    if fact.body.vkey not in keys_of(people, fact.body.section):
        text = f"The key is not one that {fact.body.section} signs with today."
        said.append(_blocker("section-key-not-held", text, "Name a key that counts today.", fact))
    return said


def _who(people: People, fact: _Act) -> Iterator[Blocker]:
    section = fact.body.section
    if fact.origin.rsplit("/", maxsplit=1)[-1] != section:
        text = f"This log is not that of {section}."
        yield _blocker("section-key-in-other-log", text, f"{section} says it in its own log.", fact)
    elif can_be_bound(people, section, at=fact.at) and not (
        in_own_log(people, fact) and binds(people, fact.actor, at=fact.at)
    ):
        text = f"{fact.actor or 'Nobody'} holds no role that may do this for {section}: approver or countersigner."
        yield _blocker("section-key-without-role", text, f"The approver of {section} says it.", fact)


def _key(people: People, fact: Fact[KeyAdded]) -> Iterator[Blocker]:
    body = fact.body
    try:
        public = verifier_of(body.vkey, name=fact.origin).public
    except Malformed as error:
        yield _blocker("section-key-unusable", f"The key cannot be used: {error}.", "Give the whole vkey.", fact)
        return
    if any(_is_same(each, public) for each in people.keys):
        text = "The key is on record already, of this section or another."
        yield _blocker("section-key-added-twice", text, "Make a new key.", fact)
    if has_expired(body, fact.at):
        text = f"The key expires on {body.expires}, which has passed."
        yield _blocker("section-key-expired", text, "Give it a later day.", fact)
    if people.rooted and not people.rooted.lists(fact.origin, body.vkey):
        text = f"The root in force does not list this key for {body.section}."
        opens = "Let the holders of the root's keys list it in the next root: `answerable root new --member`."
        yield _blocker("section-key-not-in-root", text, opens, fact)


def _is_same(added: Fact[KeyAdded], public: bytes) -> bool:
    try:
        return verifier_of(added.body.vkey).public == public
    except Malformed:
        return False  # what is no key is nobody's


def _handed_over(people: People, fact: Fact[KeyAdded]) -> Iterator[Blocker]:
    body, held = fact.body, keys_of(people, fact.body.section)
    if held and body.replaces not in held:
        text = f"{body.section} has a key, and this one does not say that it replaces it."
        opens = "Change it with `answerable keys rotate`; one that is lost or captured is revoked first."
        yield _blocker("section-key-not-handed-over", text, opens, fact)
    elif not held and body.replaces:
        text = f"{body.section} has no key that could be replaced."
        yield _blocker("section-key-replaces-none", text, "Leave out what it replaces.", fact)
    elif held and not is_rotation(body, fact.origin):
        text = "The old key and the new one have not both signed this change."
        yield _blocker("section-key-not-signed-over", text, "Change it with `answerable keys rotate`.", fact)


def may_add_seal_key(people: People, fact: Fact[SealKeyAdded]) -> list[Blocker]:
    """Return why things may not be sealed to this recipient for this person; [] when they may."""
    body = fact.body
    taken = any(each.body.recipient == body.recipient and each.body.person != body.person for each in people.seal_keys)
    rules = (
        ("seal-key-not-ones-own", f"{fact.actor} adds it for {body.person}.", fact.actor != body.person),
        (
            "seal-key-in-other-log",
            f"This log is not that of {body.person}'s section.",
            not in_own_log(people, fact),
        ),
        ("seal-key-unusable", "This is not the public half of an age key.", not _is_recipient(body.recipient)),
        ("seal-key-of-another", "Somebody else has this key.", taken),
    )
    return _applying(body.person, rules)


def _is_recipient(text: str) -> bool:
    try:
        Recipient.from_str(text)
    except RecipientError:
        return False
    return True


_OPENS = {
    "seal-key-not-ones-own": "The person adds it.",
    "seal-key-in-other-log": "The person says it in the log of their own section.",
    "seal-key-unusable": "Paste the whole line that begins with age1.",
    "seal-key-of-another": "Make a new key.",
}


def _applying(person: str, rules: tuple[tuple[str, str, bool], ...]) -> list[Blocker]:
    """Return a blocker about `person` for each rule that applies: its code, its text, and whether it does."""
    return [
        Blocker(gate=0, code=code, text=text, standard="record", opens=_OPENS[code], where=Where(person=person))
        for code, text, applies in rules
        if applies
    ]


def _blocker(code: str, text: str, opens: str, fact: _Act) -> Blocker:
    where = Where(section=fact.body.section, person=fact.actor)
    return Blocker(gate=0, code=code, text=text, standard="record", opens=opens, where=where)
