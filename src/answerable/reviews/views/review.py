"""The reviews and holds of a case, and one review: terms, clock, reviewers, access, drafts, outcome and promises."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answerable.people.access import ReadRequest
from answerable.reviews.gates import took_part
from answerable.reviews.reading import Review, case_opened, holds_on, review_of, reviews_of


@require_safe
def case_reviews(request: ReadRequest, case: str) -> HttpResponse:
    """Return the reviews of a case, and what is on hold."""
    context = {"case": case, "opened": case_opened(case), "reviews": reviews_of(case), "holds": holds_on(case)}
    return render(request, "reviews/case.html", context)


@require_safe
def review(request: ReadRequest, case: str, review: str) -> HttpResponse:
    """Return the page of a review."""
    found = review_of(case, review)
    context = {
        **headed(found),
        "examined": took_part(found.state, request.reader.person),
        "reader": request.reader,
        "holds": [each for each in holds_on(case) if each.placed.body.review == review],
    }
    return render(request, "reviews/review.html", context)


def headed(found: Review) -> dict[str, Any]:
    """Return what the head of every page of a review shows."""
    return {"case": found.case, "opened": case_opened(found.case), "review": found, "clock": found.clock}
