"""Which house this one is: the logs that it writes, the name by which it asks others, and the keys it cosigns with.

Rules:
  - A log is written here where its key is here. Where several are, `ANSWERABLE_HOUSE` names the one as whose house this
    one speaks, or else the one whose section said last that it opened a house.
  - Cosigner keys lie in a folder of their own beside the sections' keys. A witness and a mirror say different things,
    so they have different names: the origin with ``/witness`` or ``/mirror`` behind it (C2SP tlog-mirror).
  - Each cosigns twice, with Ed25519 and with ML-DSA-44. A ring has one cosigner of a name, so each kind has its folder.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec
from django.conf import settings

from answerable.houses.errors import NoHouse
from answerable.people.keyring import is_personal, keyring
from answerable.people.models import HouseOpened
from answerable.record.cosignature import Algorithm, Cosigner
from answerable.record.errors import KeyMissing
from answerable.record.facts import read
from answerable.record.keys import KEYS_VARIABLE, KeyRing
from answerable.record.note import Signer

Part = Literal["witness", "mirror"]

PARTS: tuple[Part, ...] = ("witness", "mirror")


class House(msgspec.Struct, frozen=True, kw_only=True):
    """This house: the origin as which it speaks, and every log that is written here."""

    origin: str
    logs: tuple[str, ...]


def own_logs() -> tuple[str, ...]:
    """Return the origins whose keys are here."""
    return tuple(each.name for each in keyring().verifiers() if not is_personal(each))


def house() -> House:
    """Return this house.

    Raises:
        NoHouse: no key of a section is here, or several are and nothing says which of them speaks.
    """
    logs = own_logs()
    if not logs:
        raise NoHouse(
            "expected the key of a section, found none: put the two key files of its log (.key and .vkey) into the "
            "folder keys of ANSWERABLE_HOME, or make the first key: answerable keys new ORIGIN"
        )
    if settings.ANSWERABLE_HOUSE:
        if settings.ANSWERABLE_HOUSE not in logs:
            raise NoHouse(
                f"ANSWERABLE_HOUSE: expected a log whose key is here ({', '.join(logs)}), "
                f"found {settings.ANSWERABLE_HOUSE}"
            )
        return House(origin=settings.ANSWERABLE_HOUSE, logs=logs)
    if len(logs) == 1:
        return House(origin=logs[0], logs=logs)
    opened = [fact.origin for fact in read(HouseOpened) if fact.origin in logs]
    if not opened:
        raise NoHouse(
            f"expected one log as whose house this one speaks, found the keys of {', '.join(logs)}: "
            "set ANSWERABLE_HOUSE"
        )
    return House(origin=opened[-1], logs=logs)


def signer_of(origin: str) -> Signer:
    """Return the key with which a log is signed here.

    Raises:
        KeyMissing, KeyLocked, KeyFileOpen: it is not here, or cannot be opened.
    """
    ring = keyring()
    return _unlocked(ring.folder, ring.passphrase, _changed(ring.folder), os.environ.get(KEYS_VARIABLE, "")).signer(
        origin
    )


def cosigners(part: Part, *, origin: str) -> tuple[Cosigner, ...]:
    """Return the keys with which the house `origin` cosigns as a witness or as a mirror; none until they are made.

    Raises:
        KeyLocked, KeyFileOpen: they are here and cannot be opened.
    """
    name = f"{origin}/{part}"
    try:
        return tuple(_ring(algorithm).cosigner(name) for algorithm in Algorithm)
    except KeyMissing:
        return ()


def make_cosigners(*, origin: str) -> tuple[str, ...]:
    """Make the keys of both cosigners where there are none, and return all their public halves (vkeys)."""
    for algorithm in Algorithm:
        ring = _ring(algorithm)
        held = {key.name for key in ring.cosigner_keys()}
        for name in (f"{origin}/{part}" for part in PARTS):
            if name not in held:
                ring.new_cosigner(name, algorithm)
    return tuple(each.key.vkey() for part in PARTS for each in cosigners(part, origin=origin))


def _ring(algorithm: Algorithm) -> KeyRing:
    """Return the ring of the cosigners' keys of one kind, under the passphrase of the sections' own."""
    folder = Path(settings.ANSWERABLE_KEYS) / "cosigners" / algorithm.name.lower().replace("_", "-")
    return _unlocked(folder, keyring().passphrase, _changed(folder), "")


@lru_cache(maxsize=8)
def _unlocked(folder: Path, passphrase: str | None, changed: int, keys: str) -> KeyRing:  # noqa: ARG001
    """Return a ring that keeps what it unlocked, a sixth of a second for each, until its files change."""
    return KeyRing(folder, passphrase=passphrase, environment={KEYS_VARIABLE: keys} if keys else {})


def _changed(folder: Path) -> int:
    """Return when a file of a folder was last added, removed or replaced; 0 where there is no folder."""
    return folder.stat().st_mtime_ns if folder.is_dir() else 0
