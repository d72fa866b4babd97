"""Pages on which a section asks somebody without an account, sees what they answered, and closes a link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

import msgspec
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from answerable.clearance import entries, gates
from answerable.clearance.answering import digest_of, new_token
from answerable.clearance.forms import AskGuestForm, RevokeForm
from answerable.clearance.forms.guests import CAPACITIES, PURPOSES
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.gates.guests import revocation_of
from answerable.clearance.saying import next_name, of_version, says, send
from answerable.clearance.views.page import (
    attempt,
    case_of,
    headed,
    outputs_of,
    placed,
    sent_form,
    statement_of,
    status_of,
    version_of,
)
from answerable.evidence.clock import moment_of
from answerable.evidence.gates import in_order
from answerable.outputs.entries import VersionDrafted
from answerable.people.access import ReadRequest
from answerable.people.saying import submit
from answerable.record.entry import Fact
from answerable.record.log import lock
from answerable.vault.reading import shown

State = Literal["waiting", "answered", "taken back", "revoked", "run out"]


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """A link in the list: what was asked, how it stands, and what came back."""

    asked: Fact[entries.GuestAsked]
    state: State
    capacity: str
    purpose: str
    words: str
    answer: Fact[entries.GuestAnswered] | None
    ours: bool
    form: RevokeForm


@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: ReadRequest, case: str) -> HttpResponse:
    """Return the list of a case's links, or close one."""
    state = case_of(case)
    sent = sent_form(request, "revoke")
    form = RevokeForm(request.POST if sent else None)
    if sent and (answered := attempt(form, lambda: _revoke(request, state, form))) is not None:
        return answered
    context = {
        **headed(state),
        "guests": [_guest(state, fact, request.reader.origin, form) for fact in reversed(in_order(state.guests))],
        "outputs": outputs_of(state),
    }
    return render(request, "clearance/guests.html", context, status=status_of(form))


def _revoke(request: ReadRequest, state: ClearanceCase, form: RevokeForm) -> HttpResponse:
    case = headed(state)["case"]
    back = reverse("guests", args=[case])
    return send(request, entries.GuestRevoked, form.cleaned_data, case=case, back=back, since=_last(state, form))


def _last(state: ClearanceCase, form: RevokeForm) -> Fact[entries.GuestAsked] | None:
    named = [fact for fact in state.guests if fact.body.guest == form.cleaned_data["guest"]]
    return named[-1] if named else None


def _guest(state: ClearanceCase, asked: Fact[entries.GuestAsked], origin: str, sent: RevokeForm) -> Guest:
    """Return a link for the list; the form that was `sent` comes back with the link it was about."""
    named = next((each for each in reversed(in_order(state.guests)) if each.body.guest == sent["guest"].value()), None)
    mine = sent.is_bound and named is asked
    answer = gates.answer_to(state, asked)
    drafted = next((fact for fact in state.outputs.versions if fact.ref == asked.body.draft_ref), None)
    place = slice(asked.body.start, asked.body.end)
    return Guest(
        asked=asked,
        state=_state(state, asked, answer),
        capacity=str(dict(CAPACITIES)[asked.body.capacity]),
        purpose=str(dict(PURPOSES)[asked.body.purpose]),
        words=shown(drafted.body.text)[place] if drafted and asked.body.start is not None else "",
        answer=answer,
        ours=asked.origin == origin,
        form=sent if mine else RevokeForm(auto_id=f"{asked.ref[:12]}-%s"),
    )


def _state(state: ClearanceCase, asked: Fact[entries.GuestAsked], answer: Fact[entries.GuestAnswered] | None) -> State:
    if answer is not None:
        return "taken back" if gates.taken_back(state, answer) else "answered"
    if revocation_of(state, asked) is not None:
        return "revoked"
    return "waiting" if gates.is_open(state, asked, at=gates.now(state)) else "run out"


@require_http_methods(["GET", "HEAD", "POST"])
def ask_guest(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the form for asking somebody about words of a draft; or make the link, and show it this once."""
    state = case_of(case, output)
    drafted = version_of(state, output, version)
    statement = statement_of(state, drafted, request.GET.get("statement", ""))
    text = shown(drafted.body.text)
    form = _ask_form(request, state, text[statement.start : statement.end] if statement else "")
    context = {**headed(state), "drafted": drafted, "statement": statement, "form": form}
    if form.is_bound and form.is_valid() and (plain := placed(form, text, statement)) is not None:
        token = new_token()
        if _makes(request, drafted, plain, form, token):
            link = request.build_absolute_uri(reverse("guest", args=[token]))
            answered = render(request, "clearance/guest_link.html", {**context, "link": link, "days": plain["days"]})
            add_never_cache_headers(answered)
            answered.headers["Referrer-Policy"] = "no-referrer"
            return answered
    return render(request, "clearance/ask_guest.html", context, status=status_of(form))


def _ask_form(request: ReadRequest, state: ClearanceCase, words: str) -> AskGuestForm:
    settling = request.GET.get("objection", "")
    first = {"words": words, "objection": settling, "purpose": "settle" if settling else None}
    return AskGuestForm(request.POST if request.method == "POST" else None, initial=first, objections=_theirs(state))


def _theirs(state: ClearanceCase) -> list[tuple[str, str]]:
    """Return the objections of guests that are not settled."""
    return [
        (fact.body.objection, f"{fact.body.objection} ({fact.actor})")
        for fact in state.objections
        if gates.is_guest(state, fact) and not gates.is_settled(state, fact)
    ]


def _makes(
    request: ReadRequest, drafted: Fact[VersionDrafted], plain: dict[str, Any], form: AskGuestForm, token: str
) -> bool:
    """Tell whether a link was made; the same question sent twice makes one, as nobody would see the second."""
    case = drafted.case
    body = {name: value for name, value in plain.items() if name != "days"} | of_version(drafted)
    with transaction.atomic():
        lock(f"guests of {case}")  # names are given out one by one, whichever log they go to
        state = case_of(case, drafted.body.output)
        if before := _asked_already(state, request.reader.person, body):
            told = _("This was asked already, and its link was shown once. To make a new link, close %(guest)s first.")
            form.add_error(None, told % {"guest": before})
            return False
        body |= {
            "guest": _name(state, plain["objection"]),
            "token_sha256": digest_of(token),
            "expires": moment_of(case) + timedelta(days=plain["days"]),
        }
        back, at = reverse("guests", args=[case]), moment_of(case)
        return attempt(form, lambda: submit(request, entries.GuestAsked, body, case=case, at=at, back=back)) is not None


def _asked_already(state: ClearanceCase, person: str, body: dict[str, Any]) -> str:
    """Return whom this person asked the same through a link that still serves; "" where nobody."""
    serving = (
        fact for fact in state.guests if fact.actor == person and gates.is_open(state, fact, at=gates.now(state))
    )
    return next((fact.body.guest for fact in serving if says(fact.body, body)), "")


def _name(state: ClearanceCase, objection: str) -> str:
    """Return whom the record asks: who objected keeps the name, anybody else gets the next one."""
    raised = next((fact.actor for fact in state.objections if objection and fact.body.objection == objection), "")
    taken = [*dict.fromkeys(fact.body.guest for fact in state.guests)]
    return raised or next_name("G", taken)
