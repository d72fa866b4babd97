"""Whether who is behind an item may be sealed, asked for, handed over and opened: dual control, each step on record.

Rules (Professional Standards for Protection Work, chapter 6; Berkeley Protocol, on the security of sources):
  - A seal has at least two holders, each once, each with a seal key on record that no other of them has; at least two
    of them are needed. Nobody opens it alone, whoever asks: an asker who is a holder counts as one.
  - Who seals is of the section that took the item in or holds it. Who seals anew made the seal that stands, or has
    opened it: nobody else can know the name, and another one in its place would lock out whoever has to know it.
  - Which seals stand is told in `seals`, for what other houses say too. Only these can be asked for; sealing anew
    replaces what was sealed before, and what was asked about it is over.
  - Whoever asks names their own seal key: what holders hand over is sealed to it, and to nobody else. Who puts another
    key on record asks anew.
  - Each holder decides once on each request, in the log of their own section. Who agrees hands over a part, who refuses
    hands over none; a refusal is said with its reason and binds nobody else.
  - A seal counts as opened when whoever asked says so, and that can be said once enough holders have agreed. What was
    opened once is asked for anew before it is opened again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from answerable.evidence import entries
from answerable.evidence.gates.case import EvidenceCase, custodian_of, intakes
from answerable.evidence.gates.custody import item_unknown
from answerable.evidence.gates.seals import (
    Asked,
    Seal,
    agreed_on,
    decisions_on,
    follows,
    is_current,
    is_open,
    recipient_of,
    request,
    requests_of,
    seal_asked,
    standing_seals,
)
from answerable.people.standing import in_own_log, section_of, section_of_origin
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

GATE = 2
"""Who is behind an item is for the gate of consent: nobody agreed to be known to more people than need be."""

MOST_HOLDERS = 16
"""Parts of one secret (SLIP-39, section "Design rationale": at most 16 member shares in a group)."""


def may_seal_identity(case: EvidenceCase, fact: Fact[entries.IdentitySealed]) -> list[Blocker]:
    """Refuse a seal that one person could open, and one to somebody who has no seal key."""
    body = fact.body
    if not intakes(case, body.item):
        return [item_unknown(body.item)]
    return [*_own_log(case, fact), *_who_seals(case, fact), *_holders(case, body)]


def _who_seals(case: EvidenceCase, fact: Seal) -> Iterator[Blocker]:
    people, item, standing = case.people, fact.body.item, standing_seals(case, fact.body.item)
    if standing:
        if not any(follows(case, fact, seal) for seal in standing):
            makers = ", ".join(dict.fromkeys(seal.actor for seal in standing))
            yield _blocker(
                item,
                "sealed-already",
                f"Who is behind item {item} was sealed by {makers}, and {fact.actor} has not opened that seal.",
                f"{makers} seals anew, or somebody who opened the seal.",
                person=fact.actor,
            )
        return
    taken = {section_of_origin(people, each.origin) for each in intakes(case, item)}
    if section_of(people, fact.actor) not in taken | {section_of(people, custodian_of(case, item))}:
        yield _blocker(
            item,
            "not-the-holding-section",
            f"{fact.actor} is not of a section that has item {item}.",
            "Somebody of the section that took the item in or holds it seals it.",
            person=fact.actor,
        )


def _holders(case: EvidenceCase, body: entries.IdentitySealed) -> Iterator[Blocker]:
    number = len(set(body.holders))
    if number != len(body.holders) or not body.needed <= number <= MOST_HOLDERS or len(body.shares) != number:
        yield _blocker(
            body.item,
            "seal-of-one",
            f"A seal is held by {body.needed} to {MOST_HOLDERS} persons, each once, with one part for each.",
            "Name as many holders as are needed, or more, each once.",
        )
    for holder in dict.fromkeys(body.holders):
        if not recipient_of(case.people, holder):
            yield _blocker(
                body.item,
                "seal-key-missing",
                f"{holder} has no seal key on record, so nothing can be sealed to them.",
                f"{holder} puts a seal key on record, or somebody else holds the part.",
                person=holder,
            )
    recipients = [recipient_of(case.people, holder) for holder in dict.fromkeys(body.holders)]
    if len(set(recipients)) != len(recipients) and "" not in recipients:
        text = f"Two holders of the seal of item {body.item} have the same seal key: one person could open it."
        yield _blocker(body.item, "one-key-for-two", text, "Each holder makes a seal key of their own.")


def may_ask_unsealing(case: EvidenceCase, fact: Fact[entries.UnsealingAsked]) -> list[Blocker]:
    """Refuse a request about a seal that does not hold, to a key that is not the asker's, or one asked already."""
    body = fact.body
    if not intakes(case, body.item):
        return [item_unknown(body.item)]
    return [*_own_log(case, fact), *_asked(case, fact)]


def _asked(case: EvidenceCase, fact: Asked) -> Iterator[Blocker]:
    body = fact.body
    if body.sealed_ref not in {seal.ref for seal in standing_seals(case, body.item)}:
        text = f"Who is behind item {body.item} is not under this seal."
        yield _blocker(body.item, "seal-unknown", text, "Ask for a seal of the item that stands.")
    if recipient_of(case.people, fact.actor) != body.recipient:
        yield _blocker(
            body.item,
            "seal-key-missing",
            f"The answer would be sealed to a key that {fact.actor} has not put on record.",
            f"{fact.actor} puts their seal key on record, and asks with it.",
            person=fact.actor,
        )
    same = (each for each in requests_of(case, body.item) if each.body.sealed_ref == body.sealed_ref)
    if any(each.actor == fact.actor and is_open(case, each) for each in same):
        text = f"{fact.actor} has asked already who is behind item {body.item}."
        yield _blocker(body.item, "asked-already", text, "Wait for the holders.", person=fact.actor)


def may_decide_unsealing(case: EvidenceCase, fact: Fact[entries.UnsealingDecided]) -> list[Blocker]:
    """Refuse a decision by somebody who holds no part, one said before, and one that does not do what it says."""
    return [*_own_log(case, fact), *_decided(case, fact)]


def _decided(case: EvidenceCase, fact: Fact[entries.UnsealingDecided]) -> Iterator[Blocker]:
    body, asked = fact.body, request(case, fact.body.asked_ref)
    seal = seal_asked(case, asked) if asked else None
    if asked is None or seal is None or asked.body.item != body.item:
        text = f"Nobody asked who is behind item {body.item} in this way."
        yield _blocker(body.item, "request-unknown", text, "Name the request that is meant.")
        return
    if fact.actor not in seal.body.holders:
        yield _blocker(
            body.item,
            "not-a-holder",
            f"{fact.actor} holds no part of the seal of item {body.item}.",
            f"Its holders decide: {', '.join(seal.body.holders)}.",
            person=fact.actor,
        )
    yield from _over(case, asked)
    if any(each.actor == fact.actor and each.ref != fact.ref for each in decisions_on(case, asked)):
        text = f"{fact.actor} has decided on this request already."
        yield _blocker(body.item, "decided-already", text, "Ask anew, so that holders decide anew.", person=fact.actor)
    if body.agreed != bool(body.share):
        yield _blocker(
            body.item,
            "share-missing" if body.agreed else "share-of-a-refusal",
            f"Who agrees hands over a part of the seal of item {body.item}, who refuses hands over none.",
            "Hand over the part, sealed to whoever asked, or refuse.",
            person=fact.actor,
        )


def may_unseal(case: EvidenceCase, fact: Fact[entries.IdentityUnsealed]) -> list[Blocker]:
    """Refuse an opening by somebody who did not ask, or before enough holders agreed."""
    return [*_own_log(case, fact), *_unsealed(case, fact)]


def _unsealed(case: EvidenceCase, fact: Fact[entries.IdentityUnsealed]) -> Iterator[Blocker]:
    body, asked = fact.body, request(case, fact.body.asked_ref)
    seal = seal_asked(case, asked) if asked else None
    if asked is None or seal is None or asked.body.item != body.item:
        text = f"Nobody asked who is behind item {body.item} in this way."
        yield _blocker(body.item, "request-unknown", text, "Name the request that is meant.")
        return
    yield from _over(case, asked)
    if fact.actor != asked.actor:
        text = f"{asked.actor} asked who is behind item {body.item}, so {asked.actor} opens the seal."
        yield _blocker(body.item, "not-the-asker", text, "Ask for yourself.", person=fact.actor)
    agreed = agreed_on(case, asked)
    if agreed < seal.body.needed:
        text = f"{agreed} holders of the seal of item {body.item} agreed, and {seal.body.needed} are needed."
        yield _blocker(body.item, "holders-missing", text, "Wait until enough holders have agreed.")


def _over(case: EvidenceCase, asked: Asked) -> Iterator[Blocker]:
    """Refuse what is said on a request of which something else has become."""
    if not is_current(case, asked):
        item, why = asked.body.item, "it was opened, sealed anew, or asked for with a key that was replaced"
        text = f"The request of {asked.actor} to know who is behind item {item} is over: {why}."
        yield _blocker(item, "request-over", text, "Ask anew, so that holders decide anew.")


def _own_log(case: EvidenceCase, fact: Fact[Any]) -> Iterator[Blocker]:
    if not in_own_log(case.people, fact):
        item = getattr(fact.body, "item", "")
        text = f"{fact.actor} speaks in the log of their own section, and this is another."
        yield _blocker(item, "not-own-log", text, "Say it in the log of your own section.", person=fact.actor)


def _blocker(item: str, code: str, text: str, opens: str, *, person: str = "") -> Blocker:
    return Blocker(gate=GATE, code=code, text=text, standard="PS", opens=opens, where=Where(item=item, person=person))
