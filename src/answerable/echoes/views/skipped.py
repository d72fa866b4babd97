"""What could not be read for a release, and why: every record, by reason and source."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from answerable.echoes.health import runs_for, without_password
from answerable.echoes.reading import release_of
from answerable.echoes.tables import Run, SkippedRecord
from answerable.echoes.views.release import headed
from answerable.echoes.words import REASON_WORDS
from answerable.people.access import ReadRequest

ON_PAGE = 100
"""Records on one page; chosen by hand."""


class SkippedForm(forms.Form):
    """Which records are listed."""

    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("any")), *((each, each) for each in REASON_WORDS)], required=False
    )
    stream = forms.ChoiceField(label=_("Source"), required=False)


@require_safe
def skipped(request: ReadRequest, case: str, output: str) -> HttpResponse:
    """Return the records that were not read when this release was searched for, the newest reading first."""
    release = release_of(case, output)
    runs = runs_for(case, output, list(Run.objects.all()))
    found = SkippedRecord.objects.filter(run__in=runs).order_by("-run__started", "stream", "path", "at", "pk")
    form = SkippedForm(request.GET, label_suffix="")
    streams = sorted(set(found.values_list("stream", flat=True)))
    named = [without_password(each) for each in streams]
    form.fields["stream"].choices = [("", _("any")), *((name, name) for name in dict.fromkeys(named))]  # type: ignore[attr-defined]
    if form.is_valid() and form.cleaned_data["reason"]:
        found = found.filter(reason=form.cleaned_data["reason"])
    if form.is_valid() and form.cleaned_data["stream"]:
        chosen = form.cleaned_data["stream"]
        found = found.filter(stream__in=[each for each, name in zip(streams, named, strict=True) if name == chosen])
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        **headed(release),
        "form": form,
        "paged": Paginator(found, ON_PAGE).get_page(request.GET.get("page")),
        "query": query.urlencode(),
    }
    return render(request, "echoes/skipped.html", context)
