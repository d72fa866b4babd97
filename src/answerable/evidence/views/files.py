"""The file of an item, given out against a purpose, and the ledger in which that stands.

Rules:
  - Whoever may see where an item comes from may open its file; everybody else finds no such page.
  - That it is opened, by whom and for what, is on record before the first byte goes. What goes out are the bytes that
    were measured for that entry.
  - A file is given out to be kept by a browser, never to be shown by it: nothing in it runs here. What hides or turns
    letters is seen in the name that goes out (`text.filenames`); the vault keeps the name under which it came.
"""

from __future__ import annotations

import hashlib
from typing import BinaryIO

from django import forms
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from answerable.evidence.entries import ItemTakenIn
from answerable.evidence.gates import EvidenceCase, custodian_of, item_named
from answerable.evidence.ledger import ledger_of, say_access
from answerable.evidence.naming import name_of
from answerable.evidence.views.page import case_of, sections_of
from answerable.people.access import ReadRequest, may_read_source
from answerable.record.entry import Fact
from answerable.text.filenames import name_shown
from answerable.vault.errors import Altered, Erased, Missing, VaultError
from answerable.vault.store import CHUNK, open_file

NOT_HERE = 409
"""Status of a page that says why a file cannot be given out (RFC 9110, section 15.5.10)."""

LONGEST_PURPOSE = 500
"""Characters; an entry holds 64 KiB in all."""


class OpeningForm(forms.Form):
    """What a file is opened for."""

    purpose = forms.CharField(
        max_length=LONGEST_PURPOSE,
        label=_("What you open it for"),
        help_text=_("It goes on record under your name, before the file comes, and stays there: name no person."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def open_item(request: ReadRequest, case: str, item: str) -> HttpResponseBase:
    """Return the page on which a file is asked for, or the file, once it is on record who opened it and why."""
    evidence = case_of(case)
    taken_in = _readable(request, evidence, item)
    form = OpeningForm(request.POST if request.method == "POST" else None)
    trouble = ""
    if request.method == "POST" and form.is_valid():
        try:
            return _given_out(request, evidence, taken_in, form.cleaned_data["purpose"])
        except VaultError as error:
            trouble = _trouble(error)
    context = {"case": case, "opened": evidence.opened, "item": taken_in, "form": form, "trouble": trouble}
    return render(request, "evidence/open.html", context, status=NOT_HERE if trouble else 200)


@require_safe
def ledger(request: ReadRequest, case: str, item: str) -> HttpResponse:
    """Return the ledger of an item: everything done with it, in order."""
    evidence = case_of(case)
    taken_in = item_named(evidence, item)
    if taken_in is None:
        raise Http404
    lines = ledger_of(evidence, item)
    context = {
        "case": case,
        "opened": evidence.opened,
        "item": taken_in,
        "custodian": custodian_of(evidence, item),
        "lines": lines,
        "gaps": sum(len(line.gaps) for line in lines),
    }
    return render(request, "evidence/ledger.html", context)


def _readable(request: ReadRequest, evidence: EvidenceCase, item: str) -> Fact[ItemTakenIn]:
    taken_in = item_named(evidence, item)
    if taken_in is None or not taken_in.body.file:
        raise Http404
    sections = sections_of(evidence, taken_in)
    if not may_read_source(request.reader, public=taken_in.body.public, sections=sections):
        raise Http404
    return taken_in


def _given_out(request: ReadRequest, evidence: EvidenceCase, taken_in: Fact[ItemTakenIn], purpose: str) -> FileResponse:
    """Return the file, measured and opened once: what was measured is what goes out."""
    file = open_file(taken_in.body.file)
    try:
        sha256 = _measured(file)
        more = {"purpose": purpose, "sha256": sha256, "by": request.reader.person}
        say_access(evidence.case, taken_in.body.item, way="opened", **more)
    except BaseException:
        file.close()
        raise
    request.said = True
    answer = FileResponse(file, as_attachment=True, filename=_name(taken_in.body))
    answer["Content-Type"] = "application/octet-stream"
    return answer


def _name(body: ItemTakenIn) -> str:
    """Return the name under which a file goes out: one name, not a way to it, with all that it holds seen."""
    return name_shown(name_of(body)).replace("/", "-").replace("\\", "-") or body.item


def _measured(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := file.read(CHUNK):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def _trouble(error: VaultError) -> str:
    if isinstance(error, Erased):
        return "erased"
    if isinstance(error, Missing):
        return "missing"
    return "altered" if isinstance(error, Altered) else "unreadable"
