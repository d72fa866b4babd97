"""Gates 6, 8, 10, 11 and 16: what changed between a statement and what it rests on, or the same statement elsewhere.

Rules:

* a statement is compared with all that it rests on together: what one passage lacks another may have;
* each single sentence of it is compared as well, as if nothing else were read; only what it says more counts then;
* speech of others inside a statement is compared and never noted;
* sure is what the engine is sure of, by words that a rule names, and what says more or other; saying less is a remark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from answerable.text.checking.graver import passed_on
from answerable.text.checking.limits import takes_back
from answerable.text.checking.notes import Note
from answerable.text.checking.resting import Rested
from answerable.text.checking.said import Said
from answerable.text.checking.sheet import Placed
from answerable.text.checking.silence import FAILS, is_silent, knows_not
from answerable.text.spans import Span
from answerable.text.support import COMPARED

if TYPE_CHECKING:
    from answerable.text.comparing import Shift

CODES = {"stronger": "says-more", "weaker": "says-less", "changed": "says-other"}
GATES = {"quantity": 8}
ALONE, PARITY = 11, 16

PARTIAL = frozenset({"caveat", "scope", "quantity", "agency"})
"""Kinds that a sentence read alone may leave to the sentence before it: a remark."""

DOUBTS = frozenset({"caveat", "certainty", "polarity", "condition"})
"""Kinds whose words may stand in the next sentence."""


class Source:
    """What a statement is compared with: passages as one text, with the way back to each."""

    def __init__(self, rested: Sequence[Rested]) -> None:
        """Take passages of one language."""
        self.rested = tuple(rested)
        self.text = " ".join(each.passage.text for each in self.rested)
        self.language = self.rested[0].language

    def at(self, span: Span) -> tuple[str, int, int]:
        """Return the passage that characters stand in, and where in it; the first where there are none."""
        before = 0
        for each in self.rested:
            length = len(each.passage.text)
            if span and span.start < before + length:
                return each.passage.id, max(0, span.start - before), min(length, span.end - before)
            before += length + 1
        return self.rested[0].passage.id, 0, 0


def source_of(statement: Said, rested: Sequence[Rested]) -> Source:
    """Return what a statement is compared with: the passages of the first one's language, the most alike ones."""
    language = rested[0].language
    same = [each for each in rested if each.language == language]
    if len(same) > COMPARED:
        same = sorted(same, key=lambda each: -len(statement.keys & each.said.keys))[:COMPARED]
    return Source(same)


def shifts_of(statement: Said, source: Source) -> list[Shift]:
    """Return what changed from a source to a statement."""
    from answerable.text.comparing import shifts  # noqa: PLC0415 - the learned part loads only when asked

    if _plain(statement.text) == _plain(source.text):
        return []
    return shifts(source.text, statement.text, source_lang=source.language, restatement_lang=statement.language)


def changes(statement: Placed, source: Source, found: Sequence[Shift]) -> Iterator[Note]:
    """Give a note for each shift between a statement and what it rests on, the sentences alone included."""
    yield from _notes(statement, source, found, 0)
    sentences = statement.sentences
    for sentence in sentences if len(sentences) > 1 else ():
        alone = [each for each in shifts_of(sentence, source) if each.direction == "stronger"]
        new = [each for each in alone if not _known(each, sentence.start, found)]
        yield from _notes(statement, source, new, sentence.start, sentence=sentence)


def differences(statement: Placed, other: Rested) -> Iterator[Note]:
    """Give a note for each shift between a statement and the same statement elsewhere."""
    source = Source([other])
    for each in shifts_of(statement, source):
        span = _words(statement, each, 0)
        if not statement.is_quoted(span.start, span.end):
            yield _note(statement, source, each, span, PARITY, "versions-differ")


def _notes(
    statement: Placed, source: Source, found: Sequence[Shift], start: int, *, sentence: Said | None = None
) -> Iterator[Note]:
    for each in found:
        span = _words(statement, each, start, whole=sentence)
        if statement.is_quoted(span.start, span.end):
            continue
        gate, code = _gate(statement, sentence, source, each, span)
        yield _note(statement, source, each, span, gate, code, alone=sentence is not None)


def _gate(statement: Placed, sentence: Said | None, source: Source, shift: Shift, span: Span) -> tuple[int, str]:
    """Return the gate that a shift belongs to, and its code."""
    if shift.direction == "stronger" and shift.kind == "cause":
        return 10, "cause-added"
    if shift.kind in {"certainty", "polarity"} and shift.direction != "weaker" and _turned(statement, source, span):
        return 6, "silence-as-failure"
    if shift.direction == "stronger" and shift.kind == "caveat":
        return (6, "limit-lost") if sentence is None else (ALONE, "says-more")
    return GATES.get(shift.kind, ALONE), CODES[shift.direction]


def _turned(statement: Placed, source: Source, span: Span) -> bool:
    """Tell whether what nobody heard of became something that was not done."""
    if not any(is_silent(each.said) for each in source.rested):
        return False
    here = next((each for each in statement.sentences if each.start <= span.start < each.start + len(each.text)), None)
    return here is not None and not knows_not(here) and any(True for _ in here.of("polarity", FAILS))


def _words(statement: Placed, shift: Shift, start: int, *, whole: Said | None = None) -> Span:
    """Return the words of a statement that carry a shift; all of it where it is something left out."""
    span = shift.restatement
    if span and not (shift.kind == "caveat" and shift.direction == "stronger"):
        return Span(span.start + start, span.end + start)
    return Span(start, start + len((whole or statement).text))


def _known(shift: Shift, start: int, found: Sequence[Shift]) -> bool:
    """Tell whether a shift of a single sentence was found in the whole statement too."""
    moved = Span(shift.restatement.start + start, shift.restatement.end + start)
    return any(
        each.kind == shift.kind and (each.restatement.overlaps(moved) or not each.restatement or not moved)
        for each in found
    )


def _note(
    statement: Placed, source: Source, shift: Shift, span: Span, gate: int, code: str, *, alone: bool = False
) -> Note:
    against, start, end = source.at(shift.source)
    partial = alone and shift.kind in PARTIAL
    return statement.note(
        span.start,
        span.end,
        gate=gate,
        code=code,
        shift=shift.kind,
        direction=shift.direction,
        against=against,
        against_start=start,
        against_end=end,
        reason=f"read alone: {shift.reason}" if alone else shift.reason,
        sure=shift.sure and shift.direction != "weaker" and not partial and not _beside(statement, shift),
    )


def _beside(statement: Placed, shift: Shift) -> bool:
    """Tell whether what a statement lost of doubt stands beside it: in its paragraph, or as somebody else's word."""
    if shift.kind not in DOUBTS or shift.direction != "stronger":
        return False
    paragraph = statement.paragraph
    outside = len(paragraph.text) > len(statement.text) and takes_back(paragraph) and not takes_back(statement)
    return outside or passed_on(statement)


def _plain(text: str) -> str:
    return " ".join(text.split())
