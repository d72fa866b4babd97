"""A promise on a recommendation: it begins with the words that are recommended, and whoever promises changes them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from answerable.clearance.saying import send
from answerable.clearance.views.page import attempt, status_of
from answerable.critiques.entries import CommitmentMade
from answerable.critiques.models import CommitmentMade as Commitments
from answerable.evidence.offers import next_name
from answerable.people.access import ReadRequest
from answerable.people.standing import section_of
from answerable.record.facts import read
from answerable.reviews.forms import PromiseForm
from answerable.reviews.reading import Recommended, Review, review_of
from answerable.reviews.views.review import headed
from answerable.vault.reading import shown


@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: ReadRequest, case: str, review: str, recommendation: str) -> HttpResponse:
    """Return the form of a promise on a recommendation, or say the promise for the reader's own section."""
    found = review_of(case, review)
    each = _recommended(found, recommendation)
    people = sorted({fact.body.person for fact in found.state.people.persons})
    own = [person for person in people if section_of(found.state.people, person) == request.reader.section]
    bound = request.POST if request.method == "POST" else None
    form = PromiseForm(bound, initial=_begun(found, each), owners=own)
    if bound is not None and (answered := attempt(form, lambda: _said(request, found, each, form))) is not None:
        return answered
    context = {**headed(found), "each": each, "form": form, "section": request.reader.section}
    return render(request, "reviews/promise.html", context, status=status_of(form))


def _recommended(review: Review, recommendation: str) -> Recommended:
    for each in review.recommended:
        if each.body.recommendation == recommendation:
            return each
    raise Http404


def _begun(review: Review, each: Recommended) -> dict[str, Any]:
    taken = {fact.body.commitment for fact in read(Commitments, case=review.case)}
    language = next((f.body.language for f in review.drafts if f.ref == each.finished.body.committed_ref), "en")
    return {"commitment": next_name("C", taken), "words": shown(each.body.text), "language": language}


def _said(request: ReadRequest, review: Review, each: Recommended, form: PromiseForm) -> HttpResponse:
    named = {"review": review.name, "recommendation": each.body.recommendation, "section": request.reader.section}
    back = reverse("review", args=[review.case, review.name]) + "#recommendations"
    return send(request, CommitmentMade, {**form.cleaned_data, **named}, case=review.case, back=back)
