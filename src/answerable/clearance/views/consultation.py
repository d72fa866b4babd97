"""The page of a consultation: who has to be asked, by which rule, what each was shown and said, and the clock."""

from __future__ import annotations

from typing import get_args

import msgspec
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from answerable.clearance import entries, gates
from answerable.clearance.delivery import deliver_all
from answerable.clearance.forms import AddForm, AskForm, PartForm, PlainForm
from answerable.clearance.gates import Affected, ClearanceCase
from answerable.clearance.gates.clock import SectionClock, clock_of
from answerable.clearance.saying import send
from answerable.clearance.views.page import attempt, case_of, headed, outputs_of, sent_form, status_of
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import policy_for, versions_of
from answerable.people.access import ReadRequest
from answerable.people.entries import Moment
from answerable.record.entry import Fact


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One of the three moments for one section: what it was asked, and what it said."""

    moment: str
    asked: tuple[Fact[entries.SectionAsked], ...]
    parts: tuple[Fact[entries.PartTaken], ...]


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """One version for one section: when it was delivered, and who opened it when."""

    drafted: Fact[VersionDrafted]
    delivered: Fact[entries.DraftDelivered] | None
    opened: Fact[entries.DraftAcknowledged] | None


class Consulted(msgspec.Struct, frozen=True, kw_only=True):
    """A section that has a part, with everything that was asked, given, said and objected to."""

    affected: Affected
    moments: tuple[Asked, ...]
    given: tuple[Given, ...]
    clock: SectionClock
    objections: tuple[tuple[Fact[entries.ObjectionRaised], bool], ...]
    ours: bool


@require_http_methods(["GET", "HEAD", "POST"])
def consultation(request: ReadRequest, case: str) -> HttpResponse:
    """Return the page of a case's consultation; or ask, add or deliver to a section, or take a part."""
    state = case_of(case, request.GET.get("output", ""))
    sent = sent_form(request, "ask", "add", "part", "deliver")
    shown = _forms(request, state, sent)
    if sent and (answered := attempt(shown[sent], lambda: _say(request, state, sent, shown[sent]))) is not None:
        return answered
    context = {
        **headed(state),
        "forms": shown,
        "form": shown.get(sent),
        "subject": gates.subject(state),
        "outputs": outputs_of(state),
        "sections": [_consulted(state, each, request.reader.section) for each in gates.affected_sections(state)],
        "policy": policy_for(state.outputs),
    }
    return render(request, "clearance/consultation.html", context, status=status_of(*shown.values()))


def _forms(request: ReadRequest, state: ClearanceCase, sent: str) -> dict[str, PlainForm]:
    sections = [(fact.body.section, fact.body.name) for fact in gates.people_of(state).sections]
    affected = {each.section for each in gates.affected_sections(state)}
    ours = [fact.body.moment for fact in state.asked if fact.body.section == request.reader.section]

    def data(name: str) -> object:
        return request.POST if sent == name else None

    return {
        "ask": AskForm(data("ask"), sections=[each for each in sections if each[0] in affected], auto_id="ask-%s"),
        "add": AddForm(data("add"), sections=[each for each in sections if each[0] not in affected], auto_id="add-%s"),
        "part": PartForm(data("part"), moments=ours, auto_id="part-%s"),
        "deliver": PlainForm(data("deliver"), auto_id="deliver-%s"),
    }


def _say(request: ReadRequest, state: ClearanceCase, sent: str, form: PlainForm) -> HttpResponse:
    case, plain = headed(state)["case"], form.cleaned_data
    back = reverse("consultation", args=[case])
    if sent == "deliver":
        deliver_all(case, reader=request.reader, at=gates.now(state))
        return redirect(back)
    if sent == "part":
        return send(
            request, entries.PartTaken, {**plain, "section": request.reader.section}, case=case, back=back + "#our-part"
        )
    said = entries.SectionAsked if sent == "ask" else entries.SectionAdded
    answered = send(request, said, plain, case=case, back=f"{back}#section-{plain['section']}")
    if sent == "add":
        deliver_all(case, reader=request.reader, at=gates.now(state))
    return answered


def _consulted(state: ClearanceCase, affected: Affected, ours: str) -> Consulted:
    section = affected.section
    raised = [fact for fact in state.objections if _of(state, fact, section)]
    return Consulted(
        affected=affected,
        moments=tuple(_asked(state, section, moment) for moment in get_args(Moment)),
        given=tuple(_given(state, section, drafted) for drafted in versions_of(state.outputs, state.outputs.subject)),
        clock=clock_of(state, section),
        objections=tuple((fact, gates.is_settled(state, fact)) for fact in raised),
        ours=section == ours,
    )


def _of(state: ClearanceCase, fact: Fact[entries.ObjectionRaised], section: str) -> bool:
    return gates.speaks_for(state, fact, section)


def _asked(state: ClearanceCase, section: str, moment: str) -> Asked:
    asked = tuple(fact for fact in state.asked if (fact.body.section, fact.body.moment) == (section, moment))
    parts = tuple(
        fact
        for fact in state.parts
        if (fact.body.section, fact.body.moment) == (section, moment) and gates.speaks_for(state, fact, section)
    )
    return Asked(moment=moment, asked=asked, parts=parts)


def _given(state: ClearanceCase, section: str, drafted: Fact[VersionDrafted]) -> Given:
    to = (section, drafted.ref)
    delivered = (fact for fact in state.delivered if (fact.body.section, fact.body.draft_ref) == to)
    opened = (
        fact
        for fact in state.acknowledged
        if (fact.body.section, fact.body.draft_ref) == to and gates.speaks_for(state, fact, section)
    )
    return Given(drafted=drafted, delivered=next(delivered, None), opened=next(opened, None))
