"""The page of where an item's content has reached, and what is still to be done there."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answerable.evidence.clock import moment_of
from answerable.evidence.errors import NoSuchCase
from answerable.evidence.gates import item_named, uses_agreed
from answerable.evidence.gates.case import asked_for
from answerable.people.access import ReadRequest
from answerable.releases.models import read_release
from answerable.releases.reached import places_of


@require_safe
def reached(request: ReadRequest, case: str, item: str) -> HttpResponse:
    """Return where the content of an item has reached."""
    try:
        state = read_release(case, at=moment_of(case))
    except NoSuchCase as error:
        raise Http404 from error
    evidence = state.clearance.outputs.findings.evidence
    taken_in = item_named(evidence, item)
    if taken_in is None:
        raise Http404
    places = places_of(state, item)
    context = {
        "case": case,
        "opened": evidence.opened,
        "item": taken_in,
        "places": places,
        "waits": sum(each.waits for each in places),
        "uses": sorted(uses_agreed(evidence, item)),
        "withdrawn": [fact for fact in evidence.withdrawals if fact.body.item == asked_for(evidence, item)],
    }
    return render(request, "releases/reached.html", context)
