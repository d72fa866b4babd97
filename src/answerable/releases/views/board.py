"""The board: every gate, its state, and what each closed one asks for.

A file that is gone, or that the store does not give, leaves no entry, so that no gate can know of it: gates answer
alike on every house. What this house met with files of the case stands beside the gate of custody.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from answerable.clearance.gates import overriding
from answerable.evidence.gates.custody import GATE as CUSTODY
from answerable.evidence.rehashing import troubles_in
from answerable.evidence.tables import FileTrouble
from answerable.people.access import ReadRequest
from answerable.people.standing import policy_in_force
from answerable.releases.gates import Gate, ReleaseCase, board as gates_of
from answerable.releases.reading import Held, held_up, outputs_of, remarked, state_of, subject_of
from answerable.releases.views.doing import Way, way_to

ORDER: Mapping[str, object] = {
    "closed": _("Closed: these block a release"),
    "overridden": _("Overridden: opened by an officer, in everyone's sight"),
    "advisory": _("Advice: these inform and do not block"),
    "open": _("Open"),
    "not-due": _("Not asked of this text"),
}
"""The states of gates, as a heading, in the order of the page: what is left to do comes first."""


AT_ONCE = 3
"""Blockers of one gate shown before the rest is folded away; chosen by hand."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A gate on the page, with what it asks for and the override that opens it."""

    gate: Gate
    held: tuple[Held, ...]
    ways: tuple[Way, ...] = ()
    remarks: tuple[Held, ...] = ()
    override: object = None
    troubles: tuple[FileTrouble, ...] = ()

    @property
    def first(self) -> list[tuple[Held, Way]]:
        """The blockers that are read at once, each with the way to where it is met."""
        return list(zip(self.held, self.ways, strict=True))[:AT_ONCE]

    @property
    def rest(self) -> list[tuple[Held, Way]]:
        """The blockers that are folded away."""
        return list(zip(self.held, self.ways, strict=True))[AT_ONCE:]

    @property
    def standards(self) -> tuple[str, ...]:
        """Short names of the standards that ask for what is missing."""
        return tuple(dict.fromkeys(each.blocker.standard for each in self.held))


@require_safe
def board(request: ReadRequest, case: str, output: str = "") -> HttpResponse:
    """Return the board of a case's headline, or of the output asked for."""
    state = state_of(case, output)
    gates = gates_of(state)
    rows = [_row(state, gate) for gate in gates]
    groups = [(name, title, [row for row in rows if row.gate.state == name]) for name, title in ORDER.items()]
    context = {
        "case": case,
        "opened": state.clearance.outputs.findings.evidence.opened,
        "subject": subject_of(state),
        "outputs": outputs_of(state),
        "groups": [group for group in groups if group[2]],
        "closed": sum(gate.state == "closed" for gate in gates),
        "total": len(gates),
        "policy": policy_in_force(state.people, at=state.at),
        "now": state.at,
    }
    return render(request, "releases/board.html", context)


def _row(state: ReleaseCase, gate: Gate) -> Row:
    override = overriding(state.clearance, gate.number, state.at) if gate.override else None
    versions = {fact.body.output: fact.body.version for fact in outputs_of(state)}
    case = state.clearance.outputs.findings.evidence.case
    return Row(
        gate=gate,
        held=held_up(state, [gate]),
        ways=tuple(way_to(case, blocker, versions=versions) for blocker in gate.blockers),
        remarks=remarked(state, [gate]),
        override=override,
        troubles=troubles_in(case) if gate.number == CUSTODY else (),
    )
