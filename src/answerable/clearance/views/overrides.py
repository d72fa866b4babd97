"""The overrides of a case: an officer opens a gate in everyone's sight, and the review that this opens by itself."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from answerable.clearance import entries, gates
from answerable.clearance.forms import OverrideForm, OverrideReviewForm
from answerable.clearance.forms.overrides import GATES
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.saying import of_version, send
from answerable.clearance.views.page import (
    attempt,
    case_of,
    headed,
    outputs_of,
    reasons,
    sent_form,
    status_of,
    would_say,
)
from answerable.outputs.gates import current_version
from answerable.people.access import Reader, ReadRequest
from answerable.record.entry import Fact, moment


class Overridden(msgspec.Struct, frozen=True, kw_only=True):
    """An override: whether it still holds, its review or until when that is due, and whether you may review it."""

    fact: Fact[entries.GateOverridden]
    gate: Any
    holds: bool
    review: Fact[entries.OverrideReviewed] | None
    due: Any
    overdue: bool
    refused: str


@require_http_methods(["GET", "HEAD", "POST"])
def overrides(request: ReadRequest, case: str) -> HttpResponse:
    """Return the overrides of a case with their reviews; or override a gate, or review an override."""
    state = case_of(case, request.GET.get("output", ""))
    sent = sent_form(request, "override", "review")
    override = OverrideForm(
        request.POST if sent == "override" else None,
        initial={"gate": request.GET.get("gate", ""), "output": state.outputs.subject},
        outputs=[(fact.body.output,) * 2 for fact in outputs_of(state)],
        gates=[(str(number), f"{number} {name}") for number, name in GATES.items()],
    )
    review = OverrideReviewForm(request.POST if sent == "review" else None, auto_id="review-%s")
    form, act = (override, _override) if sent == "override" else (review, _review)
    if sent and (answered := attempt(form, lambda: act(request, state, form.cleaned_data))) is not None:
        return answered
    context = {
        **headed(state),
        "overrides": [_overridden(state, fact, request.reader) for fact in reversed(state.overrides)],
        "override": override,
        "review": review,
        "reviewing": request.POST.get("override", "") if sent == "review" else "",
        "form": form,
    }
    return render(request, "clearance/overrides.html", context, status=status_of(override, review))


def _overridden(state: ClearanceCase, fact: Fact[entries.GateOverridden], reader: Reader) -> Overridden:
    body, at = fact.body, gates.now(state)
    judged = gates.judging(state, body.output)
    in_force = gates.overriding(judged, body.gate, at)
    review, due = gates.review_of(state, fact), gates.review_until(fact)
    would = entries.OverrideReviewed(override_ref=fact.ref, output=body.output, outcome="justified", text=body.reason)
    return Overridden(
        fact=fact,
        gate=GATES.get(body.gate, body.gate),
        holds=in_force is not None and in_force.ref == fact.ref and at < moment(body.expires),
        review=review,
        due=due,
        overdue=review is None and due <= at,
        refused=reasons(gates.may_review_override(state, would_say(state, reader, would))),
    )


def _override(request: ReadRequest, state: ClearanceCase, plain: dict[str, Any]) -> HttpResponse:
    case = headed(state)["case"]
    drafted = current_version(state.outputs, plain["output"])
    assert drafted is not None  # noqa: S101 - the form offers outputs with a version only
    body = {**plain, **of_version(drafted)}
    return send(request, entries.GateOverridden, body, case=case, back=reverse("overrides", args=[case]) + "#overrides")


def _review(request: ReadRequest, state: ClearanceCase, plain: dict[str, Any]) -> HttpResponse:
    case, ref = headed(state)["case"], plain.pop("override")
    output = next((fact.body.output for fact in state.overrides if fact.ref == ref), state.outputs.subject)
    body = {**plain, "override_ref": ref, "output": output}
    return send(request, entries.OverrideReviewed, body, case=case, back=reverse("overrides", args=[case]) + "#overrides")
