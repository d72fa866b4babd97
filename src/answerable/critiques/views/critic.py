"""The critic's link: made by somebody who did not answer, and the page behind it, for whoever holds the address.

Rules:
  - Everyone may ask for the page; the address is the key. It needs no session, no cookie and no script.
  - What never was and what ran out look alike; only a link that was once real answers 410, to whoever holds it. Where a
    later link was made, the earlier one serves no more.
  - The page is kept by no cache, indexed by nobody, and sends its address to no other site.
  - It shows the critic their own words, the words that answer them, and what was promised; nobody of ours by name.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from answerable.clearance.answering import digest_of, new_token
from answerable.clearance.views.page import attempt, status_of
from answerable.critiques import entries, gates
from answerable.critiques.clock import Promised, all_promised
from answerable.critiques.forms import AskCriticForm, CriticForm
from answerable.critiques.models import CriticAsked
from answerable.critiques.reading import Critique, Item, case_of, critique_named, headed
from answerable.critiques.saying import answer_as_critic, ask_critic
from answerable.people.access import ReadRequest, everyone
from answerable.people.keyring import keyring
from answerable.people.links import guarded, spoken
from answerable.record.entry import Fact, moment
from answerable.record.facts import read

GONE, UNKNOWN = 410, 404
"""Status of a link that serves no more, and of one that never was (RFC 9110, sections 15.5.11 and 15.5.5)."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An item on the critic's page, with the form in which they say whether it is settled."""

    item: Item
    form: CriticForm
    said: Fact[entries.CriticAnswered] | None


@require_http_methods(["GET", "HEAD", "POST"])
def critic_link(request: ReadRequest, case: str, critique: str) -> HttpResponse:
    """Return the form for a critic's link, or make it, and show it this once."""
    state = case_of(case)
    found = critique_named(state, critique)
    start = {"language": translation.get_supported_language_variant("en")}
    form = AskCriticForm(request.POST if request.method == "POST" else None, initial=start)
    context = {**headed(state), "critique": found, "form": form}
    token = new_token()
    if form.is_bound and attempt(form, lambda: _made(request, case, critique, form, token)):
        link = request.build_absolute_uri(reverse("critic", args=[token]))
        shown = {**context, "link": link, "days": form.cleaned_data["days"]}
        return guarded(render(request, "critiques/critic_link.html", shown))
    return render(request, "critiques/critic_ask.html", context, status=status_of(form))


def _made(request: ReadRequest, case: str, critique: str, form: AskCriticForm, token: str) -> HttpResponse:
    ask_critic(request, case, critique, form.cleaned_data, token=token)
    return HttpResponse()


@everyone
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def critic(request: ReadRequest, token: str) -> HttpResponse:
    """Return what became of each item of a critique, to its critic; or say whether one is settled."""
    asked = read(CriticAsked, token_sha256=digest_of(token))
    if not asked:
        return _closed(request, UNKNOWN)
    first = _first(asked)
    state = case_of(first.case)
    link = gates.link_of(state, first.body.critique, first.origin)
    if link is None or link.ref != first.ref or moment(link.body.expires) <= state.at:
        return _closed(request, GONE)
    with translation.override(spoken(link.body.language)):
        return guarded(_page(request, critique_named(state, link.body.critique), link, token, all_promised(state)))


def _first(asked: tuple[Fact[entries.CriticAsked], ...]) -> Fact[entries.CriticAsked]:
    """Return which entry made a link: one in a log that is written here, whoever copied its digest into another."""
    here = {each.name for each in keyring().verifiers()} if len(asked) > 1 else set()
    return next((fact for fact in asked if fact.origin in here), asked[0])


def _page(
    request: ReadRequest,
    critique: Critique,
    link: Fact[entries.CriticAsked],
    token: str,
    promised: tuple[Promised, ...],
) -> HttpResponse:
    sent = CriticForm(request.POST) if request.method == "POST" else None
    if sent is not None and (answered := attempt(sent, lambda: _answered(link, sent.cleaned_data, token))):
        return answered
    asked = [each for each in critique.items if each.listed.kind != "thanks"]
    context: dict[str, Any] = {
        "critique": critique,
        "asked": link,
        "lines": [_line(each, sent) for each in asked],
        "promises": [each for each in promised if each.made.body.critique == critique.name],
    }
    return render(request, "critiques/critic.html", context, status=status_of(*([sent] if sent else [])))


def _answered(link: Fact[entries.CriticAsked], plain: dict[str, Any], token: str) -> HttpResponse:
    answer_as_critic(link, plain)
    return redirect(reverse("critic", args=[token]) + f"#item-{plain['item']}")


def _line(item: Item, sent: CriticForm | None) -> Line:
    name, answer = item.listed.item, item.standing.answer
    mine = sent is not None and sent["item"].value() == name
    start = {"item": name, "answered_ref": answer.ref if answer else ""}
    fresh = CriticForm(initial=start, auto_id=f"{name}-%s")
    return Line(item=item, form=sent if mine and sent else fresh, said=item.standing.critic)


def _closed(request: ReadRequest, status: int) -> HttpResponse:
    return guarded(render(request, "clearance/guest_closed.html", status=status))
