"""Gate 6: a limit that is stated beside what a statement rests on stands beside the statement too.

Rules:

* a limit is carried where the statement or its paragraph has its words, or a caveat or negation about the same thing;
  between languages, where it has any caveat;
* where no caveat stands beside the statement at all, the words show that it was left out; where another one does, it
  is for a person to say whether it is this one;
* a title or a heading is short: what it leaves out is a remark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from answerable.text.checking.notes import Note
from answerable.text.checking.resting import Rested
from answerable.text.checking.said import Said, shared
from answerable.text.checking.sheet import Placed

GATE = 6

CARRIED = 0.3
"""Part of a limit's words that must stand beside a statement; chosen by hand."""

LIMITS = frozenset({"limit", "unknown", "not-justified", "not-amounting", "pending", "denial"})

TAKES_BACK = frozenset(
    [("caveat", value) for value in LIMITS]
    + [("certainty", "unknown")]
    + [("polarity", value) for value in ("negated", "none", "without", "unable")]
)


def limits_lost(statement: Placed, rested: Sequence[Rested]) -> Iterator[Note]:
    """Give a note for each limit of what a statement rests on that stands nowhere beside it."""
    seen: set[str] = set()
    for passage in rested:
        for number, limit in enumerate(passage.limits):
            if limit.text not in seen and not _carried(statement, limit):
                yield _note(statement, passage, number, limit)
            seen.add(limit.text)


def _carried(statement: Placed, limit: Said) -> bool:
    here = (limit.keys & statement.keys) | (limit.keys & statement.paragraph.keys)
    if shared(limit.keys, here) >= CARRIED:
        return True
    return bool(here or limit.language != statement.language) and has_caveat(statement)


def has_caveat(statement: Placed) -> bool:
    """Tell whether any caveat or negation stands in a statement or its paragraph."""
    return takes_back(statement) or takes_back(statement.paragraph)


def takes_back(said: Said) -> bool:
    """Tell whether a passage takes something back: a caveat, words of not knowing, a negation."""
    return not TAKES_BACK.isdisjoint(said.values)


def _note(statement: Placed, passage: Rested, number: int, limit: Said) -> Note:
    sure = statement.marked.place != "title" and bool(statement.rung) and not has_caveat(statement)
    first = " ".join(limit.text.split()[:12])
    return statement.note(
        0,
        len(statement.text),
        gate=GATE,
        code="limit-lost",
        shift="caveat",
        direction="stronger",
        against=passage.passage.id,
        value=f"limit-{number + 1}",
        reason=f"the limit '{first}' stands beside {passage.passage.id} and not here",
        sure=sure,
    )
