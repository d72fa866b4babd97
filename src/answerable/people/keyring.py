"""The signing keys of the sections that work on this machine.

The passphrase comes from `ANSWERABLE_PASSPHRASE`. Where it is not set, one is made at random and kept in a file of its
own beside the keys' folder, readable by its owner alone: whoever can read both files holds the keys, and SECURITY.md
says so.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from answerable.record.keys import KeyRing

PASSPHRASE = "ANSWERABLE_PASSPHRASE"  # noqa: S105 - the name of a variable


def keyring(environment: Mapping[str, str] = os.environ) -> KeyRing:
    """Return the keys of this installation."""
    passphrase = environment.get(PASSPHRASE) or _kept_passphrase(Path(settings.ANSWERABLE_HOME) / "passphrase")
    return KeyRing(Path(settings.ANSWERABLE_KEYS), passphrase=passphrase, environment=environment)


def _kept_passphrase(place: Path) -> str:
    """Return the passphrase in `place`, made now if there is none; two that start at once agree on one."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return place.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_urlsafe(32))
    return place.read_text().strip()
