"""The page on which a critique is taken in: pasted, or read from a file, looked at, and kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from answerable.clearance.views.page import attempt, status_of
from answerable.critiques.forms import TakeInForm
from answerable.critiques.gates import CritiqueCase
from answerable.critiques.importing import BadFile, imported
from answerable.critiques.reading import case_of, headed
from answerable.critiques.saying import take_in as say_received
from answerable.people.access import ReadRequest
from answerable.text.languages import language_of

READ = "read"
"""The button that reads a file and keeps nothing."""


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: ReadRequest, case: str) -> HttpResponse:
    """Return the form for a critique, what was read from a file, or take it in."""
    state = case_of(case)
    outputs = _released(state)
    start = {"outputs": [each for each in outputs if each == request.GET.get("output")]}
    form: forms.Form = TakeInForm(request.POST if request.method == "POST" else None, initial=start, outputs=outputs)
    read_from = ""
    if form.is_bound and request.FILES.get("file"):
        form, read_from = with_file(request, form, outputs=outputs)
    elif form.is_bound and (answered := attempt(form, lambda: say_received(request, case, _plain(form)))):
        return answered
    context = {**headed(state), "form": form, "read_from": read_from}
    return render(request, "critiques/take_in.html", context, status=status_of(form))


def with_file(request: ReadRequest, form: forms.Form, **options: Any) -> tuple[forms.Form, str]:
    """Return the form as it was typed with what a file says in place of its words, and the file's name.

    Where the file cannot be read, the form has the error, and there is no name.
    """
    file = request.FILES["file"]
    assert isinstance(file, UploadedFile)  # noqa: S101 - one file is sent
    try:
        found = imported(str(file.name), file.read())
    except BadFile as error:
        form.errors.clear()
        form.add_error("file", str(error))
        return form, ""
    typed = {name: form[name].value() for name in form.fields if name != "file"}
    read = {"text": found.text, "file_sha256": found.sha256, "language": typed.get("language") or _language(found.text)}
    return type(form)(initial={**typed, **read}, **options), str(file.name)


def _released(state: CritiqueCase) -> list[str]:
    return sorted({fact.body.output for fact in state.echoes.release.released})


def _plain(form: forms.Form) -> dict[str, Any]:
    plain = {name: value for name, value in form.cleaned_data.items() if name != "file"}
    plain["language"] = plain["language"] or _language(plain["text"])
    return plain


def _language(text: str) -> str:
    return language_of(text)
