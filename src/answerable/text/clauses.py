"""How far a cue reaches: from a cue to the end of its clause, the clause around it, or its sentence.

Rules: a clause ends at a comma, a semicolon, a colon, a dash, a bracket or a quotation mark; a mark inside a number is
none, because a number is one token. Places are tokens, half-open. A clause is no longer than `LONGEST` tokens.
"""

from __future__ import annotations

from answerable.text.lexicons.tokens import CLAUSE_END, Tokens

LONGEST = 40  # tokens of a clause on either side of its cue; a bound on work, chosen by hand


def clause_end(passage: Tokens, place: int) -> int:
    """The place after the last token of the clause that holds a token."""
    limit = min(len(passage.norms), place + LONGEST)
    sentence = passage.sentences[place] if place < len(passage.norms) else -1
    while place < limit and passage.norms[place] not in CLAUSE_END and passage.sentences[place] == sentence:
        place += 1
    return place


def clause_start(passage: Tokens, place: int) -> int:
    """The first token of the clause that holds a token."""
    limit = max(0, place - LONGEST)
    sentence = passage.sentences[place]
    while place > limit and passage.norms[place - 1] not in CLAUSE_END and passage.sentences[place - 1] == sentence:
        place -= 1
    return place


def sentence_bounds(passage: Tokens, place: int) -> tuple[int, int]:
    """The first token of the sentence that holds a token, and the place after its last."""
    number, start, end = passage.sentences[place], place, place
    while start and passage.sentences[start - 1] == number and place - start < 2 * LONGEST:
        start -= 1
    while end < len(passage.norms) and passage.sentences[end] == number and end - place < 2 * LONGEST:
        end += 1
    return start, end


def reach(passage: Tokens, start: int, end: int, extent: str) -> tuple[int, int]:
    """Tokens that a cue at `start` to `end` speaks for."""
    if extent == "clause":
        return start, max(end, clause_end(passage, end))
    if extent == "whole":
        return clause_start(passage, start), max(end, clause_end(passage, end))
    if extent == "sentence":
        return sentence_bounds(passage, start)
    return start, end
