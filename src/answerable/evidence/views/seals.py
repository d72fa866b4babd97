"""The state of the seal of an item, as the reader may see it: who holds parts, who asked, what was decided, and why.

Rules:
  - Reasons are for those concerned: whoever asked, the holders, and the section that took the item in or holds it.
  - A holder sees their own part, which only their key opens, and only while a request waits for them.
  - Whoever asked sees the parts that were handed over once it is on record that the seal is opened; not before, for
    with them it can be.
"""

from __future__ import annotations

import msgspec

from answerable.evidence.entries import IdentitySealed, IdentityUnsealed, UnsealingAsked, UnsealingDecided
from answerable.evidence.gates import EvidenceCase, item_named
from answerable.evidence.gates.seals import (
    decisions_on,
    idle_seals,
    is_open,
    is_refused,
    opened_by,
    recipient_of,
    requests_of,
    seal_asked,
    standing_seals,
)
from answerable.evidence.views.page import sections_of
from answerable.people.access import Reader
from answerable.record.entry import Fact
from answerable.vault.reading import shown


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request to learn who is behind an item, as the reader may see it; `state` in one word.

    `part` is what the reader holds of the seal, while they are asked for it; `sealed` and `handed` what whoever asked
    needs to open it.
    """

    asked: Fact[UnsealingAsked]
    state: str
    decisions: tuple[Fact[UnsealingDecided], ...]
    opened: Fact[IdentityUnsealed] | None
    shows_reasons: bool
    decides: bool
    opens: bool
    part: str = ""
    sealed: str = ""
    handed: tuple[str, ...] = ()


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A seal that stands, and whether the reader may ask for it: not while an own request waits."""

    seal: Fact[IdentitySealed]
    asks: bool


class SealState(msgspec.Struct, frozen=True, kw_only=True):
    """The seals of an item that stand, those that count for nothing, and the requests about the item, latest first."""

    standing: tuple[Standing, ...]
    idle: tuple[Fact[IdentitySealed], ...]
    requests: tuple[Request, ...]
    has_key: bool


def sealed_state(evidence: EvidenceCase, item: str, reader: Reader) -> SealState:
    """Return how the seal of an item stands, for one reader."""
    requests = tuple(_request(evidence, asked, reader) for asked in reversed(requests_of(evidence, item)))
    own = (each.asked for each in requests if each.asked.actor == reader.person)
    waiting = {asked.body.sealed_ref for asked in own if is_open(evidence, asked)}
    standing = (Standing(seal=seal, asks=seal.ref not in waiting) for seal in standing_seals(evidence, item))
    has_key = bool(recipient_of(evidence.people, reader.person))
    return SealState(standing=tuple(standing), idle=idle_seals(evidence, item), requests=requests, has_key=has_key)


def _request(evidence: EvidenceCase, asked: Fact[UnsealingAsked], reader: Reader) -> Request:
    seal, decisions, opened = seal_asked(evidence, asked), decisions_on(evidence, asked), opened_by(evidence, asked)
    holders = seal.body.holders if seal else ()
    agreed, open_ = [fact for fact in decisions if fact.body.agreed], is_open(evidence, asked)
    decides = open_ and reader.person in holders and reader.person not in {fact.actor for fact in decisions}
    enough = seal is not None and len(agreed) >= seal.body.needed
    shown_to_asker = opened is not None and reader.person == asked.actor
    return Request(
        asked=asked,
        state=_state(evidence, asked, enough=enough),
        decisions=decisions,
        opened=opened,
        shows_reasons=_concerns(evidence, asked, reader, holders),
        decides=decides,
        opens=open_ and enough and reader.person == asked.actor,
        part=shown(seal.body.shares[holders.index(reader.person)]) if decides and seal else "",
        sealed=shown(seal.body.sealed) if shown_to_asker and seal else "",
        handed=tuple(shown(fact.body.share) for fact in agreed) if shown_to_asker else (),
    )


def _state(evidence: EvidenceCase, asked: Fact[UnsealingAsked], *, enough: bool) -> str:
    if opened_by(evidence, asked) is not None:
        return "opened"
    if is_refused(evidence, asked):
        return "refused"
    if asked.body.sealed_ref in {seal.ref for seal in idle_seals(evidence, asked.body.item)}:
        return "idle"
    if not is_open(evidence, asked):
        return "replaced"
    return "agreed" if enough else "waiting"


def _concerns(evidence: EvidenceCase, asked: Fact[UnsealingAsked], reader: Reader, holders: tuple[str, ...]) -> bool:
    taken_in = item_named(evidence, asked.body.item)
    sections = sections_of(evidence, taken_in) if taken_in else frozenset()
    return reader.person in {asked.actor, *holders} or (bool(reader.section) and reader.section in sections)
