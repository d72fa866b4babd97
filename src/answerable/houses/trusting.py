"""Whom others should trust to watch our logs, as a file in the form of C2SP tlog-policy."""

from __future__ import annotations

from datetime import datetime

from answerable.houses.errors import HouseError
from answerable.houses.holding import checkpoint_in, lines_under
from answerable.houses.knowing import cosigner_keys, house_of_cosigner, keys_at
from answerable.houses.own import House
from answerable.houses.sharing import sharing_of
from answerable.houses.tables import Peer
from answerable.people.models import read_people
from answerable.people.standing import within
from answerable.record.cosignature import CosignerKey, with_lines
from answerable.record.errors import NotWitnessed
from answerable.record.log import size_of
from answerable.record.trust import NONE, Group, Trust, TrustedLog, Witness, check_trust

QUORUM = "quorum"
"""What the file calls the group of houses."""


def trust_of(origin: str, *, here: House, at: datetime) -> Trust:
    """Return which houses watch a log, and how many of them must have cosigned, by the policy in force.

    A house counts once, whichever of its keys it signed with; the house of the log itself does not count.

    Raises:
        HouseError: the policy asks for more houses than are known here.
    """
    addresses = dict(Peer.objects.values_list("origin", "address"))
    logs = tuple(TrustedLog(key) for key in keys_at(origin, size_of(origin)))
    houses = _houses(origin, here)
    witnesses = tuple(
        Witness(_name(key), key, _prefix(addresses.get(house, ""))) for house, keys in houses.items() for key in keys
    )
    groups = tuple(Group(house, 1, tuple(_name(key) for key in keys)) for house, keys in houses.items())
    needed = sharing_of(within(read_people(), origin), origin, at=at).cosigners
    if not needed:
        return Trust(logs, witnesses, groups, NONE)
    if needed > len(groups):
        raise HouseError(
            f"expected {needed} other houses that cosign {origin}, by the policy in force, found {len(groups)}"
        )
    quorum = Group(QUORUM, needed, tuple(group.name for group in groups))
    return Trust(logs, witnesses, (*groups, quorum), QUORUM)


def cosigned_by(note: str) -> list[str]:
    """Return the houses that have cosigned a checkpoint, other than the one whose log it is."""
    checkpoint = checkpoint_in(note)
    names = {line.removeprefix("— ").partition(" ")[0] for line in lines_under(checkpoint)}
    return sorted({house_of_cosigner(name) for name in names} - {checkpoint.origin})


def is_witnessed(note: str, trust: Trust) -> bool:
    """Tell whether enough houses have cosigned a checkpoint."""
    try:
        check_trust(with_lines(note, lines_under(checkpoint_in(note))), trust)
    except NotWitnessed:
        return False
    return True


def _houses(origin: str, here: House) -> dict[str, list[CosignerKey]]:
    """Return the keys with which each house cosigns, but for that of the log, and for those that share our server."""
    found: dict[str, list[CosignerKey]] = {}
    for key in cosigner_keys():
        house = house_of_cosigner(key.name)
        together = house in here.logs and origin in here.logs  # one operator could write both
        if house != origin and not together:
            found.setdefault(house, []).append(key)
    return found


def _name(key: CosignerKey) -> str:
    return f"{key.name}:{key.algorithm.name.lower().replace('_', '-')}:{key.key_hash:08x}"


def _prefix(address: str) -> str:
    """Return the submission prefix of a house (C2SP tlog-witness)."""
    return f"{address}/house" if address else ""
