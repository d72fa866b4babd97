"""The pages of the policy: the one in force and those before it, a new one, what it changes, and standing by it.

Who may adopt or endorse is decided by the gates of these acts. A policy that was adopted is in force when every section
it names, and every section that the policy before it names, stands by it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from answerable.forms.sentences import in_readers_language
from answerable.people import entries
from answerable.people.access import ReadRequest
from answerable.people.models import read_people
from answerable.people.policies.errors import NoSuchPolicy
from answerable.people.policies.forms import ImportForm, PolicyForm, initial_of
from answerable.people.policies.history import Standing, find, history, next_number
from answerable.people.policies.toml import policy_toml
from answerable.people.policies.words import changes, rules, tree
from answerable.people.saying import submit
from answerable.people.standing import DEFAULT_POLICY, People, policy_in_force, policy_of, within
from answerable.people.training.shelf import shelf
from answerable.record.blocker import Refused
from answerable.record.log import lock

REFUSED = 409
"""Status of a page that shows why an act was refused (RFC 9110, section 15.5.10)."""

TWICE = timedelta(minutes=1)
"""Within which the same words are a form sent twice; chosen by hand: nobody reads a policy in so little time."""

NAME = "clearance"
"""Name of the first policy of a house; those that follow keep the name of the one before."""


@require_safe
def policy(request: ReadRequest) -> HttpResponse:
    """Return the policy in force, those that wait, and those before."""
    people, now = _people(request), _now()
    known = history(people, at=now)
    holds = next((each for each in known if each.in_force), None)
    body = holds.fact.body if holds else DEFAULT_POLICY
    number = holds.fact.body.number if holds else 0
    context = {
        "holds": holds,
        "rules": rules(body),
        "tree": tree(body.quorum),
        "waiting": [each for each in known if each.waits_for and each.fact.body.number > number],
        "past": [each for each in known if not each.in_force and each.fact.body.number <= number],
    }
    return render(request, "people/policy.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def policy_new(request: ReadRequest) -> HttpResponse:
    """Return the form of a new policy, filled in from the one in force, or adopt what it says."""
    people = _people(request)
    first, rows = initial_of(policy_of(people, at=_now()))
    options = _options(people)
    if request.method != "POST":
        form = PolicyForm(
            initial=first if people.policies else {**first, "by_sections": options["sections"]}, rows=rows, **options
        )
        return _form_page(request, people, form)
    more = request.POST.get("do") == "row"
    form = PolicyForm(request.POST, rows=_rows_sent(request) + more, **options)
    if not more and form.is_valid():
        name = _name(people)
        adopted = form.policy(name=name, number=next_number(people, name))
        if request.POST.get("do") == "adopt":
            return _adopt(request, adopted, form, lambda status: _form_page(request, people, form, status=status))
        return _form_page(request, people, form, shown=adopted)
    return _form_page(request, people, form, status=200 if more else REFUSED)


def _rows_sent(request: ReadRequest) -> int:
    sent = request.POST.get("rows", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 4 else 0  # noqa: PLR2004 - a number of rows


def _options(people: People) -> dict[str, list[str]]:
    sections = sorted({fact.body.section for fact in people.sections})
    current = policy_of(people, at=_now())
    held = [current.training, *(key for each in current.requirements for key in each.training)]
    return {"sections": sections, "modules": sorted({*shelf().names(), *filter(None, held)})}


def _form_page(
    request: ReadRequest,
    people: People,
    form: PolicyForm,
    *,
    shown: entries.PolicyAdopted | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of the form; with `shown`, beside what that policy would change."""
    name = _name(people)
    context: dict[str, Any] = {"form": form, "name": name, "number": next_number(people, name), "shown": shown}
    if shown:
        context |= {"changes": changes(policy_of(people, at=_now()), shown), "tree": tree(shown.quorum)}
    return render(request, "people/policy_new.html", context, status=status)


def _adopt(request: ReadRequest, adopted: entries.PolicyAdopted, form: forms.Form, again: Any) -> HttpResponse:
    """Adopt a policy, once however often its form is sent, or show the form again with what is in the way."""
    back = reverse("policy")
    try:
        with transaction.atomic():
            lock(request.reader.origin)
            if _adopted_just_now(request, adopted):
                return redirect(back)
            answer = submit(request, entries.PolicyAdopted, msgspec.to_builtins(adopted), back=back)
    except Refused as refusal:
        for blocker in refusal.blockers:
            form.add_error(None, f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}")
        return again(REFUSED)  # type: ignore[no-any-return]
    return answer


def _adopted_just_now(request: ReadRequest, adopted: entries.PolicyAdopted) -> bool:
    """Tell whether this person has adopted the same words, whatever their number, within `TWICE`, and they wait."""
    people, now = _people(request), _now()
    holds = policy_in_force(people, at=now)
    return any(
        fact.actor == request.reader.person
        and fact != holds
        and now - fact.at < TWICE
        and msgspec.structs.replace(fact.body, number=adopted.number) == adopted
        for fact in people.policies
    )


@require_http_methods(["GET", "HEAD", "POST"])
def policy_import(request: ReadRequest) -> HttpResponse:
    """Return the form for a policy as TOML, show what it would change, or adopt it."""
    people = _people(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        adopted: entries.PolicyAdopted = form.cleaned_data["policy"]
        if request.POST.get("do") == "adopt":
            return _adopt(request, adopted, form, lambda status: _import_page(request, context, status))
        current = policy_of(people, at=_now())
        context |= {"shown": adopted, "text": policy_toml(adopted), "changes": changes(current, adopted)}
        context |= {"tree": tree(adopted.quorum)}
        return _import_page(request, context, 200)
    return _import_page(request, context, REFUSED if form.errors else 200)


def _import_page(request: ReadRequest, context: dict[str, Any], status: int) -> HttpResponse:
    return render(request, "people/policy_import.html", context, status=status)


@require_safe
def policy_compare(request: ReadRequest, ref: str) -> HttpResponse:
    """Return a policy, who stands by it, and what it changes against the one in force."""
    return _one_page(request, _find(request, ref), forms.Form())


@require_http_methods(["GET", "HEAD", "POST"])
def policy_endorse(request: ReadRequest, ref: str) -> HttpResponse:
    """Return the page on which a section stands by a policy, or say that it does."""
    standing, form = _find(request, ref), forms.Form(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _one_page(request, standing, form)
    body = standing.fact.body
    plain = {"policy": body.policy, "number": body.number, "section": request.reader.section}
    try:
        return submit(request, entries.PolicyEndorsed, plain, back=reverse("policy"))
    except Refused as refusal:
        for blocker in refusal.blockers:
            form.add_error(None, f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}")
    return _one_page(request, standing, form)


def _one_page(request: ReadRequest, standing: Standing, form: forms.Form) -> HttpResponse:
    people, body = _people(request), standing.fact.body
    same = [f for f in people.policies if (f.body.policy, f.body.number) == (body.policy, body.number)]
    context = {
        "standing": standing,
        "rules": rules(body),
        "tree": tree(body.quorum),
        "holds": policy_in_force(people, at=_now()),
        "changes": changes(policy_of(people, at=_now()), body),
        "others": len(same) - 1,
        "mine": request.reader.section in standing.waits_for,
        "form": form,
    }
    return render(request, "people/policy_one.html", context, status=REFUSED if form.errors else 200)


@require_safe
def policy_file(request: ReadRequest, ref: str) -> HttpResponse:
    """Return a policy as a file of TOML."""
    body = _find(request, ref).fact.body
    headers = {"Content-Disposition": f'attachment; filename="{body.policy}-{body.number}.toml"'}
    return HttpResponse(policy_toml(body), content_type="application/toml; charset=utf-8", headers=headers)


def _find(request: ReadRequest, ref: str) -> Standing:
    try:
        return find(_people(request), ref, at=_now())
    except NoSuchPolicy as error:
        raise Http404 from error


def _name(people: People) -> str:
    """Return the name of the policy in force, of the latest, or the first name there is."""
    holds = policy_in_force(people, at=_now())
    latest = holds or (people.policies[-1] if people.policies else None)
    return latest.body.policy if latest else NAME


def _people(request: ReadRequest) -> People:
    return within(read_people(), request.reader.origin)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
