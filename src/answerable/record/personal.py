"""A person's own signature under an act, and what exactly is signed.

Rules:
  - Signed is the act as the person saw it: kind, log, actor, moment, case and body, the signature itself left empty.
    What only the log can add when the act is appended (`seen`, `policy`, `nonce`) is not under the signature; the log's
    own checkpoint covers that.
  - An Ed25519 key signs `message` (RFC 8032). A passkey signs an assertion whose challenge is `digest` (WebAuthn
    level 2, section 7.2); who verifies needs the authenticator's data and the client's data, so both are kept.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, TypeVar

import msgspec

from answerable.record.entry import Fact, Key, Part, Said, canonical, moment


class Personal(Part, frozen=True, kw_only=True):
    """A person's own signature under an act.

    `key` is the name under which the person's key was added. `signature` is base64: Ed25519 over `message`, or that of
    a WebAuthn assertion, whose `authenticator` data and `client` data (base64) stand beside it.
    """

    key: Key
    signature: str
    authenticator: str = ""
    client: str = ""


class Signed(Said, frozen=True, kw_only=True):
    """What an act says that is a signature: it carries the person's own, where the person has a key."""

    personal: Personal | None = None


Act = TypeVar("Act", bound=Signed)


def digest(fact: Fact[Any]) -> bytes:
    """Return the SHA-256 that a person signs: over the canonical JSON of the act without the signature; 32 bytes."""
    return sha256(
        canonical(
            {
                "kind": type(fact.body).kind,
                "origin": fact.origin,
                "actor": fact.actor,
                "at": moment(fact.at),
                "case": fact.case,
                "body": msgspec.structs.replace(fact.body, personal=None),
            }
        )
    ).digest()


def message(fact: Fact[Any]) -> bytes:
    """Return what an Ed25519 key signs: the digest in a line that no other use of the key produces."""
    return message_of(digest(fact))


def message_of(signed: bytes) -> bytes:
    """Return the line that an Ed25519 key signs for a digest."""
    return b"answerable act " + signed.hex().encode() + b"\n"
