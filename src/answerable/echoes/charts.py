"""The charts of a release's uses: when they appeared, and what shifted most. Vega-Lite, drawn to SVG on this machine.

Rules:
  - One colour, one row for each group: nothing is told by colour, so it reads in greyscale as well.
  - A chart is drawn for light and for dark paper; the page chooses, the numbers are the same.
  - Title and description stand in the picture for screen readers; the table beside it has the same numbers.
  - Nothing is fetched: no map, no font, no data from elsewhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import ceil
from typing import Any
from xml.sax.saxutils import escape

import msgspec
import vl_convert

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""The name of the language a chart is written in; it is not fetched."""

VEGA_LITE = "5.21"

WIDTH, STEP, ROW = 480, 60, 70
"""Width of a chart at most, of one period at most, and height of a row; in CSS pixels, chosen by hand."""

DAYS, WEEKS = 31, 26
"""Days that are shown one by one, and weeks; longer times are shown by months, and beyond `MONTHS` with gaps left out.
Chosen by hand."""

MONTHS = 36

REMEMBERED = 64
"""Charts kept drawn, some 20 kB each; chosen by hand."""

MOST_BARS = 12
"""Bars of the chart of shifts; chosen by hand, the table has all of them."""


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """The colours of a page, as in answerable.css."""

    ink: str
    quiet: str
    line: str
    accent: str


PAPERS: Mapping[str, Paper] = {
    "light": Paper(ink="#1c1b19", quiet="#5b5750", line="#d9d4c8", accent="#8a2b1f"),
    "dark": Paper(ink="#ece8df", quiet="#b3ada1", line="#45413a", accent="#e59a8c"),
}


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
        "facet": {"row": {"field": "group", "type": "nominal", "title": None, "header": _header(PAPERS[paper])}},
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
    svg = _svg(msgspec.json.encode({**whole, "config": _config(PAPERS[paper])}))
    return _named(svg, title, description)


def _header(paper: Paper) -> dict[str, Any]:
    return {"labelAngle": 0, "labelAlign": "left", "labelColor": paper.ink, "labelFontSize": 15, "labelPadding": 12}


def _config(paper: Paper) -> dict[str, Any]:
    words = {"labelColor": paper.quiet, "titleColor": paper.quiet, "labelFontSize": 13, "titleFontSize": 13}
    lines = {"gridColor": paper.line, "domainColor": paper.quiet, "tickColor": paper.line, "titleFontWeight": "normal"}
    return {
        "font": "Georgia, 'Liberation Serif', serif",
        "axis": {**words, **lines},
        "axisX": {"labelAngle": 0, "labelOverlap": "greedy"},
        "view": {"stroke": None},
        "facet": {"spacing": 16},
    }


@lru_cache(maxsize=REMEMBERED)
def _svg(chart: bytes) -> str:
    return vl_convert.vegalite_to_svg(chart.decode(), vl_version=VEGA_LITE, allowed_base_urls=[])


def _named(svg: str, title: str, description: str) -> str:
    """Return a picture that says what it is to who cannot see it (SVG 2, section 5.7; WAI-ARIA graphics)."""
    head, rest = svg.split(">", maxsplit=1)
    named = f'{head} role="img" aria-labelledby="title description">'
    return f'{named}<title id="title">{escape(title)}</title><desc id="description">{escape(description)}</desc>{rest}'
