"""Gate 1, custody: every cited item came in whole, was handed on without a gap, and was verified and graded.

Rules (Berkeley Protocol, chapter VI on preservation and verification; Admiralty grading):
  - An item has a file with its SHA-256, unless it is a testimony, hearsay or a physical thing.
  - What was captured (web page, image, video, audio) says when, by whom and with which tool.
  - Custody runs from the first custodian to the present one, each giver being the one who held the item.
  - The digests before and after each transfer, and the latest reading of the file, equal the item's digest. Each
    section of the organisation may have a file of its own: a reading by one is no answer to what another has found.
  - Source and content are verified apart; source and information are graded. How good a grade is, is not asked here.
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.evidence import entries
from answerable.evidence.gates.case import (
    EvidenceCase,
    grade_of,
    in_order,
    intakes,
    item_named,
    transfers_of,
)
from answerable.people.standing import former_sections, section_of_origin
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

GATE = 1
WITHOUT_FILE = frozenset({"testimony", "hearsay", "physical"})
"""Types of item that exist without a file."""
CAPTURED = frozenset({"web-page", "image", "video", "audio"})
"""Types of item of which we hold a copy that somebody made: the Berkeley Protocol asks how."""

Item = Fact[entries.ItemTakenIn]


def custody(case: EvidenceCase, cited: frozenset[str]) -> list[Blocker]:
    """Return what is missing from the custody, verification and grading of the items in `cited`."""
    return [blocker for item in sorted(cited) for blocker in _item(case, item)]


def item_unknown(item: str) -> Blocker:
    """Return the blocker for an item that was never taken in."""
    return Blocker(
        gate=GATE,
        code="item-unknown",
        text=f"Item {item} is named but was never taken in.",
        standard="BP",
        opens=f"Take in item {item}, or name the item that is meant.",
        where=Where(item=item),
    )


def _item(case: EvidenceCase, key: str) -> Iterator[Blocker]:
    item = item_named(case, key)
    if item is None:
        yield item_unknown(key)
        return
    yield from _intake(item)
    for ask in (_one_file, _chain, _digests_of_transfers, _latest_reading, _verified, _graded):
        yield from ask(case, item)


def _blocker(item: Item, code: str, text: str, opens: str, *, standard: str = "BP") -> Blocker:
    where = Where(item=item.body.item)
    return Blocker(gate=GATE, code=code, text=text, standard=standard, opens=opens, where=where)


def _intake(item: Item) -> Iterator[Blocker]:
    body, name = item.body, f"Item {item.body.item} ({item.body.type})"
    again = f"Take in item {body.item} again"
    if not body.file and body.type not in WITHOUT_FILE:
        yield _blocker(item, "item-without-file", f"{name} has no file.", f"{again} with its file.")
    if body.file and not body.sha256:
        yield _blocker(
            item, "item-without-digest", f"{name} has a file but no SHA-256.", f"{again} with the SHA-256 of its file."
        )
    if not body.origin:
        yield _blocker(
            item, "item-without-origin", f"{name} does not say where it comes from.", f"{again} with its origin."
        )
    if body.type in CAPTURED and body.capture is None:
        yield _blocker(
            item,
            "item-without-capture",
            f"{name} does not say when, by whom and with which tool it was captured.",
            f"{again} with its capture record.",
        )


def _one_file(case: EvidenceCase, item: Item) -> Iterator[Blocker]:
    digests = {fact.body.sha256 for fact in intakes(case, item.body.item)}
    if len(digests) > 1:
        yield _blocker(
            item,
            "item-contradicted",
            f"Item {item.body.item} was taken in more than once, with different files.",
            "Take in the other file under a key of its own, and cite the one that is meant.",
        )


def _chain(case: EvidenceCase, item: Item) -> Iterator[Blocker]:
    holder = intakes(case, item.body.item)[0].body.custodian
    for moved in transfers_of(case, item.body.item):
        if moved.body.giver != holder:
            yield _blocker(
                item,
                "custody-gap",
                f"Item {item.body.item} was with {holder}, but {moved.body.giver} gave it to {moved.body.taker}.",
                f"Record how item {item.body.item} came from {holder} to {moved.body.giver}.",
            )
        holder = moved.body.taker


def _digests_of_transfers(case: EvidenceCase, item: Item) -> Iterator[Blocker]:
    name, expected = item.body.item, item.body.sha256
    for moved in transfers_of(case, name) if expected else ():
        handing = f"{moved.body.giver} handed item {name} to {moved.body.taker}"
        if not (moved.body.before and moved.body.after):
            yield _blocker(
                item,
                "transfer-without-digest",
                f"When {handing}, its SHA-256 was not measured before and after.",
                f"Hand item {name} on again, measuring its file before and after.",
            )
        elif {moved.body.before, moved.body.after} != {expected}:
            yield _blocker(
                item,
                "transfer-digest-differs",
                f"When {handing}, its file had another SHA-256 than at intake.",
                f"Take in the file that is held now under a key of its own, or go back to an unchanged copy of {name}.",
            )


def _latest_reading(case: EvidenceCase, item: Item) -> Iterator[Blocker]:
    latest = {fact.origin: fact for fact in in_order(case.rehashes) if fact.body.item == item.body.item}
    for origin, fact in sorted(latest.items()):
        section = section_of_origin(case.people, origin)
        counts = section and section not in former_sections(case.people)
        if counts and item.body.sha256 and fact.body.sha256 != item.body.sha256:
            name, found, expected = item.body.item, fact.body.sha256[:12], item.body.sha256[:12]
            yield _blocker(
                item,
                "digest-differs",
                f"Item {name} should have a SHA-256 that begins {expected}; when last read, it began {found}.",
                f"Restore the file of item {name} from an unchanged copy and read it again.",
            )


def _verified(case: EvidenceCase, item: Item) -> Iterator[Blocker]:
    name = item.body.item
    done = [fact.body for fact in case.verifications if fact.body.item == name]
    if not any(body.source_analysis for body in done):
        yield _blocker(
            item,
            "source-not-verified",
            f"Nobody has recorded an analysis of the source of item {name}.",
            f"Verify who or what item {name} comes from, and record how.",
        )
    if not any(body.content_analysis for body in done):
        yield _blocker(
            item,
            "content-not-verified",
            f"Nobody has recorded an analysis of the content of item {name}.",
            f"Verify what item {name} shows or says, and record how.",
        )


def _graded(case: EvidenceCase, item: Item) -> Iterator[Blocker]:
    if grade_of(case, item.body.item) is None:
        yield _blocker(
            item,
            "item-ungraded",
            f"Item {item.body.item} has no grades for its source and its information.",
            f"Grade the source (A to F) and the information (1 to 6) of item {item.body.item}, with reasons.",
            standard="AD",
        )
