"""Gate 6: "not aware that they warned" is not "they did not warn".

Rules: what nobody heard of is shown by words (`lists`, "silences"); the failure by a negation that speaks of the same
thing; a statement that keeps words of not knowing turns nothing round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from answerable.text.checking.notes import Note
from answerable.text.checking.resting import Rested
from answerable.text.checking.said import Said, shared
from answerable.text.checking.sheet import Placed
from answerable.text.strengths import Feature

GATE = 6

FAILS = frozenset({"negated", "failed", "none", "without"})
"""Features of polarity by which a statement says that something was not done."""

SAME = 0.5
"""Part of the words of a negated clause that the silence must have as well; chosen by hand."""


def failures(statement: Placed, rested: Sequence[Rested]) -> Iterator[Note]:
    """Give a note for each negation that the passages behind it only have as something nobody heard of."""
    silent = [(each, sentence) for each in rested for sentence in each.said.sentences if is_silent(sentence)]
    for sentence in statement.sentences if silent else ():
        if knows_not(sentence):
            continue
        for feature in sentence.of("polarity", FAILS):
            found = next((pair for pair in silent if _of_the_same(sentence, feature, pair[1])), None)
            start, end = feature.start + sentence.start, feature.end + sentence.start
            if found and not statement.is_quoted(start, end):
                yield _note(statement, start, end, *found)


def is_silent(sentence: Said) -> bool:
    """Tell whether a sentence says that nobody heard of something."""
    return any(word.kind == "silences" for word in sentence.spotted)


def knows_not(sentence: Said) -> bool:
    """Tell whether a sentence keeps words of not knowing."""
    return is_silent(sentence) or any(True for _ in sentence.of("certainty", {"unknown"}))


def _of_the_same(sentence: Said, feature: Feature, silence: Said) -> bool:
    """Tell whether a negated clause and a silence speak of the same thing."""
    clause = Said(feature.words, sentence.language).keys
    return len(clause & silence.keys) > 0 and shared(clause, silence.keys) >= SAME


def _note(statement: Placed, start: int, end: int, rested: Rested, silence: Said) -> Note:
    cue = next(word for word in silence.spotted if word.kind == "silences")
    words = silence.text[cue.start : cue.end]
    first = " ".join(statement.text[start:end].split()[:4])
    return statement.note(
        start,
        end,
        gate=GATE,
        code="silence-as-failure",
        shift="certainty",
        direction="stronger",
        against=rested.passage.id,
        against_start=silence.start + cue.start,
        against_end=silence.start + cue.end,
        reason=f"'{words}' became '{first}': nobody heard of it, which is not that it was not done",
        sure=True,
    )
