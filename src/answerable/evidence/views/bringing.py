"""The page on which what was archived elsewhere is taken in, and that says how a page of the web is captured.

An archive is checked here, in the request, within limits that are narrower than the command's. A page is captured by
command alone: nobody can have this site ask for another by asking it for a page.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as __, gettext_lazy as _
from django.views.decorators.http import require_http_methods

from answerable.evidence.arriving import Speaker
from answerable.evidence.clock import moment_of
from answerable.evidence.errors import NotImported
from answerable.evidence.importing.bounds import GIBIBYTE, Bounds
from answerable.evidence.importing.found import Found
from answerable.evidence.importing.keeping import keep
from answerable.evidence.importing.reading import read_archive
from answerable.evidence.importing.signatures import machine_roots
from answerable.evidence.proofs import roots_here
from answerable.evidence.views.page import case_of, may_work
from answerable.forms.fields import file_field
from answerable.people.access import ReadRequest
from answerable.people.offers import CASEWORK, ROLES
from answerable.record.blocker import Refused
from answerable.vault.errors import VaultError
from answerable.vault.working import working_folder

BOUNDS = Bounds(files=5000, total=4 * GIBIBYTE, items=100)
REFUSED = 409
"""Status of a page that shows why something was refused (RFC 9110, section 15.5.10)."""

PIECE = 1 << 20


class ArchiveForm(forms.Form):
    """An archive that others made."""

    archive = file_field(
        label=_("Archive"),
        help_text=_("A WACZ, a BagIt bag in a zip, or what the auto-archiver wrote, in a zip with its list."),
    )
    public = forms.BooleanField(
        required=False, label=_("Its sources are public"), help_text=_("Then every section reads where they come from.")
    )
    take_in = forms.BooleanField(
        required=False,
        label=_("Take it in"),
        help_text=_("Leave it empty to see first what would be taken in; then send the same file again."),
    )

    def clean_archive(self) -> Any:
        """Return the file; without one there is nothing to check."""
        if not (found := self.cleaned_data.get("archive")):
            raise forms.ValidationError(__("Choose a file."))
        return found


class AddressForm(forms.Form):
    """The address of a page."""

    address = forms.URLField(assume_scheme="https", label=_("Address of the page"), max_length=2000)


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: ReadRequest, case: str) -> HttpResponse:
    """Return the page for archives and captures, or check an archive, or take it in."""
    evidence = case_of(case)
    may = may_work(request, case)
    asking = AddressForm(request.GET if "address" in request.GET else None)
    form = ArchiveForm(request.POST, request.FILES) if may and request.method == "POST" else ArchiveForm()
    found: Found | None = None
    if form.is_bound and form.is_valid():
        found = _handled(request, case, form)
        if found is not None and form.cleaned_data["take_in"]:
            request.said = True
            return redirect("items", case)
    context = {
        "case": case,
        "opened": evidence.opened,
        "form": form,
        "asking": asking,
        "command": _command(asking, case, request.reader.person),
        "found": found,
        "may": may,
        "roles": [words for role, words in ROLES.items() if role in CASEWORK],
    }
    return render(request, "evidence/bring_in.html", context, status=_status(request, form, may=may))


def _handled(request: ReadRequest, case: str, form: ArchiveForm) -> Found | None:
    """Return what an archive holds, once it was checked, and taken in where that is wanted; None where it failed."""
    reader = request.reader
    at, public = moment_of(case), form.cleaned_data["public"]
    speaker = Speaker(origin=reader.origin, person=reader.person, case=case, at=at, public=public)
    upload = form.cleaned_data["archive"]
    try:
        with working_folder() as folder:
            place = folder / _plain_name(upload.name)
            with place.open("xb") as file:
                while piece := upload.read(PIECE):
                    file.write(piece)
            with read_archive(place, bounds=BOUNDS, trusted=machine_roots(), stampers=roots_here()) as found:
                if form.cleaned_data["take_in"]:
                    keep(found, speaker)
                return found
    except (NotImported, VaultError) as error:
        form.add_error("archive", str(error))
    except Refused as refusal:
        form.add_error(None, " ".join(f"{blocker.text} {blocker.opens}" for blocker in refusal.blockers))
    return None


def _plain_name(name: str) -> str:
    """Return a name for an uploaded file that is safe on disk, with its ending."""
    kept = "".join(sign if sign.isalnum() or sign in "._-" else "-" for sign in Path(name).name)
    return kept.lstrip(".-")[-100:] or "archive"


def _command(asking: AddressForm, case: str, person: str) -> str:
    """Return the command that captures a page."""
    if not (asking.is_bound and asking.is_valid()):
        return ""
    return shlex.join(
        ["answerable", "evidence", "capture", asking.cleaned_data["address"], "--case", case, "--by", person]
    )


def _status(request: ReadRequest, form: ArchiveForm, *, may: bool) -> int:
    if request.method == "POST" and not may:
        return 403
    return REFUSED if form.is_bound and form.errors else 200
