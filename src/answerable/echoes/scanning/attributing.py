"""Who is said to be speaking: whether a page gives words as ours.

Rules:
  - We speak in a sentence where our name is the subject of a verb of saying or of putting forward, beside it and in no
    passive; after "according to" and its like; before a colon at its beginning; after a dash at a title's end.
  - We speak in a quotation whose speaker has our name, or stands beside it ("said A., of X").
  - Whoever is told something, accused or criticised does not speak: the words before a name say so (`listener`).
  - Once we have been named, "the group", "the report" and their like are us for some sentences more.
  - A grammar is not parsed: each search looks at a bounded neighbourhood, so time is linear.

The words are in `reporting.toml`, for all languages at once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any, Final, NamedTuple

from answerable.text.quotations import quotations
from answerable.text.sayings import ACCORDING, EDGES, SAID
from answerable.text.spans import Span

BESIDE: Final = 5
"""Words between a name and its verb; chosen by hand: adverbs and times."""

APPOSITION: Final = 120
"""Characters of an apposition between commas after a name ("…, the movement for …, said"); chosen by hand."""

NEAR: Final = 160
"""Characters beside a name in which its verb is looked for; chosen by hand."""

LATER: Final = 3
"""Sentences in which "the group" still means us; chosen by hand."""

LEAST: Final = 20
"""Characters from which what stands on one side of the name and verb is what was said; chosen by hand."""

_LISTS: Final[dict[str, Any]] = tomllib.loads(
    files("answerable.echoes.scanning").joinpath("reporting.toml").read_text(encoding="utf-8")
)


def _any_of(name: str) -> str:
    words = {word for language in _LISTS.values() for word in language[name]}
    return "|".join(re.escape(word).replace(r"\*", r"\w{0,4}") for word in sorted(words, key=lambda w: (-len(w), w)))


CLAIMS: Final = re.compile(rf"(?<!\w)(?:{_any_of('claims')})(?!\w)", re.IGNORECASE)
OURS: Final = re.compile(rf"(?<!\w)(?:{_any_of('ours')})(?!\w)", re.IGNORECASE)
_BY: Final = re.compile(rf"(?<!\w)(?:{_any_of('according')})(?!\w)", re.IGNORECASE)
_LISTENER: Final = re.compile(rf"(?<!\w)(?:{_any_of('listener')})\s*\Z", re.IGNORECASE)
_HEARS: Final = re.compile(rf"(?:{_any_of('hears')})\Z", re.IGNORECASE)
_PASSIVE: Final = re.compile(rf"(?<!\w)(?:{_any_of('passive')})(?!\w)", re.IGNORECASE)
_RELATIVE: Final = re.compile(rf"(?<!\w)(?:{_any_of('relative')})\s*\Z", re.IGNORECASE)
_LINKS: Final = re.compile(rf"(?<!\w)(?:{_any_of('links')})(?!\w)", re.IGNORECASE)
DISTANCE: Final = re.compile(rf"(?<!\w)(?:{_any_of('distance')})(?!\w)", re.IGNORECASE)
_OPENERS: Final = re.compile(rf"(?<!\w)(?:{_any_of('opens')})(?!\w)", re.IGNORECASE)
_OPENS: Final = re.compile(rf"\s*[,:]?\s*(?:(?:{_any_of('opens')})(?!\w)|[:—–-])?\s*", re.IGNORECASE)
_OF: Final = re.compile(r"(?:[\s,]+\w[\w.’'-]*){0,6}[\s,(]*")
_ZUFOLGE: Final = re.compile(r"\s*zufolge\b", re.IGNORECASE)
_COLON: Final = re.compile(r"\s*:\s")
_DASHED: Final = re.compile(r"\s[—–-]\s*\Z")
_MARKS: Final = r"[;:\"“”«»„]"
_STOPS: Final = re.compile(rf"{_MARKS}|{_PASSIVE.pattern}|{_LINKS.pattern}|{_OPENERS.pattern}", re.IGNORECASE)
_APART: Final = re.compile(rf"{_MARKS}|{SAID.pattern}", re.IGNORECASE)
_ELSE: Final = re.compile(
    rf"{_MARKS}|{_LINKS.pattern}|\w*(?:lequel|laquelle|lesquel|котор|як(?:ий|ою|им))", re.IGNORECASE
)
_WORD: Final = re.compile(r"\w+")
_EDGES: Final = " \t\n,;:—–-"
_MOST_BEFORE: Final = 40
"""Characters before a name in which the words stand that make its bearer a listener."""


class Said(NamedTuple):
    """Something said to be ours.

    Attributes:
        naming: The words that name us.
        content: What is said to be ours.
        quoted: Whether it is a quotation.
        own: Whether our name stands there, and not only "the group".
    """

    naming: Span
    content: Span
    quoted: bool
    own: bool


def said_by_us(text: str, sentences: Sequence[Span], namings: Sequence[Span], *, title: bool = False) -> list[Said]:
    """What a part of a page says to be ours, in order.

    Args:
        text: The part.
        sentences: Its sentences.
        namings: Where it names us.
        title: Whether the part is a title.
    """
    found = list(_quoted(text, namings)) if namings else []
    last = -LATER - 1
    for number, sentence in enumerate(sentences):
        inside = [each for each in namings if sentence.start <= each.start and each.end <= sentence.end]
        if inside:
            last = number
            found += _spoken(text, sentence, inside, own=True, title=title)
        elif number - last <= LATER:
            found += _spoken(text, sentence, list(_ours(text, sentence)), own=False, title=False)
    return sorted({each._replace(content=_trimmed(text, each.content)) for each in found})


def _trimmed(text: str, span: Span) -> Span:
    """The characters without the commas and spaces at their ends."""
    words = span.words(text)
    start = span.start + len(words) - len(words.lstrip(_EDGES))
    return Span(start, max(start, span.start + len(words.rstrip(_EDGES))))


def spoken_after(text: str, sentences: Sequence[Span]) -> list[Said]:
    """What the first sentences of a part give as said by "the group", where the part before it named us."""
    return [
        each
        for sentence in sentences[:LATER]
        for each in _spoken(text, sentence, list(_ours(text, sentence)), own=False, title=False)
    ]


def _ours(text: str, sentence: Span) -> Iterator[Span]:
    for found in OURS.finditer(text, sentence.start, sentence.end):
        yield Span(found.start(), found.end())


def _quoted(text: str, namings: Sequence[Span]) -> Iterator[Said]:
    """The quotations whose speaker we are."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if any(start <= each.start < end for each in namings):
            for each in quotations(line):
                speaker = Span(each.speaker.start + start, each.speaker.end + start)
                naming = _names_speaker(text, speaker, namings) if each.speech and each.speaker else None
                if naming:
                    yield Said(naming, Span(each.start + start, each.end + start), quoted=True, own=True)
        start = end + 1


def _names_speaker(text: str, speaker: Span, namings: Sequence[Span]) -> Span | None:
    """Our name in a speaker's, or in the apposition after it."""
    edge = EDGES.search(text, speaker.end, speaker.end + APPOSITION)
    stop = edge.start() if edge else speaker.end + APPOSITION
    for naming in namings:
        if speaker.start <= naming.start < stop and not _listens(text, 0, naming):
            beside = naming.start < speaker.end or _OF.fullmatch(text, speaker.end, naming.start)
            return naming if beside else None
    return None


def _listens(text: str, begin: int, naming: Span) -> bool:
    """Tell whether the words before a name make its bearer the one who is spoken to or about."""
    return bool(_LISTENER.search(text, max(begin, naming.start - _MOST_BEFORE), naming.start))


def _spoken(text: str, sentence: Span, namings: Sequence[Span], *, own: bool, title: bool) -> Iterator[Said]:
    """What a sentence gives as said by a bearer of one of these names."""
    for naming in namings:
        content = _content(text, sentence, naming, title=title)
        if content:
            # "What X said is true" says of all of it that it is ours, and puts nothing of its own into our mouth.
            told_of = _RELATIVE.search(text, max(sentence.start, naming.start - _MOST_BEFORE), naming.start)
            yield Said(naming, sentence if told_of else content, quoted=False, own=own and not told_of)
            return


def _content(text: str, sentence: Span, naming: Span, *, title: bool) -> Span | None:
    """What is given as said by the bearer of this name, or None where nothing is."""
    begin = max(sentence.start, naming.start - NEAR)
    for according in (*ACCORDING.finditer(text, begin, naming.start), *_BY.finditer(text, begin, naming.start)):
        between = Span(according.end(), naming.start)
        if _OF.fullmatch(text, between.start, between.end) and not _ELSE.search(between.words(text)):
            return _larger(sentence, according.start(), naming.end)
    if _ZUFOLGE.match(text, naming.end, sentence.end):
        return _larger(sentence, naming.start, naming.end)
    if _listens(text, sentence.start, naming):
        return None
    if _COLON.match(text, naming.end, sentence.end) and _opens(text, sentence.start, naming.start):
        return Span(naming.end + 1, sentence.end)
    if title and naming.end >= len(text.rstrip()) and _DASHED.search(text, sentence.start, naming.start):
        return Span(sentence.start, naming.start)
    return _after_subject(text, sentence, naming) or _before_subject(text, sentence, naming)


def _opens(text: str, start: int, stop: int) -> bool:
    """Tell whether a name stands at the beginning, or after few words that belong to it."""
    return len(_WORD.findall(text, start, stop)) <= BESIDE and not EDGES.search(text, start, stop)


def _after_subject(text: str, sentence: Span, naming: Span) -> Span | None:
    """What follows a name that is the subject of the next verb: "X said that …"."""
    stop = min(sentence.end, naming.end + NEAR)
    for verb in sorted(
        (*SAID.finditer(text, naming.end, stop), *CLAIMS.finditer(text, naming.end, stop)),
        key=lambda each: each.start(),
    ):
        between = text[naming.end : verb.start()]
        if not _is_beside(between) or _PASSIVE.search(between):
            return None
        opened = _OPENS.match(text, verb.end(), sentence.end)
        after = Span(opened.end() if opened else verb.end(), sentence.end)
        before = Span(sentence.start, naming.start)
        return after if _length(after) >= LEAST or _length(after) >= _length(before) else before
    return None


def _is_beside(between: str) -> bool:
    """Tell whether what stands between a name and a verb leaves the one the other's subject."""
    if between.lstrip().startswith((",", "(", "—", "–")) and len(between) <= APPOSITION:
        return between.rstrip().endswith((",", ")", "—", "–")) and not _APART.search(between)
    return len(_WORD.findall(between)) <= BESIDE and not re.search(r"[,;:()\"“”«»]", between)


def _before_subject(text: str, sentence: Span, naming: Span) -> Span | None:
    """What a verb before its subject gives as said: "…, said X", "قالت X إن …"."""
    verbs = list(SAID.finditer(text, max(sentence.start, naming.start - NEAR), naming.start))
    if not verbs or _HEARS.search(verbs[-1].group()):
        return None
    between = text[verbs[-1].end() : naming.start]
    if len(_WORD.findall(between)) > BESIDE or _STOPS.search(between):
        return None
    opened = _OPENS.match(text, naming.end, sentence.end)
    after = Span(opened.end() if opened else naming.end, sentence.end)
    if opened and _OPENERS.search(opened.group()):
        return after
    before = Span(sentence.start, verbs[-1].start())
    return before if _length(before) >= max(LEAST, _length(after)) else after


def _larger(sentence: Span, start: int, end: int) -> Span:
    """The larger part of a sentence on either side of these characters."""
    before, after = Span(sentence.start, start), Span(end, sentence.end)
    return before if _length(before) > _length(after) else after


def _length(span: Span) -> int:
    return span.end - span.start
