"""Which statements of a version stand in the next one in exactly their words.

Rules:
  - A statement is carried when the whole sentences that hold it stand in the new text, letter for letter, as whole
    sentences, as often as before, and it at the same place in them. Words that found themselves in another sentence
    may say something else, and are marked by a person.
  - A carried statement keeps its id and its commitment, so that what was pinned to it still holds.
  - Nothing is ever carried by likeness.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from answerable.clearance.authoring.proposing import place_in, sentences_of
from answerable.outputs.entries import Statement


class Sheet:
    """A text with its sentences."""

    def __init__(self, text: str) -> None:
        """Take a draft as CommonMark."""
        self.text, self.sentences = text, sentences_of(text)

    def around(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of the whole sentences that these characters lie in, or of the characters alone."""
        held = [each for each in self.sentences if each.start < end and start < each.end]
        return min([start, *(each.start for each in held)]), max([end, *(each.end for each in held)])

    def places(self, passage: str) -> Iterator[int]:
        """Give every place at which `passage` stands as whole sentences."""
        at = self.text.find(passage)
        while at >= 0:
            if self.around(at, at + len(passage)) == (at, at + len(passage)):
                yield at
            at = self.text.find(passage, at + 1)


def carried(statements: Sequence[Statement], old: str, new: str) -> tuple[Statement, ...]:
    """Return the statements of the text `old` that stand in `new`, with where they stand now, in order."""
    before, after = Sheet(old), Sheet(new)
    found = [each for statement in statements if (each := _moved(statement, before, after)) is not None]
    return _apart(sorted(found, key=lambda each: (each.start, each.end)))


def _moved(statement: Statement, before: Sheet, after: Sheet) -> Statement | None:
    start, end = before.around(statement.start, statement.end)
    then, now = list(before.places(before.text[start:end])), list(after.places(before.text[start:end]))
    if start not in then or len(then) != len(now):
        return None
    moved = now[then.index(start)] - start
    first, last = statement.start + moved, statement.end + moved
    proposed = place_in(before.sentences, statement.start), place_in(after.sentences, first)
    place = statement.place if proposed[0] == proposed[1] else proposed[1]
    return msgspec.structs.replace(statement, start=first, end=last, place=place)


def _apart(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Return statements in order without those that would overlap one before; a title may be a passage as well."""
    kept: list[Statement] = []
    reached = 0
    for each in statements:
        if each.place == "title" or each.start >= reached:
            kept.append(each)
            reached = reached if each.place == "title" else each.end
    return tuple(kept)
