"""Files that come with a form: kept in the vault, or only measured. Both read them in pieces."""

from __future__ import annotations

import hashlib
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from answerable.evidence.entries import ItemTakenIn
from answerable.evidence.naming import named
from answerable.forms.errors import NotThere
from answerable.forms.pieces import Whole
from answerable.vault.errors import Altered, VaultError
from answerable.vault.sealing import Sealed
from answerable.vault.store import CHUNK, open_file, store_file
from answerable.vault.uploads import end, keep_upload, upload_of

LONGEST_NAME = 200
"""Characters of a file name that are kept; chosen by hand."""


class Measured:
    """A file that is measured while it is read once: its SHA-256 and its size in bytes."""

    def __init__(self, source: BinaryIO) -> None:
        self._source, self._digest, self.size = source, hashlib.sha256(), 0

    def read(self, size: int = CHUNK) -> bytes:
        """Return the next piece."""
        piece = self._source.read(size)
        self._digest.update(piece)
        self.size += len(piece)
        return piece

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of what was read so far."""
        return self._digest.hexdigest()


def kept(upload: UploadedFile[bytes] | Whole, item: str) -> dict[str, Any]:
    """Keep the file of an item in the vault, and return what an intake says of it."""
    if isinstance(upload, Whole):
        row = keep_upload(upload.token, upload.person)
        measures = {"sha256": row.sha256, "size": row.size}
        return {"file": Sealed(row.commitment), **named(item, row.name), **measures}
    measured = Measured(cast("BinaryIO", upload.file))
    commitment = store_file(cast("BinaryIO", measured))
    name = (upload.name or "").replace("\0", "")[-LONGEST_NAME:]
    return {"file": Sealed(commitment), **named(item, name), "sha256": measured.sha256, "size": measured.size}


def digest_of(upload: UploadedFile[bytes] | Whole) -> str:
    """Return the SHA-256 of a file that is not kept."""
    if isinstance(upload, Whole):
        row = upload_of(upload.token, upload.person)
        transaction.on_commit(lambda: end(row))
        return upload.sha256
    return _digest(cast("BinaryIO", upload.file))


def digest_held(item: ItemTakenIn) -> str:
    """Return the SHA-256 of an item's file as it lies in the vault now, or "" when it is not here.

    Raises:
        NotThere: what lies here is not what was taken in.
    """
    if not item.file:
        return ""
    try:
        with open_file(item.file) as file:
            return _digest(file)
    except Altered as error:
        raise NotThere(
            "", _("The file in the vault is not the one that was taken in. Send a copy to measure.")
        ) from error
    except VaultError:
        return ""


def _digest(file: BinaryIO) -> str:
    measured = Measured(file)
    while measured.read():
        pass
    return measured.sha256
