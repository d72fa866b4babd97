"""Each step of dual control put on record: sealing, asking, handing over or refusing, opening.

A name comes in as an argument and goes out as a result; between the two it is nowhere but in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, cast

import msgspec

from answerable.evidence.clock import moment_of
from answerable.evidence.entries import IdentitySealed, IdentityUnsealed, UnsealingAsked, UnsealingDecided
from answerable.evidence.errors import NotASeal, SealClosed
from answerable.evidence.gates import EvidenceCase
from answerable.evidence.gates.seals import (
    Asked,
    Seal,
    decisions_on,
    is_open,
    recipient_of,
    request,
    requests_of,
    seal_asked,
    standing_seals,
)
from answerable.evidence.models import read_evidence
from answerable.evidence.sealing import cipher
from answerable.evidence.sealing.keys import seal_identity_of
from answerable.people.errors import NotOne
from answerable.people.keyring import keyring, personal_of
from answerable.people.personal import keys_now
from answerable.people.standing import origin_of, section_of
from answerable.record.entry import Fact, Said
from answerable.vault.sealing import say
from answerable.vault.store import is_open as is_held, text_of


def seal_name(name: str, *, case: str, item: str, holders: Sequence[str], needed: int, by: str) -> Fact[IdentitySealed]:
    """Seal who is behind an item, and say that it was done; the name itself is kept nowhere.

    Raises:
        NotASeal: a holder has no seal key, or the seal would be of no use.
        Refused: the gate is closed.
    """
    evidence = _case(case)
    recipients = [recipient_of(evidence.people, holder) for holder in holders]
    for holder, recipient in zip(holders, recipients, strict=True):
        if not recipient:
            raise NotASeal(f"expected a seal key of {holder} on record, found none")
    sealed = cipher.seal(name, recipients, needed=needed, about=cipher.About(case, item))
    plain = {"item": item, "sealed": sealed.text, "holders": list(holders), "needed": needed, "shares": sealed.shares}
    return _say(IdentitySealed, plain, evidence, by)


def ask(*, case: str, item: str, seal: str = "", reason: str, by: str) -> Fact[UnsealingAsked]:
    """Ask to learn who is behind an item, to one's own seal key; `seal` is the ref of the one that is meant.

    Raises:
        NotASeal: nobody was sealed, several seals stand and none was named, or whoever asks has no seal key on record.
        Refused: the gate is closed.
    """
    evidence = _case(case)
    meant, recipient = _standing(evidence, item, seal), recipient_of(evidence.people, by)
    if not recipient:
        raise NotASeal(f"expected a seal key of {by} on record, found none")
    plain = {"item": item, "sealed_ref": meant.ref, "recipient": recipient, "reason": reason}
    return _say(UnsealingAsked, plain, evidence, by)


def decide(*, case: str, item: str, asked: str = "", agreed: bool, reason: str, by: str) -> Fact[UnsealingDecided]:
    """Hand over a holder's part to whoever asked, or refuse; signed in person where the holder has a key.

    Raises:
        NotASeal: there is no such request, or the holder has no part.
        KeyMissing, KeyLocked: the holder's seal key is not here, or cannot be opened.
        SealClosed: it does not open the part.
        Refused: the gate is closed.
    """
    evidence = _case(case)
    meant = _meant(evidence, item, asked)
    share = part_for(evidence, meant, by, seal_identity_of(by)) if agreed else ""
    plain = {"item": item, "asked_ref": meant.ref, "agreed": agreed, "reason": reason, "share": share}
    return _say(UnsealingDecided, plain, evidence, by)


def part_for(evidence: EvidenceCase, asked: Asked, holder: str, identity: str) -> str:
    """Return a holder's part, sealed to whoever asked.

    Raises:
        NotASeal: the holder has no part of the seal, or what was sealed to them is a part of another.
        SealClosed: the identity does not open it.
    """
    seal = _seal(evidence, asked)
    if holder not in seal.body.holders:
        raise NotASeal(f"expected a holder of the seal of item {asked.body.item}, found {holder}")
    share = text_of(seal.body.shares[seal.body.holders.index(holder)])
    about = cipher.About(evidence.case, asked.body.item)
    return cipher.hand_over(share, identity, to=asked.body.recipient, about=about)


def open_seal(*, case: str, item: str, asked: str = "", by: str) -> str:
    """Return who is behind an item, once it is on record that it was opened.

    Raises:
        NotASeal: there is no such request.
        SealClosed: the parts that were handed over do not open it.
        Refused: too few have agreed, or somebody else asked; nothing was opened.
    """
    evidence = _case(case)
    meant = _meant(evidence, item, asked, by=by)
    handed, seal = list(_handed(evidence, meant)), _seal(evidence, meant)
    if len(handed) < seal.body.needed:
        raise SealClosed(f"expected {seal.body.needed} holders who agreed, found {len(handed)}")
    name = cipher.unseal(text_of(seal.body.sealed), handed, seal_identity_of(by), about=cipher.About(case, item))
    _say(IdentityUnsealed, {"item": item, "asked_ref": meant.ref}, evidence, by)
    return name


def _handed(evidence: EvidenceCase, asked: Asked) -> Iterator[str]:
    """Give the parts that were handed over and are here; one that is erased or elsewhere keeps no other back."""
    for fact in decisions_on(evidence, asked):
        if fact.body.agreed and is_held(fact.body.share):
            yield text_of(fact.body.share)


def _case(case: str) -> EvidenceCase:
    return read_evidence(case, at=moment_of(case))


def _seal(evidence: EvidenceCase, asked: Asked) -> Seal:
    seal = seal_asked(evidence, asked)
    if seal is None:
        raise NotASeal(f"expected a seal of item {asked.body.item}, found none")
    return seal


def _standing(evidence: EvidenceCase, item: str, ref: str) -> Seal:
    """Return the seal with this ref, or the only one of an item that stands."""
    standing = standing_seals(evidence, item)
    found = [seal for seal in standing if ref in {"", seal.ref}]
    if len(found) != 1:
        names = ", ".join(f"{seal.ref} by {seal.actor}" for seal in standing) or "none"
        raise NotASeal(f"expected one seal of item {item} that stands, found {names}: say which is meant")
    return found[0]


def _meant(evidence: EvidenceCase, item: str, ref: str, *, by: str = "") -> Asked:
    """Return the request with this ref, or the only one about an item that is open."""
    if ref:
        found = request(evidence, ref)
        here = [found] if found is not None and found.body.item == item else []
    else:
        here = [each for each in requests_of(evidence, item) if is_open(evidence, each) and by in {"", each.actor}]
    if len(here) != 1:
        names = ", ".join(each.ref for each in here) or "none"
        raise NotASeal(f"expected one request to learn who is behind item {item}, found {names}")
    return here[0]


def _say(said: type[Said], plain: dict[str, Any], evidence: EvidenceCase, by: str) -> Fact[Any]:
    origin = origin_of(evidence.people, section_of(evidence.people, by))
    if not origin:
        raise NotOne(f"expected the handle of a person who has joined a section, found {by!r}")
    sign = partial(_signed, by) if issubclass(said, UnsealingDecided) else None
    return say(said, plain, origin=origin, actor=by, at=_now(evidence), case=evidence.case, sign=sign)


def _now(evidence: EvidenceCase) -> datetime:
    return moment_of(evidence.case)


def _signed(by: str, fact: Fact[Any]) -> Said:
    keys = keys_now(by)
    personal = personal_of(keyring(), fact, keys) if keys else None
    return cast("Said", msgspec.structs.replace(fact.body, personal=personal))
