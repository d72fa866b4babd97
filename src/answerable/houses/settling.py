"""Doing what comes of following a log: entries are kept, a fork is shown, what cannot be used is a trouble.

Rules:
  - Entries get in by `take_in`, a batch in one transaction, and the checkpoint in the transaction that brings the last
    of them.
  - What was judged is done only while nothing else has been learned of the log since.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from answerable.houses import cosigning
from answerable.houses.following import Behind, Forked, Grown, Outcome, Refused, Same
from answerable.houses.holding import (
    Here,
    checkpoint_in,
    end_trouble,
    is_forked,
    keep_cosignatures,
    keep_pending,
    note_trouble,
    plain,
)
from answerable.houses.knowing import cosigner_keys, keys_now
from answerable.houses.moving import note_begun
from answerable.houses.outcomes import Pulled
from answerable.houses.own import House
from answerable.houses.recording import show_fork
from answerable.houses.tables import Following, Offered, Peer, Witnessed
from answerable.record.checkpoint import Checkpoint
from answerable.record.cosignature import Cosigned, cosignatures, with_lines
from answerable.record.errors import RecordError
from answerable.record.log import lock, size_of
from answerable.record.pausing import pause
from answerable.record.replicate import take_in, take_in_checkpoint

REFUSED, STALE, LONGER = "refused", "stale", "own-log-longer"


def settle(
    outcome: Outcome, origin: str, peer: Peer, *, here: House, pulled: Pulled, at: datetime, known: str | None
) -> None:
    """Do what an outcome asks for; `known` is the checkpoint by which it was judged."""
    pulled.logs[origin] = type(outcome).__name__.lower()
    match outcome:
        case Grown():
            pulled.entries += _grow(outcome, origin, peer, here=here, at=at, known=known)
            _over(peer, origin, outcome.checkpoint, at)
        case Same():
            _keep_others(outcome.checkpoint, Here().checkpoint(origin) or "", outcome.others)
            _over(peer, origin, outcome.checkpoint, at)
        case Behind():
            _offered(peer, origin, outcome.checkpoint, at)
            _note_stale(outcome, origin, peer, here, at)
        case Forked():
            pulled.forks += 1
            show_fork(outcome.fork, here=here, peer=peer.origin, at=at)
        case Refused():
            pulled.refused += 1
            pulled.why[origin] = plain(outcome.reason)
            note_trouble(REFUSED, outcome.reason, peer=peer.origin, origin=origin, note=outcome.note, at=at)


def _grow(grown: Grown, origin: str, peer: Peer, *, here: House, at: datetime, known: str | None) -> int:
    """Take in a batch, and the checkpoint with the last of them."""
    if origin in here.logs and grown.raws:
        reason = f"{peer.origin} holds entries of it that are not here; run answerable sync to take them back"
        pause(origin, reason=reason, at=at)
        note_trouble(LONGER, f"{origin} was longer there than here: taken back", peer=peer.origin, origin=origin, at=at)
    with transaction.atomic():
        lock(origin)
        _check_judged(origin, known)
        if grown.first == 0 and origin not in here.logs:
            note_begun(origin)
        if grown.raws:
            take_in(origin, grown.first, grown.raws)
        if grown.complete:
            _complete(grown, origin, here)
        else:
            keep_pending(grown.note, grown.checkpoint)
            if origin not in here.logs:  # no witness stands for another history while this one comes in
                cosign_seen(grown.note, grown.checkpoint, here=here, at=int(time.time()))
    return len(grown.raws)


def _complete(grown: Grown, origin: str, here: House) -> None:
    """Keep the checkpoint of entries that are all here now, and stand for it."""
    verifiers = keys_now(origin, grown.checkpoint.size)
    checkpoint = take_in_checkpoint(origin, grown.note, verifiers)
    state, _ = Following.objects.get_or_create(origin=origin)
    if state.pending and checkpoint_in(state.pending).size <= checkpoint.size:
        Following.objects.filter(origin=origin).update(pending="")
    if origin not in here.logs:
        cosign_held(grown.note, checkpoint, here=here, at=int(time.time()))
    _keep_others(checkpoint, grown.note, grown.others)


def cosign_held(note: str, checkpoint: Checkpoint, *, here: House, at: int) -> None:
    """Cosign, under the lock of the log, a checkpoint whose entries are all here, as a mirror and as a witness."""
    cosigning.mirror(note, checkpoint, here=here, at=at)
    cosign_seen(note, checkpoint, here=here, at=at)


def cosign_seen(note: str, checkpoint: Checkpoint, *, here: House, at: int) -> None:
    """Cosign as a witness, under the lock of the log, a checkpoint that was judged, if none larger was cosigned."""
    row = Witnessed.objects.filter(origin=checkpoint.origin).first()
    if row is None or row.size < checkpoint.size:
        cosigning.witness(note, checkpoint, here=here, at=at)


class Overtaken(RecordError):
    """Another process learned of a log while it was followed here: what was judged may fit no longer."""


def _check_judged(origin: str, known: str | None) -> None:
    """Return only if nothing was learned of a log, before it was locked, that it was not judged by."""
    if Here().checkpoint(origin) != known or is_forked(origin):
        raise Overtaken(f"{origin}: another process learned more of it just now; ask again")


def _keep_others(checkpoint: Checkpoint, note: str, others: Sequence[str]) -> None:
    """Keep the cosignatures that came along by keys known here; a wrong one is left out, and so are those unknown."""
    if note and others:
        keep_cosignatures(checkpoint, checked_lines(note, others))


def checked_lines(note: str, lines: Sequence[str]) -> tuple[Cosigned, ...]:
    """Return those of some cosignature lines under a checkpoint that are by a key known here, and right."""
    found: list[Cosigned] = []
    keys = cosigner_keys()
    for line in lines:
        try:
            found += cosignatures(with_lines(note, [line]), keys)
        except RecordError:
            continue  # somebody else put it there: it says nothing about the log, nor about the house that served it
    return tuple(dict.fromkeys(found))


def _over(peer: Peer, origin: str, checkpoint: Checkpoint, at: datetime) -> None:
    _offered(peer, origin, checkpoint, at)
    end_trouble(REFUSED, STALE, peer=peer.origin, origin=origin, at=at)


def _offered(peer: Peer, origin: str, checkpoint: Checkpoint, at: datetime) -> None:
    Offered.objects.update_or_create(peer=peer, origin=origin, defaults={"size": checkpoint.size, "at": at})


def _note_stale(behind: Behind, origin: str, peer: Peer, here: House, at: datetime) -> None:
    """Note that a house shows an older state of its own log than others do; of another's, it only has yet to ask."""
    if origin == peer.origin and origin not in here.logs:
        text = f"shows {behind.checkpoint.size} entries of its own log, of which {size_of(origin)} are here"
        note_trouble(STALE, text, peer=peer.origin, origin=origin, at=at)
