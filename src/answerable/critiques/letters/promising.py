"""Promises in a reply: their words, who owns them and when they are due.

Rules:
  - A promise is the part of a sentence of commitment that looks ahead; one sentence may hold two.
  - The owner is a person or body named as the one who does it or answers for it; "we" is nobody, "I" is the writer.
  - A due date is a day, month or span of time; "soon" and "in due course" are none.

Words: `promising.toml`, in seven languages.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, NamedTuple

from answerable.critiques.letters.cues import LANGUAGES, cues
from answerable.critiques.letters.found import SPOKEN_ACTS, Promise
from answerable.critiques.letters.units import Unit, within
from answerable.critiques.letters.weights import learned

if TYPE_CHECKING:
    from answerable.critiques.letters.speaking import Heard

COMMITMENT: Final = SPOKEN_ACTS.index("commitment")

LONGEST_OWNER: Final = 8  # words of an owner at most; chosen by hand

SHORTEST_PART: Final = 3  # words of a part of a sentence that can be a promise; chosen by hand

_PARTS = re.compile(
    r"\s*;\s+|،\s+|,\s+(?:and|but|und|aber|y|pero|et|mais|и|но|а|і|й|та|але)\s+"
    r"|\s+(?:but|aber|pero|mais|но|але|لكن)\s+"
)
_TOPIC = re.compile(r"[^.:;,]{1,60}:\s+|\(?\d{1,2}[.)]\s+")
_CAPITAL = r"[^\W\d_a-zа-яіїєґà-ÿ][\w’'-]+"
_ENDS = " \t\n.,;:!…،؛"


class _Words(NamedTuple):
    """The lists of a language, compiled."""

    due: re.Pattern[str]
    named: re.Pattern[str]
    owns: re.Pattern[str]
    never: frozenset[str]
    me: re.Pattern[str]


@cache
def _words(language: str) -> _Words:
    lists = tomllib.loads(files(__package__).joinpath("promising.toml").read_text(encoding="utf-8"))
    each = lists[language if language in LANGUAGES else "en"]
    head = rf"(?i:(?:{each['heads']})\s+)" if each["heads"] else ""
    title = rf"(?i:(?<!\w)(?:{each['titles']})(?!\w)\.?\s+)"
    name = rf"{title}{_CAPITAL}(?:\s+{_CAPITAL})?"
    if language != "ar":  # a script without capitals shows no names
        name = rf"{name}|(?:{title})?{_CAPITAL}(?:\s+{_CAPITAL})+"
    office = rf"(?:(?<!\w){head}(?:[\w-]+\s+){{1,5}}?[\w-]+,?\s+)?" if head else ""
    return _Words(
        due=re.compile(rf"(?<!\w)(?:{_times(each, language)})(?!\w)", re.IGNORECASE),
        named=re.compile(rf"{office}(?<!\w)(?:{name})"),
        owns=re.compile(rf"(?<!\w)(?:{each['owns']})(?!\w)", re.IGNORECASE),
        never=frozenset(f"{each['never']}|{each['before']}|{each['heads']}".split("|")),
        me=re.compile(rf"(?<!\w)(?:{each['me']})(?!\w)", re.IGNORECASE),
    )


def _times(each: dict[str, str], language: str) -> str:
    """Return what a day, a month or a span of time looks like."""
    lead = "[وفبل]?" if language == "ar" else ""
    ahead = rf"{lead}(?:{each['before']})\s+(?:\w+\s+){{0,3}}?"
    number = rf"(?:\d{{1,2}}(?:\.|st|nd|rd|th|er)?|\d{{1,2}}\s+(?:de|من))\s*(?:{each['days']})"
    number += r"(?:\s+(?:de\s+)?\d{4})?"
    month = rf"(?:{each['days']})(?:\s+\d{{1,2}}(?!\d))?(?:\s+\d{{4}})?"
    span = rf"(?:{each['units']})(?!\w)(?:\s+(?:of|de|des|du)\s+\w+)?"
    return rf"(?:{ahead})?{number}|{ahead}(?:{month}|{span})|{lead}(?:{each['alone']})"


def promises(said: Heard, *, answers: Sequence[tuple[int, int, int]] = ()) -> tuple[Promise, ...]:
    """Return the promises of a reply in order; `answers`: number, start and end of what answers an item."""
    least = learned()["acts.thresholds"][COMMITMENT]
    found = []
    for place, unit in enumerate(said.units):
        if said.acts[place, COMMITMENT] < least:
            continue
        after = said.units[place + 1] if place + 1 < len(said.units) else None
        found += [_promise(said, (unit, after), part, answers) for part in _parts(unit, said.language)]
    return tuple(found)


def _parts(unit: Unit, language: str) -> Iterator[tuple[int, int]]:
    """Return the parts of a sentence that look ahead, or all of it where none does."""
    text = unit.shown
    topic = _TOPIC.match(text)
    begin = topic.end() if topic else 0
    bounds = [begin]
    for match in _PARTS.finditer(text, begin):
        bounds += [match.start(), match.end()]
    bounds.append(len(text))
    parts = [_trimmed(text, start, end) for start, end in zip(bounds[::2], bounds[1::2], strict=True)]
    ahead = [part for part in parts if _ahead(text[part[0] : part[1]], language)]
    yield from ahead or [_trimmed(text, begin, len(text))]


def _ahead(part: str, language: str) -> bool:
    here = cues(part, language)
    return len(part.split()) >= SHORTEST_PART and "commit" in here and "competence" not in here


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while end > start and text[end - 1] in _ENDS:
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _promise(
    said: Heard, here: tuple[Unit, Unit | None], part: tuple[int, int], answers: Sequence[tuple[int, int, int]]
) -> Promise:
    """Return one promise: a part of a sentence, which stands before another."""
    unit, after = here
    place = within(said.reply, unit, *part)
    shown = unit.shown[part[0] : part[1]]
    return Promise(
        start=place.start,
        end=place.end,
        text=said.reply.text[place.start : place.end],
        owner=owner(shown, unit, after, said.language),
        due=due(shown, said.language) or due(unit.shown, said.language),
        items=tuple(n for n, begin, stop in answers if begin < place.end and stop > place.start),
    )


def due(text: str, language: str) -> str:
    """Return the first time a promise names, as written, or nothing."""
    match = _words(language).due.search(text)
    return match.group().strip() if match else ""


def owner(text: str, unit: Unit, after: Unit | None, language: str) -> str:
    """Return who is to do it or answers for it, as written, or nothing."""
    words = _words(language)
    for place in (unit.shown, after.shown if after else ""):
        if words.owns.search(place) and (name := _name(place, words)):
            return name
    if name := _name(text, words):
        return name
    if match := words.me.search(text):
        return match.group()
    return _body(text, words)


def _name(text: str, words: _Words) -> str:
    """Return the first name with its office; words of time, and what stands in quotation marks, are none."""
    for match in words.named.finditer(text):
        first = match.group().split()[0].lower()
        quoted = text[: match.start()].rstrip()[-1:] in {'"', "“", "«", "„"}
        office = "," in match.group() or len(match.group().split()) > SHORT_NAME
        if not quoted and (office or first not in words.never):
            return match.group().strip()
    return ""


SHORT_NAME: Final = 2  # words from which an article before a name belongs to an office; chosen by hand


def _body(text: str, words: _Words) -> str:
    """Return the body that opens a promise or stands behind "by", up to the word that says what it is."""
    match = ACTORS.search(text)
    if match is None:
        return ""
    before = text[: match.start()].split()[-LONGEST_OWNER:]
    behind = re.search(r"(?<!\w)(?:by|par|von|por|від|силами)\s+([^,.;]*)\Z", text[: match.start()])
    if behind:
        return f"{behind.group(1)}{match.group()}"
    opens = len(before) < OPENING and len(text[: match.start()].split()) == len(before)
    alone = not before or (before[0].lower() not in words.never or before[0].lower() in _ARTICLES)
    return f"{text[: match.end()]}".strip() if opens and alone else ""


OPENING: Final = 4  # words before the one that names a body, at most; chosen by hand

_ARTICLES: Final = frozenset(
    ["the", "our", "my", "der", "die", "das", "unser", "unsere", "le", "la", "notre", "el", "nuestro", "nuestra", "наш"]
)

ACTORS: Final = re.compile(
    r"(?<!\w)(?:board|council|committee|director|directors|editor|chair|secretariat|office|team|company|commission"
    r"|department|registrar|secretary|ombudsman|trust|treasurer|bursar|president|presenter|panel|institute|desk"
    r"|society|vorstand|rat|kommission|ausschuss|leitung|direktor|direktorin|redaktion|sekretariat|abteilung"
    r"|präsidium|\w+rat|\w+leitung|conseil|comité|bureau|direction|directeur|directrice|trésorier|trésorière"
    r"|secrétariat|rédaction|agence|laboratoire|consejo|comité|junta|dirección|director|directora|secretaría"
    r"|secretario|redacción|equipo|tesorera|совет|комитет|комиссия|правление|дирекция|секретариат|редакция|рада"
    r"|комітет|комісія|правління|дирекція|секретаріат|редакція|спілка|مجلس|اللجنة|لجنة|المجلس|الإدارة|المدير"
    r"|المديرة|الأمانة|الأمين)(?!\w)",
    re.IGNORECASE,
)
"""Words of bodies and offices that can own a promise; chosen by hand."""
