"""Vega-Lite drawn to SVG on this machine: the paper, the letters and the words for who cannot see a chart.

Rules:
  - A chart is drawn for light and for dark paper; the page chooses (`picture`), the numbers are the same.
  - Title and description stand in the picture for screen readers; the table beside it has the same numbers.
  - Nothing is fetched: no map, no font, no data from elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

import msgspec
import vl_convert

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""The name of the language a chart is written in; it is not fetched."""

VEGA_LITE = "5.21"

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


def header(paper: Paper) -> dict[str, Any]:
    """Return how the head of a row is written."""
    return {"labelAngle": 0, "labelAlign": "left", "labelColor": paper.ink, "labelFontSize": 15, "labelPadding": 12}


def config(paper: Paper) -> dict[str, Any]:
    """Return what holds for every chart on a paper."""
    words = {"labelColor": paper.quiet, "titleColor": paper.quiet, "labelFontSize": 13, "titleFontSize": 13}
    lines = {"gridColor": paper.line, "domainColor": paper.quiet, "tickColor": paper.line, "titleFontWeight": "normal"}
    return {
        "font": "Georgia, 'Liberation Serif', serif",
        "axis": {**words, **lines},
        "axisX": {"labelAngle": 0, "labelOverlap": "greedy"},
        "view": {"stroke": None},
        "facet": {"spacing": 16},
    }


def drawing(chart: dict[str, Any], *, title: str, description: str) -> str:
    """Return a chart as SVG that says what it is to who cannot see it (SVG 2, section 5.7; WAI-ARIA graphics)."""
    head, rest = _svg(msgspec.json.encode(chart)).split(">", maxsplit=1)
    named = f'{head} role="img" aria-labelledby="title description">'
    return f'{named}<title id="title">{escape(title)}</title><desc id="description">{escape(description)}</desc>{rest}'


@lru_cache(maxsize=REMEMBERED)
def _svg(chart: bytes) -> str:
    return vl_convert.vegalite_to_svg(chart.decode(), vl_version=VEGA_LITE, allowed_base_urls=[])
