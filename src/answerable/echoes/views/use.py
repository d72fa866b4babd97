"""One use of our words: both sides with the change marked, the page it stands on, and what people say of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from answerable.clearance.views.page import attempt, sent_form, status_of
from answerable.echoes.answering import answer_to, language_of_answer
from answerable.echoes.captures.finding import picture_of
from answerable.echoes.captures.writing import Kept
from answerable.echoes.clock import matters
from answerable.echoes.errors import CaptureFailed
from answerable.echoes.forms import CorrectForm, RejectForm, started_with
from answerable.echoes.gates import Judgement
from answerable.echoes.marking import ours, theirs
from answerable.echoes.reading import (
    Release,
    Shown,
    is_author,
    pairs,
    place_of,
    release_of,
    use_of,
)
from answerable.echoes.saying import as_proposed, confirm, reject
from answerable.echoes.scanning.found import Echo
from answerable.echoes.tables import Alert, Use
from answerable.echoes.views.release import headed
from answerable.people.access import ReadRequest


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a person said of a use, and whether that person wrote the words."""

    fact: Judgement
    author: bool
    confirmed: bool


@require_http_methods(["GET", "HEAD", "POST"])
def use(request: ReadRequest, case: str, output: str, use: str) -> HttpResponse:
    """Return the page of a use; or confirm, correct or reject it."""
    release = release_of(case, output)
    row = use_of(release, use)
    sent = sent_form(request, "confirm", "correct", "reject")
    shown = Shown(use=row, said=release.judged.get(row.id))
    made = _forms(request, release, shown, sent)
    back = reverse("use", args=[case, output, use]) + "#said"
    acts: dict[str, Callable[[], HttpResponse]] = {
        "confirm": lambda: confirm(request, release, row, as_proposed(row), back=back),
        "correct": lambda: confirm(request, release, row, _label(made["correct"]), back=back),
        "reject": lambda: reject(request, release, row, made["reject"].cleaned_data["reason"], back=back),
    }
    if sent and (answered := attempt(made[sent], acts[sent])) is not None:
        return answered
    context = {**headed(release), **_told(release, shown, request), "forms": made, "sent": sent}
    return render(request, "echoes/use.html", context, status=status_of(*made.values()))


@require_safe
def picture(_request: ReadRequest, case: str, output: str, use: str) -> HttpResponse:
    """Return the picture of the page as it was kept."""
    page = use_of(release_of(case, output), use).page
    try:
        content = picture_of(Path(page.run.results), page.capture, page.picture)
    except CaptureFailed as error:
        raise Http404 from error
    return HttpResponse(content, content_type="image/png")


def _forms(request: ReadRequest, release: Release, shown: Shown, sent: str) -> dict[str, Any]:
    """Return the forms of the page; the one that was sent is bound."""
    row = shown.use
    attributed = shown.said.body.attributed if shown.confirmed else row.attributed  # type: ignore[union-attr]
    passage = shown.said.body.passage if shown.confirmed else row.passage  # type: ignore[union-attr]
    first = started_with(shown.relation, passage, shown.shifts, attributed=attributed)
    data = {name: request.POST if sent == name else None for name in ("confirm", "correct", "reject")}
    passages = release.statements(release.version(row.version or None))
    if row.passage and row.passage not in dict(passages):
        passages.append((row.passage, release.here(row).source_words))
    return {
        "confirm": forms.Form(data["confirm"]),
        "correct": CorrectForm(data["correct"], auto_id="correct-%s", initial=first, passages=passages),
        "reject": RejectForm(data["reject"], auto_id="reject-%s"),
    }


def _label(form: CorrectForm) -> dict[str, Any]:
    plain = form.cleaned_data
    label = {name: plain[name] for name in ("relation", "passage", "reason")}
    return {**label, "shifts": form.shifts, "attributed": plain["attributed"] == "yes"}


def _told(release: Release, shown: Shown, request: ReadRequest) -> dict[str, Any]:
    row, echo = shown.use, release.here(shown.use)
    alerts = Alert.objects.filter(case=release.case, output=release.output)
    released = release.version(row.version or None)
    return {
        "use": row,
        "page": row.page,
        "place": place_of(row.page),
        "echo": echo,
        "shown": shown,
        "released": released,
        "ours": ours(echo),
        "theirs": theirs(echo),
        "sides": _languages(release, echo),
        "proposed": pairs(row.shifts),
        "all_said": _all_said(release, row),
        "kept": msgspec.convert(row.page.capture, type=Kept) if row.page.capture else None,
        "answer_language": language_of_answer(row),
        "drafted": answer_to(release, row),
        "matters": [each for each in matters(release.state, alerts, release.output) if row.id in each.uses],
        "others": [each for each in row.page.uses.exclude(id=row.id) if _shown_here(each, release)],
        "reader": request.reader,
    }


def _shown_here(use: Use, release: Release) -> bool:
    return (use.case, use.output) == (release.case, release.output)


def _languages(release: Release, echo: Echo) -> tuple[str, str]:
    """Return the language of our words and of theirs, as HTML names them; "" where it is not known."""
    own, other = echo.languages
    return own or release.language_of(release.latest), "" if other == "und" else other


def _all_said(release: Release, use: Use) -> list[Said]:
    """Return all that people said of a use, the last word first."""
    facts: list[Judgement] = [*release.state.confirmed, *release.state.rejected]
    own = [fact for fact in facts if fact.body.echo == use.id]
    return [
        Said(
            fact=fact,
            author=is_author(release.state.release, fact.actor),
            confirmed=fact in release.state.confirmed,
        )
        for fact in sorted(own, key=lambda fact: (fact.at, fact.index), reverse=True)
    ]
