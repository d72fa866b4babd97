"""The seal keys of persons that are on this machine: age identities, each in a file locked by the passphrase.

The file is what ``age --encrypt --passphrase`` writes, so that its holder can open it with other tools. It lies
with the other keys, is readable by its owner alone, appears whole or not at all and is never overwritten.
"""

from __future__ import annotations

from pathlib import Path

import pyrage
from django.conf import settings
from pyrage.x25519 import Identity

from answerable.evidence.sealing.cipher import public_of
from answerable.people.keyring import keyring
from answerable.record.errors import KeyExists, KeyLocked, KeyMissing
from answerable.record.keys import read_private, safe_name, write_new

SUFFIX = ".age"


def new_seal_key(person: str) -> str:
    """Return the recipient of a new seal key, which is now on this machine.

    Raises:
        KeyExists: there is one already.
        KeyLocked: there is no passphrase to lock it with.
    """
    identity = str(Identity.generate())
    place, passphrase = _place(person), _passphrase(person)
    if place.exists():  # told before the passphrase is stretched, which takes seconds; `write_new` makes sure
        raise KeyExists(f"{place} is already there, and is never overwritten")
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_new(place, pyrage.passphrase.encrypt(identity.encode(), passphrase, armored=True), mode=0o600)
    return public_of(identity)


def seal_identity_of(person: str) -> str:
    """Return the age identity of a person.

    Raises:
        KeyMissing: there is none here.
        KeyLocked: the passphrase does not open it.
        KeyFileOpen: others can read the file.
    """
    place = _place(person)
    if not place.exists():
        raise KeyMissing(f"seal key of {person}: expected {place}")
    try:
        return str(pyrage.passphrase.decrypt(read_private(place), _passphrase(person)), "ascii").strip()
    except pyrage.DecryptError as error:
        raise KeyLocked(f"{place}: the passphrase in ANSWERABLE_PASSPHRASE does not open it") from error


def _place(person: str) -> Path:
    return Path(settings.ANSWERABLE_KEYS) / (safe_name(f"seal:{person}") + SUFFIX)


def _passphrase(person: str) -> str:
    passphrase = keyring().passphrase
    if not passphrase:
        raise KeyLocked(f"seal key of {person}: expected a passphrase in ANSWERABLE_PASSPHRASE, found none")
    return passphrase
