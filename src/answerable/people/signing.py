"""Whether a person's own signature under an act counts: whose key it is, since when, and whether the key made it.

Rules:
  - A person's keys are what the log of the person's own section says. A key counts from the entry that added it up to
    the entry that revoked it, by their places in the log: what was signed before a revocation keeps its meaning,
    whatever the reason.
  - When a section says that its own key was captured, the keys of its persons count no further either: whoever writes
    in the section's name could have added them. Each person adds a key again.
  - Who has a key adds the next one under a signature by a key they have. The first, and one after all were lost or
    captured, is taken on trust: the log shows that it was, and when.
  - A person revokes their own keys; an approver of their section may do it for them.
  - A passkey's assertion is checked as WebAuthn level 2, section 7.2 has it: type, challenge, origin, site, presence
    and verification of the user, signature. Its counter is not: synchronised passkeys do not count.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fido2 import cbor
from fido2.cose import CoseKey, EdDSA, UnsupportedKey
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticatorData

from answerable.people.entries import PersonKeyAdded, PersonKeyRevoked
from answerable.people.standing import People, holds_role, in_own_log, origin_of, section_of
from answerable.people.vkeys import is_weak
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, came_before
from answerable.record.errors import Malformed
from answerable.record.note import KEY_BYTES, from_base64
from answerable.record.personal import Personal, digest, message

Keys = dict[str, Fact[PersonKeyAdded]]
"""A person's current keys, by name."""

MAX_COSE_BYTES = 2048
"""Largest public key of a passkey that is read; chosen by hand: twice an RSA key of 8192 bits."""

_REFUSED_BY_LIBRARY = (
    *(
        msgspec.MsgspecError,
        InvalidSignature,
        UnsupportedAlgorithm,
        NotImplementedError,
        ValueError,
        TypeError,
        LookupError,
    ),
    *(AttributeError, RecursionError, OverflowError, struct.error),
)
"""What the libraries raise on bytes that are no key, no assertion, or one by another key."""


def flaws(people: People, fact: Fact[Any], *, required: bool) -> list[Blocker]:
    """Return why the personal signature under an act does not count; [] where it does, or where none is asked.

    Whoever has a key signs with it; `required` asks a signature of everybody who has joined.
    """
    keys = keys_as_of(people, fact.actor, fact)
    unsigned = getattr(fact.body, "personal", None) is None and not isinstance(fact.body, PersonKeyAdded)
    if unsigned and _has_left(people, fact):
        return [_blocker("signer-has-left", f"{fact.actor} had left before this was said.", fact)]
    if keys and not in_own_log(people, fact):
        text = f"{fact.actor} signs in the log of their own section, and this is another."
        return [_blocker("signature-key-unknown", text, fact)]
    joined = bool(section_of(people, fact.actor))  # a guest has no account, and so no key to sign with
    return flaws_by(keys, fact, required=required and joined)


def _has_left(people: People, fact: Fact[Any]) -> bool:
    gone = (each for each in history_of(people, fact.actor) if isinstance(each.body, PersonKeyRevoked))
    return any(each.body.reason == "left" and came_before(each, fact) for each in gone)


def flaws_by(keys: Keys, fact: Fact[Any], *, required: bool) -> list[Blocker]:
    """Return the same where the keys that the person held are known."""
    personal: Personal | None = getattr(fact.body, "personal", None)
    if personal is None:
        text = f"{fact.actor} has not signed this in person."
        return [_blocker("signature-missing", text, fact)] if required or keys else []
    if personal.key not in keys:
        text = f"{personal.key} is not a key that {fact.actor} held when this was signed."
        return [_blocker("signature-key-unknown", text, fact)]
    if not is_signed_by(keys[personal.key].body, personal, fact):
        text = f"The signature is not one that {personal.key} of {fact.actor} made under this act."
        return [_blocker("signature-wrong", text, fact)]
    return []


def keys_as_of(people: People, person: str, fact: Fact[Any]) -> Keys:
    """Return the keys that `person` held just before `fact`, by name."""
    return keys_after(each for each in history_of(people, person) if came_before(each, fact))


def current_keys(people: People, person: str) -> Keys:
    """Return the keys that `person` holds after everything on record, by name."""
    return keys_after(history_of(people, person))


def is_signed_by(key: PersonKeyAdded, personal: Personal, fact: Fact[Any]) -> bool:
    """Tell whether `key` made this signature under this very act."""
    try:
        public, signature = _bytes(key.public), _bytes(personal.signature)
        if key.type == "webauthn":
            return _is_assertion(key.site, public, signature, personal, digest(fact))
        _ed25519(public).verify(signature, message(fact))
    except (Malformed, *_REFUSED_BY_LIBRARY):
        return False
    return not (personal.authenticator or personal.client)


def is_usable(key: PersonKeyAdded) -> bool:
    """Tell whether `public` is a key of the stated type by which a signature can be checked."""
    try:
        public = _bytes(key.public)
        if key.type == "webauthn":
            return bool(key.site) and not isinstance(_cose(public), UnsupportedKey)
        _ed25519(public)
    except (Malformed, *_REFUSED_BY_LIBRARY):
        return False
    return len(public) == KEY_BYTES and not key.site


def is_approver_of(people: People, actor: str, person: str, fact: Fact[Any]) -> bool:
    """Tell whether `actor` is an approver of the section for which `person` works, in whichever case."""
    if section_of(people, actor) != section_of(people, person):
        return False
    cases = {granted.case for granted in people.roles if granted.body.person == actor}
    return any(holds_role(people, actor, "approver", case=case, at=fact.at) for case in cases)


def _is_assertion(site: str, public: bytes, signature: bytes, personal: Personal, challenge: bytes) -> bool:
    """Tell whether a passkey of `site` signed `challenge`, its user present and verified."""
    data, written = AuthenticatorData(_bytes(personal.authenticator)), _bytes(personal.client)
    client = read_client(written)
    asked = (
        client.type == "webauthn.get",
        client.challenge == websafe_encode(challenge),
        not client.cross_origin,
        _is_under(client.origin, site),
        data.rp_id_hash == sha256(site.encode()).digest(),
        data.is_user_present(),
        data.is_user_verified(),
    )
    if not all(asked):
        return False
    _cose(public).verify(bytes(data) + sha256(written).digest(), signature)
    return True


class Client(msgspec.Struct, frozen=True):
    """What the browser says it was asked, by which page (WebAuthn level 2, section 5.8.1)."""

    type: str
    challenge: str
    origin: str
    cross_origin: bool = msgspec.field(name="crossOrigin", default=False)


def read_client(written: bytes) -> Client:
    """Return a browser's client data. The library reads it too, and takes a number for a length to make room for.

    Raises:
        msgspec.MsgspecError, UnicodeDecodeError: it is none.
    """
    return msgspec.json.decode(written, type=Client)


def _is_under(origin: str, site: str) -> bool:
    """Tell whether a page of `origin` may use the passkeys of `site`: over TLS, or on the machine itself."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    safe = parts.scheme == "https" or (parts.scheme == "http" and host == "localhost")
    return safe and bool(site) and (host == site or host.endswith(f".{site}"))


def _cose(public: bytes) -> CoseKey:
    if len(public) > MAX_COSE_BYTES:
        raise Malformed(f"expected a COSE key of at most {MAX_COSE_BYTES} bytes")
    held = cbor.decode(public)
    if not isinstance(held, dict):
        raise Malformed("expected a COSE key, found something else in CBOR")
    key = CoseKey.parse(held)
    if isinstance(key, EdDSA):
        _ed25519(key[-2])
    return key


def _ed25519(public: bytes) -> Ed25519PublicKey:
    """Return a public key, unless it is one under which a signature proves nothing."""
    if is_weak(public):
        raise Malformed("expected a key that only its holder signs with, found a point of small order")
    return Ed25519PublicKey.from_public_bytes(public)


def _bytes(text: str) -> bytes:
    return from_base64(text, where="a personal signature or key")


def history_of(people: People, person: str) -> list[Fact[Any]]:
    """Return what the log of the person's section says about their keys, and the capture of its own, oldest first."""
    if not any(fact.body.person == person for fact in people.person_keys):
        return []
    section = section_of(people, person)
    origin = origin_of(people, section)
    told: Iterable[Fact[Any]] = (
        *(fact for fact in people.person_keys if fact.body.person == person == fact.actor),
        *(fact for fact in people.person_key_revocations if _revokes(people, person, fact)),
        *(fact for fact in people.key_revocations if fact.body.section == section and fact.body.reason == "captured"),
    )
    return sorted((fact for fact in told if fact.origin == origin), key=lambda fact: fact.index)


def _revokes(people: People, person: str, fact: Fact[PersonKeyRevoked]) -> bool:
    by_hand = fact.actor == person or is_approver_of(people, fact.actor, person, fact)
    return fact.body.person == person and by_hand


def keys_after(history: Iterable[Fact[Any]]) -> Keys:
    """Return a person's keys after `history`, oldest first; a name counts once, for the key that had it first."""
    held: Keys = {}
    named: set[str] = set()
    for fact in history:
        if isinstance(fact.body, PersonKeyAdded):
            if fact.body.key not in named and _may_join(held, fact):
                held[fact.body.key] = fact
                named.add(fact.body.key)
        elif isinstance(fact.body, PersonKeyRevoked):
            held.pop(fact.body.key, None)
        else:
            held.clear()
    return held


def _may_join(held: Keys, fact: Fact[PersonKeyAdded]) -> bool:
    """Tell whether a key was added as it should: signed by one that was there, or by nobody when there was none."""
    personal = fact.body.personal
    if personal is None:
        return not held
    return personal.key in held and is_signed_by(held[personal.key].body, personal, fact)


def _blocker(code: str, text: str, fact: Fact[Any]) -> Blocker:
    return Blocker(
        gate=0,
        code=code,
        text=text,
        standard="record",
        opens=f"{fact.actor} signs it with a key of their own that is on record.",
        where=Where(person=fact.actor),
    )
