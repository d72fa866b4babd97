"""Standing for the checkpoints of other logs.

A witness says that they continue what it has seen; a mirror, that all their entries are here.

Whoever cosigns has judged first, in the same transaction, under the lock of the log: a witness that forgot, or that
judged two at once, could sign a fork. So none cosigns while a log of its own may not be written to, as after a restore:
it first hears from all others what they have seen.
"""

from __future__ import annotations

from collections.abc import Sequence

from answerable.houses.holding import keep_cosignatures
from answerable.houses.own import PARTS, House, Part, cosigners
from answerable.houses.tables import Witnessed
from answerable.people.models import HouseOpened
from answerable.record.checkpoint import Checkpoint
from answerable.record.cosignature import Cosigned, Cosigner, cosign, cosignatures, with_lines
from answerable.record.facts import read
from answerable.record.pausing import paused


def witness(note: str, checkpoint: Checkpoint, *, here: House, at: int) -> tuple[str, ...]:
    """Cosign as a witness what was judged, remember it, and return the signature lines."""
    Witnessed.objects.update_or_create(origin=checkpoint.origin, defaults={"size": checkpoint.size, "note": note})
    return _signed(note, checkpoint, "witness", here=here, at=at)


def mirror(note: str, checkpoint: Checkpoint, *, here: House, at: int) -> tuple[str, ...]:
    """Cosign as a mirror a checkpoint whose entries are all here, and return the signature lines."""
    return _signed(note, checkpoint, "mirror", here=here, at=at)


def is_set_back(here: House) -> bool:
    """Tell whether this house may have been restored from an old backup, and so have forgotten what it cosigned."""
    return not set(here.logs).isdisjoint(paused())


def lost_keys(here: House) -> str:
    """Return what is in the way where this house said that it cosigns and its keys for that are not here, else ""."""
    said = [fact.body.cosigners for fact in read(HouseOpened) if fact.origin == here.origin]
    if not (said and said[-1]) or all(cosigners(part, origin=here.origin) for part in PARTS):
        return ""
    return (
        "the keys with which this house cosigns are not here, as after a restore without them; it cosigns nothing "
        "until answerable peer open makes new ones"
    )


def _signed(note: str, checkpoint: Checkpoint, part: Part, *, here: House, at: int) -> tuple[str, ...]:
    if is_set_back(here):
        return ()
    keys = cosigners(part, origin=here.origin)
    lines = tuple(cosign(note, key, at=at) for key in keys)
    keep_cosignatures(checkpoint, _checked(note, lines, keys))
    return lines


def _checked(note: str, lines: Sequence[str], keys: Sequence[Cosigner]) -> tuple[Cosigned, ...]:
    return cosignatures(with_lines(note, lines), [key.key for key in keys]) if lines else ()
