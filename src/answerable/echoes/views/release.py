"""What the world makes of one release: when, where, in which words, and what people did about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import msgspec
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from answerable.echoes import charts
from answerable.echoes.charts import Bar, periods
from answerable.echoes.clock import matters
from answerable.echoes.forms import FilterForm
from answerable.echoes.gates import following
from answerable.echoes.health import runs_for
from answerable.echoes.reading import Release, Shown, at_large, languages, listed, release_of, shifted_most
from answerable.echoes.tables import Alert, Run, SkippedRecord
from answerable.echoes.views.beside import about_people, chains_of
from answerable.echoes.words import counted, shift_word, verdict_word
from answerable.people.access import ReadRequest
from answerable.releases.drawing import PAPERS
from answerable.vault.reading import shown

ON_PAGE = 50
"""Uses on one page; chosen by hand."""

FEW = 200
"""Words said to be ours that the page lists; chosen by hand."""

CHARTS = ("timeline", "shifts")
"""The charts of a release."""


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """A chart on the page, and the same numbers for a table."""

    name: str
    title: str
    description: str
    bars: list[Bar]


@require_safe
def release_echoes(request: ReadRequest, case: str, output: str) -> HttpResponse:
    """Return the page of a release's uses."""
    release = release_of(case, output)
    standing = listed(release, release.standing_uses())
    form, found = _filtered(release, request.GET)
    paged = Paginator(found, ON_PAGE).get_page(request.GET.get("page"))
    context = {
        **headed(release),
        "counted": counted(len(standing), release.health),
        "standing": standing,
        "confirmed": sum(each.confirmed for each in standing),
        "rejected": release.uses().filter(id__in=release.rejected).count(),
        "charts": [_timeline(standing), _shifts(standing)],
        "languages": languages(release.standing_uses()),
        "chains": chains_of(release, standing),
        "form": form,
        "filtered": any(form.cleaned_data.values()) if form.is_valid() else False,
        "paged": paged,
        "shown": list(paged),
        "query": _query(request.GET),
        "large": [Shown(use=use, said=release.judged.get(use.id)) for use in at_large()[:FEW]],
        "matters": matters(release.state, Alert.objects.filter(case=case, output=output), output),
        "following": [(fact, [shown(name) for name in fact.body.names]) for fact in following(release.state, output)],
        "section": request.reader.section,
        "skipped": _skipped(release),
        **about_people(release, standing),
    }
    return render(request, "echoes/release.html", context)


@require_safe
def chart(_request: ReadRequest, case: str, output: str, name: str, paper: str) -> HttpResponse:
    """Return one chart as a picture, for light or for dark paper."""
    if name not in CHARTS or paper not in PAPERS:
        raise Http404
    release = release_of(case, output)
    standing = listed(release, release.standing_uses())
    made = _timeline(standing) if name == "timeline" else _shifts(standing)
    draw = charts.timeline if name == "timeline" else charts.shifts
    picture = draw(made.bars, title=made.title, description=made.description, paper=paper)
    return HttpResponse(picture, content_type="image/svg+xml")


def headed(release: Release) -> dict[str, Any]:
    """Return what the head of every page of a release's uses shows."""
    return {
        "case": release.case,
        "opened": release.opened,
        "output": release.output,
        "release": release,
        "now": release.at,
    }


def _skipped(release: Release) -> list[tuple[str, int]]:
    """Return how many records were skipped for each reason, the most frequent first."""
    runs = runs_for(release.case, release.output, list(Run.objects.all()))
    return Counter(SkippedRecord.objects.filter(run__in=runs).values_list("reason", flat=True)).most_common()


def _filtered(release: Release, query: QueryDict) -> tuple[FilterForm, list[Shown]]:
    """Return the form of the filter, and the uses that it lets through; a filter that cannot be is none."""
    found = listed(release, release.uses())
    tongues = sorted({each.use.page.language for each in found} - {""})
    used = sorted({each.passage for each in found} - {""})
    texts = dict(release.statements(release.latest))
    form = FilterForm(query, languages=tongues, passages=[(name, texts.get(name, "")) for name in used])
    plain = form.cleaned_data if form.is_valid() else {}
    return form, [each for each in found if _fits(each, plain)]


def _fits(each: Shown, plain: Mapping[str, str]) -> bool:
    """Tell whether a use is what was chosen, with the label that holds; rejected ones are chosen by name alone."""
    own = {
        "relation": each.relation,
        "faith": each.verdict,
        "language": each.use.page.language,
        "passage": each.passage,
        "attributed": "yes" if each.attributed else "no",
    }
    judged = plain.get("judged", "")
    if each.rejected != (judged == "rejected") or (
        judged in {"open", "confirmed"} and each.confirmed != (judged == "confirmed")
    ):
        return False
    return all(plain.get(name) in {None, "", value} for name, value in own.items())


def _query(query: QueryDict) -> str:
    """Return the filter as a query, without the number of the page."""
    kept = query.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _timeline(standing: list[Shown]) -> Chart:
    days = [
        (localtime(each.use.day).date(), verdict_word(each.verdict))  # type: ignore[attr-defined]
        for each in standing
    ]
    bars = periods(days)
    said = "; ".join(f"{each.group}, {each.name}: {each.value}" for each in bars if each.value)
    meaning = _("Uses by the day on which their page appeared, or else was found.")
    return Chart(name="timeline", title=_("When it was used"), description=f"{meaning} {said}", bars=bars)


def _shifts(standing: list[Shown]) -> Chart:
    bars = [Bar(group="", name=shift_word(kind, way), value=n) for kind, way, n in shifted_most(standing)]
    said = "; ".join(f"{each.name}: {each.value}" for each in bars)
    meaning = _("Uses in which the words say something else than ours, by what changed and which way.")
    return Chart(name="shifts", title=_("What shifted most"), description=f"{meaning} {said}", bars=bars)
