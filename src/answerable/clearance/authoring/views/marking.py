"""The page on which the statements of a version are marked: every sentence with what it may say, beside the text.

What is marked stays as it is; a mistake is mended in the next version. What is left out can be marked later.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from answerable.clearance.authoring.desk import Desk, desk, not_current
from answerable.clearance.authoring.marks import marks_in
from answerable.clearance.authoring.rows import (
    ON_A_PAGE,
    Row,
    Span,
    chosen_spans,
    key_of,
    place_chosen,
    rows_of,
)
from answerable.clearance.authoring.saying import mark
from answerable.clearance.saying import WordsNotFound
from answerable.forms.sentences import in_readers_language
from answerable.people.access import ReadRequest
from answerable.record.blocker import Refused
from answerable.vault.reading import shown

REFUSED = 409
"""Status of a page that shows why an act was refused (RFC 9110, section 15.5.10)."""


@require_http_methods(["GET", "HEAD", "POST"])
def mark_statements(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the sentences that are not marked, each with what it may be marked as, or mark those that were chosen."""
    found = desk(case, request.reader, output=output, version=version)
    if why := found.why_not or not_current(found):
        status = REFUSED if request.method == "POST" else 200
        return render(request, "clearance/authoring/not_yours.html", {**found.headed, "why_not": why}, status=status)
    if not found.readable:
        why = _("The text of this version was erased, or is not held here. Nothing can be marked in it.")
        return render(request, "clearance/authoring/not_yours.html", {**found.headed, "why_not": why})
    if request.method != "POST":
        return _show(request, found, rows_of(found, chosen=[]), chosen=[])
    chosen = chosen_spans(found, request.POST.getlist("chosen"))
    if request.POST.get("do") == "add":
        return _add(request, found, chosen)
    return _mark(request, found, chosen)


def _add(request: ReadRequest, found: Desk, chosen: list[Span]) -> HttpResponse:
    """Show the page with one row more, for words that somebody chose."""
    words = request.POST.get("words", "")
    try:
        span = place_chosen(found, words, chosen)
    except WordsNotFound:
        why = _(
            "These words do not stand in the text, stand in it more than once, or are marked already. "
            "Copy them exactly, with enough around them to find the one place."
        )
        return _show(
            request, found, _typed(request, found, chosen), chosen=chosen, words=words, misplaced=why, status=REFUSED
        )
    chosen = sorted({*chosen, span})
    return _show(request, found, _typed(request, found, chosen), chosen=chosen, added=key_of(span))


def _typed(request: ReadRequest, found: Desk, chosen: list[Span]) -> list[Row]:
    """Return the rows with what was typed into them; a row that was not on the page starts from its proposal."""
    fresh = rows_of(found, chosen=chosen)
    bound = rows_of(found, chosen=chosen, data=request.POST)
    return [
        after if f"{after.key}-says" in request.POST else before for before, after in zip(fresh, bound, strict=True)
    ]


def _mark(request: ReadRequest, found: Desk, chosen: list[Span]) -> HttpResponse:
    rows = [row for row in rows_of(found, chosen=chosen, data=request.POST) if f"{row.key}-says" in request.POST]
    marks = marks_in(found, rows)
    if marks is None:
        return _show(request, found, rows, chosen=chosen, status=REFUSED, all_shown=True)
    if not marks and rows:
        return _show(request, found, rows, chosen=chosen, status=REFUSED, all_shown=True, why=[_("Nothing is ticked.")])
    try:
        mark(found.case, found.output, marks, reader=request.reader)
    except Refused as refusal:
        why = [
            f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}" for blocker in refusal.blockers
        ]
        return _show(request, found, rows, chosen=chosen, status=REFUSED, all_shown=True, why=why)
    assert found.drafted is not None  # noqa: S101 - the page shows a version
    return redirect(reverse("draft-support", args=[found.case, found.output, found.drafted.body.version]))


def _show(
    request: ReadRequest,
    found: Desk,
    rows: list[Row],
    *,
    chosen: list[Span],
    status: int = 200,
    all_shown: bool = False,
    **context: Any,
) -> HttpResponse:
    shown_rows = rows if all_shown else rows[:ON_A_PAGE]
    page = {
        **found.headed,
        "rows": shown_rows,
        "more": len(rows) - len(shown_rows),
        "chosen": [key_of(span) for span in chosen],
        "text": found.text,
        "marked": [(each, shown(each.words)) for each in found.statements],
        "refused": any(row.form.is_bound and row.form.errors for row in shown_rows),
        **context,
    }
    return render(request, "clearance/authoring/mark.html", page, status=status)
