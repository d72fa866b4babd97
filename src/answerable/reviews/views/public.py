"""What everyone sees of a review: its terms, its clock, how independent it is, and its report as it was published.

Rules:
  - What is shown is named field by field in `Public`, and nothing else leaves. No name and no handle of a reviewer, of
    who comments or of who is examined is among it, unless the report says it.
  - That a report is late is told to everyone, with the day that was said first.
  - Outputs of a case are named where they were released.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from answerable.people.access import ReadRequest, everyone
from answerable.reviews.gates import Clock
from answerable.reviews.reading import Review, case_opened, every_review, review_of
from answerable.reviews.withholding import published_html
from answerable.reviews.words import ACTED
from answerable.vault.reading import shown


class Promise(msgspec.Struct, frozen=True, kw_only=True):
    """A promise on a recommendation: its words, by when, and whether it was kept."""

    section: str
    words: str
    due: date
    outcome: str
    overdue: bool


class Recommendation(msgspec.Struct, frozen=True, kw_only=True):
    """A recommendation, as it is public with a report that is public."""

    key: str
    to: str
    text: str
    promises: tuple[Promise, ...]


class Public(msgspec.Struct, frozen=True, kw_only=True):
    """All that everyone sees of a review."""

    case: str
    name: str
    section: str
    title: str
    terms: str
    began: datetime
    stands: datetime | None
    clock: Clock
    delays: tuple[tuple[datetime, date, str], ...]
    inside: int
    outside: int
    left: int
    acted: tuple[tuple[str, int], ...]
    asked: int
    granted: int
    refused: int
    drafts: tuple[tuple[int, datetime, str], ...]
    comments: int
    releases: tuple[tuple[str, int], ...]
    whole: bool
    agreed: int
    published: datetime | None
    language: str
    left_out: int
    address: str
    report: SafeString
    recommendations: tuple[Recommendation, ...]


@everyone
@require_safe
def reviews(request: ReadRequest) -> HttpResponse:
    """Return every review, those that are late first."""
    found = sorted((public_of(each) for each in every_review()), key=lambda each: not each.clock.overdue)
    return render(request, "reviews/index.html", {"reviews": found})


@everyone
@require_safe
def public_review(request: ReadRequest, case: str, review: str) -> HttpResponse:
    """Return what everyone sees of a review."""
    return render(request, "reviews/public.html", {"review": public_of(review_of(case, review))})


def public_of(review: Review) -> Public:
    """Return what everyone sees of a review."""
    body, published = review.opened.body, review.published
    return Public(
        case=review.case,
        name=review.name,
        section=body.section,
        title=shown(body.title),
        terms=shown(body.terms),
        began=review.opened.at,
        stands=case_opened(review.case).body.clock,
        clock=review.clock,
        delays=tuple((fact.at, fact.body.due, shown(fact.body.reason)) for fact in review.clock.delays),
        drafts=tuple((fact.body.number, fact.at, fact.body.text) for fact in review.drafts),
        comments=len(review.state.commented),
        releases=tuple((fact.body.output, fact.body.version) for fact in review.released if fact.case == review.case),
        whole=published is not None and published.body.whole,
        agreed=_agreed(review),
        published=published.at if published else None,
        left_out=len(published.body.left_out) if published else 0,
        address=shown(published.body.address) if published else "",
        recommendations=_recommendations(review) if published else (),
        **_people(review),
        **_report(review),
    )


def _people(review: Review) -> dict[str, Any]:
    """Return how many review, what the record says of their acts, and what became of requests for access."""
    decided = Counter(each.decided.body.granted for each in review.requests if each.decided)
    acts = Counter(act.what for each in review.standing for act in each.acts)
    outside = sum(each.named.body.outside for each in review.standing)
    return {
        "inside": len(review.standing) - outside,
        "outside": outside,
        "left": sum(each.left is not None for each in review.reviewers),
        "acted": tuple((str(ACTED[what]), number) for what, number in sorted(acts.items())),
        "asked": len(review.requests),
        "granted": decided[True],
        "refused": decided[False],
    }


def _agreed(review: Review) -> int:
    """Return how many of those who review said that what was published is the report."""
    published, reviewing = review.published, {each.named.body.reviewer for each in review.standing}
    ref = published.body.committed_ref if published else ""
    return len(reviewing & {fact.body.reviewer for fact in review.state.finished if fact.body.committed_ref == ref})


def _report(review: Review) -> dict[str, Any]:
    """Return the report as it was published, and its language."""
    published = review.published
    draft = next((f for f in review.drafts if published and f.ref == published.body.committed_ref), None)
    if published is None or draft is None:
        return {"language": "", "report": SafeString("")}
    return {"language": draft.body.language, "report": published_html(draft, published)}


def _recommendations(review: Review) -> tuple[Recommendation, ...]:
    return tuple(
        Recommendation(
            key=each.body.recommendation,
            to=each.body.to,
            text=shown(each.body.text),
            promises=tuple(
                Promise(
                    section=told.made.body.section,
                    words=shown(told.made.body.words),
                    due=told.made.body.due,
                    outcome=told.judged.body.outcome if told.judged else "",
                    overdue=told.overdue,
                )
                for told in each.promised
            ),
        )
        for each in review.recommended
    )
