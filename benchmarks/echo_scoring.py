"""How uses that were found are set against those that were planted: plain values in, figures out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import NamedTuple

from echo_news import Planted

NEAR = 3
"""Characters by which a place may be wrong and still count as exact."""

HALF = 0.5
"""Share of the shorter of two stretches that both must hold for them to be the same use."""


class Found(NamedTuple):
    """A use that was found, as far as it is scored; `document` is the stream's own id."""

    document: str
    place: str
    relation: str
    release: str
    passage: str
    begin: int
    end: int
    attributed: bool


class Share(NamedTuple):
    """So many of so many."""

    right: int
    of: int

    def plus(self, *, right: bool) -> Share:
        """One more."""
        return Share(self.right + right, self.of + 1)

    def __str__(self) -> str:
        """The share with its 95 % interval, as a column of a table."""
        if not self.of:
            return f"{'-':>18}"
        low, high = wilson(self)
        return f"{self.right / self.of:6.3f} ({low:.2f}-{high:.2f})"


def wilson(share: Share) -> tuple[float, float]:
    """The 95 % interval of a share, by Wilson's score."""
    if not share.of:
        return 0.0, 1.0
    z, rate, size = 1.96, share.right / share.of, share.of
    middle = (rate + z * z / (2 * size)) / (1 + z * z / size)
    reach = z * sqrt(rate * (1 - rate) / size + z * z / (4 * size * size)) / (1 + z * z / size)
    return max(middle - reach, 0.0), min(middle + reach, 1.0)


def same_use(one: Planted, other: Found) -> bool:
    """Whether both are in one part of one document and share half of the shorter's words."""
    if (one.document, one.place) != (other.document, other.place):
        return False
    both = min(one.end, other.end) - max(one.begin, other.begin)
    return both >= HALF * min(one.end - one.begin, other.end - other.begin) and both > 0


def best(planted: Planted, found: Iterable[Found]) -> Found | None:
    """The use found for a planted one: the same passage before another, then the relation, then the nearest place."""
    near = [each for each in found if same_use(planted, each)]
    return min(
        near,
        key=lambda each: (not _same_passage(planted, each), not _typed(planted, each), _off(planted, each)),
        default=None,
    )


def _same_passage(planted: Planted, found: Found) -> bool:
    return (planted.release, planted.passage) == (found.release, found.passage) or not planted.passage


def _typed(planted: Planted, found: Found) -> bool:
    return found.relation in planted.relations


def _off(planted: Planted, found: Found) -> int:
    return max(abs(planted.begin - found.begin), abs(planted.end - found.end))


COLUMNS = ("recall", "passage", "kind", "offsets", "attribution")


@dataclass
class Scores:
    """Shares by kind or language, and what went wrong.

    Attributes:
        by: By group and column: found at all; and of those found, of the right passage, kind, place and speaker.
        precision: By group: right ones of those found.
        confused: How often each kind was told as each relation; "" where it was not found.
        elsewhere: How many uses were told in another part of the page than they stand in.
        missed: Planted uses that were not found.
        wrong: What was found and is no use of ours.
    """

    by: dict[str, dict[str, Share]] = field(default_factory=dict)
    precision: dict[str, Share] = field(default_factory=dict)
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)
    elsewhere: int = 0
    missed: list[Planted] = field(default_factory=list)
    wrong: list[Found] = field(default_factory=list)

    def add(self, groups: Sequence[str], column: str, *, right: bool) -> None:
        """Count one more in each group."""
        for group in groups:
            row = self.by.setdefault(group, dict.fromkeys(COLUMNS, Share(0, 0)))
            row[column] = row[column].plus(right=right)


def score(planted: Sequence[Planted], found: Sequence[Found], languages: Mapping[str, str]) -> Scores:
    """Set what was found against what was planted.

    Args:
        planted: The truth.
        found: What was found.
        languages: The language of each document.
    """
    made = Scores()
    by_document: dict[str, list[Found]] = {}
    for each in found:
        by_document.setdefault(each.document, []).append(each)
    true_by_document: dict[str, list[Planted]] = {}
    for one in planted:
        true_by_document.setdefault(one.document, []).append(one)
        _one(made, one, by_document.get(one.document, []))
    for each in found:
        right = any(same_use(one, each) for one in true_by_document.get(each.document, []))
        for group in ("all", each.relation, languages[each.document]):
            made.precision[group] = made.precision.get(group, Share(0, 0)).plus(right=right)
        made.wrong += [] if right else [each]
    return made


def _one(made: Scores, planted: Planted, found: Sequence[Found]) -> None:
    speaker = "said to be ours" if planted.attributed else "not said to be ours"
    groups = ("all", planted.kind, planted.language, planted.place, speaker)
    met = best(planted, found)
    made.add(groups, "recall", right=met is not None)
    made.confused[planted.kind, met.relation if met else ""] += 1
    astray = met is None and any(_same_passage(planted, each) and each.place != planted.place for each in found)
    made.elsewhere += astray
    if met is None:
        made.missed.append(planted)
        return
    made.add(groups, "passage", right=_same_passage(planted, met))
    made.add(groups, "kind", right=_typed(planted, met))
    made.add(groups, "offsets", right=_off(planted, met) <= NEAR)
    made.add(groups, "attribution", right=planted.attributed == met.attributed)
