"""A case: the way of its claims from evidence to release, as one picture."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answerable.people.access import ReadRequest
from answerable.releases.gates import ReleaseCase, board
from answerable.releases.reading import held_up, last_release, outputs_of, state_of, subject_of
from answerable.releases.way import Column, way_of


@require_safe
def case(request: ReadRequest, case: str, output: str = "") -> HttpResponse:
    """Return the page of a case, with the way of its headline or of the output asked for."""
    state = state_of(case, output)
    gates = board(state)
    columns = way_of(state, held_up(state, gates))
    context = {
        "case": case,
        "opened": state.clearance.outputs.findings.evidence.opened,
        "subject": subject_of(state),
        "outputs": outputs_of(state),
        "columns": columns,
        "aside": _aside(state, columns),
        "closed": [gate for gate in gates if gate.state == "closed"],
        "released": last_release(state, state.clearance.outputs.subject),
        "now": state.at,
    }
    return render(request, "releases/case.html", context)


def _aside(state: ReleaseCase, columns: tuple[Column, ...]) -> dict[str, list[str]]:
    """Return the findings and items on record that this output does not rest on."""
    on_the_way = {node.name for column in columns for node in column.nodes}
    found = state.clearance.outputs.findings
    return {
        "findings": sorted({fact.body.finding for fact in found.findings} - on_the_way),
        "items": sorted({fact.body.item for fact in found.evidence.items} - on_the_way),
    }
