"""What a section says about itself and its organisation: its field, its keys, its house, forks that it has seen."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.record.entry import Count, Key, Origin, Part, Said


class OrganisationNamed(Said, frozen=True, kw_only=True):
    """An organisation has a name; its sections say that they belong to it."""

    kind: ClassVar[str] = "organisation.named/1"
    organisation: Key
    name: str


class SectionJoined(Said, frozen=True, kw_only=True):
    """A section answers for these countries (ISO 3166-1 alpha-2), peoples, subjects and languages (BCP 47)."""

    kind: ClassVar[str] = "section.joined/1"
    section: Key
    organisation: Key
    name: str
    countries: tuple[str, ...] = ()
    peoples: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


class KeyAdded(Said, frozen=True, kw_only=True):
    """A section signs its checkpoints and countersignatures with this key (a C2SP vkey) until the start of `expires`.

    Where the section has a key already, `replaces` is its vkey, and both sign the change: `by_old` and `by_new` are
    Ed25519 signatures in base64 over the line that `people.rotation` gives. A key that was lost or captured signs
    nothing more: then the organisation's root has to list the new one, where there is a root.
    """

    kind: ClassVar[str] = "key.added/1"
    section: Key
    vkey: str
    expires: date | None = None
    replaces: str = ""
    by_old: str = ""
    by_new: str = ""


class KeyRevoked(Said, frozen=True, kw_only=True):
    """A key is no longer the section's; what it signed before keeps its meaning."""

    kind: ClassVar[str] = "key.revoked/1"
    section: Key
    vkey: str
    reason: Literal["rotated", "lost", "captured", "closed"]


class HouseOpened(Said, frozen=True, kw_only=True):
    """A section runs a house of its own: a server, or a folder on a stick, from which others take copies of the record.

    `address` is where it is reached over HTTPS, empty where only sticks reach it. `recipient` is the age key to which
    whatever travels to it is sealed. `cosigners` are the vkeys (C2SP tlog-cosignature) with which it cosigns the
    checkpoints of others. The latest one of a section holds.
    """

    kind: ClassVar[str] = "house.opened/1"
    section: Key
    address: Annotated[str, Meta(pattern=r"^(https?://[^\s\x00-\x20]+)?$(?!\n)", max_length=500)] = ""
    recipient: Annotated[str, Meta(pattern=r"^(age1[a-z0-9]{20,100})?$(?!\n)")] = ""
    cosigners: tuple[str, ...] = ()


class Member(Part, frozen=True, kw_only=True):
    """A section that belongs to an organisation: its log, and the keys with which that log may be signed.

    One that left, or was captured as a whole, stays listed with `until`: so many entries of its log keep their meaning,
    and none after them counts.
    """

    section: Key
    origin: Origin
    vkeys: tuple[str, ...]
    until: Count | None = None


class RootSignature(Part, frozen=True, kw_only=True):
    """A signature in base64 by one of the keys of a root, over what `people.roots` says."""

    vkey: str
    signature: str


class RootAdopted(Said, frozen=True, kw_only=True):
    """An organisation says who belongs to it and with which keys (after TUF's root and targets roles).

    `keys` are vkeys that are kept off every server; `threshold` of them sign. Number 1 is signed by its own keys; each
    later one by the threshold of the root before it and by its own. It holds until the start of `expires`; what was
    signed before keeps its meaning. The same text may stand in several logs.
    """

    kind: ClassVar[str] = "root.adopted/1"
    organisation: Key
    number: Annotated[int, Meta(ge=1)]
    expires: date
    keys: tuple[str, ...]
    threshold: Annotated[int, Meta(ge=1)]
    members: tuple[Member, ...]
    signatures: tuple[RootSignature, ...] = ()


class ForkShown(Said, frozen=True, kw_only=True):
    """A log told two stories. `first` and `second` are checkpoints that it signed; nobody need be trusted to see it.

    Of one size, their roots differ. Of two sizes, `root` (hex) is what the second tree has at the size of the first,
    `proof` (base64, C2SP tlog-witness) shows so, and `root` is not what the first checkpoint says.
    """

    kind: ClassVar[str] = "fork.shown/1"
    log: Origin
    first: str
    second: str
    root: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$(?!\n)")] = ""
    proof: tuple[str, ...] = ()
