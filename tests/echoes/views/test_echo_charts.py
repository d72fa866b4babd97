"""Uses counted by day, week or month, whichever keeps a chart short."""

from __future__ import annotations

from datetime import date

import pytest

from answerable.echoes.charts import MONTHS, periods


@pytest.mark.parametrize(
    ("last", "names"),
    [
        (date(2026, 3, 18), ["2026-03-16", "2026-03-17", "2026-03-18"]),
        (date(2026, 4, 20), ["2026-03-16", "2026-03-23", "2026-03-30", "2026-04-06", "2026-04-13", "2026-04-20"]),
        (date(2026, 10, 1), [f"2026-{month:02}" for month in range(3, 11)]),
    ],
)
def test_a_longer_time_has_longer_periods_and_none_is_left_out(last, names):
    bars = periods([(date(2026, 3, 16), "faithful"), (last, "faithful")])
    assert [each.name for each in bars] == names
    assert [each.value for each in bars] == [1, *[0] * (len(names) - 2), 1]


def test_over_many_years_empty_months_are_left_out():
    bars = periods([(date(1990, 1, 1), "faithful"), (date(2026, 3, 1), "shifted")])
    assert {each.name for each in bars} == {"1990-01", "2026-03"}
    assert len(bars) < MONTHS


def test_nothing_found_gives_no_bars():
    assert periods([]) == []
