"""What a careful reader stumbles over: a hidden doer, all where some is meant, a word of law used as an ordinary word.

Rules: remarks only, which never block; nothing of it in speech of others; who is meant makes no difference, so a harm
without its doer is named whoever suffered it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from answerable.text.checking.causes import HARMS, NAMED
from answerable.text.checking.graver import is_denied, spotted_in
from answerable.text.checking.notes import Note
from answerable.text.checking.resting import Rested
from answerable.text.checking.sheet import Placed

GATE = 11


def doers_hidden(statement: Placed) -> Iterator[Note]:
    """Give a note for the first harm of each sentence whose doer neither it nor its paragraph names."""
    if NAMED in statement.paragraph.values:
        return
    for sentence in statement.sentences:
        harms = frozenset(pair for pair in sentence.values if pair[0] == "legal_label" and pair[1].startswith(HARMS))
        for each in sentence.of("agency", {"doer-hidden"}):
            start, end = each.start + sentence.start, each.end + sentence.start
            harm = sentence.reached(harms, each.start, each.end) and not is_denied(sentence, each)
            if harm and not statement.is_quoted(start, end):
                yield statement.note(
                    start,
                    end,
                    gate=GATE,
                    code="doer-hidden",
                    shift="agency",
                    reason=f"'{statement.text[start:end]}' does not say who did it; say so, or that it is not known",
                )
                break


def generalities(statement: Placed, rested: Sequence[Rested]) -> Iterator[Note]:
    """Give a note for words that leave no exception, where nothing that the statement rests on has them."""
    behind = any(word.kind == "wholes" for each in rested for word in each.said.spotted)
    for sentence, word in () if behind else spotted_in(statement, "wholes"):
        start, end = word.start + sentence.start, word.end + sentence.start
        if not sentence.quantities and not statement.is_quoted(start, end):
            said = statement.text[start:end]
            yield statement.note(
                start,
                end,
                gate=GATE,
                code="general",
                reason=f"'{said}' leaves no exception: is it so of all, or of some?",
            )


def terms_of_art(statement: Placed, rested: Sequence[Rested]) -> Iterator[Note]:
    """Give a note for words of law in a statement that draws no legal conclusion, and rests on none with them."""
    if statement.marked.says == "law":
        return
    behind = {word.value for each in rested for word in each.said.spotted if word.kind == "terms"}
    seen: set[str] = set()
    for sentence, word in spotted_in(statement, "terms"):
        start, end = word.start + sentence.start, word.end + sentence.start
        known = word.value in behind or word.value in seen
        if known or is_denied(sentence, word) or statement.is_quoted(start, end):
            continue
        seen.add(word.value)
        said = statement.text[start:end]
        yield statement.note(
            start,
            end,
            gate=GATE,
            code="term-of-art",
            value=word.value,
            reason=f"'{said}' is a word of law: name the rule, or say it in ordinary words",
        )
