"""The charts: Vega-Lite drawn to SVG on this machine, with no script in the browser.

Rules:
  - One colour, one row for each section: nothing is told by colour, so it reads in greyscale as well.
  - A chart is drawn for light and for dark paper; the page chooses (`picture`), the numbers are the same.
  - Title and description stand in the picture for screen readers; the table beside it has the same numbers.
  - Nothing is fetched: no map, no font, no data from elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from answerable.releases.drawing import PAPERS, SCHEMA, Paper, config, drawing, header
from answerable.web.home.numbers import Figure

WIDTH, STEP, ROW = 480, 80, 70
"""Width of a chart at most, of one month at most, and height of a section's row; in CSS pixels, chosen by hand."""

FEW = 24
"""Months up to which an empty month is shown as empty; beyond, those without any number are left out."""


def drawn(figures: Sequence[Figure], *, title: str, description: str, paper: str) -> str:
    """Return a chart of one series as SVG."""
    values = [{"section": each.section, "month": each.month, "value": each.value} for each in figures]
    return drawing(_chart(values, paper=PAPERS[paper]), title=title, description=description)


def _chart(values: list[dict[str, Any]], *, paper: Paper) -> dict[str, Any]:
    months = shown_months(sorted({each["month"] for each in values}))
    top = ceil(max((each["value"] for each in values), default=1))
    return {
        "$schema": SCHEMA,
        "background": "transparent",
        "data": {"values": values},
        "facet": {"row": {"field": "section", "type": "nominal", "title": None, "header": header(paper)}},
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
        "config": config(paper),
    }


def _number(paper: Paper) -> dict[str, Any]:
    return {"type": "text", "dy": -8, "color": paper.ink, "fontSize": 13}


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
