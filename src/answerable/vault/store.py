"""Putting content behind a commitment, getting it out again, and erasing it.

A commitment is SHA-256 over a random salt of 32 bytes and the content. Without salt and content nothing can be learned
from it; both are erased together. A file is written beside its final name, flushed and renamed: it is whole or absent.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from answerable.vault.errors import Altered, Empty, Erased, Missing
from answerable.vault.models import Content, ContentErased

SALT_BYTES = 32
CHUNK = 1 << 20
"""Bytes read at once; a file of any size takes this much memory."""


def commitment_to(salt: bytes, content: bytes) -> str:
    """Return the commitment to `content` under `salt`."""
    return "sha256:" + hashlib.sha256(salt + content).hexdigest()


def store(text: str) -> str:
    """Keep `text` and return its commitment.

    Raises:
        Empty: the text has no characters but blanks.
    """
    if not text.strip():
        raise Empty("expected some text, found none")
    salt, content = secrets.token_bytes(SALT_BYTES), text.encode()
    commitment = commitment_to(salt, content)
    Content.objects.create(commitment=commitment, salt=salt, text=text, size=len(content))
    return commitment


def store_file(source: BinaryIO) -> str:
    """Keep the bytes of `source` as a file, and return their commitment."""
    salt = secrets.token_bytes(SALT_BYTES)
    digest, size = hashlib.sha256(salt), 0
    folder = Path(settings.ANSWERABLE_VAULT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".taking-in-", delete=False) as file:
        for chunk in _chunks(source):
            digest.update(chunk)
            size += file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    commitment = f"sha256:{digest.hexdigest()}"
    place = path_of(commitment)
    place.parent.mkdir(exist_ok=True, mode=0o700)
    Path(file.name).rename(place)
    Content.objects.create(commitment=commitment, salt=salt, text=None, size=size)
    return commitment


def text_of(commitment: str) -> str:
    """Return the text behind a commitment.

    Raises:
        Erased: an entry says that it was erased.
        Missing: it is not here.
        Altered: what is here is something else.
    """
    row = _row(commitment)
    if row.text is None:
        raise Missing(f"expected a text behind {commitment}, found a file")
    if commitment_to(bytes(row.salt), row.text.encode()) != commitment:
        raise Altered(f"expected the text committed to as {commitment}, found another")
    return row.text


def open_file(commitment: str) -> BinaryIO:
    """Return the file behind a commitment, opened for reading, after checking every byte of it."""
    row = _row(commitment)
    place = path_of(commitment)
    if not place.is_file():
        raise Missing(f"expected a file in the vault behind {commitment}, found none")
    digest = hashlib.sha256(bytes(row.salt))
    with place.open("rb") as file:
        for chunk in _chunks(file):
            digest.update(chunk)
    if f"sha256:{digest.hexdigest()}" != commitment:
        raise Altered(f"expected the file committed to as {commitment}, found other bytes")
    return place.open("rb")


def salt_of(commitment: str) -> bytes:
    """Return the salt of a commitment, for opening it to others."""
    return bytes(_row(commitment).salt)


def is_open(commitment: str) -> bool:
    """Tell whether the content behind a commitment is still here."""
    return Content.objects.filter(commitment=commitment).exists()


def forget(commitment: str) -> None:
    """Remove content and salt. Called only with the entry that says so, in the same transaction."""
    Content.objects.filter(commitment=commitment).delete()
    transaction.on_commit(lambda: path_of(commitment).unlink(missing_ok=True))


def path_of(commitment: str) -> Path:
    """Return where the file behind a commitment lies."""
    name = commitment.removeprefix("sha256:")
    return Path(settings.ANSWERABLE_VAULT) / name[:2] / name


def _row(commitment: str) -> Content:
    row = Content.objects.filter(commitment=commitment).first()
    if row is not None:
        return row
    if ContentErased.objects.filter(content=commitment).exists():
        raise Erased(f"the content behind {commitment} was erased")
    raise Missing(f"expected content behind {commitment}, found none")


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk
