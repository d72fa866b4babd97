"""Whether one act about an item may be said: asked when it is written, not when an output is cleared.

What is awkward may always be recorded: a digest that differs at a transfer is written down, and gate 1 then shows it.
"""

from __future__ import annotations

from answerable.evidence import entries
from answerable.evidence.gates.case import EvidenceCase, custodian_of, intakes
from answerable.evidence.gates.custody import GATE, item_unknown
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact


def may_open_case(opened: tuple[Fact[entries.CaseOpened], ...], fact: Fact[entries.CaseOpened]) -> list[Blocker]:
    """Refuse to open a case again: whoever opened it first decides by whose people and policy it is judged."""
    if not opened:
        return []
    text = f"Case {fact.case} was already opened in the log {opened[0].origin}."
    opens = "Open the new case under a name of its own."
    return [Blocker(gate=0, code="case-name-taken", text=text, standard="record", opens=opens)]


def may_take_in_item(case: EvidenceCase, fact: Fact[entries.ItemTakenIn]) -> list[Blocker]:
    """Refuse another file, or another first custodian, under a key that the same log already uses."""
    earlier = [old for old in intakes(case, fact.body.item) if old.origin == fact.origin and old.ref != fact.ref]
    new = (fact.body.sha256, fact.body.custodian)
    if all((old.body.sha256, old.body.custodian) == new for old in earlier):
        return []
    key = fact.body.item
    return [
        Blocker(
            gate=GATE,
            code="item-key-taken",
            text=f"Item {key} was already taken in, with another file or another custodian.",
            standard="BP",
            opens="Take it in under a key of its own; record a change of hands as a transfer.",
            where=Where(item=key),
        )
    ]


def may_grade_item(case: EvidenceCase, fact: Fact[entries.ItemGraded]) -> list[Blocker]:
    """Refuse grades for an item that was never taken in."""
    return _exists(case, fact.body.item)


def may_verify_item(case: EvidenceCase, fact: Fact[entries.ItemVerified]) -> list[Blocker]:
    """Refuse a verification of an item that was never taken in."""
    return _exists(case, fact.body.item)


def may_transfer_item(case: EvidenceCase, fact: Fact[entries.ItemTransferred]) -> list[Blocker]:
    """Refuse a transfer of an unknown item, or by someone who does not hold it."""
    key, giver = fact.body.item, fact.body.giver
    holder = custodian_of(case, key)
    if not holder or holder == giver:
        return _exists(case, key)
    return [
        Blocker(
            gate=GATE,
            code="giver-not-custodian",
            text=f"{giver} cannot hand on item {key}: it is with {holder}.",
            standard="BP",
            opens=f"Record first how item {key} came from {holder} to {giver}.",
            where=Where(item=key, person=giver),
        )
    ]


def _exists(case: EvidenceCase, item: str) -> list[Blocker]:
    return [] if intakes(case, item) else [item_unknown(item)]
