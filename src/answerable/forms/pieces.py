"""A file field to which a file comes with the form, or came in pieces before it (`vault.uploads`).

Rules:
  - Without a script the file goes with the form. A script that sent it before names the upload in a hidden field.
  - An upload is taken from the person who sent it and from nobody else.
  - A form that is shown again still names the upload: nothing has to be sent twice.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from answerable.vault.errors import UploadError
from answerable.vault.uploads import upload_of, whole


class Sent(msgspec.Struct, frozen=True):
    """The token of an upload, as a form names it."""

    token: str


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came in pieces and is whole: its name and size, its SHA-256, its token, and who sent it."""

    name: str
    size: int
    sha256: str
    token: str
    person: str


class FileOrPieces(forms.FileInput):
    """Where a file is chosen; a hidden field beside it names the upload of a file that came in pieces."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the file that came with the form, else the upload that it names."""
        sent = files.get(name)
        token = data.get(f"{name}-upload", "")
        return sent if sent is not None or not token else Sent(token)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Tell whether neither came."""
        return name not in files and not data.get(f"{name}-upload")

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        """Return the field, the hidden one, and a line on what is here already."""
        told = {"data-uploads": reverse("uploads"), "data-failed": _("The file was not sent. Send the form again.")}
        token, line = "", ""
        if isinstance(value, Sent):
            token = value.token
            line = format_html("<p>{}</p>", _("The file that you sent is here. Choose another to replace it."))
            attrs = {key: each for key, each in (attrs or {}).items() if key != "required"}
        field = super().render(name, None, {**(attrs or {}), **told}, renderer)
        return format_html('{}<input type="hidden" name="{}-upload" value="{}">{}', field, name, token, line)


def received(sent: Sent, person: str, *, largest: int) -> Whole:
    """Return the file that somebody sent in pieces.

    Raises:
        ValidationError: there is none of this person, or not all of it came, or it is too large or empty.
    """
    try:
        row = upload_of(sent.token, person)
        whole(row)
    except UploadError as error:
        raise ValidationError(_("The file did not arrive whole, or is here no more. Send it again.")) from error
    if row.size > largest:
        too_large = _("The file is larger than %(size)s, the most that is taken here.")
        raise ValidationError(too_large % {"size": filesizeformat(largest)})
    if not row.size:
        raise ValidationError(_("The submitted file is empty."))
    return Whole(name=row.name, size=row.size, sha256=row.sha256, token=sent.token, person=person)
