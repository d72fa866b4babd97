"""What the lexicons alone can show of a shift: the words on each side, and which way they go.

Rules:
  - A rule never decides that there is no shift; it says whether the words that carry one can be named.
  - Ladders are compared only with themselves: "detained" with "abducted", never with "murdered".
  - Who did it and who said it is no feature.

What a rule can name is sure enough to hold up a release until somebody answers; what only the learned part says is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from answerable.text.numbers import quantities
from answerable.text.spans import Span
from answerable.text.strengths import Feature, Strength

NOWHERE = Span(0, 0)

HEDGED = 0.7
"""Level of certainty up to which words hedge; chosen by hand, between "probable" and "shown"."""

NEGATIONS = frozenset({"negated", "none", "without", "failed", "denied", "unable", "not-justified", "prohibited"})
HARMS = frozenset({"death", "movement", "custody", "event", "protection", "law", "pattern", "work", "discrimination"})


class Worded(NamedTuple):
    """The words that show a shift, and its direction."""

    direction: str
    source: Span
    restatement: Span


Pair = tuple[str, Strength, str, Strength]
"""Source, how much it says, restatement, how much it says."""


def worded(kind: str, pair: Pair) -> Worded | None:
    """Return the words that show a shift of a kind, or None where the lexicons name none."""
    return RULES[kind](pair)


def _of(said: Strength, kind: str, *, up_to: float = 1.0, least: float = 0.0) -> list[Feature]:
    return [each for each in said.features if each.kind == kind and least <= each.level <= up_to]


def _span(features: Iterable[Feature]) -> Span:
    first = next(iter(features), None)
    return Span(first.start, first.end) if first else NOWHERE


def _lost_or_won(kind: str, *, lost: str, won: str) -> Callable[[Pair], Worded | None]:
    """Return a rule for words that one side has and the other has none of."""

    def rule(pair: Pair) -> Worded | None:
        _, source, _, restatement = pair
        ours, theirs = _of(source, kind), _of(restatement, kind)
        if ours and not theirs:
            return Worded(lost, _span(ours), NOWHERE)
        if theirs and not ours:
            return Worded(won, NOWHERE, _span(theirs))
        return None

    return rule


def _certainty(pair: Pair) -> Worded | None:
    _, source, _, restatement = pair
    ours, theirs = _of(source, "certainty", up_to=HEDGED), _of(restatement, "certainty", up_to=HEDGED)
    low = min((each.level for each in ours), default=1.0)
    high = min((each.level for each in theirs), default=1.0)
    if low < high:
        return Worded("stronger", _span(each for each in ours if each.level == low), _span(theirs))
    if high < low:
        return Worded("weaker", _span(ours), _span(each for each in theirs if each.level == high))
    return None


def _quantity(pair: Pair) -> Worded | None:
    text, source, other, restatement = pair
    ours, theirs = quantities(text, source.language), quantities(other, restatement.language)
    known = {each.normal() for each in ours}
    figures = {(each.numerator, each.base) for each in ours} | {(each.share, None) for each in ours}
    for each in theirs:
        if (
            each.normal() not in known
            and (each.numerator, each.base) not in figures
            and each.share not in {figure for figure, _ in figures}
        ):
            old = next(iter(ours), None)
            return Worded("changed", Span(old.start, old.end) if old else NOWHERE, Span(each.start, each.end))
    return _quantifier(source, restatement)


def same_numbers(pair: Pair) -> bool:
    """Tell whether both sides have the same numbers, with the same bounds and bases, and no other word of how many."""
    text, source, other, restatement = pair
    ours, theirs = (
        sorted((each.numerator, each.base or 0, each.bound) for each in quantities(words, said.language))
        for words, said in ((text, source), (other, restatement))
    )
    values = [{f.value for f in _of(said, "quantity")} & QUANTIFIERS for said in (source, restatement)]
    return bool(ours) and ours == theirs and values[0] == values[1]


def _quantifier(source: Strength, restatement: Strength) -> Worded | None:
    values = {each.value for each in _of(source, "quantity")}
    ours = _of(source, "quantity")
    for each in _of(restatement, "quantity"):
        if each.value in QUANTIFIERS and each.value not in values and ours:
            nearest = ours[0]
            way = "stronger" if each.level > nearest.level else "weaker" if each.level < nearest.level else "changed"
            return Worded(way, Span(nearest.start, nearest.end), Span(each.start, each.end))
    return None


QUANTIFIERS = frozenset({"none", "few", "some", "many", "most", "nearly-all", "all", "every-time", "half-less"})


def _scope(pair: Pair) -> Worded | None:
    _, source, _, restatement = pair
    wide = _of(restatement, "scope", least=0.8)
    if wide and not _of(source, "scope", least=0.8):
        return Worded("stronger", _span(_of(source, "scope", up_to=0.7)), _span(wide))
    ours = [each for each in _of(source, "scope", up_to=0.7) if each.value in {"part", "sometimes", "group", "place"}]
    if ours and not _of(restatement, "scope"):
        return Worded("stronger", _span(ours), NOWHERE)
    return None


def _polarity(pair: Pair) -> Worded | None:
    _, source, _, restatement = pair
    ours = [each for each in _of(source, "polarity") if each.value in NEGATIONS]
    theirs = [each for each in _of(restatement, "polarity") if each.value in NEGATIONS]
    if ours and not theirs:
        return Worded("stronger", _span(ours), NOWHERE)
    if theirs and not ours:
        return Worded("changed", NOWHERE, _span(theirs))
    return None


def _cause(pair: Pair) -> Worded | None:
    _, source, _, restatement = pair
    ours, theirs = _of(source, "cause", least=0.6), _of(restatement, "cause", least=0.6)
    if theirs and not ours:
        return Worded("stronger", _span(_of(source, "cause")), _span(theirs))
    if ours and not theirs:
        return Worded("weaker", _span(ours), _span(_of(restatement, "cause")))
    return None


def _intent(pair: Pair) -> Worded | None:
    _, source, _, restatement = pair
    ours = max((each.level for each in _of(source, "intent")), default=0.0)
    theirs = [each for each in _of(restatement, "intent") if each.level > ours]
    if theirs and ours < min(each.level for each in theirs):
        return Worded("stronger", _span(_of(source, "intent")), _span(theirs))
    if ours >= 0.6 and not _of(restatement, "intent"):  # noqa: PLR2004 - "refused" and above, see ladders.toml
        return Worded("weaker", _span(_of(source, "intent", least=0.6)), NOWHERE)
    return None


def _agency(pair: Pair) -> Worded | None:
    _, source, _, restatement = pair
    named = [each for each in _of(source, "agency") if each.value == "doer-named"]
    hidden = [each for each in _of(restatement, "agency") if each.value != "doer-named"]
    if named and hidden and not any(each.value == "doer-named" for each in _of(restatement, "agency")):
        return Worded("weaker", _span(named), _span(hidden))
    before = [each for each in _of(source, "agency") if each.value != "doer-named"]
    after = [each for each in _of(restatement, "agency") if each.value == "doer-named"]
    if before and after and not named:
        return Worded("stronger", _span(before), _span(after))
    return None


def _label(pair: Pair) -> Worded | None:
    _, source, _, restatement = pair
    ours = _highest(source)
    for ladder, word in _highest(restatement).items():
        was = ours.get(ladder)
        if ladder == "moral" and (was is None or was.value != word.value) and word.level == 1.0:
            return Worded("changed", _span([was] if was else []), _span([word]))
        if ladder in HARMS and was is not None and was.level != word.level:
            return Worded("stronger" if word.level > was.level else "weaker", _span([was]), _span([word]))
        if ladder in HARMS and was is None and word.level >= 0.6:  # noqa: PLR2004 - "crime" and above, see ladders.toml
            return Worded("stronger", NOWHERE, _span([word]))
    return None


def _highest(said: Strength) -> Mapping[str, Feature]:
    """Return the highest label on each ladder."""
    found: dict[str, Feature] = {}
    for each in _of(said, "legal_label"):
        ladder = each.value.partition(".")[0]
        if ladder not in found or found[ladder].level < each.level:
            found[ladder] = each
    return found


def _attribution(pair: Pair) -> Worded | None:
    _, source, _, restatement = pair
    values = {each.value for each in _of(source, "attribution")}
    theirs = [each for each in _of(restatement, "attribution") if each.value not in values]
    if theirs:
        return Worded("stronger", _span(_of(source, "attribution")), _span(theirs))
    return None


def _caveat(pair: Pair) -> Worded | None:
    _, source, _, restatement = pair
    ours, theirs = _of(source, "caveat"), _of(restatement, "caveat")
    if len(ours) > len(theirs):
        return Worded("stronger", _span(ours), NOWHERE)
    if len(theirs) > len(ours):
        return Worded("weaker", NOWHERE, _span(theirs))
    return None


RULES: Mapping[str, Callable[[Pair], Worded | None]] = {
    "certainty": _certainty,
    "condition": _lost_or_won("condition", lost="stronger", won="weaker"),
    "quantity": _quantity,
    "alternatives": _lost_or_won("alternatives", lost="stronger", won="weaker"),
    "scope": _scope,
    "polarity": _polarity,
    "cause": _cause,
    "intent": _intent,
    "agency": _agency,
    "legal_label": _label,
    "caveat": _caveat,
    "attribution": _attribution,
}
"""The rule for each kind."""
