"""A case with its evidence, as the gates see it, and what can be read from it.

Rules:
  - An item is described by its latest intake (an origin may be recognised late); its custody starts with the first.
  - Two items with the same root, or one the root of the other, have one origin, over any number of steps.
  - Consent is spoken of in the logs of the organisation, and in those that took the item in; a stranger's log neither
    gives it nor takes it back.
  - "Latest" is last by `in_order`: within a log by its place there, between logs by the moments that they claim,
    whatever order the facts come in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

import msgspec

from answerable.evidence import entries
from answerable.people.standing import People, section_of_origin
from answerable.record.entry import Body, Fact

Spoken = Fact[entries.ConsentGiven] | Fact[entries.ConsentWithdrawn]
"""What is said about consent."""


class EvidenceCase(msgspec.Struct, frozen=True, kw_only=True):
    """Every fact about one case and its evidence, as of one moment of the record."""

    case: str
    at: datetime
    opened: Fact[entries.CaseOpened]
    people: People
    items: tuple[Fact[entries.ItemTakenIn], ...] = ()
    transfers: tuple[Fact[entries.ItemTransferred], ...] = ()
    rehashes: tuple[Fact[entries.ItemRehashed], ...] = ()
    verifications: tuple[Fact[entries.ItemVerified], ...] = ()
    grades: tuple[Fact[entries.ItemGraded], ...] = ()
    consents: tuple[Fact[entries.ConsentGiven], ...] = ()
    withdrawals: tuple[Fact[entries.ConsentWithdrawn], ...] = ()
    withheld: tuple[Fact[entries.ItemWithheld], ...] = ()
    stamps: tuple[Fact[entries.ItemStamped], ...] = ()
    accesses: tuple[Fact[entries.ItemAccessed], ...] = ()
    derivations: tuple[Fact[entries.ItemDerived], ...] = ()
    seals: tuple[Fact[entries.IdentitySealed], ...] = ()
    unsealings_asked: tuple[Fact[entries.UnsealingAsked], ...] = ()
    unsealings_decided: tuple[Fact[entries.UnsealingDecided], ...] = ()
    unsealed: tuple[Fact[entries.IdentityUnsealed], ...] = ()


def in_order(facts: Iterable[Fact[Body]]) -> tuple[Fact[Body], ...]:
    """Return `facts`, earliest first: those of one log as they stand there, those of several by the moments they claim.

    A moment is a claim, the order in a log is evidence: a fact that claims a later moment than one that follows it in
    its log counts from the moment of that one.
    """
    counts: dict[str, datetime] = {}
    placed: list[tuple[datetime, Fact[Body]]] = []
    for fact in sorted(facts, key=lambda fact: (fact.index, fact.at), reverse=True):
        counts[fact.origin] = min(fact.at, counts.get(fact.origin, fact.at))
        placed.append((counts[fact.origin], fact))
    placed.sort(key=lambda each: (each[0], each[1].origin, each[1].index, each[1].at))
    return tuple(fact for _moment, fact in placed)


def intakes(case: EvidenceCase, item: str) -> tuple[Fact[entries.ItemTakenIn], ...]:
    """Return every intake under the key `item`, earliest first."""
    return in_order(fact for fact in case.items if fact.body.item == item)


def item_named(case: EvidenceCase, item: str) -> Fact[entries.ItemTakenIn] | None:
    """Return the latest intake under the key `item`, or None when nothing was taken in under it."""
    return next(reversed(intakes(case, item)), None)


def grade_of(case: EvidenceCase, item: str) -> Fact[entries.ItemGraded] | None:
    """Return the latest grading of `item`, or None when nobody has graded it."""
    return next(reversed(in_order(fact for fact in case.grades if fact.body.item == item)), None)


def transfers_of(case: EvidenceCase, item: str) -> tuple[Fact[entries.ItemTransferred], ...]:
    """Return the transfers of `item`, earliest first."""
    return in_order(fact for fact in case.transfers if fact.body.item == item)


def custodian_of(case: EvidenceCase, item: str) -> str:
    """Return who holds `item` now, or "" when it was never taken in."""
    taken_in = intakes(case, item)
    moved = transfers_of(case, item)
    if not taken_in:
        return ""
    return moved[-1].body.taker if moved else taken_in[0].body.custodian


def uses_agreed(case: EvidenceCase, item: str) -> frozenset[str]:
    """Return the uses to which the person behind `item` agrees now; a use counts as it was last spoken of.

    A copy for which nobody was asked by itself is held to what was said of the item that it was made from.
    """
    return _agreed(case, asked_for(case, item))


def asked_for(case: EvidenceCase, item: str) -> str:
    """Return the item for which consent to use `item` was asked: itself, or else what it was made from."""
    return next((each for each in made_from(case, item) if spoken_of(case, each)), item)


def made_from(case: EvidenceCase, item: str) -> tuple[str, ...]:
    """Return `item`, what it was made from, what that was made from, and so on."""
    way, originals = [item], {fact.body.item: fact.body.of for fact in in_order(case.derivations)}
    while (of := originals.get(way[-1], "")) and of not in way:
        way.append(of)
    return tuple(way)


def spoken_of(case: EvidenceCase, item: str) -> bool:
    """Tell whether consent to use `item` was ever given or taken back, in a log that has a say in it."""
    said: tuple[Spoken, ...] = (*case.consents, *case.withdrawals)
    return any(fact.body.item == item and _has_a_say(case, fact) for fact in said)


def _has_a_say(case: EvidenceCase, fact: Spoken) -> bool:
    """Tell whether a log may speak of consent: one of the organisation, or one that took the item in."""
    took_in = any(each.origin == fact.origin for each in case.items if each.body.item == fact.body.item)
    return took_in or bool(section_of_origin(case.people, fact.origin))


def _agreed(case: EvidenceCase, item: str) -> frozenset[str]:
    said: tuple[Spoken, ...] = (*case.consents, *case.withdrawals)
    spoken = in_order(cast("Iterable[Fact[Any]]", (fact for fact in said if fact.body.item == item)))
    heard = [fact.body for fact in spoken if _has_a_say(case, fact)]
    last = {use: isinstance(body, entries.ConsentGiven) for body in heard for use in body.uses}
    return frozenset(use for use, agrees in last.items() if agrees)


def withdrawal_of(case: EvidenceCase, item: str, use: str) -> Fact[entries.ConsentWithdrawn] | None:
    """Return the latest withdrawal of a use of `item` that stands, or None where it is agreed to or never was."""
    if use in uses_agreed(case, item):
        return None
    asked = asked_for(case, item)
    said = (fact for fact in case.withdrawals if fact.body.item == asked and use in fact.body.uses)
    return next(reversed(in_order(fact for fact in said if _has_a_say(case, fact))), None)


def taken_back(case: EvidenceCase, use: str) -> frozenset[str]:
    """Return the items, copies among them, of which a use was agreed to or asked for, and then taken back."""
    items = dict.fromkeys(fact.body.item for fact in case.items)
    return frozenset(item for item in items if withdrawal_of(case, item, use))


def copies_held_to(case: EvidenceCase, item: str) -> tuple[str, ...]:
    """Return the copies made from `item`, over any number of steps, that are held to what was agreed for it."""
    made = dict.fromkeys(fact.body.item for fact in in_order(case.derivations))
    return tuple(
        each for each in made if each != item and item in made_from(case, each) and asked_for(case, each) == item
    )


def origins(case: EvidenceCase, items: Iterable[str]) -> frozenset[str]:
    """Return the origins that `items` go back to: as many as there are independent sources among them."""
    roots = {fact.body.item: fact.body.root for fact in in_order(case.items)}
    return frozenset(_origin(roots, item) for item in items)


def _origin(roots: dict[str, str], item: str) -> str:
    way = [item]
    while root := roots.get(way[-1], ""):
        if root in way:  # items that name each other: one origin, called by the first of them in the alphabet
            return min(way[way.index(root) :])
        way.append(root)
    return way[-1]
