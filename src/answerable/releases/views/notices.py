"""Pages of notices: all of a case, the wording of one, what sections say to it, and its issue. For insiders.

What everybody reads stands on the page of the release.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from answerable.clearance.views.page import attempt, headed, reasons, sent_form, status_of, would_say
from answerable.people.access import ReadRequest
from answerable.people.days import day_of
from answerable.releases import entries, gates
from answerable.releases.gates import ReleaseCase
from answerable.releases.gates.dissociation import dissociations, ended
from answerable.releases.gates.wording import Released, release_of
from answerable.releases.notice_forms import CountersignNoticeForm, DeclineNoticeForm, IssueForm, WordingForm
from answerable.releases.notices import Notice, dependants, notice as notice_of, notices as notices_of
from answerable.releases.publishing import countersign, decline, draft, issue
from answerable.releases.reading import released_as, state_of, statement_words
from answerable.vault.reading import shown
from answerable.vault.sealing import Sealed

NOTHING = "sha256:" + "0" * 64
"""A commitment to nothing, for asking a gate about an act whose words nobody has written yet."""


@require_safe
def notices(request: ReadRequest, case: str) -> HttpResponse:
    """Return the list of a case's notices and dissociations, and of the releases that there can be more on."""
    state = state_of(case)
    context = {
        **headed(state.clearance),
        "notices": [(each, release_of(state, each.drafted.body.released_ref)) for each in notices_of(state)],
        "dissociations": [
            (fact, ended(state, fact), release_of(state, fact.body.released_ref)) for fact in dissociations(state)
        ],
        "releases": list(reversed(state.released)),
    }
    return render(request, "releases/notices.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_notice(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the form on which a notice is worded, or worded anew (`?notice=N1`), or say the wording."""
    state = state_of(case, output)
    released = released_as(state, output, version)
    before = _earlier(state, released, request.GET.get("notice", ""))
    form = _wording(request, state, released, before)
    if request.method == "POST" and (answered := attempt(form, lambda: _draft(request, released, form, before))):
        return answered
    context = {**headed(state.clearance), "released": released, "before": before, "form": form}
    return render(request, "releases/notice_draft.html", context, status=status_of(form))


def _earlier(state: ReleaseCase, released: Released, key: str) -> Notice | None:
    """Return the notice that is worded anew; None for a new one.

    Raises:
        Http404: there is no notice under that key on this release.
    """
    found = notice_of(state, key) if key else None
    if key and (found is None or found.drafted.body.released_ref != released.ref):
        raise Http404
    return found


def _wording(request: ReadRequest, state: ReleaseCase, released: Released, before: Notice | None) -> WordingForm:
    start: dict[str, Any] = {"type": "correction"}
    if before is not None:
        body = before.drafted.body
        start = {"type": body.type, "statements": list(body.statements), "text": shown(body.text)}
        start["replaced_by"] = body.replaced_by
    later = [
        (fact.ref, _("version %(n)s, %(day)s") % {"n": fact.body.version, "day": day_of(fact.at)})
        for fact in state.released
        if fact.body.output == released.body.output and fact.body.version > released.body.version
    ]
    statements = [(name, f"{name}: {words}") for name, words in statement_words(state, released).items()]
    data = request.POST if request.method == "POST" else None
    return WordingForm(data, initial=start, statements=statements, later=later)


def _draft(request: ReadRequest, released: Released, form: forms.Form, before: Notice | None) -> HttpResponse:
    return draft(request, released, form.cleaned_data, key=before.key if before else "")


@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: ReadRequest, case: str, notice: str) -> HttpResponse:
    """Return the page of a notice: its wording, what each section says to it, and its issue; or say one of these."""
    state = state_of(case)
    found = notice_of(state, notice)
    released = release_of(state, found.drafted.body.released_ref) if found else None
    if found is None or released is None:
        raise Http404
    sent = sent_form(request, *_ACTS)
    shown_forms = {
        name: kind(request.POST if name == sent else None, auto_id=f"{name}-%s") for name, (kind, _act) in _ACTS.items()
    }
    for each in shown_forms.values():
        each.fields["drafted_ref"].initial = found.drafted.ref
    if sent and (answered := attempt(shown_forms[sent], lambda: _say(request, state, found, shown_forms, sent))):
        return answered
    words = statement_words(state, released)
    context = {
        **headed(state.clearance),
        "notice": found,
        "released": released,
        "statements": [(name, words.get(name, "")) for name in found.drafted.body.statements],
        "replaced": release_of(state, found.drafted.body.replaced_by),
        "dependants": dependants(state, released.body.output),
        **shown_forms,
        "may": {name: reasons(_would(request, state, found, name)) for name in _ACTS},
        "ours": any(word.section == request.reader.section for word in found.words),
    }
    return render(request, "releases/notice.html", context, status=status_of(*shown_forms.values()))


def _say(
    request: ReadRequest, state: ReleaseCase, found: Notice, shown_forms: dict[str, Any], sent: str
) -> HttpResponse:
    """Say what was sent about the wording that stood on the page; another is answered by the gate."""
    form = shown_forms[sent]
    meant = next((each for each in found.wordings if each.ref == form.cleaned_data["drafted_ref"]), found.drafted)
    answered: HttpResponse = _ACTS[sent][1](request, state, meant, form.cleaned_data)
    return answered


_ACTS: dict[str, tuple[type[forms.Form], Callable[..., HttpResponse]]] = {
    "countersign": (
        CountersignNoticeForm,
        lambda request, state, drafted, _plain: countersign(request, state, drafted),
    ),
    "decline": (
        DeclineNoticeForm,
        lambda request, state, drafted, plain: decline(request, state, drafted, plain["reason"]),
    ),
    "issue": (IssueForm, lambda request, _state, drafted, _plain: issue(request, drafted)),
}
"""The forms of the page of a notice, and what each says."""


def _would(request: ReadRequest, state: ReleaseCase, found: Notice, name: str) -> list[Any]:
    """Return what keeps this reader from saying one of the acts of the page."""
    body, section = found.drafted.body, request.reader.section
    about: dict[str, Any] = {"notice": body.notice, "drafted_ref": found.drafted.ref}
    if name == "countersign":
        signing = entries.NoticeCountersigned(section=section, **about)
        return gates.may_countersign_notice(state, _fact(request, state, signing))
    if name == "decline":
        declining = entries.NoticeDeclined(section=section, reason=NOTHING, **about)
        return gates.may_decline_notice(state, _fact(request, state, declining))
    same = {each: getattr(body, each) for each in ("type", "output", "released_ref", "statements", "replaced_by")}
    issuing = entries.NoticeIssued(text=Sealed(body.text), **about, **same)
    return gates.may_issue_notice(state, _fact(request, state, issuing))


def _fact(request: ReadRequest, state: ReleaseCase, body: Any) -> Any:
    return would_say(state.clearance, request.reader, body)
