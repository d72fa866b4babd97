"""One thing under two names, and one promise in two forms, inside a letter, inside a reply, and between the two.

Rules:
  - Two names: two short names in quotation marks, or one and another name of a work, where words say that the same
    thing is so called ("the Dam Chronicle, as the same report is called").
  - Two promises: a strong word and a weak one of the same scale ("independent", "internal"; "publish", "a summary"),
    in this order, in sentences about the same thing. Between letter and reply the strong one is in an item, and the
    weak one in what answers it.
  - Two counts: a number of the letter that the reply sets right ("nine and not eleven").
  - What is flagged is a question to whoever wrote it, with both places; it is precise rather than complete.

Words: `drifting.toml`, in seven languages.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Final, NamedTuple

from answerable.critiques.letters.cues import LANGUAGES
from answerable.critiques.letters.found import Drift, Item, Where
from answerable.text.languages import language_of
from answerable.text.morphology import folded
from answerable.text.numbers import quantities
from answerable.text.sentences import sentences

AHEAD: Final = 4
"""Sentences within which a promise in a reply is taken back; chosen by hand."""

LONGEST_NAME: Final = 6  # words of a name in quotation marks at most; chosen by hand

MOST: Final = 3  # of a kind that are told of one text; chosen by hand: the labelled letters have one to three

_GAP = r"(?:\W+\w+){0,4}?"
_QUOTED = re.compile(r"[“\"«„»]\s?([^“”\"«»„]{2,70}?)\s?[”\"»“«]")
_WORD = re.compile(r"\w[\w’'-]*")
_STOP = re.compile(r"[.,;:!?()«»“”\"„؛،—–]")


class Scale(NamedTuple):
    """A strong and a weak way to say one promise; `inside`: looked for within a reply as well."""

    name: str
    strong: re.Pattern[str]
    weak: re.Pattern[str]
    inside: bool


Span = tuple[int, int]


@cache
def _lists(language: str) -> tuple[re.Pattern[str], tuple[Scale, ...]]:
    """Return the words that give another name, and the scales."""
    content = tomllib.loads(files(__package__).joinpath("drifting.toml").read_text(encoding="utf-8"))
    own = content[language if language in LANGUAGES else "en"]
    scales = tuple(
        Scale(each["name"], _any(each["strong"]), _any(each["weak"]), each.get("only") != "between")
        for each in own["scale"]
    )
    return _any(own["called"]), scales


def _any(entries: Sequence[str]) -> re.Pattern[str]:
    found = []
    for entry in entries:
        words = [re.escape(folded(word)).replace(r"\*", r"\w*") for word in entry.split()]
        found.append(
            "".join(_GAP if word == r"\.\." else (r"\W+" if at else "") + word for at, word in enumerate(words))
        )
    return re.compile(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", re.IGNORECASE)


def _plain(text: str) -> str:
    """Return a text of the same length, in small letters where these are as long, with one kind of apostrophe."""
    lowered = "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in text)
    return lowered.translate(_SAME)


_SAME = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي"})


def drift(
    letter: str, reply: str = "", items: Sequence[Item] = (), *, language: str = "", reply_language: str = ""
) -> tuple[Drift, ...]:
    """Return where one thing has two names or one promise two forms; works with one text alone.

    Args:
        letter: The letter; may be empty.
        reply: The reply; may be empty.
        items: What the letter says, with its answers, for what differs between the two.
        language: ISO 639-1 of the letter; recognised where not given.
        reply_language: The same of the reply.
    """
    found: list[Drift] = []
    if letter:
        language = language or language_of(letter)
        found += _named(letter, language)
    if reply:
        reply_language = reply_language or language_of(reply)
        found += _softened(reply, reply_language)
    if letter and reply:
        known = {(each.b_start, each.b_end) for each in found if each.where == "reply"}
        between = _between(letter, reply, items, (language, reply_language))
        found += [each for each in between if (each.b_start, each.b_end) not in known]
    return tuple(found)


def _named(text: str, language: str) -> list[Drift]:
    """Return the name of a work with another that words in the same sentence give to the same thing."""
    called, _ = _lists(language)
    names = [match.span() for match in _QUOTED.finditer(text) if _title(match.group(1))]
    for first, second in pairwise(names):
        around = _plain(text[max(first[1], second[0] - 80) : second[1] + 30])
        if second[0] - first[1] <= NEAR and called.search(around) and _bare(text, first) != _bare(text, second):
            return [_drift("letter", (text, first), (text, second), "two names for what seems to be one thing")]
    return []


def _title(name: str) -> bool:
    """Tell whether words in quotation marks can be what a thing is called, and not what somebody said."""
    words = name.split()
    ends = name.rstrip().endswith((".", "!", "?", ",", ";"))
    return len(words) <= LONGEST_NAME and not ends and not name.lstrip()[:1].islower()


def _bare(text: str, place: Span) -> str:
    return text[slice(*place)].strip('"“”„«»‚‘’ ').casefold()


NEAR: Final = 600
"""Characters between two names at most; chosen on the training letters."""


def _softened(text: str, language: str) -> list[Drift]:
    """Return the promises that a later sentence of the same text takes back in part."""
    parts = list(sentences(text))
    plain = _plain(text)
    found: list[Drift] = []
    for scale in _lists(language)[1]:
        if not scale.inside:
            continue
        strong = list(_marks(plain, parts, scale.strong))
        weak = list(_marks(plain, parts, scale.weak))
        pair = next(
            ((a, b) for at, a in strong for later, b in weak if 0 <= later - at <= AHEAD and b[0] >= a[1]), None
        )
        if pair:
            a, b = (_phrase(text, place) for place in pair)
            found.append(_drift("reply", (text, a), (text, b), f"{scale.name}: the second says less than the first"))
    return found[:MOST]


def _marks(plain: str, parts: Sequence[Span], pattern: re.Pattern[str]) -> Iterator[tuple[int, Span]]:
    """Yield the words of a list that are not denied, each with the number of its sentence."""
    for number, (start, end) in enumerate(parts):
        for match in pattern.finditer(plain, start, end):
            before = plain[max(start, match.start() - 14) : match.start()]
            if not _DENIED.search(before):
                yield number, (match.start(), match.end())


_DENIED = re.compile(
    r"(?<!\w)(?:not|no|never|nicht|kein\w*|ne|n'|pas|no|ni|не|нет|ні|немає|без|لا|لم|لن|ليس|غير)\W*(?:\w+\W+)?\Z"
)


def _phrase(text: str, place: Span) -> Span:
    """Return words with those around them up to a mark: at most three before and four after."""
    start, end = place
    before = list(_WORD.finditer(text, max(0, start - 40), start))
    for match in reversed(before[-3:]):
        if _STOP.search(text, match.end(), start) or "\n" in text[match.end() : start]:
            break
        start = match.start()
    for count, match in enumerate(_WORD.finditer(text, end, end + 60)):
        if count == BEHIND or _STOP.search(text, end, match.start()) or "\n" in text[end : match.start()]:
            break
        end = match.end()
    return start, end


BEHIND: Final = 4  # words of a phrase after the one that counts; chosen by hand


def _between(letter: str, reply: str, items: Sequence[Item], languages: tuple[str, str]) -> list[Drift]:
    """Return what was asked in one form and answered in a weaker one, and counts that the reply sets right."""
    found: list[Drift] = []
    asked, told = _plain(letter), _plain(reply)
    for item in items:
        if item.answer is None or not item.answer.text:
            continue
        for strong, weak in zip(_lists(languages[0])[1], _same_scales(languages), strict=True):
            first = next(_marks(asked, [(item.start, item.end)], strong.strong), None)
            second = next(_marks(told, [(item.answer.start, item.answer.end)], weak), None) if weak else None
            if first and second and item.kind == "demand":
                a, b = _phrase(letter, first[1]), _phrase(reply, second[1])
                found.append(_drift("between", (letter, a), (reply, b), f"{strong.name}: asked for, and less answered"))
        found += _counts(letter, reply, item, languages)
    distinct = {(each.a_start, each.b_start): each for each in found}
    return list(distinct.values())[:MOST]


def _same_scales(languages: tuple[str, str]) -> list[re.Pattern[str] | None]:
    """Return the weak words in the reply's language of each scale in the letter's."""
    theirs = {scale.name: scale.weak for scale in _lists(languages[1])[1]}
    return [theirs.get(scale.name) for scale in _lists(languages[0])[1]]


def _counts(letter: str, reply: str, item: Item, languages: tuple[str, str]) -> list[Drift]:
    """Return a count of an item beside another of the same things in its answer, or one that the answer sets right."""
    answer = item.answer
    if answer is None:
        return []
    told = quantities(answer.text, languages[1])
    right = {
        (one.numerator, other.numerator)
        for one in told
        for other in told
        if abs(one.start - other.start) <= INSTEAD_WITHIN
        and _INSTEAD.search(_plain(answer.text), min(one.end, other.end), max(one.start, other.start))
    }
    for asked in quantities(item.text, languages[0]):
        for other in told:
            same = asked.unit and asked.unit == other.unit
            if (
                asked.numerator != other.numerator
                and asked.base == other.base
                and (same or (other.numerator, asked.numerator) in right)
            ):
                a = _trimmed(letter, item.start + asked.start, item.start + asked.end)
                b = _trimmed(reply, answer.start + other.start, answer.start + other.end)
                return [_drift("between", (letter, a), (reply, b), "the numbers differ")]
    return []


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return a span without white space at its ends."""
    inside = text[start:end]
    return start + len(inside) - len(inside.lstrip()), start + len(inside.rstrip())


INSTEAD_WITHIN: Final = 40  # characters between a number and the one it replaces; chosen by hand

_INSTEAD = re.compile(
    r"(?<!\w)(?:not|rather|in fact|false|wrong|incorrect|sondern|nicht|vielmehr|mais|non|faux|inexact|sino|falso"
    r"|а не|на самом деле|насправді|بل|ليس|وليس|الصحيح)(?!\w)"
)
"""Words by which a number is set right; chosen by hand."""


def _drift(where: Where, one: tuple[str, Span], other: tuple[str, Span], note: str) -> Drift:
    (first, a), (second, b) = one, other
    return Drift(
        a=first[slice(*a)],
        b=second[slice(*b)],
        where=where,
        a_start=a[0],
        a_end=a[1],
        b_start=b[0],
        b_end=b[1],
        note=note,
    )
