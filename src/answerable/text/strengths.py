"""How much a passage says: its certainty, quantities, scope, negations, causes, intent, doers, labels and limits.

Rules:

* every feature names the words that carry it, half-open, in characters of the untouched passage;
* what the words are is data (`lexicons/<lang>/`); this module reads quantities, places, times and doers beside them;
* a sentence that denies a justification is a caveat although it contains the word;
* who speaks, and for whom, is never weighed;
* time is linear in the passage, and any text has an answer: a language without lists gives numbers only.

Sources of the lists stand with them; `lexicons/README.md` has the values of each kind.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from answerable.text import lexicons
from answerable.text.clauses import clause_end, clause_start, reach
from answerable.text.lexicons.matching import Match, matches
from answerable.text.lexicons.tokens import Tokens, tokens
from answerable.text.numbers import Quantity, of_tokens
from answerable.text.rungs import rung
from answerable.text.scenes import scenes

DOER_WITHIN = 10  # tokens after a passive among which its doer is looked for; chosen by hand
SPEAKER_WITHIN = 7  # tokens of a clause that are taken as the speaker's name; chosen by hand


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a passage says of how much, with the words that say it.

    Attributes:
        kind: One of the kinds of shift.
        value: What it is within the kind.
        level: Its place on the kind's ladder, 0 to 1; 1.0 where the kind has none.
        start: Offset of the first character.
        end: Offset after the last.
        words: The characters between.
    """

    kind: str
    value: str
    level: float
    start: int
    end: int
    words: str


class Strength(msgspec.Struct, frozen=True, kw_only=True):
    """How much a passage says.

    Attributes:
        language: ISO 639-1 code, `und` where none was recognised.
        rung: The main clause on the ladder of verbs; "" where the passage asserts nothing.
        features: In order of start.
    """

    language: str
    rung: str
    features: tuple[Feature, ...]


def strength(passage: str, *, lang: str | None = None) -> Strength:
    """How much a passage says.

    Args:
        passage: Any text.
        lang: ISO 639-1 code; recognised from the text where it is not given.
    """
    if lang is None:
        from answerable.text.languages import language_of  # noqa: PLC0415 - its tables load only when asked

        lang = language_of(passage)
    parted = tokens(passage, lang)
    found = [*_listed(parted, lang), *_counted(parted, lang), *_placed(parted, lang)]
    features = tuple(dict.fromkeys(sorted(found, key=lambda each: (each.start, each.end, each.kind, each.value))))
    return Strength(language=lang, rung=rung(parted, features, lang), features=features)


def _feature(passage: Tokens, kind: str, value: str, level: float, start: int, end: int) -> Feature:
    """A feature over tokens `start` to `end`."""
    first, last = passage.starts[start], passage.ends[end - 1]
    words = passage.text[first:last]
    return Feature(kind=kind, value=value, level=level, start=first, end=last, words=words)


def _listed(passage: Tokens, lang: str) -> Iterator[Feature]:
    """The features that the lists of a language find."""
    doers = frozenset(str(lexicons.words(lang, "frames").get("by", "")).split())
    found = matches(lexicons.load(lang), passage)
    taken = {(each.rule.kind, place) for each in found for place in range(each.start, each.end)}
    for match in found:
        rule, (start, end) = match.rule, _reach(passage, match)
        value, level = rule.value, rule.level
        if rule.kind == "agency" and value == "passive":
            value, level, end = _doer(passage, match, doers)
        yield _feature(passage, rule.kind, value, level, start, end)
        if rule.also and (rule.also[0], match.start) not in taken and (rule.also[0], match.end - 1) not in taken:
            kind, second, low = rule.also
            yield _feature(passage, kind, second, low, match.start, match.end)


def _reach(passage: Tokens, match: Match) -> tuple[int, int]:
    """The tokens that a match speaks for; a verb of saying takes its speaker along."""
    if match.rule.kind != "attribution":
        return reach(passage, match.start, match.end, match.rule.extent)
    start = clause_start(passage, match.start)
    if start < match.start <= start + SPEAKER_WITHIN:
        return start, match.end
    end = clause_end(passage, match.end)
    if start == match.start and end - match.end <= SPEAKER_WITHIN:
        return match.start, max(end, match.end)
    return match.start, match.end


def _doer(passage: Tokens, match: Match, doers: frozenset[str]) -> tuple[str, float, int]:
    """Whether a passive names its doer, the level, and the place after the doer's first word."""
    rungs = lexicons.ladders()["agency"]
    limit = min(clause_end(passage, match.end), match.end + DOER_WITHIN)
    for at in range(match.end, limit):
        if passage.norms[at] in doers:
            return "doer-named", float(rungs["doer-named"]["level"]), min(at + 2, max(limit, at + 1))
    return "doer-hidden", float(rungs["doer-hidden"]["level"]), match.end


def _counted(passage: Tokens, lang: str) -> Iterator[Feature]:
    """The quantities of a passage as features; a share has its part of the whole as level."""
    for each in of_tokens(passage, lang):
        words = passage.text[each.start : each.end]
        yield Feature(
            kind="quantity", value=each.normal(), level=_part(each), start=each.start, end=each.end, words=words
        )


def _part(quantity: Quantity) -> float:
    """The part of the whole, at most 1; 1.0 for a plain count."""
    return 1.0 if quantity.share is None else min(float(quantity.share), 1.0)


def _placed(passage: Tokens, lang: str) -> Iterator[Feature]:
    """The places and times of a passage as features of scope."""
    rungs = lexicons.ladders()["scope"]
    for value, start, end in scenes(passage, lang):
        yield _feature(passage, "scope", value, float(rungs[value]["level"]), start, end)
