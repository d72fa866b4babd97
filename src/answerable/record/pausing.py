"""Keeping a log from being written to while entries of it may be missing here.

Rules:
  - A house that was restored from a backup may lack entries that others hold already. Were it to write, its log would
    tell two stories: so nothing is appended and nothing is signed until it has taken its own entries back.
  - A pause stands in the database itself, so that every process of the server keeps to it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from answerable.record.errors import Paused
from answerable.record.models import PausedLog

_REASON = "SELECT reason FROM record_paused WHERE origin = %s"


def pause(origin: str, *, reason: str, at: datetime) -> None:
    """Keep a log from being written to; one that is paused already stays so for its first reason."""
    PausedLog.objects.get_or_create(origin=origin, defaults={"reason": reason, "since": at})


def resume(origin: str) -> None:
    """Let a log be written to again."""
    PausedLog.objects.filter(origin=origin).delete()


def paused() -> dict[str, str]:
    """Return the logs that may not be written to, each with the reason."""
    return dict(PausedLog.objects.order_by("origin").values_list("origin", "reason"))


def check_not_paused(origin: str) -> None:
    """Return only if a log may be written to.

    Raises:
        Paused: it may not; the message says why, and what ends it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_REASON, [origin])
        row = cursor.fetchone()
    if row is not None:
        raise Paused(f"{origin} cannot be written to now: {row[0]}")
