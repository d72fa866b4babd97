"""Taking over from another house what it holds: logs, cosignatures, contents, and what is to be forgotten.

Rules:
  - What a log offers is judged by `following` alone, and done by `settling`. A pull that is cut leaves whole batches,
    and goes on.
  - Our own log is asked for first. Where another house holds more of it than we do, we were restored from an old copy:
    nothing is written until all of it is back (`record.pausing`).
  - Nothing is taken in of a log beyond a fork that was proved.
  - What cannot be used, what is stale and what is unknown is kept as a trouble, and counted. It stops nothing else:
    not what the same house gives of other logs.
  - A house has a time for all of it. When that is over, whole batches stay, and the next pull begins behind them.
  - A log whose key no root here lists is asked for again once another log of the same pull has brought a root.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

from answerable.houses import contents, fetching_contents, moving
from answerable.houses.deadline import Deadline, begin
from answerable.houses.errors import OutOfTime
from answerable.houses.following import Grown, Limits, Outcome, Refused, Source, follow
from answerable.houses.holding import UNKNOWN, Here, end_trouble, logs_here, note_trouble, plain
from answerable.houses.knowing import keys_at, keys_now, known_logs
from answerable.houses.outcomes import Pulled
from answerable.houses.own import House
from answerable.houses.rotating import Rotating
from answerable.houses.settling import LONGER, Overtaken, settle
from answerable.houses.tables import Following, Peer
from answerable.people.models import RootAdopted
from answerable.record.checkpoint import bare_note, open_by_keys_at
from answerable.record.errors import RecordError
from answerable.record.log import size_of
from answerable.record.pausing import pause
from answerable.vault.errors import Lingering

MOST_ROUNDS = 1000
"""Batches of one log that are taken in one pull; 20 million entries at most."""

NO_ANSWER, SLOW = "no-answer", "slow"


def pull(
    peer: Peer,
    source: Source,
    *,
    here: House,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    at: datetime | None = None,
    deadline: Deadline | None = None,
) -> Pulled:
    """Take over what a house holds and we may have, and return what came of it; what fails is kept as a trouble.

    Args:
        peer: The house.
        source: What asks it.
        here: This house.
        limits: The most to take at once; its seconds count where no `deadline` is given.
        at: The moment now.
        deadline: The time that the house has, where it has begun.
    """
    now, until = at or datetime.now(UTC), deadline or begin(limits.seconds, clock=time.monotonic)
    pulled = Pulled(peer=peer.origin)
    Peer.objects.filter(pk=peer.pk).update(asked=now)
    try:
        try:
            _pull_logs(peer, source, here=here, limits=limits, pulled=pulled, at=now, deadline=until)
        finally:
            _heed(here, pulled, now)
        _pull_contents(peer, source, here=here, pulled=pulled, at=now, deadline=until)
    except RecordError as error:
        pulled.error = _failed(error, pulled, until, at=now)
    else:
        end_trouble(NO_ANSWER, SLOW, peer=peer.origin, at=now)
    came = {"pulled": now} if not pulled.error else {}
    Peer.objects.filter(pk=peer.pk).update(error=pulled.error, offset=_offset(source, peer), **came)
    return pulled


def _failed(error: RecordError, pulled: Pulled, deadline: Deadline, *, at: datetime) -> str:
    """Keep as a trouble that a pull was cut, and return why: by the house, or since its time was over."""
    slow = isinstance(error, OutOfTime) or deadline.is_over()
    text = str(error)
    if slow:
        came = f"{pulled.entries} entries and {pulled.contents} contents"
        text = f"gave {came} in {deadline.taken():.0f} seconds; goes on next time"
    note_trouble(SLOW if slow else NO_ANSWER, text, peer=pulled.peer, at=at)
    end_trouble(NO_ANSWER if slow else SLOW, peer=pulled.peer, at=at)
    return plain(text)


def _pull_logs(
    peer: Peer, source: Source, *, here: House, limits: Limits, pulled: Pulled, at: datetime, deadline: Deadline
) -> None:
    """Follow each log that the house offers and we follow; those refused once more where a root came meanwhile."""

    def follow_each(some: Iterable[str]) -> None:
        for origin in some:
            _pull_log(origin, peer, source, here=here, limits=limits, pulled=pulled, at=at, deadline=deadline)
            if origin in here.logs and isinstance(source, Witnessing):
                _check_longest(origin, peer, source, pulled=pulled, at=at)

    roots = RootAdopted.objects.count()
    follow_each(_wanted_logs(peer, source, here, at))
    if RootAdopted.objects.count() > roots:
        again = sorted(origin for origin, came in pulled.logs.items() if came == "refused" and origin not in here.logs)
        pulled.refused -= len(again)
        pulled.why = {origin: reason for origin, reason in pulled.why.items() if origin not in again}
        follow_each(again)


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
        pulled.why[origin] = plain(reason)


def _pull_log(
    origin: str,
    peer: Peer,
    source: Source,
    *,
    here: House,
    limits: Limits,
    pulled: Pulled,
    at: datetime,
    deadline: Deadline,
) -> None:
    """Follow one log until it has nothing more.

    Raises:
        OutOfTime: the house has had its time.
    """
    for _ in range(MOST_ROUNDS):
        known = Here().checkpoint(origin)
        if deadline.is_near():
            raise OutOfTime(f"{origin}: nothing more is begun")
        outcome = _followed(origin, source, limits, deadline)
        if isinstance(outcome, Refused) and deadline.is_over():
            raise OutOfTime(outcome.reason)
        try:
            settle(outcome, origin, peer, here=here, pulled=pulled, at=at, known=known)
        except Overtaken:
            continue  # judge again, by what is known now
        except RecordError as error:  # such as its own entries saying that the key which signed them counts no more
            refused = Refused(f"{origin}: what came cannot be kept: {error}")
            return settle(refused, origin, peer, here=here, pulled=pulled, at=at, known=known)
        if not (isinstance(outcome, Grown) and not outcome.complete):
            return None
    return None


def _followed(origin: str, source: Source, limits: Limits, deadline: Deadline) -> Outcome:
    state = Following.objects.filter(origin=origin).first()
    rotating = Rotating(source, keys_now, known=size_of(origin), limits=limits, deadline=deadline)
    outcome = follow(
        origin,
        held=Here(),
        source=rotating,
        verifiers=rotating.keys_at,
        ever=lambda log, size: [*keys_at(log, size), *rotating.keys_at(log, size)],
        limits=limits,
        enough=deadline.is_near,
    )
    if isinstance(outcome, Grown) and state is not None and state.forked is not None:
        return Refused(f"{origin}: told two stories; nothing beyond entry {state.forked} is taken in", outcome.note)
    return outcome


def _heed(here: House, pulled: Pulled, at: datetime) -> None:
    """Look at new entries, and forget what has to go; no other house can keep this from being done."""
    moving.note_own(here.logs)
    for origin in logs_here():
        contents.look_at(origin)
        if origin not in here.logs:
            moving.note_kept(origin)
            try:
                pulled.forgotten += contents.obey(origin, asking=here.origin, at=at)
            except (Lingering, OSError) as error:
                note_trouble("lingering", f"{error}; run answerable vault sweep", origin=origin, at=at)


def _pull_contents(
    peer: Peer, source: Source, *, here: House, pulled: Pulled, at: datetime, deadline: Deadline
) -> None:
    """Ask for contents that are wanted and may be had."""
    if isinstance(source, fetching_contents.Giving):
        for _ in fetching_contents.fetch(peer, source, asking=here.origin, at=at, deadline=deadline):
            pulled.contents += 1
    for origin in here.logs:
        contents.want_no_more(origin, at=at)


def _offset(source: Source, peer: Peer) -> int:
    return int(getattr(source, "offset", peer.offset))
