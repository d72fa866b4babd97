"""Keys, roots and their signatures for tests: the same name gives the same key."""

from __future__ import annotations

import hashlib
from datetime import date

from msgspec.structs import replace

from answerable.people.entries import KeyAdded, Member, RootAdopted, RootSignature, SectionJoined
from answerable.people.root_files import root_text
from answerable.people.standing import People
from answerable.record.note import Signer, generate, to_base64
from tests.cases import fact
from tests.people.clean import START, clean_people, origin

SECTIONS = ("centre", "coast", "north")
EXPIRES = date(2028, 1, 1)
STRANGER = "stranger.example/reef"


def key(name: str) -> Signer:
    """Return the key that grows from a name."""
    return generate(name, seed=hashlib.sha256(name.encode()).digest())


def log_key(section: str, generation: int = 1) -> Signer:
    """Return a key of a section's log."""
    return generate(origin(section), seed=hashlib.sha256(f"{section} {generation}".encode()).digest())


def root_keys(*names: str) -> tuple[Signer, ...]:
    """Return keys of a root."""
    return tuple(key(f"root.example/{name}") for name in names)


ANA, BEN, CIA, DAN = ROOT = root_keys("ana", "ben", "cia", "dan")


def member(section: str, *keys: Signer, until: int | None = None) -> Member:
    """Return a line of a root about a section."""
    held = keys or (log_key(section),)
    vkeys = tuple(each.verifier().vkey() for each in held)
    return Member(section=section, origin=origin(section), vkeys=vkeys, until=until)


def root(number: int = 1, *, keys=(ANA, BEN, CIA), signers=(ANA, BEN), **changes) -> RootAdopted:
    """Return a root of which two keys have to sign, signed by `signers`."""
    said = {
        "organisation": "harbour-watch",
        "number": number,
        "expires": EXPIRES,
        "keys": tuple(each.verifier().vkey() for each in keys),
        "threshold": 2,
        "members": tuple(map(member, SECTIONS)),
    }
    return signed(RootAdopted(**{**said, **changes}), *signers)


def signed(body: RootAdopted, *signers: Signer) -> RootAdopted:
    """Return a root with the signatures of these keys and no others."""
    text = root_text(body).encode()
    made = tuple(
        RootSignature(vkey=each.verifier().vkey(), signature=to_base64(each.sign_bytes(text))) for each in signers
    )
    return replace(body, signatures=made)


def adopted(body: RootAdopted, *, section: str = "centre", at: str = "2026-02-01T10:00:00Z", index: int = 500, **more):
    """Return a root as a section put it on record."""
    return fact(body, actor=f"{section}-director", origin=origin(section), at=at, index=index, case="", **more)


def keyed_people(*roots, keys: dict[str, Signer] | None = None) -> People:
    """Return the clean organisation with keys that sign, and these roots on record."""
    held = {section: log_key(section) for section in SECTIONS} | (keys or {})
    added = tuple(
        fact(
            KeyAdded(section=section, vkey=signer.verifier().vkey()),
            at=START,
            origin=origin(section),
            case="",
            actor="",
            index=3,
        )
        for section, signer in held.items()
    )
    return replace(clean_people(), keys=added, roots=tuple(roots))


def with_stranger(people: People) -> People:
    """Return the same with a log of somebody else that says that it belongs to the organisation, too."""
    joined = SectionJoined(section="reef", organisation="harbour-watch", name="Reef", countries=("xa",))
    return replace(people, sections=(*people.sections, fact(joined, origin=STRANGER, at=START, case="")))
