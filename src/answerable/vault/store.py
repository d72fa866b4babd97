"""Putting content behind a commitment, getting it out again, and erasing it.

A commitment is SHA-256 over a random salt of 32 bytes and the content. Without salt and content nothing can be learned
from it; both are erased together. A file is written under another name, flushed and then named, so that it is whole or
absent. What a transaction that never ended left in the folder, `sweep` removes.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection, transaction

from answerable.vault.errors import Altered, Empty, Erased, Lingering, Missing, NotText
from answerable.vault.models import Content, ContentErased

SALT_BYTES = 32
CHUNK = 1 << 20
"""Bytes read at once; a file of any size takes this much memory."""

TAKING_IN = ".taking-in-"
"""How the name of a file begins that is still being written."""


def commitment_to(salt: bytes, content: bytes) -> str:
    """Return the commitment to `content` under `salt`."""
    return "sha256:" + hashlib.sha256(salt + content).hexdigest()


def store(text: str) -> str:
    """Keep `text` and return its commitment.

    Raises:
        Empty: the text has no characters but blanks.
        NotText: it holds the character NUL.
    """
    if not text.strip():
        raise Empty("expected some text, found none")
    return keep(text, new_salt())


def new_salt() -> bytes:
    """Return the salt for one commitment, drawn from the operating system."""
    return secrets.token_bytes(SALT_BYTES)


def keep(text: str, salt: bytes) -> str:
    """Keep `text` under a salt drawn before, by which somebody may have signed the commitment already; return that.

    Raises:
        NotText: the text holds the character NUL.
    """
    if "\x00" in text:
        raise NotText(f"expected a text without the character NUL, found one at character {text.index(chr(0))}")
    content = text.encode()
    commitment = commitment_to(salt, content)
    Content.objects.create(commitment=commitment, salt=salt, text=text, size=len(content))
    return commitment


def store_file(source: BinaryIO) -> str:
    """Keep the bytes of `source` as a file, and return their commitment."""
    salt = secrets.token_bytes(SALT_BYTES)
    digest, size = hashlib.sha256(salt), 0
    folder = Path(settings.ANSWERABLE_VAULT)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=TAKING_IN) as file:
        for chunk in _chunks(source):
            digest.update(chunk)
            size += file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
        commitment = f"sha256:{digest.hexdigest()}"
        place = path_of(commitment)
        place.parent.mkdir(exist_ok=True, mode=0o700)
        place.hardlink_to(file.name)
    _sync_folder(place.parent)
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
    """Remove content and salt. Called only with the entry that says so, in the same transaction.

    Raises:
        Erased, Missing: there is nothing behind it here.
    """
    _row(commitment)
    if not Content.objects.filter(commitment=commitment).delete()[0]:
        raise Erased(f"the content behind {commitment} was erased by another process just now")
    transaction.on_commit(lambda: path_of(commitment).unlink(missing_ok=True))
    transaction.on_commit(flush_erased)


def flush_erased() -> None:
    """Have SQLite write over what was deleted, in its log of pages too. PostgreSQL's vacuum decides for itself.

    Raises:
        Lingering: somebody was reading the old pages for so long that they had to be left.
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if cursor.fetchone()[0]:
            raise Lingering("expected nobody to read the database while erased content is written over; try again")


def sweep(*, older_than: float) -> int:
    """Remove files that no content names and that are older than this many seconds; return how many.

    They come from transactions that never ended: refused, cut off, or killed. One that still runs may be an hour old.
    """
    removed = 0
    for place in Path(settings.ANSWERABLE_VAULT).rglob("*"):
        if not place.is_file() or time.time() - place.stat().st_mtime < older_than:
            continue
        if place.name.startswith(TAKING_IN) or not is_open(f"sha256:{place.name}"):
            place.unlink(missing_ok=True)
            removed += 1
    return removed


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


def _sync_folder(folder: Path) -> None:
    """Have the name of a new file on disk before the database speaks of it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    while chunk := source.read(CHUNK):
        yield chunk
