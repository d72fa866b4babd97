"""The keys of a log: how one takes the place of another, and which count for a checkpoint of a size.

Rules:
  - A key is added in the section's own log. The first is taken on trust; where the log has one, the old key and the
    new one sign the change: the old one that it hands over, the new one that somebody holds it.
  - A key counts for checkpoints up to the size at which its revocation stands in the log: what it signed before keeps
    its meaning, whatever the reason. A checkpoint that covers its own key's revocation counts for nothing.
  - A checkpoint holds no time, and a time that somebody else puts on it says "not later than", so nobody can tell
    offline when a key signed it. That a key has expired is therefore asked where something is signed or taken in, of
    the clock of whoever does so (`on`), and never of what was taken in before.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from hashlib import sha256

from answerable.people.entries import KeyAdded, KeyRevoked
from answerable.people.vkeys import verifier_of
from answerable.record.entry import Fact, moment
from answerable.record.errors import Malformed, RecordError
from answerable.record.note import Signer, Verifier, from_base64, to_base64


def rotation_line(*, origin: str, old: str, new: str, expires: date | None = None) -> bytes:
    """Return the line that the old and the new key of a log sign when one takes the place of the other.

    It holds the SHA-256 of the change, and begins as no checkpoint and no other signed line does.
    """
    told = "\n".join((origin, old, new, expires.isoformat() if expires else "never", ""))
    return b"answerable key " + sha256(told.encode()).hexdigest().encode() + b"\n"


def rotated(old: Signer, new: Signer, *, section: str, expires: date | None = None) -> KeyAdded:
    """Return the change of a section's key, signed by both."""
    vkeys = old.verifier().vkey(), new.verifier().vkey()
    line = rotation_line(origin=old.name, old=vkeys[0], new=vkeys[1], expires=expires)
    by_old, by_new = (to_base64(signer.sign_bytes(line)) for signer in (old, new))
    return KeyAdded(section=section, vkey=vkeys[1], expires=expires, replaces=vkeys[0], by_old=by_old, by_new=by_new)


def is_rotation(added: KeyAdded, origin: str) -> bool:
    """Tell whether the key that is replaced and the one that replaces it have both signed."""
    line = rotation_line(origin=origin, old=added.replaces, new=added.vkey, expires=added.expires)
    try:
        for vkey, made in ((added.replaces, added.by_old), (added.vkey, added.by_new)):
            verifier_of(vkey, name=origin).verify_bytes(line, from_base64(made, where="signature of a change of keys"))
    except RecordError:
        return False
    return added.replaces != added.vkey


def keys_at(
    added: Iterable[Fact[KeyAdded]],
    revoked: Iterable[Fact[KeyRevoked]],
    *,
    origin: str,
    size: int | None = None,
    on: datetime | None = None,
) -> tuple[Verifier, ...]:
    """Return the keys that count for a checkpoint of a log of this size; of any size where none is given.

    With `on`, none that has expired by then. What stands in other logs is not heard; nor is what is no key.
    """
    ends = ends_of(revoked, origin=origin)
    held = (
        fact.body
        for fact in added
        if fact.origin == origin and (size is None or size <= ends.get(fact.body.vkey, size))
    )
    return tuple(
        verifier
        for body in held
        if (on is None or not has_expired(body, on)) and (verifier := _readable(body.vkey, origin))
    )


def ends_of(revoked: Iterable[Fact[KeyRevoked]], *, origin: str) -> dict[str, int]:
    """Return the size of the log up to which each revoked key counts: its entries before the first revocation."""
    ends: dict[str, int] = {}
    for fact in revoked:
        if fact.origin == origin:
            ends[fact.body.vkey] = min(fact.index, ends.get(fact.body.vkey, fact.index))
    return ends


def has_expired(added: KeyAdded, at: datetime) -> bool:
    """Tell whether a key no longer signs at a moment."""
    return added.expires is not None and at >= moment(added.expires)


def _readable(vkey: str, origin: str) -> Verifier | None:
    """Return the key, or None where an entry of a log named no key of that log: such an entry says nothing."""
    try:
        return verifier_of(vkey, name=origin)
    except Malformed:
        return None
