"""Who knew what, and when: the timeline with filters and paging, one page to print, files, and the proof of a line.

The query names as of what it is read: `until`, a day, and `size`, as in ``size=harbour.example/coast=12``. The address
with the sizes gives the same lines again, whatever is said later.
"""

from __future__ import annotations

import msgspec
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from answerable.evidence.errors import NoSuchCase
from answerable.people.access import ReadRequest
from answerable.record.entry import decode
from answerable.reviews.forms import KnewForm
from answerable.reviews.forms.beside import end_of
from answerable.reviews.knowing.lines import Line, Timeline, concerning, first_of_each
from answerable.reviews.knowing.printing import as_csv, as_json, as_text
from answerable.reviews.knowing.reading import entry_of, proof_of, sizes_from, timeline_of
from answerable.reviews.knowing.words import READING, SHOWS, SORTS, document, says, whom
from answerable.reviews.reading import case_opened, review_of

ON_PAGE = 100
"""Lines on one page; chosen by hand."""

FORMS = {"txt": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8", "json": "application/json"}
"""The files that a timeline is given out as."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A line with its words."""

    line: Line
    whom: str
    sort: str
    says: str
    document: str
    shows: str


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A timeline as the query asks for it: all of it, the lines that are listed, the form, and the query."""

    timeline: Timeline
    lines: tuple[Line, ...]
    form: KnewForm
    query: str
    settled: str
    """The query with the sizes of the logs as they were read: it gives the same lines whenever it is asked."""


@require_safe
def knew(request: ReadRequest, case: str, review: str = "") -> HttpResponse:
    """Return the timeline of a case, or of all cases that a review examines, page by page."""
    asked = _asked(request.GET, _cases(case, review))
    paged = Paginator(asked.lines, ON_PAGE).get_page(request.GET.get("page"))
    context = {**_context(case, review, asked), "paged": paged, "lines": [_told(each) for each in paged]}
    return render(request, "reviews/knew.html", context)


@require_safe
def knew_print(request: ReadRequest, case: str, review: str = "") -> HttpResponse:
    """Return the same on one page to print: first what was first, then every line, and how to read it."""
    asked = _asked(request.GET, _cases(case, review))
    lines = [_told(each) for each in asked.lines]
    firsts = [(each, SORTS[each.sort]) for each in first_of_each(asked.lines)]
    context = {**_context(case, review, asked), "lines": lines, "firsts": firsts}
    return render(request, "reviews/knew_print.html", context)


@require_safe
def knew_export(request: ReadRequest, case: str, form: str) -> HttpResponse:
    """Return the same as a file."""
    if form not in FORMS:
        raise Http404
    asked = _asked(request.GET, _cases(case, ""))
    made = {
        "txt": lambda: as_text(asked.timeline, asked.lines),
        "csv": lambda: as_csv(asked.lines),
        "json": lambda: as_json(asked.timeline, asked.lines, proofs="proofs" in request.GET),
    }
    return HttpResponse(made[form](), content_type=FORMS[form])


@require_safe
def knew_line(request: ReadRequest, case: str, ref: str) -> HttpResponse:
    """Return one entry of a timeline as it was hashed, what it says of whom, and its proof."""
    entry = entry_of(ref, cases=[case])
    if entry is None:
        raise Http404
    raw = bytes(entry.raw)
    lines = [_told(each) for each in timeline_of([case]).lines if each.ref == ref]
    context = {
        "case": case,
        "opened": case_opened(case),
        "entry": entry,
        "raw": raw.decode(),
        "envelope": decode(raw),
        "lines": lines,
        "proof": proof_of(entry.origin, entry.idx),
    }
    return render(request, "reviews/knew_line.html", context)


@require_safe
def knew_proof(_request: ReadRequest, case: str, ref: str) -> HttpResponse:
    """Return the proof that an entry is in its log (C2SP tlog-proof), by the earliest checkpoint that holds it."""
    entry = entry_of(ref, cases=[case])
    found = proof_of(entry.origin, entry.idx) if entry else None
    if found is None:
        raise Http404
    return HttpResponse(found.text, content_type="text/plain; charset=utf-8")


def _cases(case: str, review: str) -> tuple[str, ...]:
    return review_of(case, review).opened.body.cases if review else (case,)


def _asked(query: QueryDict, cases: tuple[str, ...]) -> Asked:
    try:
        seen = sizes_from(query.getlist("size")) if "size" in query else None
        whole = timeline_of(cases, seen=seen)
    except (NoSuchCase, ValueError) as error:
        raise Http404 from error
    names = sorted({name for each in whole.lines for name in (each.who, each.by)} - {""})
    outputs = sorted({each.output for each in whole.lines} - {""})
    form = KnewForm(query, who=names, outputs=outputs)
    plain = form.cleaned_data if form.is_valid() else {}
    until = end_of(plain["until"]) if plain.get("until") else None
    lines = concerning(
        whole.lines, person=plain.get("who", ""), output=plain.get("output", ""), act=plain.get("act", "")
    )
    listed = tuple(each for each in lines if until is None or each.at <= until)
    timeline = msgspec.structs.replace(whole, until=until)
    return Asked(timeline=timeline, lines=listed, form=form, query=_kept(query), settled=_settled(query, timeline))


def _context(case: str, review: str, asked: Asked) -> dict[str, object]:
    return {
        "case": case,
        "opened": case_opened(case),
        "review_name": review,
        "here": reverse("review-knew", args=[case, review]) if review else reverse("knew", args=[case]),
        "asked": asked,
        "form": asked.form,
        "timeline": asked.timeline,
        "sizes": sorted(asked.timeline.seen.items()),
        "query": asked.query,
        "reading": READING,
    }


def _told(line: Line) -> Told:
    return Told(
        line=line,
        whom=whom(line),
        sort=str(SORTS[line.sort]),
        says=says(line),
        document=document(line),
        shows=str(SHOWS[line.shows]),
    )


def _kept(query: QueryDict) -> str:
    """Return the query without the number of the page."""
    kept = query.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _settled(query: QueryDict, timeline: Timeline) -> str:
    kept = query.copy()
    kept.pop("page", None)
    kept.setlist("size", [f"{origin}={size}" for origin, size in sorted(timeline.seen.items())])
    return kept.urlencode()
