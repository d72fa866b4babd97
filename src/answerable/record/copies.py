"""Logs that are here as copies: they are written elsewhere, and nothing is appended to them here.

Rules:
  - A log becomes a copy when entries of it are taken in where its key is not, and when the operator names the house
    that writes it. A log that began here is none, whether its key lies here or is kept elsewhere.
  - A copy is written to once its key lies here, or once the operator says that it is written here.
  - This stands beside the row of a log and not in it: that row is never changed, and a house is named before any entry
    of its log has come.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from answerable.record.blocker import Blocker, WrittenElsewhere
from answerable.record.keys import KeyRing
from answerable.record.models import CopiedLog


def is_key_here(origin: str) -> bool:
    """Tell whether the key of a log lies in the folder of keys, or stands in the environment."""
    return KeyRing(Path(settings.ANSWERABLE_KEYS), environment=os.environ).holds(origin)


def mark_copy(origin: str) -> None:
    """Say that a log is written elsewhere."""
    CopiedLog.objects.bulk_create([CopiedLog(origin=origin)], ignore_conflicts=True)


def unmark_copy(origin: str) -> None:
    """Say that a log is written here, though its key is kept elsewhere."""
    CopiedLog.objects.filter(origin=origin).delete()


def copies() -> list[str]:
    """Return the logs that are here as copies, and are not written to."""
    marked = CopiedLog.objects.order_by("origin").values_list("origin", flat=True)
    return [origin for origin in marked if not is_key_here(origin)]


def is_copy(origin: str) -> bool:
    """Tell whether a log is here as a copy, and is not written to."""
    return CopiedLog.objects.filter(origin=origin).exists() and not is_key_here(origin)


def written_elsewhere(origin: str) -> WrittenElsewhere:
    """Return why nothing is said in a log that is here as a copy, and what would help."""
    blocker = Blocker(
        gate=0,
        code="written-elsewhere",
        text=f"{origin} is written in another house; what is here is a copy of it, and copies are only read.",
        standard="record",
        opens=f"Say it in the house that holds the key of {origin}.",
    )
    return WrittenElsewhere([blocker])
