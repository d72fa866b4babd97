"""What the page of houses shows: each log with its checkpoint and who stands for it, each house, troubles, forks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from answerable.houses.contents import KEPT
from answerable.houses.errors import HouseError, NoHouse
from answerable.houses.holding import REMARKS, checkpoint_in, logs_here, newest_note
from answerable.houses.own import House, house
from answerable.houses.tables import Copy, Offered, Peer, Stamp, Trouble
from answerable.houses.trusting import cosigned_by, is_witnessed, trust_of
from answerable.people.entries import ForkShown, HouseOpened
from answerable.people.models import ForkShown as ForkTable, HouseOpened as HouseTable, read_people
from answerable.people.standing import section_of_origin, within
from answerable.record.entry import Fact
from answerable.record.errors import UnknownKey
from answerable.record.facts import read
from answerable.record.log import size_of
from answerable.record.models import SetAside
from answerable.record.pausing import paused


class LogShown(msgspec.Struct, frozen=True, kw_only=True):
    """A log: how much of it is here, up to where it is signed, who cosigned that, and what is in the way."""

    origin: str
    section: str
    own: bool
    size: int
    signed: int | None
    cosigners: tuple[str, ...]
    witnessed: bool
    missing: str
    stamps: tuple[Stamp, ...]
    aside: int
    paused: str
    held: int
    wanted: int
    forgotten: int


class PeerShown(msgspec.Struct, frozen=True, kw_only=True):
    """A house: what the operator named, what its section said, and how old its copy of our log is."""

    peer: Peer
    opened: Fact[HouseOpened] | None
    behind: tuple[tuple[str, int], ...]


class Shown(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the page."""

    here: House | None
    no_house: str
    logs: tuple[LogShown, ...]
    peers: tuple[PeerShown, ...]
    troubles: tuple[Trouble, ...]
    remarks: tuple[Trouble, ...]
    over: tuple[Trouble, ...]
    forks: tuple[Fact[ForkShown], ...]

    @property
    def lone(self) -> bool:
        """Whether no other house is known."""
        return not self.peers


def shown(*, at: datetime) -> Shown:
    """Return what the page shows at a moment."""
    here, no_house = _here()
    troubles = list(Trouble.objects.order_by("-last"))
    return Shown(
        here=here,
        no_house=no_house,
        logs=tuple(_log(origin, here, at) for origin in logs_here()),
        peers=tuple(_peer(peer, here) for peer in Peer.objects.order_by("origin")),
        troubles=tuple(each for each in troubles if each.over is None and each.what not in REMARKS),
        remarks=tuple(each for each in troubles if each.over is None and each.what in REMARKS),
        over=tuple(each for each in troubles if each.over is not None)[:20],
        forks=read(ForkTable),
    )


def _here() -> tuple[House | None, str]:
    try:
        return house(), ""
    except NoHouse as error:
        return None, str(error)


def _log(origin: str, here: House | None, at: datetime) -> LogShown:
    note = newest_note(origin)
    copies = Copy.objects.filter(origin=origin)
    witnessed, missing = _witnessed(origin, note, here, at)
    counted: dict[str, Any] = {state: copies.filter(state=state).count() for state in ("held", "wanted", "forgotten")}
    counted["held"] += copies.filter(state=KEPT).count()
    return LogShown(
        origin=origin,
        section=section_of_origin(within(read_people(), origin), origin),
        own=here is not None and origin in here.logs,
        size=size_of(origin),
        signed=checkpoint_in(note).size if note else None,
        cosigners=tuple(cosigned_by(note)) if note else (),
        witnessed=witnessed,
        missing=missing,
        stamps=tuple(Stamp.objects.filter(origin=origin).order_by("-size")[:1]),
        aside=SetAside.objects.filter(origin=origin).count(),
        paused=paused().get(origin, ""),
        **counted,
    )


def _witnessed(origin: str, note: str | None, here: House | None, at: datetime) -> tuple[bool, str]:
    """Tell whether enough houses stand for a checkpoint, or why that cannot be."""
    if note is None or here is None:
        return False, ""
    try:
        return is_witnessed(note, trust_of(origin, here=here, at=at)), ""
    except HouseError as error:
        return False, str(error)
    except UnknownKey:  # the operator removed its house, or every key was revoked or has expired
        return False, f"{origin}: expected a key with which its checkpoint is signed, found none that counts here"


def _peer(peer: Peer, here: House | None) -> PeerShown:
    opened = [fact for fact in read(HouseTable) if fact.origin == peer.origin]
    behind = []
    for origin in here.logs if here else ():
        offered = Offered.objects.filter(peer=peer, origin=origin).first()
        lacks = size_of(origin) - (offered.size if offered else 0)
        if lacks > 0:
            behind.append((origin, lacks))
    return PeerShown(peer=peer, opened=opened[-1] if opened else None, behind=tuple(behind))
