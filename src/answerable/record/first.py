"""Which of several acts was said first, where it matters who had a key before others.

Moments are claims: whoever writes a log can claim an earlier one. Within one log the order is evidence. An act that
claims an earlier moment than an entry before it in its own log therefore comes after all that do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from answerable.record.entry import Fact, decode
from answerable.record.models import EntryRow


def said_first(facts: Sequence[Fact[Any]]) -> tuple[Fact[Any], ...]:
    """Return acts in the order in which they can have been said; those of one log alone as they are."""
    if all(fact.origin == facts[0].origin for fact in facts):
        return tuple(facts)
    return tuple(sorted(facts, key=lambda fact: _latest_before(fact.origin, fact.index, fact.ref) > fact.at))


@lru_cache(maxsize=1024)
def _latest_before(origin: str, index: int, ref: str) -> datetime:  # noqa: ARG001 - the ref tells apart what is kept
    """Return the latest moment that the entries before a place in a log claim; they never change."""
    rows = EntryRow.objects.filter(origin=origin, idx__lt=index).values_list("raw", flat=True)
    claimed = (decode(bytes(raw)).at for raw in rows.iterator(chunk_size=500))
    return max(claimed, default=datetime.min.replace(tzinfo=UTC))
