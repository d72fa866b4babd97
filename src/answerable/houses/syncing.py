"""One round with all other houses: take over what they hold, then show them what stands here, then have it stamped.

Rules:
  - Taking over comes first: a house that was restored from an old backup learns there what it lacks, before it signs
    anything.
  - A log that may not be written to for that reason is let go once every house that is not paused has answered for it,
    and it told no two stories. A house that only sticks reach has answered with a stick that it wrote since. Where one
    has not, its operator pauses that house, and answers for it.
  - One house that does not answer, or slowly, keeps no other waiting for longer than its time, and nothing from being
    done: it has its time once to give what it has, and once to take our checkpoints.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography.x509 import Certificate
from django.conf import settings

from answerable.houses.asking import Asking
from answerable.houses.cosigning import lost_keys
from answerable.houses.deadline import Deadline, begin
from answerable.houses.holding import end_trouble, note_trouble
from answerable.houses.outcomes import ORDINARY, Pulled
from answerable.houses.own import House, house, signer_of
from answerable.houses.pulling import NO_ANSWER, pull
from answerable.houses.pushing import Pushed, push, stamp_checkpoint
from answerable.houses.settling import LONGER, REFUSED
from answerable.houses.tables import Following, Peer, Trouble
from answerable.record.errors import NotStamped, RecordError
from answerable.record.log import sign_log, size_of
from answerable.record.models import PausedLog
from answerable.record.pausing import paused, resume
from answerable.record.stamping.authorities import authority_at
from answerable.record.stamping.stamps import NONCE_BITS, roots_in

UNSIGNED, LOST_KEYS = "not-signed", "no-cosigner-keys"

Reach = Callable[[Peer, House, Deadline], Asking]
"""Gives what asks a house, for so long."""

Clock = Callable[[], float]
"""Seconds that never go back."""


class Synced(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a round."""

    pulled: tuple[Pulled, ...]
    pushed: tuple[Pushed, ...] = ()
    stamped: tuple[str, ...] = ()
    errors: tuple[str, ...] = ()
    resumed: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every house answered and nothing is in the way."""
        forks = any(each.forks for each in self.pulled)
        failed = [*(each.error for each in self.pulled), *(each.error for each in self.pushed), *self.errors]
        return not forks and not any(failed) and not any(each.refused for each in self.pulled)


def reach(peer: Peer, here: House, deadline: Deadline) -> Asking:
    """Return what asks a house, signing as this one."""
    return Asking(
        peer.address,
        to=peer.origin,
        signer=signer_of(here.origin),
        insecure=peer.insecure,
        offset=peer.offset,
        deadline=deadline,
    )


def peers(*, at_all: bool = False) -> list[Peer]:
    """Return the houses that are asked, or with `at_all` those that are paused, or that only sticks reach, as well."""
    found = Peer.objects.order_by("origin")
    return list(found if at_all else found.filter(paused=False).exclude(address=""))


def pull_all(
    some: Iterable[Peer], *, here: House, reach: Reach = reach, clock: Clock = time.monotonic
) -> tuple[Pulled, ...]:
    """Take over from houses, one after the other; what keeps one from answering is its result."""
    return tuple(_pulled(peer, here, reach, clock) for peer in some)


def sync(*, reach: Reach = reach, clock: Clock = time.monotonic) -> Synced:
    """Take over from every house, show it our checkpoints, and have them stamped.

    Raises:
        NoHouse: this installation cannot say which house it is.
    """
    here, now = house(), datetime.now(UTC)
    asked = peers()
    pulled = pull_all(asked, here=here, reach=reach, clock=clock)
    resumed = resume_whole(here, asked, pulled, at=now)
    notes, errors = _signed(here, now)
    errors += [*_waiting(here), *_lost_keys(here, now)]
    pushed = tuple(each for peer in asked for each in _pushed(notes, peer, here, reach, clock, now))
    stamped, failed = _stamped(notes, now)
    return Synced(pulled=pulled, pushed=pushed, stamped=stamped, errors=(*errors, *failed), resumed=resumed)


def resume_whole(here: House, asked: Iterable[Peer], pulled: Iterable[Pulled], *, at: datetime) -> tuple[str, ...]:
    """Let our own logs be written to again of which every house that is not paused has given what it has."""
    results = list(pulled)
    answered = {each.peer for each in results if not each.error}
    forked = set(Following.objects.exclude(forked=None).values_list("origin", flat=True))
    found = []
    for origin in sorted(set(paused()) & set(here.logs) - forked):
        refused = any(each.logs.get(origin) == "refused" for each in results)
        if not refused and {peer.origin for peer in asked} <= answered and not _unheard(origin):
            resume(origin)
            for peer in Peer.objects.values_list("origin", flat=True):
                end_trouble(LONGER, peer=peer, origin=origin, at=at)
            found.append(origin)
    return tuple(found)


def _unheard(origin: str) -> list[str]:
    """Return the houses that only sticks reach and that brought nothing of use since a log may not be written to."""
    since = PausedLog.objects.values_list("since", flat=True).get(origin=origin)
    refused = Trouble.objects.filter(what=REFUSED, origin=origin, over=None).values_list("peer", flat=True)
    return [
        peer.origin
        for peer in Peer.objects.filter(paused=False, address="").order_by("origin")
        if peer.pulled is None or peer.pulled < since or peer.origin in refused
    ]


def _waiting(here: House) -> list[str]:
    """Return what keeps logs from being written to though no house that can be asked does."""
    return [
        f"{origin} waits for a stick that {house} wrote since; or, if that house holds nothing of it that the others "
        f"lack: answerable peer pause {house}"
        for origin in paused()
        if origin in here.logs
        for house in _unheard(origin)
    ]


def _lost_keys(here: House, at: datetime) -> list[str]:
    """Return what keeps this house from cosigning, and keep it as a trouble."""
    text = lost_keys(here)
    if text:
        note_trouble(LOST_KEYS, text, origin=here.origin, at=at)
        return [text]
    end_trouble(LOST_KEYS, origin=here.origin, at=at)
    return []


def _pulled(peer: Peer, here: House, reach: Reach, clock: Clock) -> Pulled:
    deadline = begin(ORDINARY.seconds, clock=clock)
    try:
        return pull(peer, reach(peer, here, deadline), here=here, deadline=deadline)
    except RecordError as error:
        note_trouble(NO_ANSWER, str(error), peer=peer.origin, at=datetime.now(UTC))
        return Pulled(peer=peer.origin, error=str(error))


def _pushed(
    notes: Iterable[str], peer: Peer, here: House, reach: Reach, clock: Clock, at: datetime
) -> Iterator[Pushed]:
    source = reach(peer, here, begin(ORDINARY.seconds, clock=clock))
    for note in notes:
        yield push(note, peer, source, at=at)


def _signed(here: House, at: datetime) -> tuple[list[str], list[str]]:
    """Return the checkpoints of the logs that are written here as they stand, and why one could not be signed."""
    notes, errors = [], []
    for origin in here.logs:
        if not size_of(origin):
            continue
        try:
            notes.append(sign_log(origin, signer_of(origin)))
        except RecordError as error:
            note_trouble(UNSIGNED, str(error), origin=origin, at=at)
            errors.append(str(error))
        else:
            end_trouble(UNSIGNED, origin=origin, at=at)
    return notes, errors


def _stamped(notes: list[str], at: datetime) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Have checkpoints stamped where an authority is named, and return whose were, and why others were not."""
    if not settings.ANSWERABLE_TIMESTAMPS:
        return (), ()
    done, failed = [], []
    for note in notes:
        try:
            authority = authority_at(settings.ANSWERABLE_TIMESTAMPS)
            nonce = secrets.randbits(NONCE_BITS)
            made = stamp_checkpoint(note, authority=authority, roots=_roots, nonce=nonce, at=at)
            done.append(f"{made.origin} {made.size}")
        except NotStamped as error:
            failed.append(str(error))
    return tuple(done), tuple(failed)


def _roots() -> tuple[Certificate, ...]:
    return roots_in(Path(settings.ANSWERABLE_TIMESTAMP_ROOTS))
