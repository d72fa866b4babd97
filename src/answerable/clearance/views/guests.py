"""Pages on which a section asks somebody without an account, sees what they answered, and closes a link."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Literal

import msgspec
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from answerable.clearance import entries, gates
from answerable.clearance.answering import digest_of, new_token
from answerable.clearance.forms import AskGuestForm, RevokeForm
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.gates.guests import revocation_of
from answerable.clearance.saying import next_name, of_version, says, send
from answerable.clearance.views.page import (
    REFUSED,
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
from answerable.outputs.entries import VersionDrafted
from answerable.people.access import ReadRequest
from answerable.people.saying import submit
from answerable.record.entry import Fact
from answerable.vault.reading import shown

State = Literal["waiting", "answered", "taken back", "revoked", "run out"]


class Guest(msgspec.Struct, frozen=True, kw_only=True):
    """A link in the list: what was asked, how it stands, and what came back."""

    asked: Fact[entries.GuestAsked]
    state: State
    words: str
    answer: Fact[entries.GuestAnswered] | None
    ours: bool


@require_http_methods(["GET", "HEAD", "POST"])
def guests(request: ReadRequest, case: str) -> HttpResponse:
    """Return the list of a case's links, or close one."""
    state = case_of(case)
    sent = sent_form(request, "revoke")
    form = RevokeForm(request.POST if sent else None)
    if sent:
        back = reverse("guests", args=[case])
        answered = attempt(
            form, lambda: send(request, entries.GuestRevoked, form.cleaned_data, case=case, back=back, since=_last(state, form))
        )
        if answered is not None:
            return answered
    context = {
        **headed(state),
        "form": form,
        "revoking": request.POST.get("guest", "") if sent else "",
        "guests": [_guest(state, fact, request.reader.origin) for fact in reversed(state.guests)],
        "outputs": outputs_of(state),
    }
    return render(request, "clearance/guests.html", context, status=status_of(form))


def _last(state: ClearanceCase, form: RevokeForm) -> Fact[entries.GuestAsked] | None:
    named = [fact for fact in state.guests if fact.body.guest == form.cleaned_data["guest"]]
    return named[-1] if named else None


def _guest(state: ClearanceCase, asked: Fact[entries.GuestAsked], origin: str) -> Guest:
    answer = gates.answer_to(state, asked)
    drafted = next((fact for fact in state.outputs.versions if fact.ref == asked.body.draft_ref), None)
    place = slice(asked.body.start, asked.body.end)
    return Guest(
        asked=asked,
        state=_state(state, asked, answer),
        words=shown(drafted.body.text)[place] if drafted and asked.body.start is not None else "",
        answer=answer,
        ours=asked.origin == origin,
    )


def _state(
    state: ClearanceCase, asked: Fact[entries.GuestAsked], answer: Fact[entries.GuestAnswered] | None
) -> State:
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
    settling = request.GET.get("objection", "")
    first = {
        "words": text[statement.start : statement.end] if statement else "",
        "days": 14,
        "objection": settling,
        "purpose": "settle" if settling else None,
    }
    form = AskGuestForm(request.POST if request.method == "POST" else None, initial=first, objections=_theirs(state))
    context = {**headed(state), "drafted": drafted, "statement": statement, "form": form}
    if request.method == "POST" and form.is_valid() and (plain := placed(form, text, statement)) is not None:
        token = new_token()
        if attempt(form, lambda: _ask(request, state, drafted, plain, form, token)) is not None and not form.errors:
            link = request.build_absolute_uri(reverse("guest", args=[token]))
            answered = render(request, "clearance/guest_link.html", {**context, "link": link, "days": plain["days"]})
            add_never_cache_headers(answered)
            return answered
    status = REFUSED if form.errors else 200
    return render(request, "clearance/ask_guest.html", context, status=status)


def _theirs(state: ClearanceCase) -> list[tuple[str, str]]:
    """Return the objections of guests that are not settled."""
    return [
        (fact.body.objection, f"{fact.body.objection} ({fact.actor})")
        for fact in state.objections
        if gates.is_guest(state, fact) and not gates.is_settled(state, fact)
    ]


def _ask(
    request: ReadRequest,
    state: ClearanceCase,
    drafted: Fact[VersionDrafted],
    plain: dict[str, Any],
    form: AskGuestForm,
    token: str,
) -> HttpResponse:
    case = headed(state)["case"]
    body = {name: value for name, value in plain.items() if name != "days"} | of_version(drafted)
    back = reverse("guests", args=[case])
    for fact in state.guests:
        if fact.actor == request.reader.person and gates.is_open(state, fact, at=gates.now(state)):
            if says(fact.body, body):
                form.add_error(
                    None,
                    _("This was asked already, and its link was shown once. To make a new link, close %(guest)s first.")
                    % {"guest": fact.body.guest},
                )
                return redirect(back)
    body |= {
        "guest": _name(state, plain["objection"]),
        "token_sha256": digest_of(token),
        "expires": moment_of(case) + timedelta(days=plain["days"]),
    }
    return submit(request, entries.GuestAsked, body, case=case, at=moment_of(case), back=back)


def _name(state: ClearanceCase, objection: str) -> str:
    """Return whom the record asks: who objected keeps the name, anybody else gets the next one."""
    raised = next((fact.actor for fact in state.objections if objection and fact.body.objection == objection), "")
    taken = [*dict.fromkeys(fact.body.guest for fact in state.guests)]
    return raised or next_name("G", taken)
