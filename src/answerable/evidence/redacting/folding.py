"""Words found however they are written: case, width, accents, signs and blanks left out, letters that look alike one.

Folding here is for taking out, so it takes too much rather than too little: a passage is found inside a longer word,
across lines, and whatever signs stand between its letters. It follows Unicode's NFKD and full case folding (UAX #15;
Unicode, section 3.13), and the letters that `text.folding` takes for the same; of letters of two scripts that look
alike (UTS #39) every one is taken for the Latin one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from answerable.text.folding import CYRILLIC_LOOKS, LATIN_LOOKS, SAME_LETTER

KEPT = frozenset({"Ll", "Lt", "Lu", "Lo", "Mc", "Nd", "Nl", "No"})
"""Categories of characters that are compared: letters, vowel signs that are letters, digits. All else is passed over:
marks, invisible ones, blanks, hyphens, quotation marks, stops, symbols, and letters that only modify (as tatweel)."""

FILLERS = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters by category that are not seen (Unicode, Default_Ignorable_Code_Point)."""

_SAME = SAME_LETTER | dict(zip(CYRILLIC_LOOKS.casefold(), LATIN_LOOKS.casefold(), strict=True))


class Folded(msgspec.Struct, frozen=True):
    """Folded text, and for each of its characters the place of the one it comes from."""

    text: str
    places: tuple[int, ...]


def folded(text: str) -> Folded:
    """Return a text with nothing left but letters and digits, all written alike."""
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
    kept = (each for each in apart if unicodedata.category(each) in KEPT and each not in FILLERS)
    return "".join(_SAME.get(each, each) for each in map(_digit, kept))


def _digit(character: str) -> str:
    """Return a digit of any script as one of ASCII, and every other character as it is."""
    value = unicodedata.decimal(character, -1)
    return character if value < 0 else str(value)
