"""Demands in a list of them; there the form of the list decides, not each item's words.

Two forms:
  - A row of at least `LEAST` blocks that each open with a verb in its bare form ("Ratify …", "to reopen …") or are
    items of such a list (`answerable.text.demands`), with or without words before it: the rules for demands decide.
  - Items after a sentence that ends in a colon. They are demands where that sentence demands ("we ask you:"), or where
    the learned part takes at least half of them for demands ("so:"); each is one demand, up to its first full stop,
    and the sentence before them is none. Items are bullets, or have one form of mark ("–", "1.", "a)"), or open with a
    small letter; a question among them is none. Of 91 items of such lists in the labelled letters 87 are demands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import groupby
from typing import Final, NamedTuple

from answerable.critiques.letters.showing import Shown
from answerable.critiques.letters.wording import cues
from answerable.text.demands import Demand, demands
from answerable.text.spans import Span

LEAST: Final = 3
"""Blocks of a list without a sentence before it, at least; chosen by hand: two imperatives may follow one another in
any letter."""

LEAST_ANNOUNCED: Final = 2
"""Items after a colon at least; chosen by hand: after a colon one block alone is a sentence like others."""

OPENING: Final = 8
"""Characters before the first demand of an item at most: its number. Chosen by hand."""

DEMANDING: Final = ("asks", "must", "wish", "firm")
"""The lists of `wording.toml` by which a sentence before a colon demands."""

_MARK: Final = re.compile(r"\s*(?:(?P<dash>[-–—•*])\s|\(?(?:(?P<number>\d{1,2})|(?P<letter>[^\W\d_]))[.)]\s)")


class Announced(NamedTuple):
    """A list of demands after a colon: the sentence before it, and its items."""

    lead: Span
    items: tuple[Span, ...]


def announced(shown: Shown, language: str, is_demand: Callable[[Span], bool]) -> list[Announced]:
    """Return the lists of demands that a sentence before a colon opens, in order.

    Args:
        shown: The letter.
        language: What it is written in (ISO 639-1).
        is_demand: Tells whether the learned part takes some words for a demand.
    """
    found = []
    for number, block in enumerate(shown.blocks):
        within = [each for each in shown.sentences if block.start <= each.start < block.end]
        if not within or not within[-1].words(shown.text).rstrip().endswith(":"):
            continue
        items = _items(shown, number + 1)
        asks = any(cues(within[-1].words(shown.text), language)[group] for group in DEMANDING)
        if len(items) >= LEAST_ANNOUNCED and (asks or 2 * sum(map(is_demand, items)) >= len(items)):
            found.append(Announced(within[-1], items))
    return found


def _items(shown: Shown, number: int) -> tuple[Span, ...]:
    """Return the first sentences of the blocks from a number on that have one form; questions are left out."""
    forms = [_form(shown, each) for each in range(number, len(shown.blocks))]
    row = next(groupby(forms), None)
    if row is None or not row[0]:
        return ()
    blocks = shown.blocks[number : number + len(list(row[1]))]
    firsts = (next((each for each in shown.sentences if each.start >= block.start), block) for block in blocks)
    return tuple(each for each in firsts if each.words(shown.text).rstrip("\"'”’»)")[-1:] not in ("?", "؟"))


def _form(shown: Shown, number: int) -> str:
    """Return what marks a block as an item, or an empty text."""
    words = shown.blocks[number].words(shown.text)
    mark = _MARK.match(words)
    if mark:
        return f"{shown.kinds[number] == 'bullet'} {mark.lastgroup}"
    if shown.kinds[number] == "bullet":
        return "bullet"
    return "small" if words.lstrip()[:1].islower() else ""


def listed(shown: Shown) -> list[Span]:
    """Return the demands of all lists that need no words before them, in order, as characters of what is shown."""
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
