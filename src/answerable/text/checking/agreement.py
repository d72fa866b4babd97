"""Gate 8 within one draft: the numbers of title, lead and bullets are those of the body.

Rules: two numbers disagree where they count the same unit, in sentences about the same thing, and neither sentence has
the other's number; it is a remark, because two things may be counted in the same words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from answerable.text.checking.notes import Note
from answerable.text.checking.said import shared
from answerable.text.checking.sheet import Placed
from answerable.text.numbers import Quantity

GATE = 8

HEADS = frozenset({"title", "lead", "bullet"})

MOST_HEADS = 50  # sentences of title, lead and bullets that are compared: bounds the work; chosen by hand

ALIKE = 0.6
"""Part of the telling words of the shorter sentence that the other must have; chosen by hand."""


def disagreements(statements: Sequence[Placed]) -> Iterator[Note]:
    """Give a note for each number of title, lead or bullets that another sentence of the draft has otherwise."""
    by_unit: dict[str, list[tuple[Placed, Quantity]]] = defaultdict(list)
    for each in statements:
        for quantity in each.quantities:
            if quantity.unit and quantity.form == "count":
                by_unit[quantity.unit].append((each, quantity))
    heads = [each for each in statements if each.marked.place in HEADS and each.quantities][:MOST_HEADS]
    named: set[tuple[str, str]] = set()
    for head in heads:
        for quantity in head.quantities:
            other = next((pair for pair in by_unit[quantity.unit] if _disagree(head, quantity, *pair)), None)
            if other is None or head.is_quoted(quantity.start, quantity.end):
                continue
            if (other[0].marked.id, head.marked.id) not in named:
                named.add((head.marked.id, other[0].marked.id))
                yield _note(head, quantity, *other)


def _disagree(head: Placed, quantity: Quantity, other: Placed, counted: Quantity) -> bool:
    if other is head or counted.numerator == quantity.numerator or {counted.bound, quantity.bound} != {"exact"}:
        return False
    figures = {part for each in head.quantities for part in (each.numerator, each.base)}
    theirs = {part for each in other.quantities for part in (each.numerator, each.base)}
    if quantity.numerator in theirs or counted.numerator in figures or quantity.form != "count":
        return False
    fewer, more = sorted((_words(head), _words(other)), key=len)
    return shared(fewer, more) >= ALIKE


def _words(statement: Placed) -> frozenset[str]:
    return frozenset(key for key in statement.keys if not key[0].isdigit())


def _note(head: Placed, quantity: Quantity, other: Placed, counted: Quantity) -> Note:
    here, there = head.text[quantity.start : quantity.end], other.text[counted.start : counted.end]
    where = other.at(counted.start, counted.end)
    return head.note(
        quantity.start,
        quantity.end,
        gate=GATE,
        code="numbers-disagree",
        shift="quantity",
        direction="changed",
        against=other.marked.id,
        against_start=where.start - other.marked.start,
        against_end=where.end - other.marked.start,
        value=quantity.normal(),
        reason=f"'{here}' here, '{there}' in the {other.marked.place}",
    )
