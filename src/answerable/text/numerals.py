"""Numerals as values: digits, words, and words that count by dozens, with the place of what was read.

Rules:

* words are data (`lexicons/<lang>/numbers.toml`): each form with its value, inflected forms written out;
* words in sequence add up as the language builds them: tens and units, hundreds, thousands; `quatre-vingts` multiplies;
* German writes a number as one word, so every number below a thousand is spelt once when the language loads;
* what a separator means depends on the language: the thousands mark where three digits follow, else the decimal mark.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from answerable.text import lexicons
from answerable.text.lexicons.tokens import Tokens
from answerable.text.morphology import folded, stems

HUNDRED = 100
THOUSAND = 1000
LONGEST = 8  # words in one numeral; a bound on work, chosen by hand
LONGEST_DIGITS = 24  # digits in a number that is read as one; longer ones are identifiers; chosen by hand


@dataclass(frozen=True, slots=True)
class Numeral:
    """A value and the tokens it was read from; `floor` where the word gives only a lower bound (dozens)."""

    value: Fraction
    start: int
    end: int
    floor: bool = False
    article: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The number words of a language; phrases are tuples of folded words, longest first."""

    cardinals: dict[str, int]
    floors: dict[str, int]
    fractions: dict[str, Fraction]
    ordinals: dict[str, int]
    words: dict[str, frozenset[str]]
    phrases: dict[str, tuple[tuple[str, ...], ...]]
    bounds: tuple[tuple[tuple[str, ...], str], ...]
    thousands: str


@cache
def table(lang: str) -> Table:
    """The number words of a language; one without a file knows digits only."""
    said = lexicons.words(lang, "numbers")
    words = {name: str(each) for name, each in said.get("words", {}).items()}
    cardinals = {form: int(value) for value, form in _forms(said.get("cardinals", {}))}
    if lang == "de" and cardinals:
        cardinals = {**_german(cardinals), **cardinals}
    return Table(
        cardinals=cardinals,
        floors={form: int(value) for value, form in _forms(said.get("floors", {}))},
        fractions={form: Fraction(value) for value, form in _forms(said.get("fractions", {}))},
        ordinals={form: int(value) for value, form in _forms(said.get("ordinals", {}))},
        words={name: frozenset(folded(each).replace("|", " ").split()) for name, each in words.items()},
        phrases={name: _phrases(each) for name, each in words.items()},
        bounds=_bounds(said.get("bounds", {})),
        thousands=str(said.get("thousands", ",")),
    )


def _forms(said: dict[str, Any]) -> list[tuple[str, str]]:
    """Pairs of value and folded form."""
    return [(value, folded(form)) for value, forms in said.items() for form in forms.split()]


def _phrases(said: str) -> tuple[tuple[str, ...], ...]:
    """The phrases of a line in which `|` parts them, longest first; without one every word is a phrase."""
    parts = said.split("|") if "|" in said else said.split()
    return tuple(sorted((tuple(folded(each).split()) for each in parts), key=len, reverse=True))


def _bounds(said: dict[str, str]) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Phrases that make a number a floor, a ceiling or an estimate, longest first."""
    pairs = [(tuple(folded(each).split()), bound) for bound, line in said.items() for each in line.split("|")]
    return tuple(sorted(pairs, key=lambda pair: len(pair[0]), reverse=True))


def _german(cardinals: dict[str, int]) -> dict[str, int]:
    """Every German number from 21 to 999, and the round thousands, as one word."""
    words = {value: form for form, value in reversed(cardinals.items())} | {1: "ein"}
    below = dict(words)
    for ten in range(20, HUNDRED, 10):
        below |= {ten + unit: f"{words[unit]}und{words[ten]}" for unit in range(1, 10)}
    spelt = {form: value for value, form in below.items() if value < HUNDRED}
    for hundred in range(1, 10):
        for head in {f"{words[hundred]}hundert", "hundert" if hundred == 1 else ""} - {""}:
            spelt[head] = hundred * HUNDRED
            spelt |= {
                f"{head}{form}": hundred * HUNDRED + value for value, form in below.items() if 0 < value < HUNDRED
            }
    return spelt | {f"{form}tausend": value * THOUSAND for form, value in spelt.items() if value < HUNDRED}


def read(passage: Tokens, place: int, lang: str) -> Numeral | None:
    """The numeral that begins at a token; None where none does."""
    known = table(lang)
    if passage.is_number(place):
        return _digits(passage, place, known)
    word = _known_form(passage.norms[place], known, lang)
    following = passage.norms[place + 1] if place + 1 < len(passage.norms) else ""
    if word in known.words.get("before_ten", ()) and known.cardinals.get(following) == 10:  # noqa: PLR2004 - eleven
        return Numeral(Fraction(11), place, place + 2)
    if word in known.floors:
        return Numeral(Fraction(known.floors[word]), place, place + 1, floor=True)
    if word not in known.cardinals:
        return None
    return _words(passage, place, known, lang)


def _known_form(norm: str, known: Table, lang: str) -> str:
    """The word, or in Arabic what remains of it without particles, that the table knows."""
    if lang != "ar" or norm in known.cardinals or norm in known.floors:
        return norm
    return next((each for each in stems(norm) if each in known.cardinals or each in known.floors), norm)


def _digits(passage: Tokens, place: int, known: Table) -> Numeral | None:
    """A number in digits, with a following word that multiplies it (3 million)."""
    value = decimal(passage.norms[place], known.thousands)
    if value is None:
        return None
    end = place + 1
    following = passage.norms[end] if end < len(passage.norms) else ""
    if (factor := known.cardinals.get(following, 0)) >= THOUSAND:
        return Numeral(value * factor, place, end + 1)
    return Numeral(value, place, end)


def decimal(written: str, thousands: str) -> Fraction | None:
    """The value of a number in digits of any script; None where it is a date, a version or too long."""
    plain = "".join(str(unicodedata.digit(each, -1)) if each.isdigit() else each for each in written)
    plain = re.sub(r"[\u00a0\u202f\u2009\u066c ]", "", plain).replace("\u066b", ".")
    parts = re.split(r"[.,]", plain)
    if len(plain) > LONGEST_DIGITS or "-1" in plain or not all(parts):
        return None
    if len(parts) == 1:
        return Fraction(int(plain))
    grouped = all(len(each) == 3 for each in parts[1:]) and len(parts[0]) <= 3  # noqa: PLR2004 - digits of a group
    if grouped and (len(parts) > 2 or plain[len(parts[0])] in thousands):  # noqa: PLR2004 - two marks: no decimal
        return Fraction("".join(parts))
    return Fraction(f"{parts[0]}.{parts[1]}") if len(parts) == 2 else None  # noqa: PLR2004


def _words(passage: Tokens, place: int, known: Table, lang: str) -> Numeral:
    """Words that add up to one number."""
    first = known.cardinals[_known_form(passage.norms[place], known, lang)]
    total, current, last, end = 0, first, first, place + 1
    for _ in range(LONGEST):
        at = end + (end < len(passage.norms) and passage.norms[end] in known.words.get("and", ()))
        if at >= len(passage.norms):
            break
        value = known.cardinals.get(_known_form(passage.norms[at], known, lang), 0)
        if value >= HUNDRED and value > last and (at == end or lang == "ar"):
            multiplied = value >= THOUSAND
            total, current = (total + current * value, 0) if multiplied else (total, current * value)
        elif value and (step := _added(value, last, current, lang, joined=at != end or lang == "ar")):
            current = step
        else:
            break
        last, end = value, at + 1
    article = end == place + 1 and passage.norms[place] in known.words.get("article", ()) and first == 1
    return Numeral(Fraction(total + current), place, end, article=article)


def _added(value: int, last: int, current: int, lang: str, *, joined: bool) -> int:
    """The sum so far with the next word; 0 where the next word begins another number."""
    if lang == "fr" and value == 20 and last == 4:  # noqa: PLR2004 - quatre-vingts
        return current - 4 + 80
    if lang == "ar" and last < 10 and value % 10 == 0 and value < HUNDRED:  # noqa: PLR2004 - units come first
        return current + value
    if lang == "fr" and last == 10 and 6 < value < 10:  # noqa: PLR2004 - dix-sept and what ends with it
        return current + value
    room = 20 if lang == "fr" and last in {60, 20} else 10
    tens = last < HUNDRED and last % 10 == 0 and last >= 20 and value < room  # noqa: PLR2004
    below = last >= HUNDRED and value < min(last, HUNDRED if last == HUNDRED else last)
    spoken = joined or lang != "en" or last < HUNDRED or last >= HUNDRED
    return current + value if (tens or below) and spoken else 0
