"""The age key of a house, to which whatever travels to it is sealed."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from pyrage.x25519 import Identity

from answerable.evidence.sealing.bech32 import identity_of
from answerable.people.keyring import keyring
from answerable.record.errors import KeyMissing
from answerable.record.keys import KeyRing

NAME = "carrier"
"""What stands behind the origin where the ring keeps the secret of this key."""


def recipient_of(origin: str) -> str:
    """Return what others seal to for the house of this log; the key is made where there is none."""
    ring = _ring()
    try:
        ring.verifier(f"{origin}/{NAME}")
    except KeyMissing:
        ring.new(f"{origin}/{NAME}")
    return str(identity(origin).to_public())


def identity(origin: str) -> Identity:
    """Return the key that opens what was sealed to the house of this log.

    Raises:
        KeyMissing, KeyLocked, KeyFileOpen: it is not here, or cannot be opened.
    """
    return Identity.from_str(identity_of(_ring().signer(f"{origin}/{NAME}").private))


def _ring() -> KeyRing:
    """Return the ring beside the sections' keys: its seeds are secrets of age keys here, and sign nothing."""
    return KeyRing(Path(settings.ANSWERABLE_KEYS) / "carriers", passphrase=keyring().passphrase)
