"""The right of reply of one party: what is put to it, how it was sent, what came back, and where that stands.

The request is composed from what is open: every finding on the party and every element that is not met has its question
proposed; people reword them, and what is left empty is not asked and shows as open.
"""

from __future__ import annotations

from collections.abc import Iterator
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
from answerable.clearance.views.page import attempt, case_of, headed, sent_form, status_of
from answerable.findings.entries import Element
from answerable.findings.gates import assessments, current
from answerable.outputs.gates import accused, documents, policy_for
from answerable.people.access import ReadRequest
from answerable.record.entry import Fact, Said
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


TO_PUT = frozenset({"reply-not-requested", "finding-not-put", "question-not-put", "reply-without-proof"})
"""What another request would meet, by code."""


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
    context = {"party": party, "forms": forms, "sent": sent, "questions": questions, **_told(state, party)}
    return render(request, "clearance/reply.html", context, status=status_of(*forms.values()))


def _told(state: ClearanceCase, party: str) -> dict[str, Any]:
    """Return what is on record between us and a party, and what it is still owed."""
    owed = [each for each in gates.right_of_reply(state) if each.where.party == party]
    return {
        **headed(state),
        "least": _least(state),
        "owed": owed,
        "due": any(each.code in TO_PUT for each in owed),
        "engagements": _of(state.engagements, party),
        "requests": [Asked(fact=f, days=gates.days_given(state, f)) for f in _of(state.requests, party)],
        "reminders": _of(state.reminders, party),
        "extensions": _of(state.extensions, party),
        "received": _of(state.replies, party),
        "waiver": gates.waiver_of(state, party),
        "beside": [each for each in gates.replies_beside(state) if each.party == party],
    }


def parties_of(state: ClearanceCase) -> tuple[str, ...]:
    """Return whom the documents judged together accuse, and whoever was asked, engaged with or replied before."""
    told: tuple[Fact[Any], ...] = (*state.requests, *state.engagements, *state.replies, *state.waivers)
    return tuple(sorted({*accused(state.outputs), *(fact.body.party for fact in told)}))


def proposed(state: ClearanceCase, party: str, data: Any = None) -> list[Proposed]:
    """Return a question for every finding on a party, and one for every element of a rule that is not met."""
    found: list[Proposed] = []
    put = {
        (each.finding, each.rule, each.element) for fact in _of(state.requests, party) for each in fact.body.questions
    }
    for finding in gates.findings_on(state, party):
        for rule, element, text in _due(state, finding):
            form = QuestionForm(data, prefix=f"question{len(found)}", initial={"text": text})
            asked = (finding, rule, element.element if element else "")
            found.append(Proposed(finding=finding, rule=rule, element=element, form=form, put=asked in put))
    return found


def _due(state: ClearanceCase, finding: str) -> Iterator[tuple[str, Element | None, str]]:
    """Yield what has to be asked about a finding: the rule, its open element, and the question in words."""
    stated = _finding(state, finding)
    if stated is None:
        return
    words = _("We find: %(finding)s Is that so? If not, what is wrong with it, and what shows it?")
    yield "", None, words % {"finding": shown(stated.body.text)}
    for fact in assessments(state.outputs.findings, finding):
        for element in fact.body.elements:
            if element.state != "met":
                yield fact.body.rule, element, _about(fact.body.name, element)


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
        outputs = [(each.body.output,) * 2 for each in documents(state.outputs)]
        first = {"allegations": said, "days": _least(state)}
        options |= {"least": _least(state), "outputs": outputs, "initial": first}
    return FORMS[name](data, files, **options)


def _check_questions(form: PlainForm, questions: list[Proposed]) -> None:
    """Put what is wrong with a question into the form of the request, so that nothing is sent."""
    if not all(each.form.is_valid() for each in questions):
        form.add_error(None, _("A question is too long."))


SAID: dict[str, type[Said]] = {
    "engage": entries.EngagementConsidered,
    "request": entries.ReplyRequested,
    "remind": entries.ReplyReminded,
    "extend": entries.ExtensionConsidered,
    "receive": entries.ReplyReceived,
    "waive": entries.ReplyWaived,
}
"""The act that each form of the page says."""


def _say(
    request: ReadRequest, state: ClearanceCase, party: str, sent: str, form: PlainForm, questions: list[Proposed]
) -> HttpResponse:
    case, plain = headed(state)["case"], {**form.cleaned_data, "party": party}
    back = reverse("reply", args=[case, party]) + f"#{sent}"
    if "file" in plain:
        plain["proof"] = proof_of(plain["proof"], plain.pop("file"))
    if sent == "request":
        plain["findings"] = gates.findings_on(state, party)
        plain["questions"] = [_question(each) for each in questions if each.form.cleaned_data["text"].strip()]
    if sent == "extend":
        asked = _of(state.requests, party)
        plain["asked"] = plain["asked"] == "yes"
        plain["output"] = asked[-1].body.output if asked else state.outputs.subject
    return send(request, SAID[sent], plain, case=case, back=back)


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
