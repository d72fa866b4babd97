"""Figures over time, for each section: days given, objections raised, upheld, and overridden gates.

Rules:
  - A month is that of the act, in UTC: of an objection, its raising; of days given, the first delivery; of an override,
    the override.
  - An objection counts as upheld when its last answer upholds it in whole or in part. An override counts for every
    section that was given the output it opened the gate for: it is their say that was passed over.
  - Days given are the average over the outputs first delivered in that month, rounded to one decimal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from answerable.web.home.reading import Opened
from answerable.web.home.sections import had, objections

SERIES = ("days", "raised", "upheld", "overridden")
"""What is counted, in the order of the page."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One number: of which series, of which section, in which month (``2025-11``)."""

    series: str
    section: str
    month: str
    value: float

    @property
    def said(self) -> str:
        """The number as people write it: whole where it is whole."""
        return f"{self.value:g}"


def figures(cases: Iterable[Opened]) -> tuple[Figure, ...]:
    """Return every figure of some cases, by series, section and month; a month in which nothing happened has none."""
    days: dict[tuple[str, str], list[int]] = defaultdict(list)
    counts: dict[tuple[str, str, str], int] = defaultdict(int)
    for opened in cases:
        for section in sorted({fact.body.section for fact in opened.people.sections}):
            _count(opened, section, days, counts)
    found = [_figure("days", *key, value=round(sum(some) / len(some), 1)) for key, some in days.items()]
    found += [_figure(*key, value=number) for key, number in counts.items()]
    return tuple(sorted(found, key=lambda each: (SERIES.index(each.series), each.section, each.month)))


def _figure(series: str, section: str, month: str, *, value: float) -> Figure:
    return Figure(series=series, section=section, month=month, value=value)


def _count(
    opened: Opened, section: str, days: dict[tuple[str, str], list[int]], counts: dict[tuple[str, str, str], int]
) -> None:
    given = {each.output: each for each in had(opened, section)}
    for each in given.values():
        days[section, f"{each.first:%Y-%m}"].append(each.days)
    for objection in objections(opened, opened.people, section):
        month = f"{objection.raised.at:%Y-%m}"
        counts["raised", section, month] += 1
        if objection.outcome in {"upheld", "partly-upheld"}:
            counts["upheld", section, month] += 1
    for fact in opened.cleared.overrides:
        if fact.body.output in given:
            counts["overridden", section, f"{fact.at:%Y-%m}"] += 1
