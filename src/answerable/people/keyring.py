"""The signing keys of the sections that work on this machine.

The passphrase comes from `ANSWERABLE_PASSPHRASE`. Where it is not set, one is made at random and kept in a file of its
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

from django.conf import settings

from answerable.record.errors import KeyFileOpen
from answerable.record.keys import KeyRing

PASSPHRASE = "ANSWERABLE_PASSPHRASE"  # noqa: S105 - the name of a variable


def keyring(environment: Mapping[str, str] = os.environ) -> KeyRing:
    """Return the keys of this installation."""
    passphrase = environment.get(PASSPHRASE) or _kept_passphrase(Path(settings.ANSWERABLE_HOME) / "passphrase")
    return KeyRing(Path(settings.ANSWERABLE_KEYS), passphrase=passphrase, environment=environment)


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
