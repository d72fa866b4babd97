"""Publishing a report: whole, or with what is left out, each stretch with the reason that everyone reads."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from answerable.clearance.saying import WordsNotFound
from answerable.clearance.views.page import MISPLACED, attempt, status_of
from answerable.people.access import ReadRequest
from answerable.reviews.forms import PublishForm
from answerable.reviews.forms.beside import ROWS
from answerable.reviews.reading import Review, review_of
from answerable.reviews.saying import placed, publish
from answerable.reviews.views.review import headed
from answerable.vault.reading import shown


@require_http_methods(["GET", "HEAD", "POST"])
def publication(request: ReadRequest, case: str, review: str) -> HttpResponse:
    """Return the form of a publication, or publish."""
    found = review_of(case, review)
    more = "more" in request.POST
    rows = _rows(request) + (ROWS if more else 0)
    bound = request.POST if request.method == "POST" and not more else None
    typed = {name: request.POST.get(name) for name in request.POST} if more else None
    form = PublishForm(bound, drafts=_finished(found), rows=rows, initial=typed or _first(found))
    if bound is not None and (answered := _published(request, found, form)) is not None:
        return answered
    return render(request, "reviews/publish.html", {**headed(found), "form": form}, status=status_of(form))


def _published(request: ReadRequest, review: Review, form: PublishForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    draft = review.draft(int(form.cleaned_data["draft"]))
    told = form.left_out
    try:
        left_out = placed(shown(draft.body.text), [(words, reason) for _number, words, reason in told])
    except WordsNotFound as error:
        form.add_error(f"words-{told[int(str(error))][0]}", _(MISPLACED))
        return None
    address = form.cleaned_data["address"]
    return attempt(form, lambda: publish(request, review, draft, left_out, address=address))


def _rows(request: ReadRequest) -> int:
    """Return how many rows the page had that was sent."""
    sent = [name for name in request.POST if name.startswith("words-")]
    return max(len(sent), ROWS)


def _finished(review: Review) -> list[tuple[str, Any]]:
    refs = dict.fromkeys(fact.body.committed_ref for fact in reversed(review.state.finished))
    numbers = [fact.body.number for ref in refs for fact in review.drafts if fact.ref == ref]
    return [(str(number), _("Draft %(n)s") % {"n": number}) for number in numbers]


def _first(review: Review) -> dict[str, Any]:
    return {"draft": drafts[0][0]} if (drafts := _finished(review)) else {}
