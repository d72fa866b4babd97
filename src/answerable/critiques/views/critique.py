"""One critique: the letter with its items marked, and beside it what became of each; and one item with its history."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from answerable.clearance.saying import send
from answerable.clearance.views.page import attempt, reasons, sent_form, status_of
from answerable.critiques import entries, gates
from answerable.critiques.forms import CloseForm, ReopenForm
from answerable.critiques.gates import CritiqueCase
from answerable.critiques.marking import Mark, Piece, pieces
from answerable.critiques.reading import Critique, Item, case_of, critique_named, headed
from answerable.outputs.gates import evidence_of
from answerable.people.access import Reader, ReadRequest
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.vault.reading import ABSENT, ERASED, shown

GONE = frozenset({ERASED, ABSENT})


@require_safe
def critique(request: ReadRequest, case: str, critique: str) -> HttpResponse:
    """Return a critique: its words with the items marked, and each item as it stands."""
    state = case_of(case)
    found = critique_named(state, critique)
    context = {
        **headed(state),
        "critique": found,
        "pieces": letter_of(found),
        "may_see_who": found.received.body.public or request.reader.section == found.received.body.section,
        "commitments": [fact for fact in state.made if fact.body.critique == critique],
        "drafting": _drafting(case, found),
        "releases": sorted({fact.body.output for fact in state.echoes.release.released}),
    }
    return render(request, "critiques/critique.html", context)


def _drafting(case: str, critique: Critique) -> str:
    """Return the address at which a reply is drafted: as an output, so that it passes its gates."""
    asked = {"type": "reply", "output": f"reply-{critique.name}", "language": critique.received.body.language}
    return f"{reverse('draft-new', args=[case])}?{urlencode(asked)}"


def letter_of(critique: Critique) -> tuple[Piece, ...]:
    """Return the words of a critique with its items marked; none where they cannot be read here."""
    text = shown(critique.received.body.text)
    if text in GONE:
        return ()
    listed = [(each.number, each.listed) for each in critique.items]
    return pieces(
        text,
        [Mark(start=each.start, end=each.end, number=n, name=each.item, kind=each.kind) for n, each in listed],
    )


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: ReadRequest, case: str, critique: str, item: str) -> HttpResponse:
    """Return an item with everything said of it; or close it, or open it again."""
    state = case_of(case)
    found = critique_named(state, critique)
    about = found.item(item)
    if about is None:
        raise Http404
    sent = sent_form(request, "close", "reopen")
    start = {"answered_ref": about.standing.answer.ref if about.standing.answer else ""}
    made: dict[str, forms.Form] = {"close": CloseForm(initial=start), "reopen": ReopenForm(initial=start)}
    if sent:
        made[sent] = type(made[sent])(request.POST)
        if answered := attempt(made[sent], _act(request, found, item, sent, made[sent])):
            return answered
    context = {
        **headed(state),
        "critique": found,
        "item": about,
        "forms": made,
        "sent": sent,
        "refused": _refused(state, request.reader, found, about),
        "may_take": about.pending is not None and about.pending.body.to == request.reader.section,
        "may_hand": request.reader.section == about.holder,
    }
    return render(request, "critiques/item.html", context, status=status_of(*made.values()))


def _act(
    request: ReadRequest, critique: Critique, item: str, sent: str, form: forms.Form
) -> Callable[[], HttpResponse]:
    said = entries.ItemClosed if sent == "close" else entries.ItemReopened

    def act() -> HttpResponse:
        case = critique.received.case
        plain = {"critique": critique.name, "item": item, **form.cleaned_data}
        back = reverse("critique-item", args=[case, critique.name, item])
        return send(request, said, plain, case=case, back=back)

    return act


def _refused(state: CritiqueCase, reader: Reader, critique: Critique, item: Item) -> dict[str, str]:
    """Return why this reader cannot close the item or open it again, by the name of the form; "" where they can."""
    answer = item.standing.answer
    if answer is None:
        return {"close": " ", "reopen": " "}
    named = {"critique": critique.name, "item": item.listed.item, "answered_ref": answer.ref}
    held = "sha256:" + "0" * 64
    close = entries.ItemClosed(**named, reason=held)
    again = entries.ItemReopened(**named, reason=held)
    return {
        "close": _reasons(state, reader, gates.may_close_item, close),
        "reopen": _reasons(state, reader, gates.may_reopen_item, again),
    }


def _reasons(
    state: CritiqueCase, reader: Reader, may: Callable[[CritiqueCase, Fact[Any]], list[Blocker]], body: Any
) -> str:
    at = evidence_of(state.outputs).at
    would = Fact(ref="", origin=reader.origin, index=0, case="", actor=reader.person, at=at, body=body)
    return reasons(may(state, would))
