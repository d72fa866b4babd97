"""Opening a version that was delivered: the receipt first, then the words, with what changed since the last one seen.

The receipt is a courtesy and a proof, not a lock: whoever works in a section can read drafts on other pages too, and
the page says so. Only the receipt says, in the section's own log, that the section has these exact words.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from answerable.clearance import entries, gates
from answerable.clearance.forms import ReceiptForm
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.gates.clock import clock_of
from answerable.clearance.saying import of_version, send
from answerable.clearance.views.changes import Drafted, difference, last_seen
from answerable.clearance.views.page import (
    attempt,
    case_of,
    headed,
    parts_of,
    reasons,
    status_of,
    version_of,
    would_say,
)
from answerable.outputs.gates import current_version
from answerable.people.access import ReadRequest
from answerable.record.entry import Fact


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the page that says what opening a version means, without its words; or open it with a receipt."""
    state = case_of(case, output)
    drafted = version_of(state, output, version)
    section = request.reader.section
    body = {**of_version(drafted), "section": section}
    back = reverse("delivered", args=[case, output, version])
    form = ReceiptForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        answered = attempt(form, lambda: send(request, entries.DraftAcknowledged, body, case=case, back=back))
        if answered is not None:
            return answered
    would = would_say(state, request.reader, entries.DraftAcknowledged(**body))
    context = {
        **headed(state),
        "drafted": drafted,
        "form": form,
        "section": section,
        "delivered": _delivered(state, section, drafted),
        "receipt": receipt_of(state, section, drafted),
        "clock": clock_of(state, section),
        "refused": reasons(gates.may_acknowledge_draft(state, would)),
    }
    return render(request, "clearance/receipt.html", context, status=status_of(form))


def receipt_of(state: ClearanceCase, section: str, drafted: Drafted) -> Fact[entries.DraftAcknowledged] | None:
    """Return the receipt of a section for one version, or None."""
    return next(
        (
            fact
            for fact in state.acknowledged
            if (fact.body.section, fact.body.draft_ref) == (section, drafted.ref)
            and gates.speaks_for(state, fact, section)
        ),
        None,
    )


def _delivered(state: ClearanceCase, section: str, drafted: Drafted) -> Fact[entries.DraftDelivered] | None:
    to = (section, drafted.ref)
    return next((fact for fact in state.delivered if (fact.body.section, fact.body.draft_ref) == to), None)


@require_safe
def delivered(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return a version with what changed since the last one that the reader's section saw, in the reader's language."""
    state = case_of(case, output)
    drafted = version_of(state, output, version)
    translations = _translations(state, drafted)
    words = _in_language(drafted, translations, request.GET.get("in") or get_language() or "")
    since = last_seen(state, request.reader.section, drafted)
    context = {
        **headed(state),
        "drafted": drafted,
        "words": words,
        "translations": (drafted, *translations) if translations else (),
        "receipt": receipt_of(state, request.reader.section, drafted),
        "difference": difference(state, since, drafted) if since else None,
        "parts": parts_of(state, words),
        "clock": clock_of(state, request.reader.section),
    }
    return render(request, "clearance/delivered.html", context)


def _translations(state: ClearanceCase, drafted: Drafted) -> list[Drafted]:
    """Return the current versions of what was written as a translation of an output."""
    names = dict.fromkeys(
        fact.body.output for fact in state.outputs.versions if fact.body.variant_of == drafted.body.output
    )
    found = (current_version(state.outputs, name) for name in names)
    return [each for each in found if each is not None and each.body.language != drafted.body.language]


def _in_language(drafted: Drafted, translations: list[Drafted], language: str) -> Drafted:
    """Return the version in the reader's language where there is one, else as it was drafted."""
    wanted = language.partition("-")[0]
    of_both = [drafted, *translations]
    return next((each for each in of_both if each.body.language.partition("-")[0] == wanted), drafted)
