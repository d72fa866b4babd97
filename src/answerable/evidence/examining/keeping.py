"""Examinations of items, kept, read and erased."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import transaction

from answerable.evidence.entries import ItemTakenIn
from answerable.evidence.examining.result import Examined
from answerable.evidence.examining.running import examined, tool
from answerable.evidence.examining.tables import Examination
from answerable.evidence.examining.turns import turn
from answerable.evidence.naming import name_of
from answerable.vault.erasing import Gone
from answerable.vault.errors import Erased
from answerable.vault.models import Content
from answerable.vault.store import open_file

WAIT = 10.0
"""Seconds that a page waits for its turn; chosen by hand: meanwhile the server has one answer fewer to give."""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """An examination as it was kept: what was found, when, and with what."""

    file: str
    found: Examined
    at: datetime
    tool: str


def examine(item: ItemTakenIn, *, now: datetime, anchors: str = "", wait: float = WAIT) -> Kept:
    """Have the file of an item examined once it is its turn, keep what was found, and return it.

    Raises:
        Missing, Erased, Altered: its file is not here, or not as it was taken in.
        ExaminersBusy: others were being examined for so many seconds; nothing was kept.
    """
    home = Path(settings.ANSWERABLE_HOME)
    with turn(home, at_once=settings.ANSWERABLE_EXAMINATIONS, wait=wait), open_file(item.file) as file:
        found = examined(file, name_of(item), anchors=anchors, within=home)
    lean = msgspec.structs.replace(found, preview=b"", look="")
    said = {
        "at": now,
        "tool": tool(),
        "found": msgspec.json.encode(lean).decode(),
        "look": found.look,
        "preview": found.preview,
    }
    with transaction.atomic():
        if not Content.objects.select_for_update().filter(commitment=item.file).exists():  # the reading took its time
            raise Erased(f"the content behind {item.file} was erased while it was examined")
        row, _new = Examination.objects.update_or_create(file=item.file, defaults=said)
    return _kept(row)


def examination_of(file: str) -> Kept | None:
    """Return what was found in the file behind a commitment; None where it was not examined here."""
    row = Examination.objects.filter(file=file).first() if file else None
    return _kept(row) if row else None


def looks_of(files: Iterable[str]) -> dict[str, str]:
    """Return the looks of files that have one, by their commitments."""
    rows = Examination.objects.filter(file__in=[file for file in files if file]).exclude(look="")
    return dict(rows.values_list("file", "look"))


def preview_of(file: str) -> bytes:
    """Return the preview of a file; empty where there is none."""
    row = Examination.objects.filter(file=file).first() if file else None
    return bytes(row.preview) if row else b""


def forget(gone: Gone) -> None:
    """Remove what was found in an erased file, and wherever erased words were found in a file."""
    Examination.objects.filter(file=gone.commitment).delete()
    if gone.words:
        for row in Examination.objects.only("file", "found").iterator():
            if any(gone.is_in(line.value) for line in _read(row).lines):
                row.delete()


def _kept(row: Examination) -> Kept:
    found = msgspec.structs.replace(_read(row), look=row.look, preview=bytes(row.preview))
    return Kept(file=row.file, found=found, at=row.at, tool=row.tool)


def _read(row: Examination) -> Examined:
    return msgspec.json.decode(row.found, type=Examined)
