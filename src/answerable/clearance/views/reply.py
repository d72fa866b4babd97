"""The right of reply of one party: what is put to it, how it was sent, what came back, and where that stands.

The request is composed from what is open: every finding on the party and every element that is not met has its question
proposed; people reword them, and what is left empty is not asked and shows as open.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from answerable.clearance import entries, gates
from answerable.clearance.forms import (
    EngagementForm,
    ExtensionForm,
    PlainForm,
    QuestionForm,
    ReceivedForm,
    ReminderForm,
    RequestForm,
    WaiverForm,
)
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.saying import send
from answerable.clearance.views.page import attempt, case_of, headed, outputs_of, sent_form, status_of
from answerable.findings.entries import Element
from answerable.findings.gates import assessments, current
from answerable.outputs.gates import accused, policy_for
from answerable.people.access import ReadRequest
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.vault.reading import shown

FORMS: dict[str, type[PlainForm]] = {
    "engage": EngagementForm,
    "request": RequestForm,
    "remind": ReminderForm,
    "extend": ExtensionForm,
    "receive": ReceivedForm,
    "waive": WaiverForm,
}
"""The forms of the page, by the name under which each is sent."""


class Proposed(msgspec.Struct, frozen=True, kw_only=True):
    """A question that is due, with the form in which it can be reworded, and whether it was put before."""

    finding: str
    rule: str
    element: Element | None
    form: QuestionForm
    put: bool


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request that was sent, with the days that it gave in all."""

    fact: Fact[entries.ReplyRequested]
    days: int


@require_safe
def replies(request: ReadRequest, case: str) -> HttpResponse:
    """Return the list of the parties that are owed a reply, with what they are still owed."""
    state = case_of(case, request.GET.get("output", ""))
    blockers = gates.right_of_reply(state)
    parties = [(party, [each for each in blockers if each.where.party == party]) for party in parties_of(state)]
    context = {**headed(state), "parties": parties, "beside": gates.replies_beside(state)}
    return render(request, "clearance/replies.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: ReadRequest, case: str, party: str) -> HttpResponse:
    """Return the page of a party's right of reply, or say one of its acts."""
    state = case_of(case, request.GET.get("output", ""))
    if party not in parties_of(state):
        raise Http404
    sent = sent_form(request, *FORMS)
    forms = {name: _form(request, state, name, party, bound=name == sent) for name in FORMS}
    questions = proposed(state, party, request.POST if sent == "request" else None)
    if sent == "request":
        _check_questions(forms["request"], questions)
    if sent and (answered := attempt(forms[sent], lambda: _say(request, state, party, sent, forms[sent], questions))):
        return answered
    context = {
        **headed(state),
        "party": party,
        "forms": forms,
        "form": forms.get(sent),
        "sent": sent,
        "questions": questions,
        "least": _least(state),
        "outputs": outputs_of(state),
        "findings": [fact for name in gates.findings_on(state, party) if (fact := _finding(state, name))],
        "owed": _owed(state, party),
        "engagements": _of(state.engagements, party),
        "requests": [Asked(fact=f, days=gates.days_given(state, f)) for f in _of(state.requests, party)],
        "reminders": _of(state.reminders, party),
        "extensions": _of(state.extensions, party),
        "received": _of(state.replies, party),
        "waiver": gates.waiver_of(state, party),
        "beside": [each for each in gates.replies_beside(state) if each.party == party],
    }
    return render(request, "clearance/reply.html", context, status=status_of(*forms.values()))


def parties_of(state: ClearanceCase) -> tuple[str, ...]:
    """Return whom the documents judged together accuse, and whoever was asked, engaged with or replied before."""
    told = (*state.requests, *state.engagements, *state.replies, *state.waivers)
    return tuple(sorted({*accused(state.outputs), *(fact.body.party for fact in told)}))


def proposed(state: ClearanceCase, party: str, data: Any = None) -> list[Proposed]:
    """Return a question for every finding on a party, and one for every element of a rule that is not met."""
    found: list[Proposed] = []
    put = {
        (each.finding, each.rule, each.element) for fact in _of(state.requests, party) for each in fact.body.questions
    }
    for finding in gates.findings_on(state, party):
        stated = _finding(state, finding)
        if stated is None:
            continue
        words = _("We find: %(finding)s Is that so? If not, what is wrong with it, and what shows it?") % {
            "finding": shown(stated.body.text)
        }
        due: list[tuple[str, Element | None, str]] = [("", None, words)]
        for fact in assessments(state.outputs.findings, finding):
            open_ones = [each for each in fact.body.elements if each.state != "met"]
            due += [(fact.body.rule, each, _about(fact.body.name, each)) for each in open_ones]
        for rule, element, text in due:
            form = QuestionForm(data, prefix=f"question{len(found)}", initial={"text": text})
            asked = (finding, rule, element.element if element else "")
            found.append(Proposed(finding=finding, rule=rule, element=element, form=form, put=asked in put))
    return found


def _about(rule: str, element: Element) -> str:
    return _("%(rule)s asks: %(asks)s What can you tell us about that, and what can you show us?") % {
        "rule": rule,
        "asks": element.asks,
    }


def _form(request: ReadRequest, state: ClearanceCase, name: str, party: str, *, bound: bool) -> PlainForm:
    data, files = (request.POST, request.FILES) if bound else (None, None)
    options: dict[str, Any] = {"auto_id": f"{name}-%s"}
    if name == "request":
        found = [fact for each in gates.findings_on(state, party) if (fact := _finding(state, each))]
        said = "\n\n".join(shown(fact.body.text) for fact in found)
        options |= {"least": _least(state), "initial": {"allegations": said, "days": _least(state)}}
    return FORMS[name](data, files, **options)


def _check_questions(form: PlainForm, questions: list[Proposed]) -> None:
    """Put what is wrong with a question into the form of the request, so that nothing is sent."""
    if not all(each.form.is_valid() for each in questions):
        form.add_error(None, _("A question is too long."))


def _say(
    request: ReadRequest,
    state: ClearanceCase,
    party: str,
    sent: str,
    form: PlainForm,
    questions: list[Proposed],
) -> HttpResponse:
    case, plain = headed(state)["case"], dict(form.cleaned_data)
    back = reverse("reply", args=[case, party])
    if "file" in plain:
        plain["proof"] = proof_of(plain["proof"], plain.pop("file"))
    plain["party"] = party
    if sent == "request":
        plain |= {
            "output": state.outputs.subject,
            "findings": gates.findings_on(state, party),
            "questions": [_question(each) for each in questions if each.form.cleaned_data["text"].strip()],
        }
    if sent == "extend":
        asked = _of(state.requests, party)
        plain |= {"asked": plain["asked"] == "yes", "output": asked[-1].body.output if asked else state.outputs.subject}
    said = {
        "engage": entries.EngagementConsidered,
        "request": entries.ReplyRequested,
        "remind": entries.ReplyReminded,
        "extend": entries.ExtensionConsidered,
        "receive": entries.ReplyReceived,
        "waive": entries.ReplyWaived,
    }[sent]
    return send(request, said, plain, case=case, back=f"{back}#{sent}")


def _question(each: Proposed) -> dict[str, str]:
    return {
        "finding": each.finding,
        "rule": each.rule,
        "element": each.element.element if each.element else "",
        "text": each.form.cleaned_data["text"],
    }


def proof_of(words: str, file: Any) -> str:
    """Return a proof of delivery: what was written, and below it the name and SHA-256 of the file that shows it."""
    if not file:
        return words
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return f"{words}\n{file.name}, SHA-256 {digest.hexdigest()}".strip()


def _least(state: ClearanceCase) -> int:
    return gates.minimum_days(state, policy_for(state.outputs).reply)


def _finding(state: ClearanceCase, name: str) -> Any:
    return current(state.outputs.findings, name)


def _of(facts: tuple[Fact[Any], ...], party: str) -> list[Fact[Any]]:
    return [fact for fact in facts if fact.body.party == party]


def _owed(state: ClearanceCase, party: str) -> list[Blocker]:
    return [each for each in gates.right_of_reply(state) if each.where.party == party]
