"""The custody ledger of one item: everything done with it, in order, with every gap named.

Rules (Berkeley Protocol, chain of custody: custodians, control, transfer, access, analysis, disposition):
  - A line is one entry: who did what, when, in which log at which place. Lines of one log stand in its order, those of
    several by the moments that they claim; a moment that contradicts the order of its log is named as a gap.
  - A gap is what keeps the chain from being whole: hands that did not hold the item, bytes that were not measured or
    are others, an entry that is dated after one that follows it in its log.
  - The ledger says who opened the file, for what, and to whom it went. It does not say what the file shows, nor where
    it comes from.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from answerable.evidence import entries
from answerable.evidence.clock import moment_of
from answerable.evidence.errors import NoSuchItem
from answerable.evidence.gates import EvidenceCase, in_order, intakes, item_named
from answerable.evidence.models import read_evidence
from answerable.evidence.speaking import speaker
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.vault.models import ContentErased
from answerable.vault.sealing import say
from answerable.vault.store import digest_of

GAPS = {
    "hands": "It was with {expected}, and {found} gave it on: nothing says how it came there.",
    "unmeasured": "Its file was not measured.",
    "bytes": "The file had other bytes than were taken in.",
    "order": "It is dated after an entry that follows it in its log.",
    "reader": "Nobody is named.",
}
"""What a gap says, in plain English; pages translate it."""


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    """Something that keeps the chain from being whole; `expected` and `found` name persons where hands do not fit."""

    what: str
    expected: str = ""
    found: str = ""

    @property
    def text(self) -> str:
        """What it says, in plain English."""
        return GAPS[self.what].format(expected=self.expected, found=self.found)


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One entry about an item, as the ledger tells it.

    `did` is the kind without its number; for an access, ``opened``, ``copied``, ``exported`` or ``recalled``.
    """

    at: datetime
    did: str
    who: str
    origin: str
    index: int
    ref: str
    giver: str = ""
    taker: str = ""
    purpose: str = ""
    sha256: str = ""
    other: str = ""
    gaps: tuple[Gap, ...] = ()


def ledger_of(evidence: EvidenceCase, item: str) -> tuple[Line, ...]:
    """Return the ledger of an item.

    Raises:
        NoSuchItem: nothing was taken in under that key.
    """
    taken_in = item_named(evidence, item)
    if taken_in is None:
        raise NoSuchItem(f"expected an item of {evidence.case}, found none named {item!r}")
    facts = in_order([*_facts(evidence, item), *_erased(evidence, item)])
    digests = {fact.body.sha256 for fact in intakes(evidence, item)}
    holder, lines = intakes(evidence, item)[0].body.custodian, []
    for fact in facts:
        gaps = (*_hands(fact, holder), *_bytes(fact, digests), *_order(fact, facts))
        if isinstance(fact.body, entries.ItemTransferred):
            holder = fact.body.taker
        lines.append(msgspec.structs.replace(_line(fact, item), gaps=gaps))
    return tuple(lines)


def say_access(
    case: str, item: str, *, way: str, purpose: str, to: str = "", sha256: str = "", by: str
) -> Fact[entries.ItemAccessed]:
    """Say that the file of an item was opened, copied, given out or had back; said before its first byte goes.

    Raises:
        Refused: the gate is closed.
        NotOne, NotHere: there is no log in which this can be said.
    """
    evidence = read_evidence(case, at=moment_of(case))
    origin, actor = speaker(evidence, item, by)
    plain = {"item": item, "way": way, "purpose": purpose, "to": to, "sha256": sha256}
    return say(entries.ItemAccessed, plain, origin=origin, actor=actor, at=moment_of(case), case=case)


def say_given_out(case: str, commitments: Collection[str], *, purpose: str, to: str, by: str = "") -> None:
    """Say that the files behind these commitments are given out, each measured now; before their first byte goes.

    Raises:
        VaultError: a file is not what was taken in, or not here; nothing was said.
        NotOne, NotHere: there is no log in which this can be said.
    """
    evidence = read_evidence(case, at=moment_of(case))
    files = {fact.body.file: fact.body.item for fact in evidence.items if fact.body.file in set(commitments)}
    digests = {commitment: digest_of(commitment) for commitment in files}
    with transaction.atomic():
        for commitment, item in files.items():
            more = {"purpose": purpose, "to": to, "sha256": digests[commitment], "by": by}
            say_access(case, item, way="exported", **more)


def _facts(evidence: EvidenceCase, item: str) -> Iterator[Fact[Any]]:
    """Give every entry of the case about an item, and those of which it is the original."""
    of_item = (evidence.items, evidence.transfers, evidence.rehashes, evidence.verifications, evidence.grades)
    of_consent = (evidence.consents, evidence.withdrawals, evidence.withheld)
    of_holding = (evidence.stamps, evidence.accesses, evidence.derivations)
    of_seals = (evidence.seals, evidence.unsealings_asked, evidence.unsealings_decided, evidence.unsealed)
    tables: tuple[tuple[Fact[Any], ...], ...] = (*of_item, *of_consent, *of_holding, *of_seals)
    for facts in tables:
        yield from (fact for fact in facts if item in {fact.body.item, getattr(fact.body, "of", "")})


def _erased(evidence: EvidenceCase, item: str) -> Iterator[Fact[Any]]:
    """Give the entries by which a file of the item was erased."""
    files = {fact.body.file for fact in evidence.items if fact.body.item == item} - {""}
    for commitment in sorted(files):
        yield from read(ContentErased, content=commitment)


def _line(fact: Fact[Any], item: str) -> Line:
    body = fact.body
    did = str(type(body).kind.partition("/")[0])
    return Line(
        at=fact.at,
        did=body.way if isinstance(body, entries.ItemAccessed) else did,
        who=fact.actor,
        origin=fact.origin,
        index=fact.index,
        ref=fact.ref,
        giver=getattr(body, "giver", ""),
        taker=getattr(body, "taker", "") or getattr(body, "to", ""),
        purpose=getattr(body, "purpose", "") or getattr(body, "authority", ""),
        sha256=getattr(body, "sha256", ""),
        other=_other(body, item),
    )


def _other(body: Any, item: str) -> str:
    """Return the other item that an entry is about."""
    if isinstance(body, entries.ItemDerived):
        return body.item if body.of == item else body.of
    return body.root if isinstance(body, entries.ItemTakenIn) else ""


def _hands(fact: Fact[Any], holder: str) -> Iterator[Gap]:
    if isinstance(fact.body, entries.ItemTransferred) and fact.body.giver != holder:
        yield Gap(what="hands", expected=holder, found=fact.body.giver)
    if isinstance(fact.body, entries.ItemAccessed) and not fact.actor:
        yield Gap(what="reader")


def _bytes(fact: Fact[Any], digests: set[str]) -> Iterator[Gap]:
    body, expected = fact.body, digests - {""}
    if not expected:
        return
    if isinstance(body, entries.ItemTransferred):
        if not (body.before and body.after):
            yield Gap(what="unmeasured")
        elif not {body.before, body.after} <= expected:
            yield Gap(what="bytes")
    elif isinstance(body, entries.ItemAccessed):
        if not body.sha256 and body.way != "recalled":
            yield Gap(what="unmeasured")
        elif body.sha256 and body.sha256 not in expected:
            yield Gap(what="bytes")
    elif isinstance(body, entries.ItemRehashed) and body.sha256 not in expected:
        yield Gap(what="bytes")


def _order(fact: Fact[Any], facts: tuple[Fact[Any], ...]) -> Iterator[Gap]:
    if any(each.origin == fact.origin and each.index > fact.index and each.at < fact.at for each in facts):
        yield Gap(what="order")
