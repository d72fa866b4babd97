"""One key file in the place of another, so that it can be broken off anywhere and done again.

Rules:

* the key that is to take another's place waits in the folder ``next`` inside the folder of keys;
* the one that had to give way lies in ``old``, in a folder named after its hash, and is not deleted: what it signed
  before can be shown to be its own.
"""

from pathlib import Path

from answerable.record.errors import KeyMissing
from answerable.record.keys import KEYS_VARIABLE, KeyRing, sync_folder

NEXT, OLD = "next", "old"
"""Folders inside the folder of keys: those that are to come, and those that gave way."""

HALVES = (".vkey", ".key")
"""Suffixes of the files of a key. The private half moves last: while it waits, this is not done."""


def coming(ring: KeyRing) -> KeyRing:
    """The keys that are to take the place of those in a ring, in a folder of their own; the passphrase is the same."""
    environment = {name: value for name, value in ring.environment.items() if name != KEYS_VARIABLE}
    return KeyRing(ring.folder / NEXT, passphrase=ring.passphrase, environment=environment)


def replace(ring: KeyRing, origin: str) -> None:
    """Put the coming key of this origin in the place of the one here, which is kept in the folder ``old``.

    Raises:
        KeyMissing: There is no coming key.
    """
    waiting = coming(ring)
    if not waiting.path(origin, ".key").exists():
        raise KeyMissing(f"key for {origin}: expected one in {waiting.folder}, found none")
    if ring.path(origin, ".key").exists():
        _set_aside(ring, origin)
    _move(waiting, origin, to=ring.folder)
    ring.forget(origin)


def _set_aside(ring: KeyRing, origin: str) -> None:
    aside = ring.folder / OLD / f"{ring.verifier(origin).key_hash:08x}"
    for folder in (aside.parent, aside):
        folder.mkdir(mode=0o700, exist_ok=True)
    _move(ring, origin, to=aside)


def _move(ring: KeyRing, origin: str, *, to: Path) -> None:
    for suffix in HALVES:
        place = ring.path(origin, suffix)
        if place.exists():
            place.rename(to / place.name)
    sync_folder(to)
    sync_folder(ring.folder)
