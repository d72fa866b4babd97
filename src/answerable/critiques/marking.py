"""A text cut into pieces, with those that an item or an answer stands in marked."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import msgspec


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a text that something is said of: half-open offsets, and the number and key under which it stands."""

    start: int
    end: int
    number: int
    name: str
    kind: str = ""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a text, and what is said of it; `marks` is empty where nothing is."""

    text: str
    marks: tuple[Mark, ...] = ()
    opens: tuple[Mark, ...] = ()


def pieces(text: str, marks: Iterable[Mark]) -> tuple[Piece, ...]:
    """Return a text in pieces that join to it; what lies outside the text is left out, and marks may overlap."""
    held = [each for each in marks if 0 <= each.start < each.end <= len(text)]
    ends = sorted({0, len(text), *(each.start for each in held), *(each.end for each in held)})
    return tuple(
        Piece(
            text=text[start:end],
            marks=tuple(each for each in held if each.start <= start and end <= each.end),
            opens=tuple(each for each in held if each.start == start),
        )
        for start, end in pairwise(ends)
    )
