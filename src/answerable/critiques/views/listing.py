"""The page on which the list of a critique's items is made and corrected.

The rows begin with the list that holds, or with what the engine proposes where there is none. The engine can be asked
again: what it finds beside the list stands in rows of its own, which nobody has ticked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from answerable.clearance.views.page import status_of
from answerable.critiques import entries
from answerable.critiques.forms import ListForm
from answerable.critiques.gates import CritiqueCase
from answerable.critiques.letters.found import NOBODY, Item
from answerable.critiques.proposing import BOARD, asks_for_correction, bodies_of, proposed_items, unlisted
from answerable.critiques.reading import Critique, case_of, critique_named, headed
from answerable.critiques.saying import list_items
from answerable.critiques.views.critique import GONE, letter_of
from answerable.forms.sentences import in_readers_language
from answerable.people.access import ReadRequest
from answerable.record.blocker import Refused
from answerable.record.errors import TooLarge
from answerable.vault.reading import shown

Rows = list[dict[str, Any]]


@require_http_methods(["GET", "HEAD", "POST"])
def critique_list(request: ReadRequest, case: str, critique: str) -> HttpResponse:
    """Return the list of a critique's items to correct, or say it."""
    state = case_of(case)
    found = critique_named(state, critique)
    text = shown(found.received.body.text)
    held = text not in GONE
    sent = request.method == "POST" and held
    rows = [] if sent or not held else _rows(state, found, text, again="propose" in request.GET)
    form = ListForm(
        request.POST if sent else None, text=text, rows=rows, bodies=_bodies(state), outputs=_outputs(state)
    )
    if sent and form.is_valid() and (answered := _say(request, found, form)):
        return answered
    context = {
        **headed(state),
        "critique": found,
        "form": form,
        "rows": form.rows(),
        "held": held,
        "pieces": letter_of(found),
    }
    return render(request, "critiques/list.html", context, status=status_of(form) if sent else 200)


def _say(request: ReadRequest, critique: Critique, form: ListForm) -> HttpResponse | None:
    """Say the list; None where it was refused: the form says why."""
    items = form.items({each.item: (each.start, each.end) for fact in critique.lists for each in fact.body.items})
    if form.errors:
        return None
    try:
        return list_items(request, critique.received.case, critique.name, items, form.cleaned_data["reason"])
    except Refused as refusal:
        for blocker in refusal.blockers:
            told = f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}"
            form.refuse(blocker.where.item, told)
    except TooLarge:
        form.add_error(None, _("This is more than one entry can hold. List fewer items."))
    return None


def _rows(state: CritiqueCase, critique: Critique, text: str, *, again: bool) -> Rows:
    """Return what the rows start from: the list that holds, and what the engine finds where it is asked."""
    listed = [each.listed for each in critique.items]
    rows = [_held(each, text) for each in listed]
    if again or critique.listed is None:
        language = critique.received.body.language
        bodies = bodies_of(state)
        found = unlisted(proposed_items(text, language=language, bodies=bodies), listed)
        own = critique.received.body.section
        rows += [_found(each, language, own, ticked=critique.listed is None) for each in found]
    return sorted(rows, key=lambda row: (row["start"], row["end"]))


def _held(item: entries.ListedItem, text: str) -> dict[str, Any]:
    return {
        "keep": True,
        "kind": item.kind,
        "words": text[item.start : item.end],
        "addressee": shown(item.addressee),
        "able": item.able,
        "correction": item.correction,
        "output": item.output,
        "statements": ", ".join(item.statements),
        "item": item.item,
        "start": item.start,
        "end": item.end,
        "proposed": item.proposed,
    }


def _found(item: Item, language: str, own: str, *, ticked: bool) -> dict[str, Any]:
    demand = item.kind == "demand"
    return {
        "keep": ticked,
        "kind": item.kind,
        "words": item.text,
        "addressee": item.addressee,
        "able": (item.able or own) if demand else "",
        "correction": demand and asks_for_correction(item.text, language),
        "start": item.start,
        "end": item.end,
        "proposed": item.kind,
    }


def _bodies(state: CritiqueCase) -> list[tuple[str, Any]]:
    """Return who could meet a demand: each section by its name, the board, or nobody of ours."""
    names: Mapping[str, str] = {key: body.name for key, body in bodies_of(state).items() if key != BOARD}
    return [*sorted(names.items()), (BOARD, _("the board")), (NOBODY, _("none of ours"))]


def _outputs(state: CritiqueCase) -> list[str]:
    return sorted({fact.body.output for fact in state.echoes.release.released})
