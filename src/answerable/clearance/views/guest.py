"""The page of somebody without an account, behind a link of their own: the words, the question, and their answer.

Rules:
  - Everyone may ask for it; the address is the key. It needs no session, no cookie and no script.
  - What never was, what ran out unanswered and what was revoked look alike: the same words, whether or not there was
    such a link. Only a link that was once real answers 410, to whoever holds it.
  - The page is kept by no cache, indexed by nobody, and sends its address to no other site.
  - A form from elsewhere cannot be sent here by somebody who does not know the address, so no token besides it is asked
    for (and none could be kept without a cookie).
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from answerable.clearance import gates
from answerable.clearance.answering import Link, answer, link_of, take_back, words_of
from answerable.clearance.forms import GuestForm, WithdrawForm
from answerable.clearance.forms.guests import ANSWERS
from answerable.clearance.gates.harm import open_alarms
from answerable.clearance.views.page import attempt, status_of
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import current_version
from answerable.outputs.rendering import Flagged, passages
from answerable.people.access import ReadRequest, everyone
from answerable.people.links import guarded, spoken
from answerable.people.standing import section_of_origin
from answerable.record.acts import acts
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.vault.errors import Lingering
from answerable.vault.reading import ABSENT, ERASED, shown
from answerable.vault.store import is_open

GONE, UNKNOWN = 410, 404
"""Status of a link that serves no more, and of one that never was (RFC 9110, sections 15.5.11 and 15.5.5)."""

AROUND = 1
"""Passages shown before and after the words that are asked about; chosen by hand: enough to read them in place."""


@everyone
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def guest(request: ReadRequest, token: str) -> HttpResponse:
    """Return what is asked through a link, or what was answered through it; or say an answer, or take it back."""
    link = link_of(token)
    if link is None:
        return _closed(request, UNKNOWN)
    with translation.override(spoken(link.asked.body.language)):
        if not link.serves and (link.answer is None or _long_gone(link)):
            return _closed(request, GONE)
        return guarded(_page(request, link, token))


def _long_gone(link: Link) -> bool:
    """Tell whether the answer was taken back and the link has run out: nothing is left to do here."""
    run_out = link.asked.body.expires <= gates.now(link.state)
    return link.answer is not None and gates.taken_back(link.state, link.answer) and run_out


def _page(request: ReadRequest, link: Link, token: str) -> HttpResponse:
    sent = _sent(request)
    form = GuestForm(request.POST if sent == "answer" else None, purpose=link.asked.body.purpose)
    withdrawing = WithdrawForm(request.POST if sent == "withdraw" else None)
    if sent == "answer" and link.answer is not None:
        form = GuestForm(purpose=link.asked.body.purpose)
        if _is_the_same(link, request):
            return redirect(_said(token))
        return _show(request, link, form, withdrawing, status=GONE)
    if sent == "answer" and not _around(link):
        return _show(request, link, form, withdrawing, status=GONE)
    shown_form, act = (form, _answer) if sent == "answer" else (withdrawing, _withdraw)
    if sent and (answered := attempt(shown_form, lambda: act(link, token, shown_form.cleaned_data))) is not None:
        return answered
    return _show(request, link, form, withdrawing, status=status_of(form, withdrawing))


def _sent(request: ReadRequest) -> str:
    """Return which of the page's two forms was sent; "" when none was."""
    if request.method != "POST":
        return ""
    return "withdraw" if request.POST.get("act") == "withdraw" else "answer"


def _is_the_same(link: Link, request: ReadRequest) -> bool:
    """Tell whether what was sent is what was said already: the form was sent twice."""
    again = GuestForm(request.POST, purpose=link.asked.body.purpose)
    if link.answer is None or not again.is_valid():
        return False
    told = again.cleaned_data
    return (told["answer"], told["text"]) == (link.answer.body.answer, shown(link.answer.body.text))


def _show(request: ReadRequest, link: Link, form: GuestForm, withdrawing: WithdrawForm, *, status: int) -> HttpResponse:
    state, asked, body = link.state, link.asked, link.asked.body
    worded = dict(zip(("agrees", "objects", "comments"), ANSWERS[body.purpose], strict=True))
    context = {
        "asked": asked,
        "section": section_of_origin(gates.people_of(state), asked.origin),
        "drafted": _drafted(link),
        "passages": _around(link),
        "whole": body.start is None,
        "objection": next((f for f in state.objections if f.body.objection == body.objection), None),
        "form": form,
        "withdrawing": withdrawing,
        "answer": link.answer,
        "answered_as": _(worded[link.answer.body.answer]) if link.answer else "",
        "taken_back": link.answer is not None and gates.taken_back(state, link.answer),
        "held": any(is_open(each) for each in words_of(state, asked, name_too=False)),
        "alarm": any((fact.actor, fact.origin) == (body.guest, asked.origin) for fact in open_alarms(state)),
        "used": status == GONE,
        "lingers": "lingers" in request.GET,
        **_became(link),
    }
    return render(request, "clearance/guest.html", context, status=status)


def _answer(link: Link, token: str, plain: dict[str, Any]) -> HttpResponse:
    answer(link, plain)
    return redirect(_said(token))


def _withdraw(link: Link, token: str, plain: dict[str, Any]) -> HttpResponse:
    """Take an answer back. It is erased even where old pages of the database could not be written over at once."""
    try:
        take_back(link, name_too=plain["name_too"])
    except Lingering:
        return redirect(_said(token, lingers="?lingers=1"))
    return redirect(_said(token))


def _said(token: str, *, lingers: str = "") -> str:
    return reverse("guest", args=[token]) + lingers + "#said"


def _became(link: Link) -> dict[str, Any]:
    """Return what became of what a guest said: their objection and its answers, later versions, and a release."""
    state, asked, body = link.state, link.asked, link.asked.body
    mine = [f for f in state.objections if (f.actor, f.origin) == (body.guest, asked.origin)]
    names = {fact.body.objection for fact in mine}
    # The room of releases lies above this one; its table is found by the name of its kind.
    released = read(acts()["output.released/1"].table, case=asked.case)
    return {
        "raised": [(fact, gates.is_settled(state, fact)) for fact in mine],
        "answers": [fact for fact in state.answers if fact.body.objection in names | {body.objection}],
        "current": current_version(state.outputs, body.output),
        "released": next((fact for fact in reversed(released) if fact.body.output == body.output), None),
    }


def _drafted(link: Link) -> Fact[VersionDrafted]:
    return next(fact for fact in link.state.outputs.versions if fact.ref == link.asked.body.draft_ref)


def _around(link: Link) -> list[SafeString]:
    """Return the words that are asked about, marked, with what stands around them; all of it where all is meant.

    There are none where the text is not here, or ends before the words do: nobody answers for what they cannot read.
    """
    text = shown(_drafted(link).body.text)
    if text in {ERASED, ABSENT}:
        return []
    start, end = link.asked.body.start, link.asked.body.end
    if start is None or end is None:
        return [each.html for each in passages(text)]
    if end > len(text):
        return []
    found = passages(text, flagged=[Flagged(start=start, end=end)])
    ends = [each.start for each in found[1:]] + [len(text)]
    met = [n for n, each in enumerate(found) if each.start < end and start < ends[n]]
    near = range(max(min(met, default=0) - AROUND, 0), max(met, default=0) + AROUND + 1)
    return [each.html for n, each in enumerate(found) if n in near]


def _closed(request: ReadRequest, status: int) -> HttpResponse:
    return guarded(render(request, "clearance/guest_closed.html", status=status))
