"""The do-no-harm record: what publication may do to whom, what is done about it, and who accepts what remains."""

from __future__ import annotations

from typing import Any

import msgspec
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from answerable.clearance import entries, gates
from answerable.clearance.forms import AcceptForm, AssessForm
from answerable.clearance.forms.harm import GROUPS
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.gates.harm import latest_harms
from answerable.clearance.saying import names_of_risks, next_name, send
from answerable.clearance.views.page import (
    attempt,
    case_of,
    headed,
    reasons,
    sent_form,
    status_of,
    would_say,
)
from answerable.evidence.clock import moment_of
from answerable.evidence.gates import in_order
from answerable.people.access import Reader, ReadRequest
from answerable.people.saying import submit
from answerable.record.entry import Fact
from answerable.record.log import lock
from answerable.vault.reading import shown


class Risk(msgspec.Struct, frozen=True, kw_only=True):
    """A risk as last assessed: who has accepted what remains of it since, who still has to, whether you did and may."""

    fact: Fact[entries.HarmAssessed]
    accepted: tuple[Fact[entries.HarmAccepted], ...]
    missing: tuple[str, ...]
    mine: bool
    refused: str


@require_http_methods(["GET", "HEAD", "POST"])
def harm(request: ReadRequest, case: str) -> HttpResponse:
    """Return the do-no-harm record of a case; or assess a risk, or accept what remains of one."""
    state = case_of(case, request.GET.get("output", ""))
    sent = sent_form(request, "assess", "accept")
    assess = _assess_form(request, state, bound=sent == "assess")
    accept = AcceptForm(request.POST if sent == "accept" else None)
    if sent == "assess" and (answered := attempt(assess, lambda: _assess(request, state, assess.cleaned_data))):
        return answered
    if sent == "accept" and (answered := attempt(accept, lambda: _accept(request, state, accept.cleaned_data))):
        return answered
    risks = [_risk(state, fact, request.reader) for fact in latest_harms(state)]
    context = {
        **headed(state),
        "groups": [(name, label, [each for each in risks if each.fact.body.group == name]) for name, label in GROUPS],
        "assess": assess,
        "accept": accept,
        "section": request.reader.section,
        "alarms": [each for each in gates.do_no_harm(state) if each.code.startswith("alarm")],
    }
    return render(request, "clearance/harm.html", context, status=status_of(assess, accept))


def _assess_form(request: ReadRequest, state: ClearanceCase, *, bound: bool) -> AssessForm:
    named = next((fact for fact in latest_harms(state) if fact.body.harm == request.GET.get("risk", "")), None)
    first = {} if named is None else _as_typed(named.body)
    return AssessForm(
        request.POST if bound else None,
        initial=first,
        risks=[(fact.body.harm, f"{fact.body.harm}: {fact.body.who}") for fact in latest_harms(state)],
        persons=[(fact.body.person,) * 2 for fact in gates.people_of(state).persons],
    )


def _as_typed(body: entries.HarmAssessed) -> dict[str, Any]:
    """Return an assessment as the form for it was filled in."""
    texts = {"risk": shown(body.risk), "mitigation": shown(body.mitigation)}
    return msgspec.structs.asdict(body) | texts


def _risk(state: ClearanceCase, fact: Fact[entries.HarmAssessed], reader: Reader) -> Risk:
    name = fact.body.harm
    accepted = tuple(
        each
        for each in state.harm_acceptances
        if each.body.harm == name and each.at >= fact.at and not gates.may_accept_harm(state, each)
    )
    by = {each.body.section for each in accepted}
    body = entries.HarmAccepted(harm=name, section=reader.section)
    return Risk(
        fact=fact,
        mine=reader.section in by,
        accepted=accepted,
        missing=tuple(each.section for each in gates.affected_sections(state) if each.section not in by),
        refused=reasons(gates.may_accept_harm(state, would_say(state, reader, body))),
    )


def _assess(request: ReadRequest, state: ClearanceCase, plain: dict[str, Any]) -> HttpResponse:
    """Say an assessment; the same one sent twice is one, unless the risk was assessed otherwise in between."""
    case = headed(state)["case"]
    with transaction.atomic():
        lock(f"risks of {case}")  # names are given out one by one, whichever log they go to
        state = case_of(case)
        name = plain["harm"] or _same_risk(state, plain) or next_name("H", names_of_risks(state))
        earlier = [fact for fact in in_order(state.harms) if fact.body.harm == name][:-1]
        back = reverse("harm", args=[case]) + f"#risk-{name}"
        since = earlier[-1] if earlier else None
        return send(request, entries.HarmAssessed, {**plain, "harm": name}, case=case, back=back, since=since)


def _same_risk(state: ClearanceCase, plain: dict[str, Any]) -> str:
    typed = {name: value for name, value in plain.items() if name != "harm"}
    alike = (fact.body.harm for fact in latest_harms(state) if typed.items() <= _as_typed(fact.body).items())
    return next(alike, "")


def _accept(request: ReadRequest, state: ClearanceCase, plain: dict[str, Any]) -> HttpResponse:
    """Accept what remains of a risk; who did so since it was last assessed has done it."""
    case, name, reader = headed(state)["case"], plain["harm"], request.reader
    back = reverse("harm", args=[case]) + f"#risk-{name}"
    with transaction.atomic():
        lock(reader.origin)
        state = case_of(case)
        risk = next((_risk(state, each, reader) for each in latest_harms(state) if each.body.harm == name), None)
        if risk is not None and any(each.actor == reader.person for each in risk.accepted):
            return redirect(back)
        body = {"harm": name, "section": reader.section}
        return submit(request, entries.HarmAccepted, body, case=case, at=moment_of(case), back=back)
