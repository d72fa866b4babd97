"""The page on which what was archived elsewhere is taken in, and that says how a page of the web is captured.

An archive is checked here, in the request, within limits that are narrower than the command's. One that came in pieces
(`vault.uploads`) stays until it is taken in, or found to be one that cannot be. A page is captured by
command alone: nobody can have this site ask for another by asking it for a page.
"""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as __, gettext_lazy as _
from django.views.decorators.http import require_http_methods

from answerable.evidence.arriving import Arrived, Speaker
from answerable.evidence.clock import moment_of
from answerable.evidence.errors import NotImported
from answerable.evidence.importing.bounds import GIBIBYTE, Bounds
from answerable.evidence.importing.found import Found
from answerable.evidence.importing.keeping import keep
from answerable.evidence.importing.reading import read_archive
from answerable.evidence.importing.signatures import machine_roots
from answerable.evidence.proofs import roots_here
from answerable.evidence.views.page import case_of, may_work
from answerable.forms.fields import FileOfLimitedSize, file_field
from answerable.forms.pieces import Whole
from answerable.people.access import ReadRequest
from answerable.people.offers import CASEWORK, ROLES
from answerable.record.blocker import Refused
from answerable.text.filenames import name_shown
from answerable.vault.errors import NoUpload, VaultError
from answerable.vault.uploads import end, open_upload, upload_of
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
        help_text=_("Leave it empty to see first what would be taken in. A small file then has to be chosen again."),
    )

    def __init__(self, *given: Any, person: str) -> None:
        super().__init__(*given)
        cast("FileOfLimitedSize", self.fields["archive"]).person = person

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
    sent = (request.POST.copy(), request.FILES) if may and request.method == "POST" else ()
    form = ArchiveForm(*sent, person=request.reader.person)
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
        "remarks": [name_shown(each) for each in found.remarks] if found else [],
        "may": may,
        "roles": [words for role, words in ROLES.items() if role in CASEWORK],
    }
    return render(request, "evidence/bring_in.html", context, status=_status(request, form, may=may))


def _handled(request: ReadRequest, case: str, form: ArchiveForm) -> Found | None:
    """Return what an archive holds, once it was checked, and taken in where that is wanted; None where it failed."""
    reader = request.reader
    at, public = moment_of(case), form.cleaned_data["public"]
    speaker = Speaker(origin=reader.origin, person=reader.person, case=case, at=at, public=public)
    upload: UploadedFile[bytes] | Whole = form.cleaned_data["archive"]
    try:
        with working_folder() as folder:
            place = folder / _plain_name(upload.name or "")
            with _opened(upload) as source, place.open("xb") as file:
                shutil.copyfileobj(source, file, PIECE)
            with read_archive(place, bounds=BOUNDS, trusted=machine_roots(), stampers=roots_here()) as found:
                if form.cleaned_data["take_in"]:
                    _tell_erased(request, keep(found, speaker))
                    _end(upload)
                return found
    except (NotImported, VaultError) as error:
        if isinstance(error, NotImported):  # the same file would fail again
            _end(upload)
            cast("QueryDict", form.data).pop("archive-upload", None)
        form.add_error("archive", name_shown(str(error)))
    except Refused as refusal:
        form.add_error(None, " ".join(f"{blocker.text} {blocker.opens}" for blocker in refusal.blockers))
    return None


def _tell_erased(request: ReadRequest, arrived: list[Arrived]) -> None:
    """Say, on the page that comes next, which files do not come back."""
    for each in arrived:
        if each.erased:
            told = {"item": each.key, "entry": each.erased}
            messages.warning(
                request, __("The file of %(item)s was erased (%(entry)s). It was not taken in again.") % told
            )


@contextmanager
def _opened(upload: UploadedFile[bytes] | Whole) -> Iterator[BinaryIO]:
    """Give an archive that came with the form, or in pieces before it."""
    if isinstance(upload, Whole):
        with open_upload(upload_of(upload.token, upload.person)) as file:
            yield file
    else:
        yield cast("BinaryIO", upload)


def _end(upload: UploadedFile[bytes] | Whole) -> None:
    if isinstance(upload, Whole):
        with suppress(NoUpload):  # who sent the form twice has ended it already
            end(upload_of(upload.token, upload.person))


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
