"""The charts of a release's uses: when they appeared, and what shifted most. Vega-Lite, drawn to SVG on this machine.

Rules:
  - One colour, one row for each group: nothing is told by colour, so it reads in greyscale as well.
  - A chart is drawn for light and for dark paper; the page chooses, the numbers are the same.
  - Title and description stand in the picture for screen readers; the table beside it has the same numbers.
  - Nothing is fetched: no map, no font, no data from elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from math import ceil
from typing import Any

import msgspec

from answerable.releases.drawing import PAPERS, SCHEMA, config, drawing, header

WIDTH, STEP, ROW = 480, 60, 70
"""Width of a chart at most, of one period at most, and height of a row; in CSS pixels, chosen by hand."""

DAYS, WEEKS = 31, 26
"""Days that are shown one by one, and weeks; longer times are shown by months, and beyond `MONTHS` with gaps left out.
Chosen by hand."""

MONTHS = 36

MOST_BARS = 12
"""Bars of the chart of shifts; chosen by hand, the table has all of them."""


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One number of a chart: of which group, in which period or of which kind."""

    group: str
    name: str
    value: int


def periods(days: Iterable[tuple[date, str]]) -> list[Bar]:
    """Return how many uses each group has in each period, from the first to the last, empty ones included.

    A period is a day, a week by its Monday or a month, whichever keeps the chart short.
    """
    found = list(days)
    if not found:
        return []
    first, last = min(found)[0], max(day for day, _group in found)
    named = _naming(first, last)
    counts = Counter((group, named(day)) for day, group in found)
    span = [named(first + timedelta(days=n)) for n in range((last - first).days + 1)]
    names = list(dict.fromkeys(span))
    if len(names) > MONTHS:
        names = [name for name in names if any(counted == name for _group, counted in counts)]
    groups = sorted({group for _day, group in found})
    return [Bar(group=group, name=name, value=counts[group, name]) for group in groups for name in names]


def _naming(first: date, last: date) -> Any:
    if (last - first).days < DAYS:
        return date.isoformat
    if (last - first).days < WEEKS * 7:
        return lambda day: (day - timedelta(days=day.weekday())).isoformat()
    return lambda day: f"{day:%Y-%m}"


def timeline(bars: Sequence[Bar], *, title: str, description: str, paper: str) -> str:
    """Return uses over time as SVG, one row for each group."""
    names = list(dict.fromkeys(each.name for each in bars))
    top = max((each.value for each in bars), default=1)
    chart = {
        "facet": {"row": {"field": "group", "type": "nominal", "title": None, "header": header(PAPERS[paper])}},
        "spec": {
            "width": {"step": min(STEP, max(WIDTH // max(len(names), 1), 1))},
            "height": ROW,
            "encoding": {
                "x": {"field": "name", "type": "ordinal", "title": None, "scale": {"domain": names}},
                "y": _axis("value", top),
            },
            "layer": [
                {"mark": {"type": "bar", "color": PAPERS[paper].accent, "width": {"band": 0.5}}},
                {
                    "transform": [{"filter": "datum.value > 0"}],
                    "mark": {"type": "text", "dy": -8, "color": PAPERS[paper].ink, "fontSize": 13},
                    "encoding": {"text": {"field": "value", "type": "quantitative"}},
                },
            ],
        },
    }
    return _drawn(chart, bars, title=title, description=description, paper=paper)


def shifts(bars: Sequence[Bar], *, title: str, description: str, paper: str) -> str:
    """Return what shifted most as SVG, one bar for each kind and direction."""
    bars = bars[:MOST_BARS]
    top = max((each.value for each in bars), default=1)
    chart = {
        "width": WIDTH // 2,
        "height": {"step": 30},
        "encoding": {
            "y": {
                "field": "name",
                "type": "ordinal",
                "title": None,
                "sort": None,
                "axis": {"labelLimit": 220, "labelFontSize": 14, "domain": False, "ticks": False},
            },
            "x": _axis("value", top),
        },
        "layer": [
            {"mark": {"type": "bar", "color": PAPERS[paper].accent, "height": {"band": 0.6}}},
            {
                "mark": {"type": "text", "align": "left", "dx": 6, "color": PAPERS[paper].ink, "fontSize": 13},
                "encoding": {"text": {"field": "value", "type": "quantitative"}},
            },
        ],
    }
    return _drawn(chart, bars, title=title, description=description, paper=paper)


def _axis(field: str, top: int) -> dict[str, Any]:
    return {
        "field": field,
        "type": "quantitative",
        "title": None,
        "axis": {"values": [0, ceil(top)], "format": "d"},
        "scale": {"domain": [0, ceil(top)]},
    }


def _drawn(chart: dict[str, Any], bars: Sequence[Bar], *, title: str, description: str, paper: str) -> str:
    values = [msgspec.structs.asdict(each) for each in bars]
    whole = {"$schema": SCHEMA, "background": "transparent", "data": {"values": values}, **chart}
    return drawing({**whole, "config": config(PAPERS[paper])}, title=title, description=description)
