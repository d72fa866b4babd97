"""One alert, or one misuse that somebody reported: its clock, its uses, and what the section answers."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from answerable.clearance.saying import says
from answerable.clearance.views.page import attempt, reasons, status_of, would_say
from answerable.echoes import entries, gates
from answerable.echoes.answering import answer_to
from answerable.echoes.clock import Matter, matters
from answerable.echoes.forms import AnswerForm
from answerable.echoes.reading import Release, listed, release_of, uses_named
from answerable.echoes.tables import Alert
from answerable.echoes.views.release import headed
from answerable.people.access import ReadRequest
from answerable.people.saying import submit
from answerable.record.log import lock


@require_http_methods(["GET", "HEAD", "POST"])
def misuse(request: ReadRequest, case: str, output: str, misuse: str) -> HttpResponse:
    """Return the page of an alert or a misuse, or say what a section did about it."""
    release = release_of(case, output)
    matter = _matter(release, misuse)
    uses = list(uses_named(release, matter.uses))
    draft = answer_to(release, uses[0]) if uses else ""
    form = AnswerForm(request.POST if request.method == "POST" else None, initial={"text": draft, "how": "answered"})
    if request.method == "POST" and (answered := attempt(form, lambda: _answer(request, release, matter, form))):
        return answered
    context = {
        **headed(release),
        "matter": matter,
        "uses": listed(release, uses),
        "words": dict(release.statements(release.version(matter.version or None))).get(matter.passage, ""),
        "language": release.language_of(release.latest),
        "drafted": draft,
        "form": form,
        "refused": _refused(request, release, matter),
    }
    return render(request, "echoes/misuse.html", context, status=status_of(form))


def _matter(release: Release, name: str) -> Matter:
    alerts = Alert.objects.filter(case=release.case, output=release.output)
    found = [each for each in matters(release.state, alerts, release.output) if each.name == name]
    if not found:
        raise Http404
    return found[0]


def _refused(request: ReadRequest, release: Release, matter: Matter) -> str:
    """Return why this reader cannot answer, in one paragraph; "" where they can."""
    body = entries.MisuseAnswered(
        misuse=matter.name,
        output=matter.output,
        section=matter.section,
        how="left",
        text="sha256:" + "0" * 64,
    )
    would = would_say(release.state.release.clearance, request.reader, body)
    return reasons(gates.may_answer(release.state, would))


def _answer(request: ReadRequest, release: Release, matter: Matter, form: AnswerForm) -> HttpResponse:
    """Say the answer; the same one sent twice is one."""
    body: dict[str, Any] = {
        "misuse": matter.name,
        "output": matter.output,
        "section": matter.section,
        **form.cleaned_data,
    }
    back = reverse("misuse-of-release", args=[release.case, release.output, matter.name]) + "#answers"
    reader = request.reader
    with transaction.atomic():
        lock(reader.origin)
        for fact in _matter(release_of(release.case, release.output), matter.name).answers:
            if fact.actor == reader.person and says(fact.body, body):
                return redirect(back)
        return submit(request, entries.MisuseAnswered, body, case=release.case, at=release.at, back=back)
