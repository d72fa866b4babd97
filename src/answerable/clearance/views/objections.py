"""Pages on which objections are raised, answered and settled, and drafts countersigned.

Every act is sent by POST and said through `clearance.saying`. A refusal shows each blocker beside what it concerns and
keeps what was typed; after an act the browser is sent to the page that shows it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import msgspec
from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from answerable.clearance import entries, gates
from answerable.clearance.forms import AnswerForm, CountersignForm, DissentForm, ObjectionForm
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.models import read_clearance
from answerable.clearance.saying import (
    WordsNotFound,
    answer_objection,
    close_objection,
    countersign as say_countersign,
    note_dissent,
    place_of_words,
    raise_objection,
)
from answerable.evidence.clock import moment_of
from answerable.evidence.errors import NoSuchCase
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import current_version, evidence_of, statements_of, versions_of
from answerable.people.access import Reader, ReadRequest
from answerable.people.keyring import keyring
from answerable.people.standing import keys_of
from answerable.record.blocker import Blocker, Refused
from answerable.record.entry import Fact
from answerable.record.errors import RecordError
from answerable.vault.reading import shown

Raised = Fact[entries.ObjectionRaised]

REFUSED = 409
"""Status of a page that shows why an act was refused (RFC 9110, section 15.5.10)."""

MISPLACED = gettext_noop(
    "These words do not stand in the draft, or stand in it more than once. "
    "Copy them exactly, with enough around them to find the one place."
)

BESIDE: Mapping[str, str] = {"objection-misplaced": "words", "objection-named-twice": "words"}
"""The field that a blocker concerns, by its code; all others concern the act as a whole."""


class Possible(msgspec.Struct, frozen=True, kw_only=True):
    """What a reader may do about an objection: "" where it is possible, else why not."""

    answer: str
    settle: str


@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the form for an objection to words of a draft, or say the objection."""
    state = _case(case, output)
    drafted = _version(state, output, version)
    statement = _statement(state, drafted, request.GET.get("statement", ""))
    text = shown(drafted.body.text)
    if request.method != "POST":
        first = {"words": text[statement.start : statement.end] if statement else ""}
        return _object_page(request, state, drafted, ObjectionForm(initial=first), statement)
    form = ObjectionForm(request.POST)
    if form.is_valid() and (plain := _placed(form, text, statement)) is not None:
        try:
            said = raise_objection(case, drafted, plain, reader=request.reader)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("objection", case, said.body.objection)
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
    context = {**_headed(state), "drafted": drafted, "form": form, "statement": statement}
    return render(request, "clearance/object.html", context, status=status)


def _placed(form: ObjectionForm, text: str, statement: Statement | None) -> dict[str, Any] | None:
    """Return what the form says, with the place of its words; None, with an error beside the field, if it has none."""
    plain = dict(form.cleaned_data)
    words = plain.pop("words")
    if not words.strip():
        return {**plain, "start": None, "end": None}
    try:
        start, end = place_of_words(text, words, within=(statement.start, statement.end) if statement else None)
    except WordsNotFound:
        form.add_error("words", _(MISPLACED))
        return None
    return {**plain, "start": start, "end": end}


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
    form = AnswerForm(request.POST, auto_id="answer-%s")

    def say(_raised: Raised) -> Fact[Any]:
        return answer_objection(case, objection, form.cleaned_data, reader=request.reader)

    return _act(request, case, objection, form, say)


@_sent_from_its_page
def close(request: ReadRequest, case: str, objection: str) -> HttpResponse:
    """Confirm that an objection is settled."""
    form = forms.Form(request.POST)
    return _act(request, case, objection, form, lambda _raised: close_objection(case, objection, reader=request.reader))


@_sent_from_its_page
def dissent(request: ReadRequest, case: str, objection: str) -> HttpResponse:
    """Note dissent on an objection."""
    form = DissentForm(request.POST, auto_id="dissent-%s")

    def say(raised: Raised) -> Fact[Any]:
        return note_dissent(case, raised, form.cleaned_data["text"], reader=request.reader)

    return _act(request, case, objection, form, say)


def _act(
    request: ReadRequest,
    case: str,
    objection: str,
    form: forms.Form,
    say: Callable[[Raised], Fact[Any]],
) -> HttpResponse:
    """Say an act about an objection, or show its page again with what is wrong."""
    raised = _raised(_case(case), objection)
    if form.is_valid():
        try:
            say(raised)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("objection", case, objection)
    return _objection_page(request, case, objection, form)


def _objection_page(request: ReadRequest, case: str, objection: str, form: forms.Form | None = None) -> HttpResponse:
    state = _case(case)
    raised = _raised(state, objection)
    drafted = _version(state, raised.body.output, raised.body.version)
    place = slice(raised.body.start, raised.body.end)
    context = {
        **_headed(state),
        "raised": raised,
        "drafted": drafted,
        "current": current_version(state.outputs, raised.body.output),
        "words": shown(drafted.body.text)[place] if raised.body.start is not None else "",
        "answers": [fact for fact in state.answers if fact.body.objection == objection],
        "closings": [fact for fact in state.closings if fact.body.objection == objection],
        "dissents": [fact for fact in state.dissents if fact.body.objection == objection],
        "settled": gates.is_settled(state, raised),
        "possible": _possible(state, raised, request.reader),
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
    return Possible(
        answer=_reasons(gates.may_answer_objection(state, _would_say(state, reader, answered))),
        settle=_reasons(gates.may_close_objection(state, _would_say(state, reader, closed))),
    )


def _would_say(state: ClearanceCase, reader: Reader, body: Any) -> Fact[Any]:
    return Fact(ref="", origin=reader.origin, index=0, case="", actor=reader.person, at=gates.now(state), body=body)


def _reasons(blockers: list[Blocker]) -> str:
    return " ".join(blocker.text for blocker in blockers)


@require_http_methods(["GET", "HEAD", "POST"])
def countersign(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the page on which a section signs exact words with its own key, or say the countersignature."""
    state = _case(case, output)
    drafted = _version(state, output, version)
    form = CountersignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            say_countersign(case, drafted, reader=request.reader, keyring=keyring())
        except Refused as refusal:
            show_refusal(form, refusal)
        except RecordError as error:
            form.add_error(None, _("The key of your section cannot be used here: %(why)s") % {"why": error})
        else:
            return redirect(reverse("draft-version", args=[case, output, version]) + "#countersigned")
    context = {
        **_headed(state),
        "drafted": drafted,
        "form": form,
        "keys": keys_of(gates.people_of(state), request.reader.section),
        "given": [fact for fact in gates.valid_countersignatures(state) if fact.body.draft_ref == drafted.ref],
        "affected": gates.affected_sections(state),
    }
    return render(request, "clearance/countersign.html", context, status=REFUSED if form.errors else 200)


def show_refusal(form: forms.Form, refusal: Refused) -> None:
    """Put every blocker of a refusal beside the field it concerns."""
    for blocker in refusal.blockers:
        form.add_error(BESIDE.get(blocker.code) if form.fields else None, f"{blocker.text} {blocker.opens}")


def _case(case: str, output: str = "") -> ClearanceCase:
    try:
        return read_clearance(case, at=moment_of(case), subject=output)
    except NoSuchCase as error:
        raise Http404 from error


def _headed(state: ClearanceCase) -> dict[str, Any]:
    """Return what the head of every page of a case shows."""
    evidence = evidence_of(state.outputs)
    return {"case": evidence.case, "opened": evidence.opened}


def _version(state: ClearanceCase, output: str, version: int) -> Fact[VersionDrafted]:
    found = [fact for fact in versions_of(state.outputs, output) if fact.body.version == version]
    if not found:
        raise Http404
    return found[-1]


def _statement(state: ClearanceCase, drafted: Fact[VersionDrafted], name: str) -> Statement | None:
    return next((each for each in statements_of(state.outputs, drafted) if each.id == name), None)


def _raised(state: ClearanceCase, objection: str) -> Raised:
    found = next((fact for fact in state.objections if fact.body.objection == objection), None)
    if found is None:
        raise Http404
    return found
