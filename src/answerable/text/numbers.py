"""The quantities of a passage: how many, of how many, of what, and how firmly.

Rules:

* a quantity is a count (`34 casualties`), a share (`7 of 12 villages`, `one in four`, `30 per cent`, `a third`) or an
  age or duration written with a hyphen (`17-year-old`), which counts nobody;
* years, dates, times, ordinals and labels (`Article 7`, `Gate 3`) are no quantities;
* `15 of 60`, `one in four` and `25 per cent` have one normal form, `share 1/4`;
* a base named first (`of the 34 pickers asked, 20 said`) is the base of the counts that follow in its sentence;
* bounds stay: at least, at most, about; `dozens` is at least 24.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import msgspec

from answerable.text import lexicons
from answerable.text.lexicons.tokens import CLAUSE_END, Tokens, tokens
from answerable.text.morphology import WORDS_KEPT, is_noun, lemma, singular, stems
from answerable.text.numerals import Numeral, Table, read, table

PER_CENT = 100
FIRST_YEAR, LAST_YEAR = 1500, 2100  # four digits that stand for a year unless a bound precedes; chosen by hand
UNIT_WORDS = 3  # words after a number among which its unit is looked for; chosen by hand
BOUND_WORDS = 4  # words before a number among which its bound is looked for; the longest phrase


class Quantity(msgspec.Struct, frozen=True, kw_only=True):
    """How many, of how many, of what.

    Attributes:
        start: Offset of the first character, the bound included.
        end: Offset after the last character, base and unit included.
        numerator: The count, or the share's upper part.
        base: The whole it is counted from; None for a plain count.
        unit: Lemma of what is counted; "" where the passage does not say.
        bound: `exact`, `at-least`, `at-most` or `about`.
        form: `count`, `share` or `age`.
    """

    start: int
    end: int
    numerator: Fraction
    base: Fraction | None = None
    unit: str = ""
    bound: str = "exact"
    form: str = "count"

    @property
    def share(self) -> Fraction | None:
        """The part of the whole; None where no base is known."""
        return self.numerator / self.base if self.base else None

    def normal(self) -> str:
        """The normal form: `count 34 casualty`, `share 1/4 parcel`, `at-most count 500 person`."""
        number = self.numerator if self.share is None else self.share
        bound = "" if self.bound == "exact" else f"{self.bound} "
        return f"{bound}{self.form} {number} {self.unit}".strip()


def quantities(text: str, lang: str) -> tuple[Quantity, ...]:
    """The quantities of a passage, in order of start."""
    return of_tokens(tokens(text, lang), lang)


def of_tokens(passage: Tokens, lang: str) -> tuple[Quantity, ...]:
    """The quantities of a passage that is parted into tokens already."""
    known = table(lang)
    found: list[Quantity] = []
    pending: tuple[int, Quantity] | None = None  # a base named before its count, with its sentence
    place = 0
    while place < len(passage.norms):
        reading = _quantity(passage, place, known, lang) if _may_begin(passage.norms[place], lang) else None
        if reading is None:
            place += 1
            continue
        quantity, end = reading
        named_first = quantity.form == "count" and _after_of(passage, place, known)
        pending, quantity = _based(pending, quantity, passage.sentences[place], named_first=named_first)
        found.append(quantity)
        place = max(end, place + 1)
    return tuple(found)


@lru_cache(maxsize=WORDS_KEPT)
def _may_begin(norm: str, lang: str) -> bool:
    """Tell whether a quantity can begin with a word; asked once for each word, because most cannot."""
    known = table(lang)
    classes = (
        known.cardinals,
        known.floors,
        known.fractions,
        known.words.get("each", ()),
        known.words.get("article", ()),
        known.words.get("before_ten", ()),
    )
    return norm[0].isdecimal() or any(
        word in each for word in (stems(norm) if lang == "ar" else (norm,)) for each in classes
    )


def _based(
    pending: tuple[int, Quantity] | None, quantity: Quantity, sentence: int, *, named_first: bool
) -> tuple[tuple[int, Quantity] | None, Quantity]:
    """The base that waits for counts from here on, and the quantity with the base that waited for it."""
    if pending and pending[0] != sentence:
        pending = None
    if named_first:
        return (sentence, quantity), quantity
    if pending and quantity.form == "count" and quantity.numerator <= pending[1].numerator:
        whole = pending[1]
        changed = {"base": whole.numerator, "form": "share", "unit": whole.unit or quantity.unit}
        return pending, msgspec.structs.replace(quantity, **changed)
    return pending, quantity


def _after_of(passage: Tokens, place: int, known: Table) -> bool:
    """Tell whether the number is what others are counted from: `of the 34`, with no number before the `of`."""
    at = place - 1
    while at >= 0 and passage.norms[at] in known.words.get("determiner", ()):
        at -= 1
    for phrase in known.phrases.get("of", ()):
        start = at - len(phrase) + 1
        if start >= 0 and tuple(passage.norms[start : at + 1]) == phrase:
            return start == 0 or not passage.is_word(start - 1)
    return False


def _quantity(passage: Tokens, place: int, known: Table, lang: str) -> tuple[Quantity, int] | None:
    """The quantity that begins at a token, and the place after it."""
    if (each := _each(passage, place, known)) is not None:
        return each
    if (fraction := _fraction(passage, place, known, lang)) is not None:
        return fraction
    number = read(passage, place, lang)
    if number is None or _no_quantity(passage, number, known, lang):
        return None
    return _counted(passage, number, known, lang)


def _counted(passage: Tokens, number: Numeral, known: Table, lang: str) -> tuple[Quantity, int] | None:
    """A count, a percentage or a share with its base in digits or words."""
    start, bound = _bound(passage, number, known)
    if _tail(passage, number) in {"-", "‑"} and passage.is_word(number.end):
        return _made(
            passage,
            start,
            number.end + 1,
            number.value,
            form="age",
            bound=bound,
            unit=_lemma(passage, number.end, lang),
        )
    if (after := _phrase(passage, number.end, known, "percent")) > number.end:
        unit, end = _unit_after_of(passage, after, known, lang)
        return _made(passage, start, end, number.value, base=Fraction(PER_CENT), form="share", unit=unit, bound=bound)
    unit, end = (_unit_after_of if number.floor else _unit)(passage, number.end, known, lang)
    for at in dict.fromkeys((number.end, end)):
        base = _base(passage, at, known, lang)
        if base is not None and base.value > 0 and number.value <= base.value:
            whole, after = _unit(passage, base.end, known, lang)
            return _made(
                passage, start, after, number.value, base=base.value, form="share", unit=whole or unit, bound=bound
            )
    if number.article and (not unit or lang in {"fr", "de", "es"}):
        return None
    return _made(passage, start, end, number.value, unit=unit, bound=bound)


def _made(
    passage: Tokens,
    start: int,
    end: int,
    numerator: Fraction,
    *,
    base: Fraction | None = None,
    form: str = "count",
    unit: str = "",
    bound: str = "exact",
) -> tuple[Quantity, int]:
    """A quantity over tokens `start` to `end`, and `end`."""
    first, last = passage.starts[start], passage.ends[end - 1]
    made = Quantity(start=first, end=last, numerator=numerator, base=base, unit=unit, bound=bound, form=form)
    return made, end


def _each(passage: Tokens, place: int, known: Table) -> tuple[Quantity, int] | None:
    """`Every fourth`, which is a quarter."""
    if passage.norms[place] not in known.words.get("each", ()) or place + 1 >= len(passage.norms):
        return None
    nth = known.ordinals.get(passage.norms[place + 1], 0)
    if nth < 2:  # noqa: PLR2004 - every first is all
        return None
    return _made(passage, place, place + 2, Fraction(1), base=Fraction(nth), form="share")


def _fraction(passage: Tokens, place: int, known: Table, lang: str) -> tuple[Quantity, int] | None:
    """`A third of`, `two thirds of`, `half the`: a word that is a part, with what counts it."""
    number = read(passage, place, lang)
    at = number.end if number else place + (passage.norms[place] in known.words.get("article", ()))
    if at >= len(passage.norms) or (part := _part(passage, at, known, lang)) is None:
        return None
    if number is None and at == place and passage.norms[at] in known.ordinals:
        return None  # `the third week`
    many = number.value if number else Fraction(1)
    value = many * part
    if not 0 < value < 1 or (number is None and at > place and passage.norms[place] == "the"):
        return None
    start, bound = _bound(passage, Numeral(value, place, at + 1), known)
    unit, end = _unit_after_of(passage, at + 1, known, lang)
    return _made(passage, start, end, many, base=many / value, form="share", unit=unit, bound=bound)


def _part(passage: Tokens, at: int, known: Table, lang: str) -> Fraction | None:
    """The part that a word names."""
    norm = passage.norms[at]
    if lang == "ar" and norm not in known.fractions:
        norm = norm.removeprefix("ال")
    return known.fractions.get(norm)


def _no_quantity(passage: Tokens, number: Numeral, known: Table, lang: str) -> bool:
    """Tell whether a number is a year, a date, a time, an ordinal, a label or the pronoun `one`."""
    frames = lexicons.words(lang, "frames")
    months = str(frames.get("months", "")).split()
    before = passage.norms[number.start - 1] if number.start else ""
    after = passage.norms[number.end] if number.end < len(passage.norms) else ""
    if not passage.is_number(number.start):
        return number.value == 1 and before in known.words.get("pronoun_one", ())
    tail = _tail(passage, number)
    if (
        _of_month(before, months)
        or _of_month(after, months)
        or (after in {"de", "."} and _of_month(_at(passage, number.end + 1), months))
    ):
        return True
    if tail and (tail.isalpha() or tail in "-‑") and after.lstrip("-") in known.words.get("suffix", ()):
        return True
    if (tail in {"-", "‑"} and _at(passage, number.end + 1) in known.words.get("suffix", ())) or _clock(
        passage, number
    ):
        return True
    if FIRST_YEAR <= number.value <= LAST_YEAR and len(passage.norms[number.start]) == 4:  # noqa: PLR2004 - digits
        return _bound(passage, number, known)[1] == "exact"
    return before in known.words.get("label", ()) and (passage.capital(number.start - 1) or lang in {"ar", "ru", "uk"})


def _tail(passage: Tokens, number: Numeral) -> str:
    """The character right after a number; "" at the end."""
    last = passage.ends[number.end - 1]
    return passage.text[last : last + 1]


def _clock(passage: Tokens, number: Numeral) -> bool:
    """Tell whether the number belongs to a time of day written with a colon."""
    first, last = passage.starts[number.start], passage.ends[number.end - 1]
    text = passage.text
    ahead = text[last : last + 1] == ":" and text[last + 1 : last + 2].isdecimal()
    return ahead or (first > 1 and text[first - 1] == ":" and text[first - 2].isdecimal())


def _of_month(norm: str, months: list[str]) -> bool:
    """Tell whether a word names a month; months are written as beginnings where the language inflects them."""
    return bool(norm) and any(norm == each or (each.endswith("*") and norm.startswith(each[:-1])) for each in months)


def _at(passage: Tokens, place: int) -> str:
    """The folded token at a place; "" after the last."""
    return passage.norms[place] if place < len(passage.norms) else ""


def _bound(passage: Tokens, number: Numeral, known: Table) -> tuple[int, str]:
    """Where the quantity begins with its bound, and the bound."""
    for phrase, bound in known.bounds:
        start = number.start - len(phrase)
        if start >= 0 and tuple(passage.norms[start : number.start]) == phrase:
            return start, bound
    return number.start, "at-least" if number.floor else "exact"


def _phrase(passage: Tokens, place: int, known: Table, name: str) -> int:
    """The place after a phrase of a class; the place itself where none stands there."""
    for phrase in known.phrases.get(name, ()):
        if tuple(passage.norms[place : place + len(phrase)]) == phrase:
            return place + len(phrase)
    return place


def _base(passage: Tokens, place: int, known: Table, lang: str) -> Numeral | None:
    """The number after `of`, `out of` or `in`; after `in` only a bare number counts (`one in four`)."""
    for name in ("of", "in"):
        at = _phrase(passage, place, known, name)
        if at == place:
            continue
        while name == "of" and _at(passage, at) in known.words.get("determiner", ()):
            at += 1
        found = read(passage, at, lang) if at < len(passage.norms) else None
        if found and not found.article and not _no_quantity(passage, found, known, lang):
            return found
    return None


def _unit_after_of(passage: Tokens, place: int, known: Table, lang: str) -> tuple[str, int]:
    """The unit after a share, with or without `of the`."""
    at = _phrase(passage, place, known, "of")
    while _at(passage, at) in known.words.get("determiner", ()):
        at += 1
    number = read(passage, at, lang) if at < len(passage.norms) else None
    unit, end = _unit(passage, number.end if number else at, known, lang)
    return (unit, end) if unit else ("", place)


def _unit(passage: Tokens, place: int, known: Table, lang: str) -> tuple[str, int]:
    """What is counted, as a lemma, and the place after it; "" and the place where nothing is named."""
    ahead: list[int] = []
    for at in range(place, min(place + UNIT_WORDS, len(passage.norms))):
        norm = passage.norms[at]
        if norm in CLAUSE_END or not passage.is_word(at) or norm in known.words.get("function", ()):
            break
        ahead.append(at)
    if not ahead:
        return "", place
    head = next((at for at in ahead if _is_head(passage, at, known, lang)), ahead[0])
    return _lemma(passage, head, lang), head + 1


def _is_head(passage: Tokens, at: int, known: Table, lang: str) -> bool:
    """Tell whether a word looks like the noun that is counted."""
    norm = passage.norms[at]
    if lang == "en":
        return norm in known.words.get("plural", ()) or (norm.endswith("s") and not norm.endswith("ss"))
    if lang == "de":
        return passage.capital(at)
    return is_noun(norm, lang) if lang in {"ru", "uk"} else True


def _lemma(passage: Tokens, at: int, lang: str) -> str:
    """The dictionary form of what is counted; English by rule, so that no dictionary is loaded for it."""
    return singular(passage.norms[at]) if lang == "en" else lemma(passage.surface(at), lang)
