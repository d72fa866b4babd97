"""Opening a house: what a section says about its own, and adding those of others."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from answerable.houses.asking import place_of
from answerable.houses.errors import HouseError, NoPeer, PeerKnown
from answerable.houses.own import make_cosigners, own_logs
from answerable.houses.tables import Peer
from answerable.people.entries import HouseOpened
from answerable.people.models import read_people
from answerable.people.standing import keys_of, section_of_origin
from answerable.people.vkeys import verifier_of
from answerable.record.copies import mark_copy
from answerable.record.entry import Fact
from answerable.record.log import append


def open_house(
    *, origin: str, address: str, recipient: str, insecure: bool, actor: str, at: datetime
) -> Fact[HouseOpened]:
    """Make the keys of witness and mirror where there are none, and say where the house of a section is.

    Raises:
        HouseError: the log is not written here, its section is not on record, or the address is none.
    """
    section = section_of_origin(read_people(), origin)
    if origin not in own_logs() or not section:
        raise HouseError(f"expected the log of a section on record whose key is here, found {origin}")
    where = place_of(address, insecure=insecure).address if address else ""
    cosigners = make_cosigners(origin=origin)
    body = HouseOpened(section=section, address=where, recipient=recipient, cosigners=cosigners)
    return append(body, origin=origin, actor=actor, at=at)


def add_peer(*, vkeys: tuple[str, ...], address: str, insecure: bool, at: datetime) -> Peer:
    """Name a house by the keys of its log, which give its origin, and by its address, if it has one.

    That house writes its log from here on: this one no longer does, even where the log began here.

    Raises:
        Malformed: a key is none.
        HouseError: the keys are of several logs, or the address is none.
        PeerKnown: it is this house.
    """
    keys = [verifier_of(vkey) for vkey in vkeys]
    origins = {key.name for key in keys}
    if len(origins) != 1:
        raise HouseError(f"expected keys of one log, found those of {', '.join(sorted(origins)) or 'none'}")
    origin = origins.pop()
    if origin in own_logs():
        raise PeerKnown(f"{origin} is written here: it is no other house")
    where = place_of(address, insecure=insecure).address if address else ""
    named = {"address": where, "keys": "\n".join(vkeys), "insecure": insecure, "paused": False}
    with transaction.atomic():
        mark_copy(origin)
        peer, _ = Peer.objects.update_or_create(origin=origin, defaults=named, create_defaults={**named, "added": at})
    return peer


def remove_peer(origin: str) -> None:
    """Ask a house no more, and answer it no more; what was taken over from it stays.

    Raises:
        NoPeer: there is none.
    """
    if not Peer.objects.filter(origin=origin).delete()[0]:
        raise NoPeer(f"expected a house that was added here, found {origin}")


def pause_peer(origin: str, *, paused: bool) -> None:
    """Leave a house alone for a while, or take it up again.

    Raises:
        NoPeer: there is none.
    """
    if not Peer.objects.filter(origin=origin).update(paused=paused):
        raise NoPeer(f"expected a house that was added here, found {origin}")


def own_vkeys(origin: str) -> tuple[str, ...]:
    """Return the keys of a log of ours as its section says them, to give to the operators of other houses."""
    people = read_people()
    return keys_of(people, section_of_origin(people, origin))
