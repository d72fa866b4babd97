"""The register of overrides, dissent and refusals; and the figures over time, with their charts."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_safe

from answerable.people.access import ReadRequest, everyone
from answerable.releases.drawing import PAPERS
from answerable.web.home.charts import drawn
from answerable.web.home.numbers import SERIES, Figure, figures as figures_of
from answerable.web.home.reading import every_case
from answerable.web.home.registers import printed, register_of

TITLES = {
    "days": gettext_lazy("Days given"),
    "raised": gettext_lazy("Objections raised"),
    "upheld": gettext_lazy("Objections upheld"),
    "overridden": gettext_lazy("Gates overridden"),
}
"""What each series is called."""

MEANINGS = {
    "days": gettext_lazy(
        "Average days that a section had a draft before it was released, or until now, by the month of first delivery."
    ),
    "raised": gettext_lazy("Objections that persons of a section raised, by month."),
    "upheld": gettext_lazy("Of these, those that were upheld in whole or in part, by the month they were raised in."),
    "overridden": gettext_lazy("Gates that an officer opened for an output the section had been given, by month."),
}
"""What each series counts."""


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A series on the page: its chart, and the same numbers in a table."""

    name: str
    title: str
    meaning: str
    description: str
    figures: tuple[Figure, ...]


@everyone
@require_safe
def register(request: ReadRequest) -> HttpResponse:
    """Return the register: all of it for insiders, what certificates print for everyone else."""
    if request.reader.insider:
        return render(request, "web/home/register.html", {"register": register_of(every_case())})
    return render(request, "web/home/public_register.html", {"printed": printed()})


@require_safe
def figures(request: ReadRequest) -> HttpResponse:
    """Return the figures of every section over time."""
    found = figures_of(every_case())
    return render(request, "web/home/figures.html", {"charts": [_chart(found, name) for name in SERIES]})


@require_safe
def figure(_request: ReadRequest, name: str, paper: str) -> HttpResponse:
    """Return one chart as a picture, for light or for dark paper."""
    if name not in SERIES or paper not in PAPERS:
        raise Http404
    chart = _chart(figures_of(every_case()), name)
    picture = drawn(chart.figures, title=chart.title, description=chart.description, paper=paper)
    return HttpResponse(picture, content_type="image/svg+xml")


def _chart(found: tuple[Figure, ...], name: str) -> Chart:
    own = tuple(each for each in found if each.series == name)
    described: dict[str, Any] = {"meaning": str(MEANINGS[name]), "numbers": "; ".join(_said(each) for each in own)}
    return Chart(
        name=name,
        title=str(TITLES[name]),
        meaning=str(MEANINGS[name]),
        description=_("%(meaning)s %(numbers)s") % described,
        figures=own,
    )


def _said(figure: Figure) -> str:
    return f"{figure.section}, {figure.month}: {figure.said}"
