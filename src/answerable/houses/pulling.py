"""Taking over from another house what it holds: logs, cosignatures, contents, and what is to be forgotten.

Rules:
  - What a log offers is judged by `following` alone; entries get in by `take_in`, a batch in one transaction, and the
    checkpoint in the transaction that brings the last of them. A pull that is cut leaves whole batches, and goes on.
  - Our own log is asked for first. Where another house holds more of it than we do, we were restored from an old copy:
    nothing is written until all of it is back (`record.pausing`).
  - Nothing is taken in of a log beyond a fork that was proved.
  - What cannot be used, what is stale and what is unknown is kept as a trouble, and counted.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

import msgspec
from django.db import transaction

from answerable.houses import contents, cosigning, fetching_contents
from answerable.houses.following import Behind, Forked, Grown, Limits, Outcome, Refused, Same, Source, follow
from answerable.houses.holding import (
    Here,
    checkpoint_in,
    end_trouble,
    is_forked,
    keep_cosignatures,
    keep_pending,
    logs_here,
    note_trouble,
    plain,
)
from answerable.houses.knowing import cosigner_keys, keys_at, keys_now, known_logs
from answerable.houses.own import House
from answerable.houses.recording import show_fork
from answerable.houses.rotating import Rotating
from answerable.houses.tables import Following, Offered, Peer, Witnessed
from answerable.record.checkpoint import Checkpoint, bare_note, open_by_keys_at
from answerable.record.cosignature import Cosigned, cosignatures, with_lines
from answerable.record.errors import RecordError
from answerable.record.log import lock, size_of
from answerable.record.pausing import pause
from answerable.record.replicate import take_in, take_in_checkpoint
from answerable.vault.errors import Lingering

MOST_ROUNDS = 1000
"""Batches of one log that are taken in one pull; 20 million entries at most."""

NO_ANSWER, REFUSED, STALE, UNKNOWN, LONGER = "no-answer", "refused", "stale", "unknown-log", "own-log-longer"


class Pulled(msgspec.Struct, kw_only=True):
    """What came of one pull."""

    peer: str
    entries: int = 0
    contents: int = 0
    forgotten: int = 0
    forks: int = 0
    refused: int = 0
    logs: dict[str, str] = {}
    error: str = ""

    @property
    def complete(self) -> bool:
        """Whether the house answered for every log."""
        return not self.error and not self.refused


def pull(peer: Peer, source: Source, *, here: House, limits: Limits = Limits(), at: datetime | None = None) -> Pulled:  # noqa: B008 - frozen
    """Take over what a house holds and we may have, and return what came of it; what fails is kept as a trouble."""
    now = at or datetime.now(UTC)
    pulled = Pulled(peer=peer.origin, logs={})
    Peer.objects.filter(pk=peer.pk).update(asked=now)
    try:
        for origin in _wanted_logs(peer, source, here, now):
            _pull_log(origin, peer, source, here=here, limits=limits, pulled=pulled, at=now)
            if origin in here.logs and isinstance(source, Witnessing):
                _check_longest(origin, peer, source, pulled=pulled, at=now)
        _pull_contents(peer, source, here, pulled, now)
    except RecordError as error:
        pulled.error = plain(str(error))
        note_trouble(NO_ANSWER, str(error), peer=peer.origin, at=now)
        Peer.objects.filter(pk=peer.pk).update(error=pulled.error, offset=_offset(source, peer))
        return pulled
    end_trouble(NO_ANSWER, peer=peer.origin, at=now)
    Peer.objects.filter(pk=peer.pk).update(error="", pulled=now, offset=_offset(source, peer))
    return pulled


def _wanted_logs(peer: Peer, source: Source, here: House, at: datetime) -> list[str]:
    """Return the logs of what a house offers that are followed here, our own first."""
    offered, known = source.origins(), known_logs() | set(logs_here())
    unknown = sorted(set(offered) - known)
    if unknown:
        text = f"offers logs that nobody has named here, such as {', '.join(unknown[:5])} ({len(unknown)} in all)"
        note_trouble(UNKNOWN, text, peer=peer.origin, at=at)
    else:
        end_trouble(UNKNOWN, peer=peer.origin, at=at)
    return sorted(set(offered) & known, key=lambda origin: (origin not in here.logs, origin))


@runtime_checkable
class Witnessing(Protocol):
    """A house that shows what it has witnessed."""

    def witnessed(self, origin: str) -> str:
        """Return the newest signed checkpoint of a log that it has seen."""
        ...


def _check_longest(origin: str, peer: Peer, source: Witnessing, *, pulled: Pulled, at: datetime) -> None:
    """Stop writing where a house shows that our own log was signed with more entries than are here.

    Only a checkpoint that the log signed shows it: a house that merely says so cannot close another's log.
    """
    try:
        note = source.witnessed(origin)
        checkpoint, opened = open_by_keys_at(note, origin=origin, keys_at=keys_at)
        signed = bare_note(opened, origin)
    except RecordError:
        return  # it has seen none, or shows nothing that this log signed
    if checkpoint.size > size_of(origin):
        reason = (
            f"{peer.origin} has seen it signed with {checkpoint.size} entries, more than are here, and "
            "cannot give them; run answerable sync once another house that has them can be reached"
        )
        pause(origin, reason=reason, at=at)
        note_trouble(LONGER, reason, peer=peer.origin, origin=origin, note=signed, at=at)
        pulled.logs[origin], pulled.refused = "refused", pulled.refused + 1


def _pull_log(
    origin: str, peer: Peer, source: Source, *, here: House, limits: Limits, pulled: Pulled, at: datetime
) -> None:
    """Follow one log until it has nothing more."""
    for _ in range(MOST_ROUNDS):
        known = Here().checkpoint(origin)
        outcome = _followed(origin, source, limits)
        try:
            _settle(outcome, origin, peer, here=here, pulled=pulled, at=at, known=known)
        except Overtaken:
            continue  # judge again, by what is known now
        if not (isinstance(outcome, Grown) and not outcome.complete):
            return


def _followed(origin: str, source: Source, limits: Limits) -> Outcome:
    state = Following.objects.filter(origin=origin).first()
    rotating = Rotating(source, keys_now, known=size_of(origin), limits=limits)
    outcome = follow(
        origin,
        held=Here(),
        source=rotating,
        verifiers=rotating.keys_at,
        ever=lambda log, size: [*keys_at(log, size), *rotating.keys_at(log, size)],
        limits=limits,
    )
    if isinstance(outcome, Grown) and state is not None and state.forked is not None:
        return Refused(f"{origin}: told two stories; nothing beyond entry {state.forked} is taken in", outcome.note)
    return outcome


def _settle(
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


def _pull_contents(peer: Peer, source: Source, here: House, pulled: Pulled, at: datetime) -> None:
    """Look at new entries, forget what has to go, and ask for what is wanted and may be had."""
    for origin in logs_here():
        contents.look_at(origin)
        if origin not in here.logs:
            try:
                pulled.forgotten += contents.obey(origin, asking=here.origin, at=at)
            except (Lingering, OSError) as error:
                note_trouble("lingering", f"{error}; run answerable vault sweep", origin=origin, at=at)
    if isinstance(source, fetching_contents.Giving):
        pulled.contents += fetching_contents.fetch(peer, source, asking=here.origin, at=at)


def _offset(source: Source, peer: Peer) -> int:
    return int(getattr(source, "offset", peer.offset))
