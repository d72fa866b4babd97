"""How the benchmarks of the text engine are scored, and the row that each puts into the common table.

Nothing here knows the engine: plain lists in, figures out (`tests/benchmarks/test_scoring.py`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

DATA = Path(os.environ.get("ANSWERABLE_SHARED", Path(__file__).parents[2] / "shared")) / "data"
BENCHMARKS = DATA / "benchmarks"

Interval = tuple[int, int]
Item = TypeVar("Item")


class Row(NamedTuple):
    """A figure with what it stands beside.

    `start` is what others or simpler means reach, `aim` what the project set itself before it measured. `ceiling` says
    that less is better, `seen` that the pairs may have been trained on: what is reached there is no evidence.
    """

    benchmark: str
    metric: str
    measured: float
    start: float | None = None
    aim: float | None = None
    ceiling: bool = False
    seen: bool = False

    def verdict(self) -> str:
        """Say how the figure stands to the aim, or else to the start."""
        beside = self.aim if self.aim is not None else self.start
        if beside is None:
            return ""
        reached = self.measured <= beside if self.ceiling else self.measured >= beside
        if self.seen and reached:
            return "no evidence: trained on"
        words = ("met", "missed") if self.aim is not None else ("above start", "below start")
        return words[0] if reached else words[1]


class Counts(NamedTuple):
    """How many were found, how many of those found were wrong, how many were missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def plus(self, other: Counts) -> Counts:
        """Return both together."""
        return Counts(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of what there is that was found; 0 where there is nothing."""
        return self.right / max(1, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)


def total(some: Iterable[Counts]) -> Counts:
    """Return the sum of counts."""
    found = Counts()
    for each in some:
        found = found.plus(each)
    return found


def overlap(one: Interval, other: Interval) -> int:
    """Return how many characters two half-open intervals share; an empty one shares one with an empty one."""
    if one[0] == one[1] and other[0] == other[1]:
        return 1
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def one_to_one(
    found: Sequence[Item], gold: Sequence[Item], worth: Callable[[Item, Item], float | None]
) -> list[tuple[int, int]]:
    """Return places of found and gold items that belong together, the worthiest first, each used once.

    `worth` says how good a pair is, None where the two do not match at all.
    """
    pairs = [
        (value, left, right)
        for left, one in enumerate(found)
        for right, other in enumerate(gold)
        if (value := worth(one, other)) is not None
    ]
    used: tuple[set[int], set[int]] = set(), set()
    matched = []
    for _, left, right in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if left not in used[0] and right not in used[1]:
            used[0].add(left)
            used[1].add(right)
            matched.append((left, right))
    return matched


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """Return how likely a positive has a higher score than a negative, ties counting half."""
    values, is_positive = np.asarray(scores, np.float64), np.asarray(positive, bool)
    ranks = ranked(values)
    many, others = int(is_positive.sum()), int((~is_positive).sum())
    if not many or not others:
        return 0.5
    return float((ranks[is_positive].sum() - many * (many + 1) / 2) / (many * others))


def ranked(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the place of each value in ascending order, from 1; equal values share their mean place."""
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[group], np.float64)


def binary(said: Sequence[bool], gold: Sequence[bool]) -> Counts:
    """Return the counts of a yes-or-no answer."""
    pairs = list(zip(said, gold, strict=True))
    return Counts(
        sum(a and b for a, b in pairs), sum(a and not b for a, b in pairs), sum(b and not a for a, b in pairs)
    )


def accuracy(said: Sequence[object], gold: Sequence[object]) -> float:
    """Return the share of answers that are right."""
    return sum(a == b for a, b in zip(said, gold, strict=True)) / max(1, len(gold))


def precision_at_one(rankings: Sequence[Sequence[Hashable]], gold: Sequence[Hashable]) -> float:
    """Return the share of rankings whose first is the right one."""
    return sum(bool(each) and each[0] == right for each, right in zip(rankings, gold, strict=True)) / max(1, len(gold))


def average_precision(rankings: Sequence[Sequence[Hashable]], gold: Sequence[Hashable], *, depth: int) -> float:
    """Return the mean of one over the place of the one right answer among the first `depth`, 0 where it is not there.

    With one right answer to each question that is mean average precision.
    """
    found = 0.0
    for each, right in zip(rankings, gold, strict=True):
        top = list(each[:depth])
        found += 1 / (top.index(right) + 1) if right in top else 0
    return found / max(1, len(gold))


def interval(groups: Sequence[Counts], *, rounds: int = 1000, seed: int = 1) -> tuple[float, float]:
    """Return the bounds between which F1 lies in 95 of 100 draws of as many groups."""
    counts = np.array(groups, dtype=np.float64).reshape(-1, 3)
    if not len(counts):
        return 0.0, 0.0
    chosen = np.random.default_rng(seed).integers(0, len(counts), (rounds, len(counts)))
    right, wrong, missed = np.moveaxis(counts[chosen].sum(axis=1), -1, 0)
    low, high = np.quantile(2 * right / np.maximum(1, 2 * right + wrong + missed), (0.025, 0.975))
    return float(low), float(high)


def progress(some: Sequence[Item], what: str) -> Iterable[Item]:
    """Yield each item; a line on the error stream says how far it is, where somebody looks."""
    for place, each in enumerate(some):
        if sys.stderr.isatty() and place % 50 == 0:
            print(f"\r{what}: {place} of {len(some)}", end="\r", file=sys.stderr, flush=True)
        yield each
