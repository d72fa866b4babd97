"""Words found however they are written: case, width, accents apart, blanks and hyphens left out.

Folding here is for taking out, so it takes too much rather than too little: a passage is found inside a longer word,
and across lines. It follows Unicode's NFKD and full case folding (UAX #15; Unicode, section 3.13), without marks.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import msgspec

DROPPED = frozenset({"Mn", "Me", "Cf", "Zs", "Zl", "Zp", "Cc", "Pd", "Pc", "Po"})
"""Categories of characters that are passed over: marks, invisible ones, blanks, hyphens and stops."""


class Folded(msgspec.Struct, frozen=True):
    """Folded text, and for each of its characters the place of the one it comes from."""

    text: str
    places: tuple[int, ...]


def folded(text: str) -> Folded:
    """Return a text with nothing left but letters, digits and symbols, all written alike."""
    kept: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for each in _plain(character):
            kept.append(each)
            places.append(place)
    return Folded("".join(kept), tuple(places))


def found_in(text: str, passages: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Give the places (half-open) in a text at which one of the passages stands, in no order; they may overlap."""
    whole = folded(text)
    for passage in passages:
        wanted = folded(passage).text
        at = whole.text.find(wanted) if wanted else -1
        while at >= 0:
            yield whole.places[at], whole.places[at + len(wanted) - 1] + 1
            at = whole.text.find(wanted, at + 1)


def joined(places: Iterable[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    """Return places in order, those that touch or overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _plain(character: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", character).casefold())
    return "".join(each for each in apart if unicodedata.category(each) not in DROPPED)
