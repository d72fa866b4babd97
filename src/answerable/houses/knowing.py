"""With which keys a log may be signed, and who may cosign, as far as this house knows.

Rules:
  - Where the root of our organisation lists a log, its keys are those that the root says (`people.trusting`), and no
    operator's word adds one.
  - Else the operator is believed, who names a house with its keys, and the log itself, once a key that is known signs
    for what it says.
  - A key that was revoked in an entry before a size does not count for a checkpoint of that size, and one that has
    expired for nothing that comes in now.
  - Cosigners are known from `house.opened` in the log of the section whose house it is, and only under its name. A
    house that copies the key of another, or names two that go by one label, is left out with it, and harms nobody else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

import msgspec

from answerable.houses.errors import NoPeer
from answerable.houses.own import PARTS, own_logs
from answerable.houses.tables import Peer
from answerable.people.entries import HouseOpened as HouseOpenedBody, RootAdopted as RootAdoptedBody
from answerable.people.keyring import is_personal, keyring
from answerable.people.models import HouseOpened, KeyAdded, KeyRevoked, RootAdopted, SectionJoined
from answerable.people.roots import Rooted
from answerable.people.rotation import ends_of, has_expired
from answerable.people.standing import People, within
from answerable.people.trusting import trusted_keys
from answerable.people.vkeys import verifier_of
from answerable.record.cosignature import CosignerKey, parse_cosigner
from answerable.record.entry import Fact
from answerable.record.errors import RecordError
from answerable.record.facts import read
from answerable.record.models import EntryRow
from answerable.record.note import Verifier


def peer_of(origin: str) -> Peer:
    """Return the house that the operator named by the origin of its log.

    Raises:
        NoPeer: there is none.
    """
    found = Peer.objects.filter(origin=origin).first()
    if found is None:
        raise NoPeer(f"expected a house that was added here, found {origin}: answerable peer add")
    return found


def keys_at(origin: str, size: int, *, on: datetime | None = None) -> Sequence[Verifier]:
    """Return the keys with which a log may sign a checkpoint of a size; none where the log is unknown here.

    With `on`, none that has expired by then: for what is taken in now, and not for what was taken in before.
    """
    everybody = _signing()
    listing = _listing(everybody, origin)
    counted = [
        *trusted_keys(everybody, listing, origin=origin, size=size, on=on),
        *(_here(origin) if origin in own_logs() else ()),
    ]
    if listing is None:
        ends = ends_of(everybody.key_revocations, origin=origin)
        late = {
            each.body.vkey for each in everybody.keys if each.origin == origin and on and has_expired(each.body, on)
        }
        counted += [key for key in _named(origin) if key.vkey() not in late and size <= ends.get(key.vkey(), size)]
    return list({key.vkey(): key for key in counted}.values())


def keys_now(origin: str, size: int) -> Sequence[Verifier]:
    """Return the keys by which something of a log that comes in now counts."""
    return keys_at(origin, size, on=datetime.now(UTC))


def listed_keys(origin: str, size: int, *, coming: Iterable[Fact[RootAdoptedBody]] = ()) -> Sequence[Verifier] | None:
    """Return the keys that our root lists for a log and that count now at a size; None where it does not list the log.

    Roots that are still to come in are heard as well: each is signed by the threshold of the one before it.
    """
    said = _signing()
    everybody = msgspec.structs.replace(said, roots=(*said.roots, *coming))
    root = _listing(everybody, origin)
    return trusted_keys(everybody, root, origin=origin, size=size, on=datetime.now(UTC)) if root else None


def is_listed(origin: str, vkey: str) -> bool:
    """Tell whether our root lists a key for a log, whether it still counts or not."""
    return any(root.lists(origin, vkey) for root in _roots(_signing()))


def known_logs() -> set[str]:
    """Return the logs that may be copied to here: those of named houses, of members of our root, and our own."""
    named = set(Peer.objects.values_list("origin", flat=True))
    listed = {member.origin for root in _roots(_signing()) for member in root.root.members}
    return named | set(own_logs()) | listed


def cosigner_keys(house: str = "") -> list[CosignerKey]:
    """Return the keys with which houses cosign, or those of one house, as their own logs last said."""
    said = read(HouseOpened)
    latest = {fact.origin: fact.body.cosigners for fact in said}
    found = dict.fromkeys(
        key for origin, vkeys in latest.items() for vkey in vkeys if (key := _cosigner(vkey, origin)) is not None
    )
    labels, first = Counter((key.name, key.key_hash) for key in found), _first_named(said)
    return [
        key
        for key in found
        if house in {"", of := house_of_cosigner(key.name)}
        and labels[key.name, key.key_hash] == 1  # two keys by one label: neither tells who signed
        and first[key.public] == of
    ]


def _first_named(said: Iterable[Fact[HouseOpenedBody]]) -> dict[bytes, str]:
    """Return the house that named each public key first, as they came in here: who names it later has copied it."""
    rows = EntryRow.objects.filter(kind=HouseOpened.said.kind).order_by("pk").values_list("origin", "idx")
    came = {place: number for number, place in enumerate(rows)}
    first: dict[bytes, str] = {}
    for fact in sorted(said, key=lambda fact: came[fact.origin, fact.index]):
        for vkey in fact.body.cosigners:
            if key := _cosigner(vkey, fact.origin):
                first.setdefault(key.public, fact.origin)
    return first


def house_of_cosigner(name: str) -> str:
    """Return the origin of the house that cosigns under a name."""
    return name.rpartition("/")[0]


def _roots(everybody: People) -> list[Rooted]:
    """Return the roots that our own logs have adopted."""
    return [root for log in own_logs() if (root := within(everybody, log).rooted)]


def _listing(everybody: People, origin: str) -> Rooted | None:
    """Return the root of ours that lists a log, or None."""
    return next((root for root in _roots(everybody) if root.member(origin)), None)


def _signing() -> People:
    """Return what says with which keys logs sign; all else about people is left unread."""
    return People(
        sections=read(SectionJoined), keys=read(KeyAdded), key_revocations=read(KeyRevoked), roots=read(RootAdopted)
    )


def _named(origin: str) -> list[Verifier]:
    """Return the keys that the operator named for a log."""
    lines = (
        line for keys in Peer.objects.filter(origin=origin).values_list("keys", flat=True) for line in keys.split()
    )
    return [verifier_of(line, name=origin) for line in lines]


def _here(origin: str) -> list[Verifier]:
    return [each for each in keyring().verifiers() if each.name == origin and not is_personal(each)]


def _cosigner(vkey: str, origin: str) -> CosignerKey | None:
    """Return a cosigner's key where it bears the name of its own house, else None: it would speak for another."""
    try:
        key = parse_cosigner(vkey)
    except RecordError:
        return None
    return key if key.name in {f"{origin}/{part}" for part in PARTS} else None
