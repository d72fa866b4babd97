"""The page on which statements are linked to the findings they rest on, each beside its words or found by them."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from answerable.clearance.authoring.desk import Desk, desk, not_current
from answerable.clearance.authoring.linking import Linked, current_findings, linked
from answerable.clearance.authoring.saying import link
from answerable.clearance.saying import WordsNotFound, place_of_words
from answerable.forms.sentences import in_readers_language
from answerable.outputs.rendering import passages
from answerable.people.access import ReadRequest
from answerable.record.blocker import Refused

REFUSED = 409
"""Status of a page that shows why an act was refused (RFC 9110, section 15.5.10)."""


@require_http_methods(["GET", "HEAD", "POST"])
def support_statements(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the statements with their links and the findings to link them to, or make the links that were chosen."""
    found = desk(case, request.reader, output=output, version=version)
    why = found.why_not or not_current(found)
    if request.method != "POST":
        return _show(request, found, why=why)
    if why:
        return _show(request, found, why=why, status=REFUSED)
    return _link(request, found)


def _link(request: ReadRequest, found: Desk) -> HttpResponse:
    chosen = list(dict.fromkeys(request.POST.getlist("link")))
    statements = {each.id: each for each in found.statements}
    stated = current_findings(found)
    pairs = [
        (statements[name], stated[finding])
        for name, _slash, finding in (each.partition("/") for each in chosen)
        if name in statements and finding in stated
    ]
    if not pairs or len(pairs) < len(chosen):
        refused = (
            _("Choose at least one finding.")
            if not chosen
            else _("One of the statements or findings chosen is not there any more. Nothing was linked.")
        )
        return _show(request, found, refused=[refused], chosen=chosen, status=REFUSED)
    try:
        link(found.case, found.output, pairs, reader=request.reader)
    except Refused as refusal:
        refused_for = [
            f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}" for blocker in refusal.blockers
        ]
        return _show(request, found, refused=refused_for, chosen=chosen, status=REFUSED)
    assert found.drafted is not None  # noqa: S101 - the page shows a version
    address = reverse("draft-support", args=[found.case, found.output, found.drafted.body.version])
    return redirect(f"{address}#note-{pairs[0][0].id}")


def _show(request: ReadRequest, found: Desk, *, why: str = "", status: int = 200, **context: Any) -> HttpResponse:
    statements = linked(found)
    words = request.GET.get("words", "")
    opened, misplaced = _standing_at(found, statements, words) if words else ("", "")
    if request.method != "POST" and opened:
        context["opened_at"] = opened
    page = {
        **found.headed,
        "why_not": why,
        "statements": statements,
        "due": sum(each.due for each in statements),
        "parts": passages(found.text, found.statements) if found.readable else [],
        "words": words,
        "misplaced": misplaced,
        **context,
    }
    return render(request, "clearance/authoring/support.html", page, status=status)


def _standing_at(found: Desk, statements: tuple[Linked, ...], words: str) -> tuple[str, str]:
    """Return the statement that holds these words, or why there is none."""
    try:
        start, end = place_of_words(found.text, words)
    except WordsNotFound:
        return "", _("These words do not stand in the draft, or stand in it more than once.")
    held = next((each for each in statements if each.statement.start < end and start < each.statement.end), None)
    if held is None:
        return "", _("These words are in no statement. Mark them first.")
    return held.statement.id, ""
