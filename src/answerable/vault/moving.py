"""Moving files that lie where, or as, an earlier version kept them: under their commitment, or in the vault's folder.

Every file is read and checked on the way. What was moved before is left alone, so that whoever was interrupted goes on.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from answerable.vault.errors import Erased
from answerable.vault.models import Content
from answerable.vault.shelves import name_of, shelf
from answerable.vault.store import Measuring, elsewhere, name_in_store, open_file, put, relied_on, remove_unused


def unmoved() -> Iterator[str]:
    """Yield the commitments to files that do not lie where a file taken in today would."""
    where = shelf()
    for row in Content.objects.filter(text=None).order_by("commitment").iterator():
        if not row.place or not where.has(row.place):
            yield row.commitment


def move(commitment: str) -> None:
    """Have a file lie in the store as one that is taken in today.

    Raises:
        Altered, Missing: it is not what it was, or not here; it stays where it lies.
        Erased: it was erased meanwhile.
        NotKept: the store did not take it.
    """
    row = Content.objects.get(commitment=commitment)
    before, measuring = name_in_store(row), Measuring(bytes(row.salt))
    with open_file(commitment) as source, shelf().taking_in(measuring.pieces(source)) as unnamed:
        found = measuring.found()
        put(unnamed, found)
        with transaction.atomic():
            relied_on(unnamed, found)
            there = Content.objects.filter(commitment=commitment).update(place=name_of(found.sha256))
    _tidy(before, name_of(found.sha256))
    if not there:
        remove_unused(name_of(found.sha256))
        raise Erased(f"the content behind {commitment} was erased while it was moved")


def _tidy(before: str, now: str) -> None:
    """Remove the file from where it lay before."""
    if before != now:
        remove_unused(before)
    for where in elsewhere():
        where.remove(now)
