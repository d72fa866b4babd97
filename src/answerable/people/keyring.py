"""The signing keys that are on this machine: those of sections, and those of persons who sign here by command.

The passphrase comes from `ANSWERABLE_PASSPHRASE`, or from the file that a service manager hands over in its place (see
`record.credentials`). Where there is neither, one is made at random and kept in a file of its
own beside the keys' folder, readable by its owner alone: whoever can read both files holds the keys, and SECURITY.md
says so.
"""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from answerable.people.entries import PersonKeyAdded
from answerable.record.credentials import credential
from answerable.record.entry import Fact
from answerable.record.errors import KeyFileOpen, KeyMissing
from answerable.record.keys import KeyRing
from answerable.record.note import Verifier, to_base64
from answerable.record.personal import Personal, digest, message_of

PASSPHRASE = "ANSWERABLE_PASSPHRASE"  # noqa: S105 - the name of a variable


def keyring(environment: Mapping[str, str] = os.environ) -> KeyRing:
    """Return the keys of this installation."""
    passphrase = credential(PASSPHRASE, environment) or _kept_passphrase(Path(settings.ANSWERABLE_HOME) / "passphrase")
    return KeyRing(Path(settings.ANSWERABLE_KEYS), passphrase=passphrase, environment=environment)


PERSONAL = "person:"
"""How the name of a person's key begins, so that none is taken for the key of a log."""


def name_of_key(person: str, key: str) -> str:
    """Return the name under which the key ring holds a person's key."""
    return f"{PERSONAL}{person}:{key}"


def is_personal(verifier: Verifier) -> bool:
    """Tell whether a key in the ring is that of a person, not of a section."""
    return verifier.name.startswith(PERSONAL)


def public_of(verifier: Verifier) -> str:
    """Return the public half of a person's key as it stands in the log."""
    return to_base64(verifier.public)


def keys_here(ring: KeyRing, person: str) -> dict[str, Verifier]:
    """Return the keys of a person that are in the ring, by the name that each has in the log."""
    start = name_of_key(person, "")
    return {each.name.removeprefix(start): each for each in ring.verifiers() if each.name.startswith(start)}


def signature_by(ring: KeyRing, person: str, key: str, signed: bytes) -> bytes:
    """Return the Ed25519 signature of a person's key over the line for the digest `signed`.

    Raises:
        KeyMissing, KeyLocked, KeyFileOpen: the key is not here, or cannot be opened.
    """
    return ring.signer(name_of_key(person, key)).sign_bytes(message_of(signed))


def personal_of(ring: KeyRing, fact: Fact[Any], keys: Mapping[str, Fact[PersonKeyAdded]]) -> Personal:
    """Return the signature under an act by the first of its person's current `keys` that is here.

    Raises:
        KeyMissing: none of them is.
    """
    here = {public_of(verifier): name for name, verifier in keys_here(ring, fact.actor).items()}
    for name, added in keys.items():
        if held := here.get(added.body.public):  # on a page it may have been given another name than here
            return Personal(key=name, signature=to_base64(signature_by(ring, fact.actor, held, digest(fact))))
    raise KeyMissing(f"expected a key of {fact.actor} on this machine ({', '.join(keys)}), found none")


def _kept_passphrase(place: Path) -> str:
    """Return the passphrase in `place`, made now if there is none; two that start at once agree on one."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not place.exists():
        with tempfile.NamedTemporaryFile("w", dir=place.parent, prefix=".passphrase-") as file:  # mode 0600
            file.write(secrets.token_urlsafe(32))
            file.flush()
            os.fsync(file.fileno())
            # Whole or absent: a link fails where another was quicker, and then that one counts.
            with suppress(FileExistsError):
                place.hardlink_to(file.name)
    with place.open() as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise KeyFileOpen(f"others can read {place} (mode {mode:04o}): run chmod 600 {place}")
        return file.read().strip()
