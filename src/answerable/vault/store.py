"""Putting content behind a commitment, getting it out again, and erasing it.

A commitment is SHA-256 over a random salt of 32 bytes and the content. Without salt and content nothing can be learned
from it; both are erased together.

Text lies in the database, a file in the store (`shelves`). The same bytes lie there once, however often they were taken
in (`shelving`): each time has a commitment and a salt of its own, and the bytes go with the last of them. What a
transaction that never ended left in the store, `sweep` removes.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from typing import BinaryIO

from django.db import OperationalError, connection, transaction

from answerable.vault.errors import Altered, Empty, Erased, Lingering, Missing, NotText
from answerable.vault.models import Content, ContentErased
from answerable.vault.shelves import CHUNK, TAKING_IN, Shelf, name_of, shelf
from answerable.vault.shelving import (
    Measured,
    Measuring,
    elsewhere,
    giving_back,
    is_used,
    lock_bytes,
    put,
    relied_on,
    remove_unused,
    shelves,
    sweep,
    taking_over,
)

__all__ = [
    "CHUNK",
    "TAKING_IN",
    "Measured",
    "Measuring",
    "elsewhere",
    "giving_back",
    "is_used",
    "lock_bytes",
    "put",
    "relied_on",
    "remove_unused",
    "sweep",
    "taking_over",
]

SALT_BYTES = 32


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
    """Keep the bytes of `source` as a file, and return their commitment.

    Raises:
        NotKept: the store did not take it whole.
    """
    return keep_file(source, new_salt())


def keep_file(source: BinaryIO, salt: bytes) -> str:
    """Keep the bytes of `source` under a salt drawn before, and return the commitment to them.

    Raises:
        NotKept: the store did not take it whole.
    """
    measuring = Measuring(salt)
    with shelf().taking_in(measuring.pieces(source)) as unnamed:
        found = measuring.found()
        place = put(unnamed, found)
        with transaction.atomic():
            relied_on(unnamed, found)
            Content.objects.create(commitment=found.commitment, salt=salt, text=None, size=found.size, place=place)
    return found.commitment


def bring(source: BinaryIO, salt: bytes) -> Measured:
    """Put bytes into the store before the transaction that keeps them, and return what they are: nobody waits for that.

    Until `keep_brought` nothing keeps them there: call this within `giving_back`.

    Raises:
        NotKept: the store did not take them whole.
    """
    measuring = Measuring(salt)
    with shelf().taking_in(measuring.pieces(source)) as unnamed:
        found = measuring.found()
        put(unnamed, found)
    return found


def hold(digests: Iterable[str]) -> None:
    """Have the bytes with these SHA-256 stay until this transaction ends; no two wait for each other in a circle.

    Whoever takes in several files calls this first of all, before any log is locked: everybody takes bytes in the order
    of their names, and logs after them.
    """
    for name in sorted({name_of(sha256) for sha256 in digests}):
        lock_bytes(name)


def keep_brought(found: Measured, salt: bytes, *, source: Callable[[], BinaryIO]) -> str:
    """Keep bytes that were brought, and return the commitment to them; `source` gives them again if they went.

    Raises:
        Altered: they went, and what `source` gives is something else.
        NotKept: the store did not take them whole.
    """
    place = name_of(found.sha256)
    with transaction.atomic():
        lock_bytes(place)
        if shelf().has(place):
            row = Content(commitment=found.commitment, salt=salt, text=None, size=found.size, place=place)
            row.save(force_insert=True)
            return found.commitment
        with source() as file:
            again = keep_file(file, salt)
        if again != found.commitment:
            raise Altered(f"expected the file committed to as {found.commitment}, found that it changed meanwhile")
    return again


def text_of(commitment: str) -> str:
    """Return the text behind a commitment.

    Raises:
        Erased: an entry says that it was erased.
        Missing: it is not here.
        Altered: what is here is something else.
    """
    row = row_of(commitment)
    if row.text is None:
        raise Missing(f"expected a text behind {commitment}, found a file")
    if commitment_to(bytes(row.salt), row.text.encode()) != commitment:
        raise Altered(f"expected the text committed to as {commitment}, found another")
    return row.text


def open_file(commitment: str) -> BinaryIO:
    """Return the file behind a commitment, opened for reading, after checking every byte of it."""
    where, name, _found = _checked(commitment)
    return where.open(name)


def digest_of(commitment: str) -> str:
    """Return the SHA-256, in hex, of the file behind a commitment, after checking every byte of it."""
    return _checked(commitment)[2].sha256


def size_of(commitment: str) -> int:
    """Return how many bytes the content behind a commitment has."""
    return row_of(commitment).size


def salt_of(commitment: str) -> bytes:
    """Return the salt of a commitment, for opening it to others."""
    return bytes(row_of(commitment).salt)


def is_open(commitment: str) -> bool:
    """Tell whether the content behind a commitment is still here."""
    return Content.objects.filter(commitment=commitment).exists()


def same_as(commitment: str) -> list[str]:
    """Return the other commitments here to the very same text or bytes."""
    row = row_of(commitment)
    others = Content.objects.filter(text=row.text) if row.text is not None else Content.objects.filter(place=row.place)
    if row.text is None and not row.place:
        return []
    return list(others.exclude(commitment=commitment).order_by("commitment").values_list("commitment", flat=True))


def row_of(commitment: str) -> Content:
    """Return the row of a commitment.

    Raises:
        Erased: an entry says that it was erased.
        Missing: it is not here.
    """
    row = Content.objects.filter(commitment=commitment).first()
    if row is not None:
        return row
    if ContentErased.objects.filter(content=commitment).exists():
        raise Erased(f"the content behind {commitment} was erased")
    raise Missing(f"expected content behind {commitment}, found none")


def drop(commitment: str) -> Content:
    """Remove the row of a commitment, and return what stood in it; `erasing` calls this and does the rest.

    Raises:
        Erased, Missing: there is nothing behind it here.
    """
    row = row_of(commitment)
    if not Content.objects.filter(commitment=commitment).delete()[0]:
        raise Erased(f"the content behind {commitment} was erased by another process just now")
    return row


def name_in_store(row: Content) -> str:
    """Return the name under which the bytes of a file lie: those taken in first lie under their commitment."""
    return row.place or row.commitment.removeprefix("sha256:")


def flush_erased() -> None:
    """Have SQLite write its files anew, without what was deleted. PostgreSQL's vacuum decides for itself.

    `secure_delete` writes over a row where it lies. What it does not reach are copies that SQLite leaves in the unused
    part of a page when it moves rows between pages: of 10,939 short rows that were deleted, the words of one were there
    (SQLite 3.40.1, `make soak`, 2026-11-22). A file that is written anew holds none.

    Raises:
        Lingering: somebody was at work in the database for so long that the old pages had to be left, or the disk has
            no room for a second copy of it.
    """
    if connection.vendor != "sqlite":
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy = cursor.fetchone()[0]
    except OperationalError as error:
        raise Lingering(f"expected the database to be written anew without erased content, found: {error}") from error
    if busy:
        raise Lingering("expected nobody to read the database while erased content is written over; try again")


def _checked(commitment: str) -> tuple[Shelf, str, Measured]:
    """Return where a file lies, its name there, and what it is, after reading every byte of it."""
    row = row_of(commitment)
    if row.text is not None:
        raise Missing(f"expected a file in the vault behind {commitment}, found a text")
    name = name_in_store(row)
    where = next((each for each in shelves() if each.has(name)), None)
    if where is None:
        raise Missing(f"expected a file in the vault behind {commitment}, found none")
    measuring = Measuring(bytes(row.salt))
    with where.open(name) as file:
        for _piece in measuring.pieces(file):
            pass
    found = measuring.found()
    if found.commitment != commitment:
        raise Altered(f"expected the file committed to as {commitment}, found other bytes")
    return where, name, found
