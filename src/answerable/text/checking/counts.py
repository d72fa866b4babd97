"""Gate 8: quantifiers resolve to a count, and numbers are those of what a statement rests on.

Rules:

* dates, years, times and ordinals are no numbers here (`answerable.text.numbers`); "one" in words is none either;
* a number is found where a passage has it as a count, a base or a share, or has what is left of a base (12 of 30 shows
  18); a rounded percentage finds its share;
* a number that somebody else named, or that stands beside a caveat, is a remark;
* a statement that rests on nothing is compared with nothing: gate 9 names it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction

from answerable.text.checking.graver import is_denied, passed_on, spotted_in
from answerable.text.checking.limits import takes_back
from answerable.text.checking.notes import Note
from answerable.text.checking.resting import Rested
from answerable.text.checking.sheet import Placed
from answerable.text.numbers import PER_CENT, Quantity

GATE = 8

ROUNDED = Fraction(1, 200)
"""How far a percentage without decimals may lie from the share it rounds."""


def quantifiers_without_count(statement: Placed, rested: Sequence[Rested]) -> Iterator[Note]:
    """Give a note for each quantifier with no number in the statement, its paragraph or what it rests on."""
    if statement.counts or statement.paragraph.counts or any(each.said.counts for each in rested):
        return
    for sentence, word in spotted_in(statement, "quantifiers"):
        start, end = word.start + sentence.start, word.end + sentence.start
        if is_denied(sentence, word) or statement.is_quoted(start, end):
            continue
        said = statement.text[start:end]
        yield statement.note(
            start,
            end,
            gate=GATE,
            code="quantifier-without-count",
            value=said.lower(),
            reason=f"'{said}' with no number behind it: say how many, of how many",
            sure=bool(rested),
        )


def numbers_not_found(statement: Placed, rested: Sequence[Rested]) -> Iterator[Note]:
    """Give a note for each number of a statement that nothing it rests on has."""
    if not rested:
        return
    behind = [each for passage in rested for said in (passage.said, *passage.limits) for each in said.quantities]
    known = _figures(behind)
    for each in statement.quantities:
        written = statement.text[each.start : each.end]
        small = each.numerator == 1 and each.base is None and not any(letter.isdigit() for letter in written)
        if small or _found(each, known) or statement.is_quoted(each.start, each.end):
            continue
        names = ", ".join(passage.passage.id for passage in rested)
        yield statement.note(
            each.start,
            each.end,
            gate=GATE,
            code="number-not-found",
            shift="quantity",
            direction="changed",
            against=rested[0].passage.id,
            value=each.normal(),
            reason=f"'{written}' is in none of what this rests on ({names})",
            sure=each.form != "age" and not _told(statement, each),
        )


def _figures(behind: Sequence[Quantity]) -> tuple[frozenset[Fraction], frozenset[Fraction]]:
    """Return the counts and the shares of passages, with what is left of each base."""
    counts, shares = set(), set()
    for each in behind:
        counts.add(each.numerator)
        if each.base is not None and each.share is not None:
            counts |= {each.base, each.base - each.numerator}
            shares |= {each.share, 1 - each.share}
    return frozenset(counts), frozenset(shares)


def _found(each: Quantity, known: tuple[frozenset[Fraction], frozenset[Fraction]]) -> bool:
    counts, shares = known
    if each.share is None:
        return each.numerator in counts
    if each.base == PER_CENT:
        return any(abs(each.share - share) <= ROUNDED for share in shares) or each.numerator in counts
    return each.share in shares or {each.numerator, each.base} <= counts


def _told(statement: Placed, each: Quantity) -> bool:
    """Tell whether the sentence of a number passes on what others said, or takes something back."""
    sentences = statement.sentences
    at = bisect_right([one.start for one in sentences], each.start) - 1
    return at >= 0 and (passed_on(sentences[at]) or takes_back(sentences[at]))
