"""A log that was written here and is written in another house now: its contents lie here, and its house gets them back.

Rules:
  - What the log committed to before any other here is noted as its own (`contents.KEPT`), the first time that the log
    is met as another's. Whoever commits later to what lies here, having read the commitment, gains nothing by it, and a
    log that began here by being taken in has nothing here that did not come along with it.
  - What is kept so goes when its log says that it was erased, and never for want of consent to sharing: it may be the
    only copy.
"""

from __future__ import annotations

import re

from django.db import transaction

from answerable.houses.contents import HELD, KEPT, copies_in
from answerable.houses.tables import Copy, Following
from answerable.record.log import size_of
from answerable.record.models import EntryRow
from answerable.record.replicate import BATCH
from answerable.vault.models import Content

_COMMITMENT = re.compile(rb"sha256:[0-9a-f]{64}")


def note_kept(origin: str) -> None:
    """Note what lies here of a log that is written elsewhere, where it may have been written here before."""
    if not size_of(origin) or Following.objects.filter(origin=origin, own=False).exists():
        return
    with transaction.atomic():
        rows = _open(origin)
        later = _not_first({row.commitment: pk for pk, row in reversed(rows)}, origin)
        kept = [row for _pk, row in rows if row.commitment not in later]
        Copy.objects.bulk_create(kept, ignore_conflicts=True, batch_size=BATCH)
        Following.objects.update_or_create(origin=origin, defaults={"own": False})


def note_begun(origin: str) -> None:
    """Remember of a log, before its first entry is taken in, that it was never written here."""
    Following.objects.update_or_create(origin=origin, defaults={"own": False})


def note_own(origins: tuple[str, ...]) -> None:
    """Remember of logs that they are written here."""
    Following.objects.filter(origin__in=origins, own=False).update(own=True)


def _open(origin: str) -> list[tuple[int, Copy]]:
    """Return what the entries of a log commit to that lies here and came along with no log, with the entry's row."""
    came = set(Copy.objects.filter(state=HELD).values_list("commitment", flat=True))
    held = set(Content.objects.values_list("commitment", flat=True)) - came
    found = []
    entries = EntryRow.objects.filter(origin=origin).order_by("idx").values_list("pk", "idx", "raw")
    for pk, index, raw in entries.iterator(chunk_size=BATCH):
        for row in copies_in(origin, index, bytes(raw)):
            if row.commitment in held:
                row.state = KEPT
                found.append((pk, row))
    return found


def _not_first(first: dict[str, int], origin: str) -> set[str]:
    """Return those of some commitments that an entry of another log holds which came in here before."""
    later: set[str] = set()
    others = EntryRow.objects.exclude(origin=origin).filter(pk__lt=max(first.values(), default=0))
    for pk, raw in others.values_list("pk", "raw").iterator(chunk_size=BATCH):
        found = (each.decode() for each in _COMMITMENT.findall(bytes(raw)))
        later |= {each for each in found if pk < first.get(each, 0)}
    return later
