"""The charts: Vega-Lite drawn to SVG on this machine, with no script in the browser.

Rules:
  - One colour, one row for each section: nothing is told by colour, so it reads in greyscale as well.
  - A chart is drawn for light and for dark paper; the page chooses (`picture`), the numbers are the same.
  - Title and description stand in the picture for screen readers; the table beside it has the same numbers.
  - Nothing is fetched: no map, no font, no data from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import ceil
from typing import Any
from xml.sax.saxutils import escape

import msgspec
import vl_convert

from answerable.web.home.numbers import Figure

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""The name of the language a chart is written in; it is not fetched."""

VEGA_LITE = "5.21"

WIDTH, STEP, ROW = 480, 80, 70
"""Width of a chart at most, of one month at most, and height of a section's row; in CSS pixels, chosen by hand."""

FEW = 24
"""Months up to which an empty month is shown as empty; beyond, those without any number are left out."""

REMEMBERED = 64
"""Charts kept drawn, some 20 kB each; chosen by hand."""


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


def drawn(figures: Sequence[Figure], *, title: str, description: str, paper: str) -> str:
    """Return a chart of one series as SVG."""
    values = [{"section": each.section, "month": each.month, "value": each.value} for each in figures]
    svg = _svg(msgspec.json.encode(_chart(values, paper=PAPERS[paper])))
    return _named(svg, title, description)


def _chart(values: list[dict[str, Any]], *, paper: Paper) -> dict[str, Any]:
    months = shown_months(sorted({each["month"] for each in values}))
    top = ceil(max((each["value"] for each in values), default=1))
    return {
        "$schema": SCHEMA,
        "background": "transparent",
        "data": {"values": values},
        "facet": {"row": {"field": "section", "type": "nominal", "title": None, "header": _header(paper)}},
        "spec": {
            "width": {"step": min(STEP, WIDTH // max(len(months), 1))},
            "height": ROW,
            "encoding": {
                "x": {"field": "month", "type": "ordinal", "title": None, "scale": {"domain": months}},
                "y": {
                    "field": "value",
                    "type": "quantitative",
                    "title": None,
                    "axis": {"values": [0, top], "format": "d"},
                    "scale": {"domain": [0, top]},
                },
            },
            "layer": [
                {"mark": {"type": "bar", "color": paper.accent, "width": {"band": 0.4}}},
                {"mark": _number(paper), "encoding": {"text": {"field": "value", "type": "quantitative"}}},
            ],
        },
        "config": _config(paper),
    }


def _header(paper: Paper) -> dict[str, Any]:
    return {"labelAngle": 0, "labelAlign": "left", "labelColor": paper.ink, "labelFontSize": 15, "labelPadding": 12}


def _number(paper: Paper) -> dict[str, Any]:
    return {"type": "text", "dy": -8, "color": paper.ink, "fontSize": 13}


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


def shown_months(months: Sequence[str]) -> list[str]:
    """Return the months of the axis: from the first to the last, or, where these are many, those with a number."""
    if not months:
        return []
    year, month = map(int, months[0].split("-"))
    found = [months[0]]
    while found[-1] < months[-1]:
        if len(found) == FEW:
            return list(months)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)  # noqa: PLR2004 - months of a year
        found.append(f"{year:04}-{month:02}")
    return found


@lru_cache(maxsize=REMEMBERED)
def _svg(chart: bytes) -> str:
    return vl_convert.vegalite_to_svg(chart.decode(), vl_version=VEGA_LITE, allowed_base_urls=[])


def _named(svg: str, title: str, description: str) -> str:
    """Return a picture that says what it is to who cannot see it (SVG 2, section 5.7; WAI-ARIA graphics)."""
    head, rest = svg.split(">", maxsplit=1)
    named = f'{head} role="img" aria-labelledby="title description">'
    return f'{named}<title id="title">{escape(title)}</title><desc id="description">{escape(description)}</desc>{rest}'
