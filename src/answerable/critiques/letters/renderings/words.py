"""How what was read is named where people see it, the same on every form."""

from __future__ import annotations

from collections import Counter
from typing import Final

from answerable.critiques.letters.found import ITEM_KINDS, NOBODY, STATES, Item, Read

KINDS: Final = {
    "demand": "demand",
    "allegation": "allegation",
    "grievance": "grievance",
    "question": "question",
    "thanks": "thanks",
}

STATES_SAID: Final = {
    "met": "met",
    "partly": "partly met",
    "acknowledged": "acknowledged, no action",
    "refused": "refused",
    "silent": "silent",
}

PLACES: Final = {"letter": "in the letter", "reply": "in the reply", "between": "letter and reply"}


def who(item: Item) -> str:
    """Return who is asked and who could meet it, or an empty text."""
    asked = f"asked of {item.addressee}" if item.addressee else ""
    could = "none of ours could meet it" if item.able == NOBODY else f"could be met by {item.able}" if item.able else ""
    return "; ".join(part for part in (asked, could) if part)


def state(item: Item) -> str:
    """Return what the reply does with an item, or an empty text where there was none."""
    return STATES_SAID[item.answer.state] if item.answer else ""


def summary(read: Read) -> str:
    """Return how many items of each kind there are and, with a reply, how many in each state."""
    kinds = Counter(item.kind for item in read.items)
    told = ", ".join(f"{kinds[kind]} {_many(kind, kinds[kind])}" for kind in ITEM_KINDS if kinds[kind])  # type: ignore[index]
    states = Counter(item.answer.state for item in read.items if item.answer)
    done = ", ".join(f"{states[each]} {STATES_SAID[each]}" for each in STATES if states[each])  # type: ignore[index]
    return f"{told or 'no items'}{f'. The reply: {done}' if done else ''}"


def _many(kind: str, number: int) -> str:
    return KINDS[kind] if number == 1 or kind == "thanks" else f"{KINDS[kind]}s"
