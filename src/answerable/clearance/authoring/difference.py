"""What was taken out and what was put in between two texts, paragraph by paragraph and then word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

import msgspec

Kind = Literal["same", "out", "in"]

_WORD = re.compile(r"\s+|[^\s]+")

AROUND = 60
"""Characters of unchanged words kept beside a change; chosen by hand, about a line of a phone."""

MOST_WORDS = 4_000
"""Words of a passage up to which single words are compared; longer ones are shown whole. Chosen by hand."""


class Run(msgspec.Struct, frozen=True):
    """Words that are on both sides, only on the first, or only on the second."""

    kind: Kind
    words: str


def difference(first: str, second: str) -> tuple[Run, ...]:
    """Return the words of both texts in order, those that changed set apart; what is the same is shortened."""
    return tuple(_shortened(_joined(_runs(first.splitlines(keepends=True), second.splitlines(keepends=True)))))


def word_runs(first: str, second: str) -> tuple[Run, ...]:
    """Return the words of two wordings of one sentence in order, those that changed set apart; nothing is left out."""
    return tuple(_joined(_within(first, second)))


def _runs(first: Sequence[str], second: Sequence[str]) -> Iterator[Run]:
    for change, a, b, c, d in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        if change == "equal":
            yield Run("same", "".join(first[a:b]))
        else:
            yield from _within("".join(first[a:b]), "".join(second[c:d]))


def _within(first: str, second: str) -> Iterator[Run]:
    before, after = _WORD.findall(first), _WORD.findall(second)
    if max(len(before), len(after)) > MOST_WORDS:
        before, after = [first], [second]
    for change, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if change == "equal":
            yield Run("same", "".join(before[a:b]))
        else:
            yield Run("out", "".join(before[a:b]))
            yield Run("in", "".join(after[c:d]))


def _joined(runs: Iterator[Run]) -> Iterator[Run]:
    """Give the runs without empty ones, neighbours of a kind as one; a blank between two changes belongs to both."""
    last: Run | None = None
    for run in runs:
        if not run.words:
            continue
        if last is not None and last.kind == run.kind:
            last = Run(run.kind, last.words + run.words)
            continue
        if last is not None:
            yield last
        last = run
    if last is not None:
        yield last


def _shortened(runs: Iterator[Run]) -> Iterator[Run]:
    """Give the runs, long unchanged ones with their ends alone."""
    known = list(runs)
    for number, run in enumerate(known):
        if run.kind != "same" or len(run.words) <= 2 * AROUND + 3:
            yield run
            continue
        head = run.words[:AROUND].rpartition(" ")[0] if number else ""
        tail = run.words[-AROUND:].partition(" ")[2] if number + 1 < len(known) else ""
        yield Run("same", f"{head} … {tail}")
