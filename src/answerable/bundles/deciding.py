"""What of a case is open to which readers, and why the rest is closed: pure functions over the entries.

Rules, besides those of the list in `allowed`:
  - A content that is sealed anywhere in the case is sealed everywhere.
  - A content is open where one of its entries opens it, unless another log says the same commitment where it is closed:
    a section cannot have the words of another shown by repeating their commitment in an act of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Literal

import msgspec

from answerable.bundles.allowed import IDENTITIES, PUBLIC, REPEATS, WITHHELD, Allowed
from answerable.bundles.conditions import Known, Listed
from answerable.bundles.contents import Audience, Leaf, Reason, leaves

Closed = Reason | Literal[""]
"""Why something is closed; empty: it is open."""


class Occurrence(msgspec.Struct, frozen=True):
    """A commitment in an entry, and whether that entry would open its content."""

    listed: Listed
    leaf: Leaf
    closed: Closed


def entry_closed(listed: Listed, known: Known, audience: Audience) -> Closed:
    """Return why an entry is closed to these readers; "" where it is open."""
    if audience == "review":
        return ""
    allowed = PUBLIC.get(listed.kind)
    if allowed and allowed.when(known, listed) and all(_is_named(allowed, leaf) for leaf in leaves(listed.body)):
        return ""
    return _why_not_public(listed, known)


def occurrences(all_listed: Iterable[Listed], known: Known, audience: Audience) -> dict[str, list[Occurrence]]:
    """Return where each commitment of the case is said, by commitment, in the order of the entries."""
    found: dict[str, list[Occurrence]] = {}
    for listed in all_listed:
        for leaf in leaves(listed.body):
            if leaf.is_commitment:
                closed = _field_closed(listed, leaf, known, audience)
                found.setdefault(leaf.value, []).append(Occurrence(listed, leaf, closed))
    return found


def content_closed(said: Collection[Occurrence], elsewhere: Collection[str]) -> Closed:
    """Return why a content is closed; "" where it is open.

    Args:
        said: Where its commitment is said in the case.
        elsewhere: The logs in which it is said outside the case.
    """
    own = [each for each in said if each.leaf.field not in REPEATS.get(each.listed.kind, ())] or list(said)
    reasons: list[Closed] = [each.closed for each in own]
    if "sealed" in reasons:
        return "sealed"
    if "withheld" in reasons:
        return "withheld"
    opening = {each.listed.origin for each in own if not each.closed}
    closing = {each.listed.origin for each in own if each.closed} | set(elsewhere)
    return "" if opening and closing <= opening else "not-for-this-reader"


def _is_named(allowed: Allowed, leaf: Leaf) -> bool:
    if leaf.is_commitment:
        return leaf.field in allowed.content
    return leaf.field in allowed.plain or f"{leaf.field.partition('.')[0]}.*" in allowed.plain


def _why_not_public(listed: Listed, known: Known) -> Reason:
    return "withheld" if _is_withheld(listed, known.withheld) else "not-for-this-reader"


def _field_closed(listed: Listed, leaf: Leaf, known: Known, audience: Audience) -> Closed:
    if (identity := IDENTITIES.get(listed.kind, {}).get(leaf.field)) and identity(known, listed):
        return "sealed"
    if audience == "review":
        closed = (known.withheld - known.granted) | known.taken_back
        withheld = _is_withheld(listed, closed) and leaf.field in WITHHELD
        return "withheld" if withheld else ""
    if entry_closed(listed, known, audience):
        return _why_not_public(listed, known)
    return "" if PUBLIC[listed.kind].content[leaf.field](known, listed) else "not-for-this-reader"


def _is_withheld(listed: Listed, withheld: Collection[str]) -> bool:
    """Tell whether an entry takes in an item that another says is not published."""
    return listed.kind == "item.taken_in/1" and listed.body.get("item") in withheld
