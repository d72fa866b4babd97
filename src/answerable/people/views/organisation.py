"""The pages of the organisation's root and keys: what holds, a root to adopt, a fork to show."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from answerable.forms.sentences import in_readers_language
from answerable.people.access import ReadRequest
from answerable.people.entries import ForkShown, RootAdopted
from answerable.people.models import read_people
from answerable.people.organisation import Organisation, organisation_of
from answerable.people.root_files import read_root, root_text, write_root
from answerable.people.roots import chain
from answerable.people.saying import submit
from answerable.people.views.signing import REFUSED
from answerable.record.blocker import Refused
from answerable.record.entry import LARGEST
from answerable.record.errors import RecordError


class PastedForm(forms.Form):
    """A text, pasted or as a file."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        label_suffix="",
        required=False,
        strip=False,
        max_length=2 * LARGEST,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "dir": "ltr"}),
    )
    file = forms.FileField(label=gettext_lazy("Or a file"), label_suffix="", required=False)

    def clean(self) -> dict[str, Any]:
        """Put what a file holds in the place of the text."""
        cleaned: dict[str, Any] = super().clean() or {}
        if file := cleaned.get("file"):
            cleaned["text"] = file.read(2 * LARGEST).decode(errors="replace")
        if not cleaned.get("text", "").strip():
            raise forms.ValidationError(_("Paste the text, or choose a file."))
        # A browser sends line ends of its own; what was signed has plain ones.
        return cleaned | {"text": cleaned["text"].replace("\r\n", "\n")}


@require_safe
def organisation_keys(request: ReadRequest) -> HttpResponse:
    """Return the page of the organisation: its root, its sections, and their keys."""
    return render(request, "people/organisation.html", {"organisation": _organisation(request)})


@require_safe
def root_file(request: ReadRequest) -> HttpResponse:
    """Return the root in force as a file: what readers hold, and what other sections adopt."""
    root = _organisation(request).root
    if root is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="root-{root.root.number}.txt"'}
    return HttpResponse(write_root(root.root), content_type="text/plain; charset=utf-8", headers=headers)


@require_safe
def forks_file(request: ReadRequest) -> HttpResponse:
    """Return every fork on record as JSON, each with what proves it."""
    shown = [fact.body for fact in _organisation(request).forks]
    headers = {"Content-Disposition": 'attachment; filename="forks.json"'}
    return HttpResponse(msgspec.json.encode(shown), content_type="application/json", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def root_adopt(request: ReadRequest) -> HttpResponse:
    """Return the form for a signed root, show what it says, or adopt it."""
    form, context = _form(request), {}
    if request.method == "POST" and form.is_valid():
        try:
            root = _read(request, form.cleaned_data["text"])
            if request.POST.get("do") == "adopt":
                return submit(request, RootAdopted, msgspec.to_builtins(root), back=reverse("organisation-keys"))
            context = {"shown": root, "text": root_text(root), "written": write_root(root)}
        except RecordError as error:
            _tell(form, error)
    return _page(request, "people/root_adopt.html", form, **context)


@require_http_methods(["GET", "HEAD", "POST"])
def fork_show(request: ReadRequest) -> HttpResponse:
    """Return the form for a fork as JSON, or put it on record."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        try:
            body = msgspec.json.decode(form.cleaned_data["text"], type=ForkShown)
            return submit(request, ForkShown, msgspec.to_builtins(body), back=reverse("organisation-keys"))
        except (msgspec.MsgspecError, RecursionError):
            form.add_error(None, _("This is no fork as a house writes it: JSON with two checkpoints and a proof."))
        except RecordError as error:
            _tell(form, error)
    return _page(request, "people/fork_show.html", form)


def _form(request: ReadRequest) -> PastedForm:
    return PastedForm(request.POST, request.FILES) if request.method == "POST" else PastedForm()


def _page(request: ReadRequest, template: str, form: PastedForm, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=REFUSED if form.errors else 200)


def _read(request: ReadRequest, written: str) -> RootAdopted:
    """Return the root in a text, with the signatures by its own keys and those of the roots that count here."""
    name = read_root(written)[0].organisation
    known = chain(read_people().roots, organisation=name, origin=request.reader.origin)
    return read_root(written, before=[fact.body for fact in (*known.roots, *known.contested)])[0]


def _tell(form: PastedForm, error: RecordError) -> None:
    if not isinstance(error, Refused):
        form.add_error(None, str(error))
        return
    for blocker in error.blockers:
        form.add_error(None, f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}")


def _organisation(request: ReadRequest) -> Organisation:
    return organisation_of(read_people(), request.reader.origin, at=datetime.now(UTC))
