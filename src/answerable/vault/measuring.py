"""A file as it lies in the store now, whatever was committed to: what an alarm has to say."""

from __future__ import annotations

from typing import BinaryIO

from django.db import transaction

from answerable.vault.errors import Altered, Missing
from answerable.vault.shelves import shelf
from answerable.vault.store import Measured, Measuring, elsewhere, lock_bytes, name_in_store, row_of


def as_it_lies(commitment: str) -> Measured:
    """Return what the file behind a commitment is now, after reading every byte of it once.

    It is as it was kept where the commitment that comes back is the one that was asked about.

    Raises:
        Erased: an entry says that it was erased.
        Missing: it is not here.
        NotKept: the store cannot be read.
    """
    row = row_of(commitment)
    if row.text is not None:
        raise Missing(f"expected a file in the vault behind {commitment}, found a text")
    name = name_in_store(row)
    where = next((each for each in (shelf(), *elsewhere()) if each.has(name)), None)
    if where is None:
        raise Missing(f"expected a file in the vault behind {commitment}, found none")
    measuring = Measuring(bytes(row.salt))
    with where.open(name) as file:
        for _piece in measuring.pieces(file):
            pass
    return measuring.found()


def mend(commitment: str, source: BinaryIO) -> None:
    """Put a file back that is gone or was changed here, from a copy that was not.

    Raises:
        Altered: the copy is not what was committed to; nothing was changed.
        Erased, Missing: nothing behind the commitment is kept here.
        NotKept: the store did not take it whole.
    """
    row = row_of(commitment)
    measuring = Measuring(bytes(row.salt))
    where = shelf()
    with where.taking_in(measuring.pieces(source)) as unnamed:
        found = measuring.found()
        if found.commitment != commitment:
            raise Altered(f"expected the file committed to as {commitment}, found other bytes in the copy")
        with transaction.atomic():
            lock_bytes(name_in_store(row))
            row_of(commitment)  # it may have been erased while the copy was read
            where.name(unnamed, name_in_store(row), sha256=found.sha256)
