"""Pages on which a section signs exact words, or refuses to, and on which somebody else reads the final whole.

After an edit only what changed has to be looked at again: the page shows which sentences changed since this section
last opened or signed the output, why an earlier signature no longer counts, and what still stands.
"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from answerable.clearance import entries, gates
from answerable.clearance.forms import CountersignForm, DeclineForm, ReviewForm
from answerable.clearance.saying import countersign as say_countersign, of_version, send
from answerable.clearance.views.changes import Drafted, difference, last_seen, standing_of
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
from answerable.people.access import ReadRequest
from answerable.people.keyring import keyring
from answerable.people.standing import keys_of
from answerable.record.errors import RecordError


@require_http_methods(["GET", "HEAD", "POST"])
def countersign(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the page on which a section signs exact words with its own key, or say the countersignature."""
    state = case_of(case, output)
    drafted = version_of(state, output, version)
    form = CountersignForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (answered := _countersigned(request, case, drafted, form)) is not None:
        return answered
    section = request.reader.section
    since, acts = last_seen(state, section, drafted), standing_of(state, drafted, request.reader)
    context = {
        **headed(state),
        "drafted": drafted,
        "current": gates.subject(state),
        "form": form,
        "keys": keys_of(gates.people_of(state), section),
        "given": [fact for fact in gates.valid_countersignatures(state) if fact.body.draft_ref == drafted.ref],
        "lacking": [blocker.text for blocker in gates.countersignature(state)],
        "affected": gates.affected_sections(state),
        "difference": difference(state, since, drafted) if since else None,
        "stale": [each for each in acts if not each.stands],
        "standing": [each for each in acts if each.stands],
        "parts": parts_of(state, drafted),
    }
    return render(request, "clearance/countersign.html", context, status=status_of(form))


def _countersigned(request: ReadRequest, case: str, drafted: Drafted, form: CountersignForm) -> HttpResponse | None:
    """Sign with the section's key; None, with what is wrong in the form, where that cannot be done."""
    body = drafted.body
    back = reverse("draft-version", args=[case, body.output, body.version]) + "#countersigned"
    try:
        return attempt(form, lambda: say_countersign(request, case, drafted, keyring=keyring(), back=back))
    except RecordError as error:
        form.add_error(None, _("The key of your section cannot be used here: %(why)s") % {"why": error})
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the form on which a section refuses to countersign, publish or translate a version, or say so."""
    state = case_of(case, output)
    drafted = version_of(state, output, version)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    section = request.reader.section
    ours = [fact for fact in state.declines if fact.body.section == section and fact.body.output == output]

    def say() -> HttpResponse:
        signed = [fact for fact in state.countersignatures if fact.body.section == section]
        body = {**of_version(drafted), "section": section, **form.cleaned_data}
        back, since = f"{request.path}#refusals", signed[-1] if signed else None
        return send(request, entries.DraftDeclined, body, case=case, back=back, since=since)

    if request.method == "POST" and (answered := attempt(form, say)) is not None:
        return answered
    context = {**headed(state), "drafted": drafted, "form": form, "ours": ours, "section": section}
    return render(request, "clearance/decline.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def review_whole(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the final whole for a fresh look by somebody who is no author, or say that it was read."""
    state = case_of(case, output)
    drafted = version_of(state, output, version)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    body = of_version(drafted)
    back = reverse("review-whole", args=[case, output, version]) + "#read-by"
    if request.method == "POST":
        answered = attempt(form, lambda: send(request, entries.WholeReviewed, body, case=case, back=back))
        if answered is not None:
            return answered
    would = would_say(state, request.reader, entries.WholeReviewed(**body))
    context = {
        **headed(state),
        "drafted": drafted,
        "form": form,
        "parts": parts_of(state, drafted),
        "given": [fact for fact in state.whole_reviews if fact.body.output == output],
        "refused": reasons(gates.may_review_whole(state, would)),
    }
    return render(request, "clearance/review_whole.html", context, status=status_of(form))
