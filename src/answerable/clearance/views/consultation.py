"""The page of a consultation: who has to be asked, by which rule, what each was shown and said, and the clock."""

from __future__ import annotations

from typing import get_args

import msgspec
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from answerable.clearance import entries, gates
from answerable.clearance.delivery import deliver_all, lock_drafting
from answerable.clearance.forms import AddForm, AskForm, PartForm, PlainForm
from answerable.clearance.gates import Affected, ClearanceCase
from answerable.clearance.gates.clock import SectionClock, clock_of
from answerable.clearance.saying import send
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
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import evidence_of, policy_for, versions_of
from answerable.people.access import Reader, ReadRequest
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
        "sections": [_consulted(state, each, request.reader.section) for each in _sections(state)],
        "refused": _refused(state, request.reader),
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
        "ask": AskForm(
            data("ask"), sections=sorted(sections, key=lambda each: each[0] not in affected), auto_id="ask-%s"
        ),
        "add": AddForm(data("add"), sections=[each for each in sections if each[0] not in affected], auto_id="add-%s"),
        "part": PartForm(data("part"), moments=ours, auto_id="part-%s"),
        "deliver": PlainForm(data("deliver"), auto_id="deliver-%s"),
    }


def _say(request: ReadRequest, state: ClearanceCase, sent: str, form: PlainForm) -> HttpResponse:
    case, plain, here = headed(state)["case"], form.cleaned_data, request.get_full_path()
    if sent == "deliver":
        deliver_all(case, reader=request.reader, at=gates.now(state))
        return redirect(here)
    if sent == "part":
        plain = {**plain, "section": request.reader.section}
    back = f"{here}#section-{plain['section']}"
    if sent == "add":
        return _add(request, state, plain, back=back)
    said = entries.PartTaken if sent == "part" else entries.SectionAsked
    return send(request, said, plain, case=case, back=back)


def _add(request: ReadRequest, state: ClearanceCase, plain: dict[str, str], *, back: str) -> HttpResponse:
    """Add a section, and give it every version that there is; both are said, or neither."""
    case = headed(state)["case"]
    with transaction.atomic():
        lock_drafting(case)
        answered = send(request, entries.SectionAdded, plain, case=case, back=back)
        deliver_all(case, reader=request.reader, at=gates.now(state))
    return answered


def _sections(state: ClearanceCase) -> list[Affected]:
    """Return the affected sections, and those that were asked before a finding in use names them."""
    affected = list(gates.affected_sections(state))
    named = {each.section for each in affected}
    early = dict.fromkeys(fact.body.section for fact in state.asked if fact.body.section not in named)
    rule = _("It was asked; no finding in use names it so far.")
    return [*affected, *(Affected(section=section, rule=rule) for section in early)]


def _refused(state: ClearanceCase, reader: Reader) -> dict[str, str]:
    """Ask the gates, before anything is said, why this reader may not add a section, or speak for their own."""
    words = evidence_of(state.outputs).opened.body.terms  # stands in for words not yet typed; gates do not read words
    added = entries.SectionAdded(section=reader.section, reason=words)
    part = entries.PartTaken(section=reader.section, moment="plan", text=words)
    return {
        "add": reasons(gates.may_add_section(state, would_say(state, reader, added))),
        "part": reasons(gates.may_take_part(state, would_say(state, reader, part))),
    }


def _consulted(state: ClearanceCase, affected: Affected, ours: str) -> Consulted:
    section = affected.section
    raised = [fact for fact in state.objections if gates.speaks_for(state, fact, section)]
    return Consulted(
        affected=affected,
        moments=tuple(_asked(state, section, moment) for moment in get_args(Moment)),
        given=tuple(_given(state, section, drafted) for drafted in versions_of(state.outputs, state.outputs.subject)),
        clock=clock_of(state, section),
        objections=tuple((fact, gates.is_settled(state, fact)) for fact in raised),
        ours=section == ours,
    )


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
