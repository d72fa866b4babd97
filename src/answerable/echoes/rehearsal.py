"""The rehearsal of misuse beside what happened: what was foreseen, what came, and what nobody had thought of.

Rules:
  - A truncation came where a use of its statement has nearly all of its words in their order, and not the whole
    statement's. A reuse is told in words of one's own, so no machine can say that it came: the bent uses of its
    statement stand beside it, and a person sees.
  - Happened is what a person confirmed; the rest is proposed, and counted apart.
  - A use of a statement that nobody rehearsed, and that is bent, was not foreseen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import msgspec
from rapidfuzz.distance import LCSseq

from answerable.clearance.entries import MisuseRehearsed
from answerable.record.entry import Fact

NEAR = 0.8
"""Share of a truncation's words that a use has in their order, from which on it came. Chosen by hand: one word in five
may be another."""

_WORD = re.compile(r"\w+")


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A use as the rehearsal looks at it: the page's words, and how much of the statement was kept, 0 to 1."""

    id: str
    passage: str
    words: str
    at: datetime | None
    shifted: bool
    whole: float
    confirmed: bool


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the rehearsal, scored.

    Attributes:
        statement: The statement that was rehearsed.
        truncation: The worst honest truncation, as rehearsed.
        reuse: The worst reuse, as rehearsed.
        answer: What was decided: mitigated or accepted.
        truncated: Uses in which the truncation came.
        bent: Uses of the statement that say something else than it.
        used: How many uses there are of the statement.
    """

    statement: str
    truncation: str
    reuse: str
    answer: str
    truncated: tuple[Seen, ...]
    bent: tuple[Seen, ...]
    used: int

    @property
    def happened(self) -> int:
        """How many of these a person confirmed."""
        return len({each.id for each in (*self.truncated, *self.bent) if each.confirmed})

    @property
    def proposed(self) -> int:
        """How many of these nobody has judged."""
        return len({each.id for each in (*self.truncated, *self.bent) if not each.confirmed})

    @property
    def first(self) -> datetime | None:
        """When the first of these appeared."""
        return min((each.at for each in (*self.truncated, *self.bent) if each.at), default=None)


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True):
    """All rows of an output, and the bent uses of what nobody rehearsed."""

    rows: tuple[Row, ...]
    unforeseen: tuple[Seen, ...]


def scored(
    rehearsed: Sequence[Fact[MisuseRehearsed]], uses: Sequence[Seen], *, text_of: Callable[[str], str]
) -> Rehearsal:
    """Return the rehearsal of one output beside the uses of its statements.

    Args:
        rehearsed: The rows, oldest first; the last one of a statement holds.
        uses: The uses that no person rejected.
        text_of: Gives the text behind a commitment.
    """
    last = {fact.body.statement: fact.body for fact in rehearsed}
    rows = tuple(_row(body, [use for use in uses if use.passage == name], text_of) for name, body in last.items())
    unforeseen = tuple(use for use in uses if use.shifted and use.passage not in last)
    return Rehearsal(rows=rows, unforeseen=unforeseen)


def nearness(truncation: str, words: str) -> float:
    """Return the share of a truncation's words that a text has in their order, 0 to 1; 0 for no words."""
    wanted, found = _words(truncation), _words(words)
    return float(LCSseq.similarity(wanted, found)) / len(wanted) if wanted else 0.0


def _row(body: MisuseRehearsed, uses: Iterable[Seen], text_of: Callable[[str], str]) -> Row:
    own = list(uses)
    truncation = text_of(body.truncation)
    return Row(
        statement=body.statement,
        truncation=truncation,
        reuse=text_of(body.reuse),
        answer=body.answer,
        truncated=tuple(use for use in own if use.whole < 1 and nearness(truncation, use.words) >= NEAR),
        bent=tuple(use for use in own if use.shifted),
        used=len(own),
    )


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]
