"""The pages of training: what there is and what is to do, a module to read, its questions, the result, and badges.

Which module the policy in force asks for is told on the list; whether a credential counts on a day, the gates decide.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from answerable.forms.sentences import in_readers_language
from answerable.people import entries
from answerable.people.access import ReadRequest
from answerable.people.gates.training import ATTEMPTS, is_approver
from answerable.people.keyring import keyring
from answerable.people.models import read_people
from answerable.people.saying import submit
from answerable.people.standing import People, policy_of, section_of, within
from answerable.people.training import badges, quiz
from answerable.people.training.attempts import attempt_of, attempts_today, record_attempt
from answerable.people.training.errors import NoSuchModule, NotAnAttempt, SentBefore, TrainingError
from answerable.people.training.forms import BadgeForm, QuizForm
from answerable.people.training.module import Module
from answerable.people.training.rendering import line_html, text_html
from answerable.people.training.shelf import Shelf, shelf
from answerable.record.blocker import Refused

REFUSED = 409
"""Status of a page that shows why an act was refused (RFC 9110, section 15.5.10)."""


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """A module on the list: whether it is asked of the reader, and what the reader holds."""

    module: str
    text: Module | None
    asked: bool
    current: badges.Credential | None
    last: badges.Credential | None
    exportable: bool


@require_safe
def training(request: ReadRequest) -> HttpResponse:
    """Return the list of modules: what is to do, what is current and until when."""
    here, now = shelf(), _now()
    people = within(read_people(), request.reader.origin)
    asked = modules_asked(people, request.reader.person, at=now)
    keys = sorted({*here.names(), *asked})
    courses = [_course(people, here, key, request.reader.person, asked=key in asked, at=now) for key in keys]
    context = {
        "to_do": [each for each in courses if each.asked and not each.current],
        "rest": [each for each in courses if not (each.asked and not each.current)],
        "faults": here.faults,
        "approver": is_approver(people, request.reader.person, at=now),
    }
    return render(request, "people/training.html", context)


def modules_asked(people: People, person: str, *, at: datetime) -> tuple[str, ...]:
    """Return the modules that the policy in force asks of a person: of whoever signs, and of their roles."""
    policy = policy_of(people, at=at)
    roles = {fact.body.role for fact in people.roles if fact.body.person == person}
    asked = [policy.training, *(key for each in policy.requirements if each.role in roles for key in each.training)]
    return tuple(dict.fromkeys(filter(None, asked)))


def _course(people: People, here: Shelf, key: str, person: str, *, asked: bool, at: datetime) -> Course:
    held = badges.credentials_of(people, person, key)
    current = next((fact for fact in held if badges.is_current(fact, at=at)), None)
    exportable = any(isinstance(f.body, entries.TrainingPassed) and badges.is_current(f, at=at) for f in held)
    text = here.module(key, language=_language()) if key in here.names() else None
    return Course(
        module=key,
        text=text,
        asked=asked,
        current=current,
        last=held[0] if held else None,
        exportable=exportable and text is not None,
    )


@require_safe
def training_module(request: ReadRequest, module: str) -> HttpResponse:
    """Return a module to read."""
    found = _module(module)
    sections = [
        {"heading": line_html(each.heading), "html": text_html(each.text), "place": f"part-{place}"}
        for place, each in enumerate(found.sections, start=1)
    ]
    return render(request, "people/training_module.html", {"module": found, "sections": sections})


@require_http_methods(["GET", "HEAD", "POST"])
def training_quiz(request: ReadRequest, module: str) -> HttpResponse:
    """Return the questions of a module, or record the answers as an attempt."""
    found, person = _module(module), request.reader.person
    if request.method != "POST":
        paper = quiz.new_paper(found, person)
        return _quiz_page(request, found, QuizForm(found, paper))
    try:
        paper = quiz.paper_of(request.POST.get("paper", ""), found, person=person)
    except NotAnAttempt as error:
        return _quiz_page(request, found, QuizForm(found, quiz.new_paper(found, person)), why=[str(error)])
    form = QuizForm(found, paper, request.POST)
    if not form.is_valid():
        return _quiz_page(request, found, form, why=[_("Some questions have no answer yet. Nothing was recorded.")])
    return _attempted(request, found, paper, form)


def _attempted(request: ReadRequest, found: Module, paper: quiz.Paper, form: QuizForm) -> HttpResponse:
    try:
        record_attempt(found, paper, form.answers(), reader=request.reader, at=_now())
    except Refused as refusal:
        return _quiz_page(
            request,
            found,
            form,
            why=[f"{in_readers_language(each.text)} {in_readers_language(each.opens)}" for each in refusal.blockers],
        )
    except SentBefore as error:
        return _quiz_page(request, found, QuizForm(found, quiz.new_paper(found, paper.person)), why=[str(error)])
    address = reverse("training-result", args=[found.key])
    return redirect(f"{address}?attempt={quiz.signed_answers(paper, form.answers())}")


def _quiz_page(request: ReadRequest, found: Module, form: QuizForm, *, why: list[str] | None = None) -> HttpResponse:
    made = attempts_today(request.reader.person, found.key, at=_now())
    context = {
        "module": found,
        "form": form,
        "asked": [{**each, "html": text_html(each["question"].text)} for each in form.asked()],
        "paper": quiz.signed_paper(form.paper),
        "why": why,
        "left": max(0, ATTEMPTS - made),
        "attempts": ATTEMPTS,
    }
    return render(request, "people/training_quiz.html", context, status=REFUSED if why else 200)


@require_safe
def training_result(request: ReadRequest, module: str) -> HttpResponse:
    """Return what came of an attempt of the reader's, with the reason beside every option."""
    found = _module(module)
    try:
        paper, answers = quiz.answers_of(request.GET.get("attempt", ""), found, person=request.reader.person)
    except NotAnAttempt as error:
        raise Http404 from error
    attempt = attempt_of(paper)
    if attempt is None:
        raise Http404
    shown = [
        {
            "question": text_html(each.question.text),
            "right": each.right,
            "options": [(line_html(o.text), o.right, chosen, text_html(o.why)) for o, chosen in each.options],
        }
        for each in quiz.marked(found, paper, answers)
    ]
    held = badges.credentials_of(read_people(), request.reader.person, found.key)
    context = {"module": found, "attempt": attempt, "marked": shown, "credential": held[0] if held else None}
    return render(request, "people/training_result.html", context)


@require_safe
def training_badge(request: ReadRequest, module: str) -> HttpResponse:
    """Return the reader's credential for a module as a file of Open Badges 3.0."""
    people, found = within(read_people(), request.reader.origin), _module(module)
    try:
        token = badges.export(people, request.reader.person, found, keyring=keyring(), at=_now())
    except TrainingError as error:
        context = {"why": str(error), "module": found}
        return render(request, "people/training_no_badge.html", context, status=REFUSED)
    name = f"{found.key}-{request.reader.person}.jwt"
    return HttpResponse(
        token, content_type="application/vc+jwt", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def training_accept(request: ReadRequest) -> HttpResponse:
    """Return the form in which an approver accepts a badge from elsewhere, or say it."""
    people, here = within(read_people(), request.reader.origin), shelf()
    persons = sorted({f.body.person for f in people.persons} - {request.reader.person})
    form = BadgeForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        persons=[each for each in persons if section_of(people, each) == request.reader.section],
        modules=[(key, here.module(key, language=_language()).front.title) for key in here.names()],
    )
    if request.method == "POST" and form.is_valid():
        try:
            plain = _accepted(people, here, form)
            return submit(request, entries.BadgeAccepted, plain, back=reverse("training") + "#accepted")
        except TrainingError as error:
            form.add_error(None, _("This badge cannot be accepted: %(why)s.") % {"why": error})
        except Refused as refusal:
            for blocker in refusal.blockers:
                form.add_error(None, f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}")
    approver = is_approver(people, request.reader.person, at=_now())
    context = {"form": form, "approver": approver}
    return render(request, "people/training_accept.html", context, status=REFUSED if form.errors else 200)


def _accepted(people: People, here: Shelf, form: BadgeForm) -> dict[str, Any]:
    """Return what is said when the badge in the form is accepted."""
    typed = form.cleaned_data
    checked = badges.check(
        typed["data"],
        people,
        typed["person"],
        here.module(typed["module"]),
        at=_now(),
        issuer_key=typed["issuer_key"],
        subject=typed["subject"],
    )
    return badges.accepted(checked, person=typed["person"], module=typed["module"])


def _module(key: str) -> Module:
    try:
        return shelf().module(key, language=_language())
    except NoSuchModule as error:
        raise Http404 from error


def _language() -> str:
    return get_language() or "en"


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
