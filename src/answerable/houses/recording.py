"""What this house says by itself: that a log told two stories (`fork.shown`).

Nobody is its actor: two checkpoints show the fork, and whoever doubts them checks their signatures.
"""

from __future__ import annotations

from datetime import datetime

from answerable.houses.holding import checkpoint_in, note_trouble
from answerable.houses.own import House
from answerable.houses.tables import Following
from answerable.people.entries import ForkShown
from answerable.people.models import ForkShown as ForkTable
from answerable.record.blocker import Refused
from answerable.record.entry import Fact
from answerable.record.errors import RecordError
from answerable.record.facts import read
from answerable.record.forks import Fork
from answerable.record.log import append
from answerable.record.note import from_base64, to_base64
from answerable.record.pausing import pause

FORK = "fork"

MOST_FORKS = 8
"""Forks of one log that are said here; chosen by hand: one for each key that it may have changed to since."""


def show_fork(fork: Fork, *, here: House, peer: str = "", at: datetime) -> bool:
    """Keep that a log told two stories, and say it where nobody said so of these two; tell whether it was said now.

    One proof convicts, and a log that signs ever more stories must not fill ours: so `MOST_FORKS` of one are said here.
    Nothing of that log is taken in any more beyond what both stories share. Where it is a log of this house, it is not
    written to either: nobody could tell which of the two it would go on.
    """
    _stop(fork, here, at)
    first, second = checkpoint_in(fork.first), checkpoint_in(fork.second)
    text = f"{fork.log} signed two stories: of {first.size} entries, and of {second.size}"
    note_trouble(FORK, text, peer=peer, origin=fork.log, at=at)
    told = read(ForkTable, log=fork.log)
    if fork.log in here.logs or any(_same(each, fork) for each in told):
        return False
    if sum(each.origin in here.logs for each in told) >= MOST_FORKS:
        return False
    try:
        append(body_of(fork), origin=here.origin, actor="", at=at)
    except (Refused, RecordError) as error:
        note_trouble("fork-not-said", f"{text}; this could not be said here: {error}", origin=fork.log, at=at)
        return False
    return True


def body_of(fork: Fork) -> ForkShown:
    """Return what the log says of a fork."""
    proof = tuple(map(to_base64, fork.proof))
    return ForkShown(log=fork.log, first=fork.first, second=fork.second, root=fork.root.hex(), proof=proof)


def fork_of(body: ForkShown) -> Fork:
    """Return the fork that an entry shows, not yet verified.

    Raises:
        Malformed: its proof is none.
    """
    proof = tuple(from_base64(each, where="proof of a fork") for each in body.proof)
    return Fork(body.log, body.first, body.second, bytes.fromhex(body.root), proof)


def _stop(fork: Fork, here: House, at: datetime) -> None:
    agreed = min(checkpoint_in(fork.first).size, checkpoint_in(fork.second).size)
    state, _ = Following.objects.get_or_create(origin=fork.log)
    if state.forked is None or agreed < state.forked:
        Following.objects.filter(origin=fork.log).update(forked=agreed)
    if fork.log in here.logs:
        reason = (
            "it was signed with two different histories; others hold the one that is not here (answerable peer list)"
        )
        pause(fork.log, reason=reason, at=at)


def _same(fact: Fact[ForkShown], fork: Fork) -> bool:
    """Tell whether an entry shows the same two checkpoints, whoever else has cosigned them."""
    told = {checkpoint_in(note) for note in (fact.body.first, fact.body.second)}
    return told == {checkpoint_in(note) for note in (fork.first, fork.second)}
