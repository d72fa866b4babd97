"""Places and times that a passage names: dates, years, and capitalised names after a place word.

Rules:

* a date is a month name with the number beside it, or a year; `May` is a month only with a number or after a time word;
* a place is a run of capitalised words after a place word (`in Upper Selle`); German, whose nouns are capitalised, and
  Arabic, which has no capitals, name places through the words of their lists only;
* the place word belongs to the feature.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from answerable.text import lexicons
from answerable.text.lexicons.tokens import Tokens
from answerable.text.morphology import WORDS_KEPT, folded

LONGEST_NAME = 6  # words of a name; chosen by hand
FIRST_YEAR, LAST_YEAR = 1500, 2100  # four digits that stand for a year; chosen by hand
YEAR_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Frame:
    """The calendar and place words of a language; months and days may be beginnings (`травн*`)."""

    months: tuple[str, ...]
    days: tuple[str, ...]
    before_place: frozenset[str]
    before_time: frozenset[str]
    articles: frozenset[str]
    capitals: bool


@cache
def frame(lang: str) -> Frame:
    """The calendar and place words of a language."""
    said = lexicons.words(lang, "frames")
    line = {name: folded(str(each)).split() for name, each in said.items()}
    return Frame(
        months=tuple(line.get("months", ())),
        days=tuple(line.get("days", ())),
        before_place=frozenset(line.get("before_place", ())),
        before_time=frozenset(line.get("before_time", ())),
        articles=frozenset(line.get("articles", ())),
        capitals=bool(said.get("capitals", True)),
    )


def scenes(passage: Tokens, lang: str) -> Iterator[tuple[str, int, int]]:
    """`time` or `place` with the tokens that name it, in order."""
    known = frame(lang)
    place = 0
    while place < len(passage.norms):
        if not _may_begin(passage.norms[place], lang):
            place += 1
            continue
        if (end := _time(passage, place, known)) > place:
            yield "time", place - _led(passage, place, known.before_time), end
        elif (end := _place(passage, place, known)) > place:
            yield "place", place, end
        place = max(end, place + 1)


@lru_cache(maxsize=WORDS_KEPT)
def _may_begin(norm: str, lang: str) -> bool:
    """Tell whether a place or time can begin with a word; asked once for each word, because most cannot."""
    known = frame(lang)
    return norm[0].isdecimal() or norm in known.before_place or _named(norm, known.months) or _named(norm, known.days)


def is_month(norm: str, known: Frame) -> bool:
    """Tell whether a word names a month."""
    return _named(norm, known.months)


def _named(norm: str, names: tuple[str, ...]) -> bool:
    """Tell whether a word is one of the names or begins like one that ends in `*`."""
    return any(norm == each or (each[-1] == "*" and norm.startswith(each[:-1])) for each in names)


def _led(passage: Tokens, place: int, words: frozenset[str]) -> int:
    """1 where a word of the set stands before a token, else 0."""
    return int(place > 0 and passage.norms[place - 1] in words)


def _time(passage: Tokens, place: int, known: Frame) -> int:
    """The place after a date or year that begins at a token; the token itself where none does."""
    if passage.is_number(place):
        if (after := _skip(passage, place + 1)) < len(passage.norms) and is_month(passage.norms[after], known):
            return _with_year(passage, after + 1)
        return place + 1 if _is_year(passage, place) else place
    if not passage.is_word(place):
        return place
    led = _led(passage, place, known.before_time)
    if _named(passage.norms[place], known.days) and passage.norms[place]:
        return place + 1
    if is_month(passage.norms[place], known) and (led or passage.is_number(place + 1)):
        return place if _is_may(passage, place) else _with_year(passage, place + 1)
    return place


def _is_may(passage: Tokens, place: int) -> bool:
    """Tell whether the word is the English `may` or `march` in small letters, which is no month."""
    return passage.norms[place] in {"may", "march"} and not passage.capital(place)


def _skip(passage: Tokens, place: int) -> int:
    """The place after a full stop or a `de` between day and month."""
    return place + (place < len(passage.norms) and passage.norms[place] in {".", "de"})


def _with_year(passage: Tokens, place: int) -> int:
    """The place after the year or day that follows a month, where one does."""
    at = place + (place < len(passage.norms) and passage.norms[place] in {",", "de"})
    return at + 1 if passage.is_number(at) and (_is_year(passage, at) or at == place) else place


def _is_year(passage: Tokens, place: int) -> bool:
    """Tell whether a number is written as a year."""
    norm = passage.norms[place]
    return len(norm) == YEAR_DIGITS and norm.isdecimal() and FIRST_YEAR <= int(norm) <= LAST_YEAR


def _place(passage: Tokens, place: int, known: Frame) -> int:
    """The place after a name led by a place word at a token; the token itself where there is none."""
    if not known.capitals or passage.norms[place] not in known.before_place:
        return place
    at = place + 1
    while at < len(passage.norms) and passage.norms[at] in known.articles:
        at += 1
    end = at
    while end < min(at + LONGEST_NAME, len(passage.norms)) and passage.capital(end) and passage.is_word(end):
        end += 1
    named = end > at and not is_month(passage.norms[at], known) and not _named(passage.norms[at], known.days)
    return end if named else place
