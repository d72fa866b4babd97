"""The page of houses: who holds copies, who stands for them, what is in the way, and forks with their proofs."""

from __future__ import annotations

from datetime import UTC, datetime

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answerable.houses.forks import write_fork
from answerable.houses.recording import fork_of
from answerable.houses.showing import shown
from answerable.people.access import ReadRequest
from answerable.people.models import ForkShown
from answerable.record.errors import RecordError
from answerable.record.facts import read


@require_safe
def houses(request: ReadRequest) -> HttpResponse:
    """Show every log here and every house that is known."""
    return render(request, "houses/houses.html", {"shown": shown(at=datetime.now(UTC))})


@require_safe
def fork(_request: ReadRequest, ref: str) -> HttpResponse:
    """Give a fork as a text that anybody can verify: two checkpoints, and the proof where one is needed."""
    fact = next(iter(read(ForkShown, ref=ref)), None)
    if fact is None:
        raise Http404
    try:
        text = write_fork(fork_of(fact.body))
    except RecordError as error:
        raise Http404 from error
    headers = {"Content-Disposition": f'attachment; filename="fork-{ref[:16]}.txt"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
