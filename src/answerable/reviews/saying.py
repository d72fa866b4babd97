"""What is said of a draft of a report, and its publication: words found in the text, each act said once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from answerable.clearance.saying import WordsNotFound, place_of_words, send
from answerable.people.access import ReadRequest
from answerable.record.entry import Fact
from answerable.reviews import entries
from answerable.reviews.reading import Review


def comment(
    request: ReadRequest, review: Review, draft: Fact[entries.ReportCommitted], plain: Mapping[str, Any]
) -> HttpResponse:
    """Say a comment on a draft; the same one sent twice is one.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    body = {**plain, **_of_draft(review, draft)}
    back = reverse("review-draft", args=[review.case, review.name, draft.body.number]) + "#comments"
    return send(request, entries.ReportCommented, body, case=review.case, back=back)


def publish(
    request: ReadRequest,
    review: Review,
    draft: Fact[entries.ReportCommitted],
    left_out: Sequence[Mapping[str, Any]],
    *,
    address: str = "",
) -> HttpResponse:
    """Say that a report is published, whole or with what is left out; the same one sent twice is one.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    body = {**_of_draft(review, draft), "whole": not left_out, "left_out": list(left_out), "address": address}
    back = reverse("public-review", args=[review.case, review.name])
    return send(request, entries.ReviewPublished, body, case=review.case, back=back)


def placed(text: str, rows: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return stretches of a text, given by their words and reasons, by their places, in the order of the text.

    Raises:
        WordsNotFound: some words stand nowhere in it, or more than once; the message gives the number of the row.
    """
    found = []
    for number, (words, reason) in enumerate(rows):
        try:
            start, end = place_of_words(text, words)
        except WordsNotFound as error:
            raise WordsNotFound(str(number)) from error
        found.append({"start": start, "end": end, "reason": reason})
    return sorted(found, key=lambda each: each["start"])


def _of_draft(review: Review, draft: Fact[entries.ReportCommitted]) -> dict[str, Any]:
    return {"review": review.name, "number": draft.body.number, "committed_ref": draft.ref}
