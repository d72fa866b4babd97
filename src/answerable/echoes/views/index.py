"""Every release with its uses: the number beside what was read to find them."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answerable.echoes.clock import Matter, open_matters
from answerable.echoes.health import Health, health_of, runs_for
from answerable.echoes.reading import Release, Shown, at_large, case_of, every_release, releases_of
from answerable.echoes.tables import Alert, Run
from answerable.echoes.words import counted
from answerable.people.access import ReadRequest

FEW = 200
"""Words said to be ours that the page lists; chosen by hand."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A release in the list: the count of its uses with what was read, and what waits for an answer."""

    release: Release
    counted: str
    health: Health
    uses: int
    confirmed: int
    open: list[Matter]

    @property
    def overdue(self) -> int:
        """How many answers are overdue."""
        return sum(each.overdue for each in self.open)


@require_safe
def echoes(request: ReadRequest) -> HttpResponse:
    """Return every release with its uses."""
    lines = _lines(every_release())
    large = [Shown(use=use, said=None) for use in at_large()[:FEW]]
    context: dict[str, Any] = {"lines": lines, "large": large, "health": health_of(list(Run.objects.all()))}
    if lines:
        context["beside"] = lines[0].release
    return render(request, "echoes/index.html", context)


@require_safe
def case_echoes(request: ReadRequest, case: str) -> HttpResponse:
    """Return the releases of a case with their uses."""
    state = case_of(case)
    opened = state.release.clearance.outputs.findings.evidence.opened
    return render(request, "echoes/case.html", {"case": case, "opened": opened, "lines": _lines(releases_of(state))})


def _lines(releases: list[Release]) -> list[Line]:
    runs = list(Run.objects.all())
    return [_line(release, runs) for release in releases]


def _line(release: Release, runs: list[Run]) -> Line:
    health = health_of(runs_for(release.case, release.output, runs))
    standing = release.standing_uses()
    uses = standing.count()
    return Line(
        release=release,
        counted=counted(uses, health),
        health=health,
        uses=uses,
        confirmed=standing.filter(id__in=release.confirmed).count(),
        open=open_matters(release.state, Alert.objects.filter(case=release.case), release.output),
    )
