"""Changing and revoking the key of a section: on this machine and on record, in an order that can be broken off.

Rules:
  - The new key is made first and waits in the ring. The old one signs all that it covered, then both sign the change,
    and the old one is revoked as rotated: all on record at once. Only then does the new one take its place here.
  - Broken off before that, the change is begun again with the same new key; broken off after, it is finished.
  - Where the section has no key that counts any more, the new one is put on record without an old one's signature.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from django.db import transaction

from answerable.people.entries import KeyAdded, KeyRevoked
from answerable.people.errors import NotRotated
from answerable.people.models import read_people
from answerable.people.rotation import rotated
from answerable.people.standing import People, keys_of, section_of_origin, within
from answerable.record.handing_over import coming, replace
from answerable.record.keys import KeyRing
from answerable.record.log import append, sign_log
from answerable.record.note import Signer, Verifier


def rotate(ring: KeyRing, origin: str, *, by: str, at: datetime, expires: date | None = None) -> Verifier:
    """Return the key that the section of a log signs with from here on.

    Raises:
        NotRotated: no section writes this log, or its key lies in the environment.
        KeyMissing, KeyLocked: the old key has to sign, and is not here or cannot be opened.
        Refused: the change may not be said; the new key waits in the ring for the next time.
    """
    people, section = _section(origin)
    if ring.in_environment(origin):
        raise NotRotated(f"expected the key of {origin} in a file, found it in the environment: put another there")
    held, waits = keys_of(people, section), waiting_key(ring, origin)
    if held and (waits is None or waits.vkey() not in held):
        ring.signer(origin)  # the old one has to sign: it is opened before a new one is written, under that passphrase
    waiting = _waiting(ring, origin)
    if waiting.verifier().vkey() not in held:
        _put_on_record(ring, section, waiting, held=held, by=by, at=at, expires=expires)
    replace(ring, origin)
    sign_log(origin, ring.signer(origin))
    return ring.verifier(origin)


def waiting_key(ring: KeyRing, origin: str) -> Verifier | None:
    """Return the public half of the key that is to take another's place, or None where none waits."""
    return next((each for each in coming(ring).verifiers() if each.name == origin), None)


def _waiting(ring: KeyRing, origin: str) -> Signer:
    """Return the key that waits to take the place of another; a new one where none does."""
    if waiting_key(ring, origin) is None:
        coming(ring).new(origin)
    return coming(ring).signer(origin)


def _put_on_record(
    ring: KeyRing,
    section: str,
    new: Signer,
    *,
    held: tuple[str, ...],
    by: str,
    at: datetime,
    expires: date | None,
) -> None:
    origin = new.name
    if not held:
        append(KeyAdded(section=section, vkey=new.verifier().vkey(), expires=expires), origin=origin, actor=by, at=at)
        return
    old = ring.signer(origin)
    with transaction.atomic():
        sign_log(origin, old)
        append(rotated(old, new, section=section, expires=expires), origin=origin, actor=by, at=at)
        gone = KeyRevoked(section=section, vkey=old.verifier().vkey(), reason="rotated")
        append(gone, origin=origin, actor=by, at=at)


def revoke(origin: str, *, reason: str, by: str, at: datetime, vkey: str = "") -> str:
    """Say that a key of a section counts no more, and return it (a vkey).

    Raises:
        NotRotated: no section writes this log, or it has several keys and none was named.
        Refused: the key may not be revoked.
        msgspec.ValidationError: there is no such reason.
    """
    people, section = _section(origin)
    held = keys_of(people, section)
    if not vkey and len(held) != 1:
        raise NotRotated(f"expected one key of {section} on record, found {len(held)}: say which by --key")
    plain = {"section": section, "vkey": vkey or held[0], "reason": reason}
    gone = msgspec.convert(plain, type=KeyRevoked)
    append(gone, origin=origin, actor=by, at=at)
    return gone.vkey


def _section(origin: str) -> tuple[People, str]:
    people = within(read_people(), origin)
    section = section_of_origin(people, origin)
    if not section:
        raise NotRotated(f"expected the log of a section that has joined, found {origin!r}")
    return people, section
