"""A case with its evidence, as the gates see it, and what can be read from it.

Rules:
  - An item is described by its latest intake (an origin may be recognised late); its custody starts with the first.
  - Two items with the same root, or one the root of the other, have one origin, over any number of steps.
  - "Latest" is last by time, then log, then place in the log, whatever order the facts come in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from answerable.evidence import entries
from answerable.people.standing import People
from answerable.record.entry import Body, Fact


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
    """Return `facts`, earliest first."""
    return tuple(sorted(facts, key=_place))


def _place(fact: Fact[Body]) -> tuple[datetime, str, int]:
    return fact.at, fact.origin, fact.index


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
    """Return the uses to which the person behind `item` agrees now; a use counts as it was last spoken of."""
    given = [(_place(fact), True, fact.body.uses) for fact in case.consents if fact.body.item == item]
    taken_back = [(_place(fact), False, fact.body.uses) for fact in case.withdrawals if fact.body.item == item]
    last = {use: agrees for _, agrees, uses in sorted([*given, *taken_back]) for use in uses}
    return frozenset(use for use, agrees in last.items() if agrees)


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
