"""The page on which a version is written: typed, or read from a file, looked at, and kept.

Nothing is kept until "Keep this version" is sent. The form carries the version it started from: where somebody else has
written a newer one, it is refused with what changed, and what was typed stays.
"""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from answerable.clearance.authoring.desk import Desk, desk
from answerable.clearance.authoring.difference import difference
from answerable.clearance.authoring.forms import DraftForm, typed
from answerable.clearance.authoring.importing import BadFile, read_file
from answerable.clearance.authoring.saying import draft_version
from answerable.forms.sentences import in_readers_language
from answerable.outputs.gates import versions_of
from answerable.outputs.rendering import as_html
from answerable.people.access import ReadRequest
from answerable.record.blocker import Refused
from answerable.vault.reading import shown

REFUSED = 409
"""Status of a page that shows why an act was refused (RFC 9110, section 15.5.10)."""


@require_http_methods(["GET", "HEAD", "POST"])
def new_draft(request: ReadRequest, case: str) -> HttpResponse:
    """Return the form for the first version of an output, or keep it."""
    return _page(request, desk(case, request.reader))


@require_http_methods(["GET", "HEAD", "POST"])
def edit_draft(request: ReadRequest, case: str, output: str) -> HttpResponse:
    """Return the form for the next version of an output, or keep it."""
    return _page(request, desk(case, request.reader, output=output))


def _page(request: ReadRequest, found: Desk) -> HttpResponse:
    if found.why_not:
        status = REFUSED if request.method == "POST" else 200
        return render(request, "clearance/authoring/not_yours.html", found.headed, status=status)
    if request.method != "POST":
        return _show(request, found, DraftForm(desk=found, person=request.reader.person, initial=_asked(request)))
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        return _read_from_file(request, found, file)
    if request.POST.get("do") == "preview":
        return _show(request, found, _unjudged(request, found), preview=True)
    return _keep(request, found)


def _asked(request: ReadRequest) -> dict[str, Any]:
    """Return what the address fills in, such as the original of a translation."""
    names = {"output", "type", "language", "parent", "variant_of"}
    return {name: value for name, value in request.GET.items() if name in names}


def _unjudged(request: ReadRequest, found: Desk, **changed: str) -> DraftForm:
    """Return the form as it was typed, with nothing marked as wrong."""
    empty = DraftForm(desk=found, person=request.reader.person)
    return DraftForm(desk=found, person=request.reader.person, initial={**typed(empty, request.POST), **changed})


def _read_from_file(request: ReadRequest, found: Desk, file: UploadedFile[bytes]) -> HttpResponse:
    """Show what was read from a file, to be looked at; nothing is kept."""
    name = str(file.name)
    try:
        text = read_file(name, file.read())
    except BadFile as error:
        form = _judged(request, found, request.POST)
        form.errors.clear()
        form.add_error("file", str(error))
        return _show(request, found, form, status=REFUSED)
    return _show(request, found, _unjudged(request, found, text=text), preview=True, read_from=name)


def _judged(request: ReadRequest, found: Desk, data: QueryDict) -> DraftForm:
    return DraftForm(data, desk=found, person=request.reader.person)


def _keep(request: ReadRequest, found: Desk) -> HttpResponse:
    form = _judged(request, found, request.POST)
    if not form.is_valid():
        if _kept_already(request, found):
            return redirect("draft-mark", found.case, request.POST["output"], 1)
        return _show(request, found, form, status=REFUSED)
    if found.current is not None and form.cleaned_data["started"] != found.current.ref:
        return _overtaken(request, found, form)
    plain = _plain(found, form.cleaned_data)
    back = reverse("draft-mark", args=[found.case, plain["output"], plain["version"]])
    try:
        return draft_version(request, found.case, plain, carry=form.cleaned_data.get("carry", False), back=back)
    except Refused as refusal:
        newer = desk(found.case, request.reader, output=plain["output"] if found.output else "")
        if found.current is not None and newer.current is not None and newer.current.ref != found.current.ref:
            return _overtaken(request, newer, form)
        for blocker in refusal.blockers:
            field = "authors" if blocker.code == "version-without-author" else None
            form.add_error(field, f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}")
        return _show(request, found, form, status=REFUSED)


def _kept_already(request: ReadRequest, found: Desk) -> bool:
    """Tell whether this very first version is there already: the form was sent twice."""
    if found.output:
        return False
    versions = versions_of(found.state.outputs, request.POST.get("output", ""))
    text = request.POST.get("text", "").replace("\r\n", "\n")
    return any(each.actor == request.reader.person and shown(each.body.text) == text for each in versions[:1])


def _plain(found: Desk, given: dict[str, Any]) -> dict[str, Any]:
    number = found.current.body.version + 1 if found.current else 1
    kept = {name: given[name] for name in ("type", "language", "text", "parent", "variant_of")}
    lists = {name: list(given.get(name, [])) for name in ("authors", "accuses")}
    return {**kept, **lists, "output": found.output or given["output"], "version": number}


def _overtaken(request: ReadRequest, found: Desk, form: DraftForm) -> HttpResponse:
    """Show what somebody else has written since, with what was typed; the same version sent twice is one."""
    assert found.current is not None  # noqa: S101 - callers ask only then
    body, text = found.current.body, form.cleaned_data["text"]
    if found.current.actor == request.reader.person and shown(body.text) == text:
        return redirect("draft-mark", found.case, found.output, body.version)
    data = request.POST.copy()
    data["started"] = found.current.ref
    again = _judged(request, found, data)
    again.add_error(
        None,
        _("%(who)s wrote version %(number)s while you were writing. Yours is not lost: it stands below.")
        % {"who": found.current.actor, "number": body.version},
    )
    versions = versions_of(found.state.outputs, found.output)
    start = next((each for each in versions if each.ref == form.cleaned_data["started"]), None)
    return _show(
        request,
        found,
        again,
        status=REFUSED,
        theirs=difference(shown(start.body.text), shown(body.text)) if start else (),
        against=difference(shown(body.text), text),
    )


def _show(
    request: ReadRequest,
    found: Desk,
    form: DraftForm,
    *,
    status: int = 200,
    preview: bool = False,
    **context: Any,
) -> HttpResponse:
    html = as_html(str(form["text"].value() or "")) if preview else ""
    page = {**found.headed, "form": form, "preview": html, **context}
    return render(request, "clearance/authoring/draft.html", page, status=status)
