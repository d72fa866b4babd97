"""`answerable evidence stamp`, `proofs`, `ledger` and `reached`: what speaks for an item, and where it has been."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator

    from answerable.evidence.gates import EvidenceCase
    from answerable.evidence.proofs import Proofs

Item = Annotated[str, typer.Argument(help="Key of the item, such as E3.")]
Case = Annotated[str, typer.Option(help="Name of the case.")]
By = Annotated[str, typer.Option(help="Handle of the person who does it; this machine, if not said.")]

INCOMPLETE = 1
"""Exit status where something that is asked about is missing."""


def stamp(
    item: Item,
    case: Case,
    by: By = "",
    authority: Annotated[str, typer.Option(help="Address of the authority; the one set, if not said.")] = "",
) -> None:
    """Have an authority stamp the SHA-256 of an item's file (RFC 3161), and put its answer on record."""
    prepare()
    from django.conf import settings

    from answerable.evidence.proofs import stamp_item
    from answerable.record.stamping.authorities import authority_at
    from answerable.record.stamping.stamps import NONCE_BITS

    address = authority or settings.ANSWERABLE_TIMESTAMPS
    if not address:
        raise fail("expected an authority: say --authority, or set ANSWERABLE_TIMESTAMPS")
    with failing():
        asked, nonce = authority_at(address), secrets.randbits(NONCE_BITS)
        fact = stamp_item(case=case, item=item, authority=asked, address=address, nonce=nonce, by=by)
    sys.stdout.write(f"{item}: {fact.body.authority} vouches for {fact.body.at:%Y-%m-%dT%H:%M:%SZ}\n")


def proofs(
    case: Case,
    item: Annotated[str, typer.Argument(help="Key of the item; every item of the case, if not said.")] = "",
) -> None:
    """Check the proofs of time of an item, asking nobody. Exit status 1 where one is missing or does not hold."""
    prepare()
    from answerable.evidence.proofs import proofs_of

    with failing():
        evidence = _case(case)
        found = [proofs_of(evidence, each) for each in ([item] if item else _items(evidence))]
    for each in found:
        for line in (*_stamped(each), *_placed(each)):
            _print(f"{each.item}: {line}")
    raise typer.Exit(0 if all(each.whole for each in found) else INCOMPLETE)


def ledger(item: Item, case: Case) -> None:
    """Print everything done with an item, in order, with every gap. Exit status 1 where there is a gap."""
    prepare()
    from answerable.evidence.ledger import ledger_of

    with failing():
        lines = ledger_of(_case(case), item)
    for line in lines:
        hands = f", from {line.giver} to {line.taker}" if line.giver else f", to {line.taker}" if line.taker else ""
        what = f"{line.at:%Y-%m-%dT%H:%M:%SZ} {line.did} by {line.who or 'this machine'}{hands}"
        more = " ".join(filter(None, (line.purpose, line.other, line.sha256)))
        _print(f"{what}: {more} [{line.origin} {line.index}]")
        for gap in line.gaps:
            _print(f"  GAP: {gap.text}")
    raise typer.Exit(INCOMPLETE if any(line.gaps for line in lines) else 0)


_REACHED = {"maybe": "may have reached", "given": "given to", "written": "taken in at"}
"""What is said of a house, by how it came to have something."""


def reached(item: Item, case: Case) -> None:
    """Print where an item's content has reached. Exit status 1 while something is to be done there."""
    prepare()
    from answerable.evidence.clock import moment_of
    from answerable.evidence.errors import NoSuchItem
    from answerable.releases.models import read_release
    from answerable.releases.reached import places_of

    with failing():
        if item not in _items(_case(case)):
            raise NoSuchItem(f"expected an item of {case}, found none named {item!r}")
        places = places_of(read_release(case, at=moment_of(case)), item)
    for place in places:
        state = "to be seen to" if place.waits else "seen to" if place.met else _REACHED.get(place.how, "reached")
        why = f" (consent to {place.duty} use was taken back)" if place.duty else ""
        _print(f"{state}: {place.kind} {place.name}".rstrip() + why)
    raise typer.Exit(INCOMPLETE if any(place.waits for place in places) else 0)


def _case(case: str) -> EvidenceCase:
    from answerable.evidence.clock import moment_of
    from answerable.evidence.models import read_evidence

    return read_evidence(case, at=moment_of(case))


def _items(evidence: EvidenceCase) -> list[str]:
    from answerable.evidence.offers import natural

    return sorted({fact.body.item for fact in evidence.items}, key=natural)


def _stamped(found: Proofs) -> Iterator[str]:
    for each in found.stamps:
        holds = "holds" if each.holds else f"not shown to hold: {each.why}"
        yield f"stamped by {each.authority} at {each.at:%Y-%m-%dT%H:%M:%SZ}: {holds}"
    if found.file and not found.stamps:
        yield "no timestamp over the file"
    for failed in found.failed:
        yield f"{failed.authority} gave no timestamp: {failed.why}"


def _placed(found: Proofs) -> Iterator[str]:
    placed = found.placed
    where = f"entry {placed.index} of {placed.origin}"
    if not placed.holds:
        yield f"{where}: {placed.why}"
        return
    yield f"{where}, in the signed checkpoint of {placed.size} entries"
    for each in placed.witnesses:
        yield f"{each.way} by {each.by} at {each.size} entries, {each.at:%Y-%m-%dT%H:%M:%SZ}"
    if not placed.witnesses:
        yield "no checkpoint that covers it was cosigned or stamped by anybody outside"


def _print(line: str) -> None:
    from answerable.releases.report import printable

    sys.stdout.write(printable(line) + "\n")
