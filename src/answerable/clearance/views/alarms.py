"""The alarm: "this puts us in harm's way". One field, and everything stops at once; lifting it is the section's own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from answerable.clearance import entries, gates
from answerable.clearance.forms import AlarmForm, LiftForm
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.saying import raise_alarm, send
from answerable.clearance.views.page import attempt, case_of, headed, sent_form, status_of
from answerable.people.access import ReadRequest
from answerable.people.messages import tell_duty
from answerable.record.entry import Fact


@require_http_methods(["GET", "HEAD", "POST"])
def alarm(request: ReadRequest, case: str) -> HttpResponse:
    """Return the page of a case's alarms; or raise one, or lift one."""
    state = case_of(case)
    sent = sent_form(request, "raise", "lift")
    raising = AlarmForm(request.POST if sent == "raise" else None)
    lifting = LiftForm(request.POST if sent == "lift" else None, auto_id="lift-%s")
    form = raising if sent == "raise" else lifting
    act = _raise if sent == "raise" else _lift
    if sent and (answered := attempt(form, lambda: act(request, state, form.cleaned_data))) is not None:
        return answered
    context = {
        **headed(state),
        "raising": raising,
        "lifting": lifting,
        "form": form,
        "lifted_name": request.POST.get("alarm", "") if sent == "lift" else "",
        "alarms": [(fact, lifted_by(state, fact)) for fact in reversed(state.alarms)],
        "section": request.reader.section,
    }
    return render(request, "clearance/alarm.html", context, status=status_of(raising, lifting))


def lifted_by(state: ClearanceCase, alarm: Fact[entries.AlarmRaised]) -> Fact[entries.AlarmLifted] | None:
    """Return the act by which the section that raised an alarm lifted it, or None."""
    return next(
        (
            fact
            for fact in state.alarms_lifted
            if (fact.body.alarm, fact.body.section) == (alarm.body.alarm, alarm.body.section)
            and gates.speaks_for(state, fact, alarm.body.section)
        ),
        None,
    )


def _raise(request: ReadRequest, state: ClearanceCase, plain: dict[str, str]) -> HttpResponse:
    case, section = headed(state)["case"], request.reader.section
    answered = raise_alarm(request, case, plain["text"], back=reverse("alarm", args=[case]) + "#alarms")
    affected = [each.section for each in gates.affected_sections(state)]
    tell_duty(case=case, section=section, affected=affected)  # says only that there is an alarm
    return answered


def _lift(request: ReadRequest, state: ClearanceCase, plain: dict[str, str]) -> HttpResponse:
    case, name = headed(state)["case"], request.POST.get("alarm", "")
    raised = [fact.body.section for fact in state.alarms if fact.body.alarm == name]
    body = {"alarm": name, "section": raised[-1] if raised else request.reader.section, "reason": plain["reason"]}
    return send(request, entries.AlarmLifted, body, case=case, back=reverse("alarm", args=[case]) + "#alarms")
