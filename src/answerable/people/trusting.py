"""With which keys a log may sign, as another log is to judge: what it says of itself, and what the root says of it.

Rules:
  - Without a root, what the log itself says counts (see `rotation`).
  - Where the log that judges has adopted a root, a key counts if the root lists it for that log. What was taken in
    before counts by a key that an earlier root listed and the log added, too; what comes in now does not: a key is
    dropped because somebody else may hold it, and whoever does can keep the log from saying that it was revoked. A log
    that the root does not list has no key that counts.
  - Of a section that left no checkpoint counts that is longer than the root says.
  - Revocations in the log hold in any case, and so does the day on which the log says that its key expires.
"""

from __future__ import annotations

from datetime import datetime

from answerable.people.roots import Rooted
from answerable.people.rotation import ends_of, has_expired, keys_at
from answerable.people.standing import People
from answerable.people.vkeys import verifier_of
from answerable.record.note import Verifier


def trusted_keys(
    people: People, root: Rooted | None, *, origin: str, size: int, on: datetime | None = None
) -> tuple[Verifier, ...]:
    """Return the keys by which a checkpoint of a log of this size counts for those who have this root, or none.

    Args:
        people: Everything on record about people, whichever organisation it is of.
        root: The root in force for whoever asks.
        origin: The log that signed.
        size: The number of entries that it signed.
        on: The moment at which it is taken in; None for what was taken in before.
    """
    said = keys_at(people.keys, people.key_revocations, origin=origin, size=size, on=on)
    if root is None:
        return said
    member = root.member(origin)
    if member is None or (member.until is not None and size > member.until):
        return ()
    ends = ends_of(people.key_revocations, origin=origin)
    expired = {each.body.vkey for each in people.keys if each.origin == origin and on and has_expired(each.body, on)}
    listed = [vkey for vkey in member.vkeys if vkey not in expired and size <= ends.get(vkey, size)]
    before = said if on is None else ()
    earlier = [verifier for verifier in before if verifier.vkey() in root.ever and verifier.vkey() not in listed]
    return (*(verifier_of(vkey, name=origin) for vkey in listed), *earlier)
