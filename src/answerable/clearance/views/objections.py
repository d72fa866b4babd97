"""Pages on which objections are raised, answered and settled, and the list of a case's objections.

Every act is sent by POST and said through `clearance.saying`. A refusal shows each blocker beside what it concerns and
keeps what was typed; after an act the browser is sent to the page that shows it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import msgspec
from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from answerable.clearance import entries, gates
from answerable.clearance.forms import AnswerForm, DissentForm, ObjectionForm
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.saying import raise_objection, send
from answerable.clearance.views.page import (
    REFUSED,
    Raised,
    attempt,
    case_of,
    headed,
    placed,
    raised_of,
    reasons,
    statement_of,
    version_of,
    would_say,
)
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import current_version
from answerable.people.access import Reader, ReadRequest
from answerable.record.entry import Fact, Said
from answerable.vault.reading import shown


class Possible(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader may do about an objection: "" where it is possible, else why not."""

    answer: str
    settle: str
    dissent: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An objection in the list of a case: its words, what was answered, and how it ended."""

    raised: Raised
    words: str
    language: str
    answer: Fact[entries.ObjectionAnswered] | None
    closing: Fact[entries.ObjectionClosed] | None
    dissent: Fact[entries.DissentNoted] | None
    settled: bool


@require_safe
def objections(request: ReadRequest, case: str) -> HttpResponse:
    """Return the list of a case's objections, open ones first."""
    state = case_of(case)
    lines = [_line(state, raised) for raised in state.objections]
    context = {**headed(state), "lines": sorted(lines, key=lambda line: line.settled)}
    return render(request, "clearance/objections.html", context)


def _line(state: ClearanceCase, raised: Raised) -> Line:
    def last(facts: tuple[Fact[Any], ...]) -> Any:
        return next((fact for fact in reversed(facts) if fact.body.objection == raised.body.objection), None)

    return Line(
        raised=raised,
        words=_words(state, raised),
        language=_language(state, raised),
        answer=last(state.answers),
        closing=last(state.closings),
        dissent=last(state.dissents),
        settled=gates.is_settled(state, raised),
    )


def _words(state: ClearanceCase, raised: Raised) -> str:
    body, drafted = raised.body, _objected(state, raised)
    return shown(drafted.body.text)[body.start : body.end] if drafted and body.start is not None else ""


def _language(state: ClearanceCase, raised: Raised) -> str:
    drafted = _objected(state, raised)
    return drafted.body.language if drafted else ""


def _objected(state: ClearanceCase, raised: Raised) -> Fact[VersionDrafted] | None:
    return next((fact for fact in state.outputs.versions if fact.ref == raised.body.draft_ref), None)


@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the form for an objection to words of a draft, or say the objection."""
    state = case_of(case, output)
    drafted = version_of(state, output, version)
    statement = statement_of(state, drafted, request.GET.get("statement", ""))
    text = shown(drafted.body.text)
    if request.method != "POST":
        first = {"words": text[statement.start : statement.end] if statement else ""}
        return _object_page(request, state, drafted, ObjectionForm(initial=first), statement)
    form = ObjectionForm(request.POST)
    if form.is_valid() and (plain := placed(form, text, statement)) is not None:
        answered = attempt(form, lambda: raise_objection(request, case, drafted, plain))
        if answered is not None:
            return answered
    return _object_page(request, state, drafted, form, statement, status=REFUSED)


def _object_page(
    request: ReadRequest,
    state: ClearanceCase,
    drafted: Fact[VersionDrafted],
    form: ObjectionForm,
    statement: Statement | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {**headed(state), "drafted": drafted, "form": form, "statement": statement}
    return render(request, "clearance/object.html", context, status=status)


@require_safe
def objection(request: ReadRequest, case: str, objection: str) -> HttpResponse:
    """Return the page of an objection, with what this reader may do about it."""
    return _objection_page(request, case, objection)


def _sent_from_its_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return a view that says an act on POST, and else leads to the objection: so does signing in again half-way."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def sent(request: ReadRequest, case: str, objection: str) -> HttpResponse:
        return view(request, case, objection) if request.method == "POST" else redirect("objection", case, objection)

    return sent


@_sent_from_its_page
def answer(request: ReadRequest, case: str, objection: str) -> HttpResponse:
    """Answer an objection."""
    return _act(request, case, objection, AnswerForm(request.POST, auto_id="answer-%s"), entries.ObjectionAnswered)


@_sent_from_its_page
def close(request: ReadRequest, case: str, objection: str) -> HttpResponse:
    """Confirm that an objection is settled."""
    return _act(request, case, objection, forms.Form(request.POST), entries.ObjectionClosed)


@_sent_from_its_page
def dissent(request: ReadRequest, case: str, objection: str) -> HttpResponse:
    """Note dissent on an objection."""
    return _act(request, case, objection, DissentForm(request.POST, auto_id="dissent-%s"), entries.DissentNoted)


def _act(request: ReadRequest, case: str, objection: str, form: forms.Form, said: type[Said]) -> HttpResponse:
    """Say an act about an objection, or show its page again with what is wrong."""
    raised = raised_of(case_of(case), objection)
    back = reverse("objection", args=[case, objection])

    def say() -> HttpResponse:
        plain = {**form.cleaned_data, "objection": objection}
        if said is entries.DissentNoted:
            plain["output"] = raised.body.output
        return send(request, said, plain, case=case, back=back)

    return attempt(form, say) or _objection_page(request, case, objection, form)


def _objection_page(request: ReadRequest, case: str, objection: str, form: forms.Form | None = None) -> HttpResponse:
    state = case_of(case)
    raised = raised_of(state, objection)
    context = {
        **headed(state),
        "raised": raised,
        "drafted": version_of(state, raised.body.output, raised.body.version),
        "current": current_version(state.outputs, raised.body.output),
        "words": _words(state, raised),
        "answers": [fact for fact in state.answers if fact.body.objection == objection],
        "closings": [fact for fact in state.closings if fact.body.objection == objection],
        "dissents": [fact for fact in state.dissents if fact.body.objection == objection],
        "settled": gates.is_settled(state, raised),
        "possible": _possible(state, raised, request.reader),
        "guest": next((fact for fact in state.guests if fact.body.guest == raised.actor), None),
        "answer_form": form if isinstance(form, AnswerForm) else AnswerForm(auto_id="answer-%s"),
        "dissent_form": form if isinstance(form, DissentForm) else DissentForm(auto_id="dissent-%s"),
        "form": form,
    }
    return render(request, "clearance/objection.html", context, status=REFUSED if form is not None else 200)


def _possible(state: ClearanceCase, raised: Raised, reader: Reader) -> Possible:
    """Ask the gates, before anything is said, whether this reader may answer or settle."""
    commitment = raised.body.text  # stands in for words not yet typed; gates do not read words
    name = raised.body.objection
    answered = entries.ObjectionAnswered(objection=name, outcome="upheld", reasons=commitment)
    closed = entries.ObjectionClosed(objection=name)
    dissent = entries.DissentNoted(objection=name, output=raised.body.output, text=commitment)
    return Possible(
        answer=reasons(gates.may_answer_objection(state, would_say(state, reader, answered))),
        settle=reasons(gates.may_close_objection(state, would_say(state, reader, closed))),
        dissent=reasons(gates.may_note_dissent(state, would_say(state, reader, dissent))),
    )
