"""The worst honest truncation of a sentence: which run of its own words says more than all of them.

Rules:

* a truncation is honest when it is a run of the sentence's own words, cut where a clause begins or ends; nothing is
  added, nothing inside is left out;
* it is bad when it says more than the whole: it is firmer, or a limit, a condition, a denial, whoever said it, an
  alternative, part of the scope or the base of a number is gone; the more of the claim it keeps, the worse it is;
* a run that keeps nothing of what is claimed is no truncation of it;
* a language without lists has no answer, and neither has a sentence in which no part says more than the whole.

Weights are chosen by hand: they order what people then judge, and nothing is decided by them.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib.resources import files

import msgspec

from answerable.text import lexicons
from answerable.text.lexicons.tokens import CLAUSE_END, Tokens, tokens
from answerable.text.morphology import folded
from answerable.text.numbers import quantities
from answerable.text.rungs import LADDER
from answerable.text.strengths import Feature, Strength, strength

FEWEST_WORDS = 3  # words of a part that can stand as a sentence: `Two men died`
MOST_PIECES = 16  # clauses looked at in one sentence; a bound on work, chosen by hand
MOST = 5  # truncations given; chosen by hand: more than anybody weighs
COMPARED = 3  # of them, how many are compared by the learned part as well; a bound on work
HEDGED = 0.7  # certainty up to which words hedge, as in `comparing.rules`
KEEPS = 0.4  # least part of what is claimed that a run keeps; chosen by hand

NEGATIONS = frozenset({"negated", "none", "without", "denied", "unable", "not-justified"})
NARROW = frozenset({"part", "sometimes", "group"})
SOURCES = frozenset({"said", "claimed", "testified", "source", "found", "showed", "warned", "feared"})
CLAIMS = frozenset({"legal_label", "agency", "intent", "quantity"})
"""Kinds of feature that show what a sentence claims."""

WEIGHTS = {
    "firmer": 3.0,
    "condition": 3.0,
    "denial": 3.0,
    "accident": 2.0,
    "certainty": 2.0,
    "limit": 2.0,
    "speaker": 2.0,
    "base": 2.0,
    "alternative": 1.5,
    "scope": 1.0,
    "shift": 1.0,
}

WHY = {
    "firmer": "It is firmer than the whole: {words}.",
    "condition": "The condition is gone: {words}.",
    "denial": "What denies it is gone: {words}.",
    "accident": "That it was not meant is gone: {words}.",
    "certainty": "What shows doubt is gone: {words}.",
    "limit": "A limit is gone: {words}.",
    "speaker": "Who says so is gone: {words}.",
    "base": "The number has lost its base: {words}.",
    "alternative": "The other possibility is gone: {words}.",
    "scope": "It no longer says that only a part is meant: {words}.",
    "shift": "It reads stronger: {words}.",
}
"""What a part says beyond the whole, by kind, in words around what is gone."""


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which a part says more than the whole; `words` are those that are gone, or that changed."""

    kind: str
    words: str

    @property
    def text(self) -> str:
        """The same as a sentence."""
        return WHY[self.kind].format(words=self.words)


class Truncation(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a sentence's own words that says more than all of them; half-open offsets in the sentence."""

    start: int
    end: int
    words: str
    losses: tuple[Loss, ...]
    weight: float

    @property
    def why(self) -> tuple[str, ...]:
        """What it says beyond the whole, in sentences."""
        return tuple(loss.text for loss in self.losses)


def truncations(text: str, *, language: str) -> tuple[Truncation, ...]:
    """Return the honest truncations of a sentence that say more than it does, the worst first.

    Args:
        text: A sentence, or the few sentences of one statement.
        language: BCP 47 tag of its language.
    """
    lang = language.split("-", maxsplit=1)[0].lower()
    if lang not in lexicons.languages() or not text.strip():
        return ()
    whole = strength(text, lang=lang)
    found = [
        judged for start, end in _runs(tokens(text, lang), lang) if (judged := _judge(text, whole, start, end, lang))
    ]
    found.sort(key=_badness)
    best = _apart(found)[:MOST]
    compared = [_compared(text, each, lang) for each in best[:COMPARED]]
    return tuple(sorted([*compared, *best[COMPARED:]], key=_badness))


def _badness(each: Truncation) -> tuple[float, int, int]:
    return -each.weight, each.start - each.end, each.start


def _runs(passage: Tokens, lang: str) -> Iterator[tuple[int, int]]:
    """The runs of clauses of a passage as half-open offsets, without marks and coordinators at their ends."""
    cuts = _cuts(passage, lang)
    seen = set()
    for number, first in enumerate(cuts):
        for last in cuts[number + 1 :]:
            run = _trimmed(passage, first, last, lang) if last <= _reach(passage, first, lang) else None
            if run and run not in seen:
                seen.add(run)
                yield run


def _cuts(passage: Tokens, lang: str) -> list[int]:
    """The places at which a passage can be cut: after a mark that ends a clause, at a word that opens one."""
    cuts = {0, len(passage.norms)}
    for place, norm in enumerate(passage.norms):
        if norm in CLAUSE_END:
            cuts.add(place + 1)
        elif _opens(passage, place, lang):
            cuts |= {place, place + 1}
    return sorted(cuts)[: MOST_PIECES + 1]


def _opens(passage: Tokens, place: int, lang: str) -> bool:
    """Tell whether a word opens a subordinate clause where it stands."""
    after_mark = place == 0 or passage.norms[place - 1] in CLAUSE_END
    return passage.norms[place] in _openers(lang) and (after_mark or not _lists()[lang].get("after_marks"))


def _reach(passage: Tokens, first: int, lang: str) -> int:
    """How far a run may go: one that begins inside a subordinate clause ends with it, or it would join two halves."""
    if first == 0 or not _opens(passage, first - 1, lang):
        return len(passage.norms)
    marks = (place for place in range(first, len(passage.norms)) if passage.norms[place] in CLAUSE_END)
    return next(marks, len(passage.norms) - 1) + 1


def _trimmed(passage: Tokens, start: int, end: int, lang: str) -> tuple[int, int] | None:
    """The offsets of a run, or None where what is left opens a subordinate clause or is too short for a sentence."""
    joins, last = _words(lang, "joins"), end
    while start < last and (passage.norms[start] in CLAUSE_END or passage.norms[start] in joins):
        start += 1
    while last > start and (passage.norms[last - 1] in CLAUSE_END or passage.norms[last - 1] in joins | _openers(lang)):
        last -= 1
    words = sum(passage.is_word(place) for place in range(start, last))
    inside = [passage.norms[place] for place in range(start, last)]
    if words < FEWEST_WORDS or _opens(passage, start, lang) or inside.count("(") != inside.count(")"):
        return None
    if last == len(passage.norms) - (passage.norms[-1] in CLAUSE_END) and start == 0:
        return None
    return passage.starts[start], passage.ends[last - 1]


def _judge(text: str, whole: Strength, start: int, end: int, lang: str) -> Truncation | None:
    words = text[start:end]
    part = strength(words, lang=lang)
    kept = _kept(whole, start, end, share=len(words) / len(text))
    asserts = part.rung or any(each.kind == "agency" for each in part.features)  # `ordered` is a deed and no claim
    if not asserts or kept < KEEPS:
        return None
    losses = (*_gone(whole, part, start, end), *_bases(text, whole, words, part))
    firmer = bool(whole.rung and part.rung) and LADDER.index(part.rung) > LADDER.index(whole.rung)
    if firmer and not {"condition", "certainty", "denial"} & {loss.kind for loss in losses}:
        losses = (Loss(kind="firmer", words=part.rung.replace("-", " ")), *losses)
    if not losses:
        return None
    weight = sum(WEIGHTS[loss.kind] for loss in losses) * (1 + kept) / 2
    return Truncation(start=start, end=end, words=words, losses=losses, weight=round(weight, 4))


def _kept(whole: Strength, start: int, end: int, *, share: float) -> float:
    """The part of what the sentence claims that stands in a run, 0 to 1, and no less than its part of the words."""
    claims = [each for each in whole.features if each.kind in CLAIMS]
    inside = sum(start <= each.start and each.end <= end for each in claims)
    return max(share, inside / len(claims) if claims else 0.0)


def _gone(whole: Strength, part: Strength, start: int, end: int) -> list[Loss]:
    """What weakens the sentence and is gone from a run of it; the same words are named once."""
    found: list[Loss] = []
    spans: list[tuple[int, int]] = []
    for name, kind, weakens in WEAKENERS:
        kept = {each.value for each in part.features if each.kind == kind and weakens(each)}
        for each in whole.features:
            if each.kind != kind or not weakens(each) or each.value in kept or (name == "speaker" and kept):
                continue
            inside = start <= each.start and each.end <= end
            reaches = name != "denial" or (each.start < end and start < each.end)
            named = any(each.start < until and since < each.end for since, until in spans)
            if not inside and reaches and not named:
                spans.append((each.start, each.end))
                found.append(Loss(kind=name, words=each.words))
                break
    return found


WEAKENERS: tuple[tuple[str, str, Callable[[Feature], bool]], ...] = (
    ("condition", "condition", lambda each: each.value != "would"),
    ("denial", "polarity", lambda each: each.value in NEGATIONS),
    ("speaker", "attribution", lambda each: each.value in SOURCES),
    ("limit", "caveat", lambda _each: True),
    ("certainty", "certainty", lambda each: each.level <= HEDGED),
    ("accident", "intent", lambda each: each.value in {"unintended", "accidental"}),
    ("alternative", "alternatives", lambda _each: True),
    ("scope", "scope", lambda each: each.value in NARROW),
)
"""What weakens a sentence: the loss of it, the kind of feature, and which of that kind; what is named first, first."""


def _bases(text: str, whole: Strength, words: str, part: Strength) -> Iterator[Loss]:
    """The numbers of a part that had a base in the whole, and have none now."""
    bare = {each.numerator for each in quantities(words, part.language) if each.base is None and each.share is None}
    for each in quantities(text, whole.language):
        if each.base is not None and each.numerator in bare:
            yield Loss(kind="base", words=text[each.start : each.end])


def _apart(found: Iterable[Truncation]) -> list[Truncation]:
    """Leave out what lies inside a worse one and loses nothing that it does not lose."""
    kept: list[Truncation] = []
    for each in found:
        inside = (other for other in kept if other.start <= each.start and each.end <= other.end)
        if not any({loss.kind for loss in each.losses} <= {loss.kind for loss in other.losses} for other in inside):
            kept.append(each)
    return kept


def _compared(text: str, each: Truncation, lang: str) -> Truncation:
    """Return a truncation with what the learned part finds stronger in it, and no rule has named."""
    from answerable.text.comparing import shifts  # noqa: PLC0415 - its networks load only when something is to compare

    named = {loss.kind for loss in each.losses}
    more = tuple(
        Loss(kind="shift", words=shift.kind.replace("_", " "))
        for shift in shifts(text, each.words, source_lang=lang, restatement_lang=lang)
        if shift.direction == "stronger" and shift.sure and not named & LIKE.get(shift.kind, frozenset())
    )
    if not more:
        return each
    added = sum(WEIGHTS[loss.kind] for loss in more)
    return msgspec.structs.replace(each, losses=(*each.losses, *more), weight=round(each.weight + added, 4))


LIKE = {
    "certainty": frozenset({"certainty", "firmer", "speaker", "limit"}),
    "condition": frozenset({"condition"}),
    "polarity": frozenset({"denial"}),
    "caveat": frozenset({"limit", "denial"}),
    "attribution": frozenset({"speaker"}),
    "alternatives": frozenset({"alternative"}),
    "scope": frozenset({"scope"}),
    "quantity": frozenset({"base"}),
}
"""The losses that say the same as a kind of shift."""


@cache
def _openers(lang: str) -> frozenset[str]:
    return frozenset(folded(str(lexicons.words(lang, "frames").get("clause_openers", ""))).split()) | _words(
        lang, "says"
    )


@cache
def _words(lang: str, name: str) -> frozenset[str]:
    return frozenset(folded(_lists().get(lang, {}).get(name, "")).split())


@cache
def _lists() -> dict[str, dict[str, str]]:
    content = files("answerable.text").joinpath("truncation.toml").read_text(encoding="utf-8")
    return tomllib.loads(content)
