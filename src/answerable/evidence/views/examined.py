"""What machines told of an item, for its page; its preview, a picture that was drawn anew; and having it examined.

What is in a file can tell whose it is: all of this is for those who may see the item's source.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from answerable.evidence.entries import ItemTakenIn
from answerable.evidence.errors import ExaminersBusy
from answerable.evidence.examining.alike import alike
from answerable.evidence.examining.keeping import examination_of, examine, looks_of, preview_of
from answerable.evidence.examining.words import GROUPS, PROVENANCE, name_of
from answerable.evidence.gates import EvidenceCase, item_named
from answerable.evidence.views.page import case_of, may_work, sections_of
from answerable.people.access import ReadRequest, may_read_source
from answerable.record.entry import Fact
from answerable.vault.errors import VaultError

NOT_NOW = 503
"""Status of a page that asks to try again later (RFC 9110, section 15.6.4)."""

AGAIN = 60
"""Seconds after which to try again: what one file may take."""


def examined(request: ReadRequest, evidence: EvidenceCase, item: ItemTakenIn) -> dict[str, Any]:
    """Return what the page of an item shows of its examination to a reader who may see its source."""
    if not item.file:
        return {}
    others = {fact.body.item: fact.body for fact in evidence.items}
    kept = examination_of(item.file)
    shown = {
        "alike": alike(item, others, looks_of(other.file for other in others.values())),
        "kept": kept,
        "may": may_work(request, evidence.case),
    }
    if kept is None:
        return shown
    groups = [
        (words, [(name_of(line.name), line.value) for line in kept.found.lines if line.group == group])
        for group, words in GROUPS.items()
    ]
    return shown | {
        "groups": [(words, lines) for words, lines in groups if lines],
        "provenance": PROVENANCE[kept.found.provenance],
        "has_preview": bool(kept.found.preview),
    }


@require_safe
def preview(request: ReadRequest, case: str, item: str) -> HttpResponse:
    """Return a small picture of an item, for whoever may see its source."""
    picture = preview_of(_readable(request, case, item).body.file)
    if not picture:
        raise Http404
    answer = HttpResponse(picture, content_type="image/jpeg")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def examine_item(request: ReadRequest, case: str, item: str) -> HttpResponse:
    """Have the file of an item examined, and lead back to it."""
    taken_in = _readable(request, case, item)
    if not may_work(request, case):
        raise Http404
    try:
        examine(taken_in.body, now=datetime.now(UTC))
    except ExaminersBusy:
        return _not_now(request, case, taken_in)
    except VaultError as error:  # the page of the item says what is wrong with its file
        raise Http404 from error
    return redirect("item", case, item)


def _not_now(request: ReadRequest, case: str, taken_in: Fact[ItemTakenIn]) -> HttpResponse:
    """Return the page that asks to try again."""
    context = {"case": case, "opened": case_of(case).opened, "item": taken_in}
    answer = render(request, "evidence/busy.html", context, status=NOT_NOW)
    answer["Retry-After"] = str(AGAIN)
    return answer


def _readable(request: ReadRequest, case: str, item: str) -> Fact[ItemTakenIn]:
    """Return an item with a file, for whoever may see its source.

    Raises:
        Http404: there is none, or this reader may not.
    """
    evidence = case_of(case)
    taken_in = item_named(evidence, item)
    if taken_in is None or not taken_in.body.file:
        raise Http404
    sections = sections_of(evidence, taken_in)
    if not may_read_source(request.reader, public=taken_in.body.public, sections=sections):
        raise Http404
    return taken_in
