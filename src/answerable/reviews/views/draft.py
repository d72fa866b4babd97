"""One draft of a report: its words with what was said of them, and what changed since the draft before it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from answerable.clearance.saying import WordsNotFound, place_of_words
from answerable.clearance.views.page import MISPLACED, attempt, status_of
from answerable.outputs.rendering import Flagged, passages
from answerable.people.access import ReadRequest
from answerable.record.entry import Fact
from answerable.reviews.drafts import NO_TEXT, Row, rows
from answerable.reviews.entries import ReportCommented, ReportCommitted
from answerable.reviews.forms import CommentForm
from answerable.reviews.reading import Review, review_of
from answerable.reviews.saying import comment
from answerable.reviews.views.review import headed
from answerable.text.errors import TextError
from answerable.vault.reading import shown


@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: ReadRequest, case: str, review: str, version: int) -> HttpResponse:
    """Return the page of a draft, or say a comment on it."""
    found = review_of(case, review)
    committed = found.draft(version)
    text = shown(committed.body.text)
    form = CommentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (answered := _commented(request, found, committed, form, text)) is not None:
        return answered
    comments = found.comments(committed)
    earlier = found.before(committed)
    changed, failure = _changed(found, earlier, committed)
    context = {
        **headed(found),
        "draft": committed,
        "gone": text in NO_TEXT,
        "passages": [] if text in NO_TEXT else passages(text, flagged=_marked(comments)),
        "comments": [(fact, _quoted(fact, text)) for fact in comments],
        "earlier": earlier,
        "rows": changed,
        "softened": sum(each.softened for each in changed),
        "sharpened": sum(each.sharpened for each in changed),
        "failure": failure,
        "form": form,
    }
    return render(request, "reviews/draft.html", context, status=status_of(form))


def _commented(
    request: ReadRequest, review: Review, committed: Fact[ReportCommitted], form: CommentForm, text: str
) -> HttpResponse | None:
    if not form.is_valid():
        return None
    plain: dict[str, Any] = dict(form.cleaned_data)
    words = plain.pop("words")
    plain |= {"start": None, "end": None}
    if words.strip():
        try:
            plain["start"], plain["end"] = place_of_words(text, words)
        except WordsNotFound:
            form.add_error("words", _(MISPLACED))
            return None
    return attempt(form, lambda: comment(request, review, committed, plain))


def _changed(
    review: Review, earlier: Fact[ReportCommitted] | None, later: Fact[ReportCommitted]
) -> tuple[tuple[Row, ...], str]:
    """Return what changed since the draft before, and why that could not be worked out, if it could not."""
    if earlier is None:
        return (), ""
    try:
        return rows(earlier, later, review.comments(earlier)), ""
    except TextError as error:
        return (), str(error)


def _marked(comments: tuple[Fact[ReportCommented], ...]) -> list[Flagged]:
    found = ((fact.body.start, fact.body.end) for fact in comments)
    return [Flagged(start=start, end=end) for start, end in found if start is not None and end is not None]


def _quoted(fact: Fact[ReportCommented], text: str) -> str:
    """Return the words that a comment is on; "" where it is on the whole, or they are gone."""
    start, end = fact.body.start, fact.body.end
    return "" if start is None or end is None or text in NO_TEXT else text[start:end]
