"""Demands in a list of them, such as recommendations: there the rules for demands decide alone.

A list is a row of at least `LEAST` blocks that each open with a verb in its bare form ("Ratify …", "to reopen …") or
are items of such a list (`answerable.text.demands`). The learned part has read letters, not lists of recommendations.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby
from typing import Final

from answerable.critiques.letters.showing import Shown
from answerable.text.demands import Demand, demands
from answerable.text.spans import Span

LEAST: Final = 3
"""Blocks of a list at least; chosen by hand: two imperatives may follow one another in any letter."""

OPENING: Final = 8
"""Characters before the first demand of an item at most: its number. Chosen by hand."""


def listed(shown: Shown) -> list[Span]:
    """Return the demands of all lists, in characters of what is shown, in order."""
    found: list[list[Demand]] = [[] for _ in shown.blocks]
    starts = [block.start for block in shown.blocks]
    for demand in demands(shown.text):
        found[max(0, bisect_right(starts, demand.start) - 1)].append(demand)
    rows = groupby(range(len(starts)), key=lambda number: _opens(starts[number], found[number]))
    lists = [list(row) for opens, row in rows if opens]
    return [Span(each.start, each.end) for row in lists if len(row) >= LEAST for at in row for each in found[at]]


def _opens(start: int, found: list[Demand]) -> bool:
    """Tell whether a block opens like an item of a list of demands."""
    return bool(found) and found[0].form in {"imperative", "item"} and found[0].start - start < OPENING
