"""The lists: a case's critiques, its promises, and what everybody may see of both."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answerable.critiques.clock import all_promised
from answerable.critiques.public import public_commitments, public_critiques
from answerable.critiques.reading import case_of, critiques_of, headed
from answerable.people.access import ReadRequest, everyone


@require_safe
def case_critiques(request: ReadRequest, case: str) -> HttpResponse:
    """Return the critiques of a case, the last first, with how many of their items wait."""
    state = case_of(case)
    found = critiques_of(state)
    judged = [(each, item, item.judged[-1]) for each in found for item in each.items if item.judged]
    context = {**headed(state), "critiques": found, "judged": judged, "released": state.echoes.release.released}
    return render(request, "critiques/case.html", context)


@require_safe
def commitments(request: ReadRequest, case: str) -> HttpResponse:
    """Return the promises of a case, overdue ones first, each with its first words and what was said since."""
    state = case_of(case)
    context = {**headed(state), "promises": all_promised(state), "today": state.at.date()}
    return render(request, "critiques/commitments.html", context)


@everyone
@require_safe
def public_page(request: ReadRequest, case: str) -> HttpResponse:
    """Return what everybody may see of the critiques and promises of a case of which something was released."""
    state = case_of(case)
    if not state.echoes.release.released:
        raise Http404
    context = {
        "case": case,
        "clock": headed(state)["opened"].body.clock,
        "critiques": public_critiques(state),
        "commitments": public_commitments(state),
    }
    return render(request, "critiques/public.html", context)
