"""Items that have the same bytes, or look like one another. A likeness is for a person to judge: it proves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from answerable.evidence.entries import ItemTakenIn

NEAR: Final = 8
"""Comparisons of 64 that may differ for two pictures to be shown as alike; chosen by hand, on pictures that were made
smaller, packed again and given another format, which differed by 0 to 5."""


class Alike(msgspec.Struct, frozen=True, kw_only=True):
    """An item that is like another: the same bytes, or a look that differs in so many comparisons of 64."""

    item: str
    same: bool
    differs: int = 0


def alike(item: ItemTakenIn, others: Mapping[str, ItemTakenIn], looks: Mapping[str, str]) -> list[Alike]:
    """Return the items that are like one, the same bytes first.

    Args:
        item: The item.
        others: The items of its case, by their keys.
        looks: The looks of their files, by their commitments.
    """
    found = []
    for key, other in others.items():
        if key == item.item or not other.file:
            continue
        if other.sha256 and other.sha256 == item.sha256:
            found.append(Alike(item=key, same=True))
        elif (differs := distance(looks.get(item.file, ""), looks.get(other.file, ""))) <= NEAR:
            found.append(Alike(item=key, same=False, differs=differs))
    return sorted(found, key=lambda each: (not each.same, each.differs, each.item))


def distance(one: str, other: str) -> int:
    """Return in how many comparisons two looks differ; more than there are where one is missing."""
    return (int(one, 16) ^ int(other, 16)).bit_count() if one and other else 65
