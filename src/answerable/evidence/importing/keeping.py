"""What is said of an archive that others made: its items, each with what the archive claims of it.

Who made a copy, as an archive claims, stands in the item's source, which can be erased; an entry cannot.
"""

from __future__ import annotations

from answerable.evidence.arriving import Arrival, Arrived, Speaker, take_in
from answerable.evidence.entries import Capture
from answerable.evidence.importing.found import Claims, Found, Offer
from answerable.text.filenames import name_shown

UNSAID = "not-said"
"""Stands for the operator: an item says who made the copy, and nobody here did."""

LONGEST_TOOL = 300
"""Characters of the tool that an archive names; chosen by hand."""


def keep(found: Found, speaker: Speaker) -> list[Arrived]:
    """Take in what an archive holds, and return what became of each item.

    Raises:
        Refused: a gate is closed; nothing was said, and nothing is kept.
        DamagedArchive: a file changed since it was checked; the same.
    """
    return take_in([_arrival(found, offer) for offer in found.offers], speaker)


def source_of(found: Found, offer: Offer) -> str:
    """Return where an item comes from, in words that say what is only claimed."""
    claims = offer.claims
    out_of = f"{name_shown(offer.name)}, out of an archive that others made ({found.form})."
    lines = [f"{out_of} What follows is what the archive says."]
    said = (("Address", claims.origin), ("Tool", claims.tool), ("Made by", claims.operator))
    lines += [f"{label}: {value}" for label, value in said if value]
    lines += [f"Made at: {claims.at.isoformat()}"] if claims.at else []
    return "\n".join([*lines, *claims.more])[:8000]


def capture_of(claims: Claims) -> Capture | None:
    """Return how a copy was made, as an archive claims; None where it gives no time or no tool."""
    if claims.at is None or not claims.tool:
        return None
    return Capture(at=claims.at, operator=UNSAID, tool=f"{claims.tool} (as its archive says)"[:LONGEST_TOOL])


def _arrival(found: Found, offer: Offer) -> Arrival:
    return Arrival(
        type=offer.type,
        title=offer.title,
        source=source_of(found, offer),
        origin=offer.claims.origin,
        file_name=offer.file_name,
        sha256=offer.sha256,
        open=offer.open,
        capture=capture_of(offer.claims),
        group=offer.group,
    )
