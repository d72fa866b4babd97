"""The overrides of a case: an officer opens a gate in everyone's sight, and the review that this opens by itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
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

FIRST = min(GATES)
"""A gate to ask about, where who may override is the question."""


class Overridden(msgspec.Struct, frozen=True, kw_only=True):
    """An override: whether it still holds, its review or until when that is due, and whether you may review it."""

    fact: Fact[entries.GateOverridden]
    gate: Any
    holds: bool
    review: Fact[entries.OverrideReviewed] | None
    due: Any
    overdue: bool
    refused: str
    form: OverrideReviewForm


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
    review = OverrideReviewForm(request.POST if sent == "review" else None)
    form, act = (override, _override) if sent == "override" else (review, _review)
    if sent and (answered := attempt(form, lambda: act(request, state, form.cleaned_data))) is not None:
        return answered
    context = {
        **headed(state),
        "overrides": [_overridden(state, fact, request.reader, sent=review) for fact in reversed(state.overrides)],
        "override": override,
        "refused": _refused(state, request.reader),
        "reviewing": request.POST.get("override", "") if sent == "review" else "",
        "form": form,
    }
    return render(request, "clearance/overrides.html", context, status=status_of(override, review))


def _refused(state: ClearanceCase, reader: Reader) -> str:
    """Ask the gate, before anything is said, why this reader may override nothing; "" for an officer."""
    drafted = gates.subject(state)
    if drafted is None:
        return ""
    reason = drafted.body.text  # stands in for words not yet typed; gates do not read words
    body = entries.GateOverridden(**of_version(drafted), gate=FIRST, reason=reason, expires=date.max)
    return reasons(gates.may_override(state, would_say(state, reader, body)))


def _overridden(
    state: ClearanceCase, fact: Fact[entries.GateOverridden], reader: Reader, *, sent: OverrideReviewForm
) -> Overridden:
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
        form=_review_form(fact, sent),
        refused=reasons(gates.may_review_override(state, would_say(state, reader, would))),
    )


def _review_form(fact: Fact[entries.GateOverridden], sent: OverrideReviewForm) -> OverrideReviewForm:
    """Return the form that reviews an override: as it was sent, or fresh; each with names of its own on the page."""
    form = sent if sent.data.get("override") == fact.ref else OverrideReviewForm(initial={"override": fact.ref})
    form.auto_id = f"review-{slugify(fact.ref)}-%s"
    return form


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
    return send(
        request, entries.OverrideReviewed, body, case=case, back=reverse("overrides", args=[case]) + "#overrides"
    )
