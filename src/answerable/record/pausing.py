"""Keeping a log from being written to that is a copy (see `copies`), or while entries of it may be missing here.

Rules:
  - A house that was restored from a backup may lack entries that others hold already. Were it to write, its log would
    tell two stories: so nothing is appended and nothing is signed until it has taken its own entries back.
  - A pause stands in the database itself, so that every process of the server keeps to it.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from answerable.record.copies import is_key_here, written_elsewhere
from answerable.record.errors import Paused
from answerable.record.models import PausedLog

_STATE = """
SELECT (SELECT reason FROM record_paused WHERE origin = %s), EXISTS (SELECT 1 FROM record_copied WHERE origin = %s)
"""


def pause(origin: str, *, reason: str, at: datetime) -> None:
    """Keep a log from being written to; one that is paused already stays so for its first reason."""
    PausedLog.objects.get_or_create(origin=origin, defaults={"reason": reason, "since": at})


def resume(origin: str) -> None:
    """Let a log be written to again."""
    PausedLog.objects.filter(origin=origin).delete()


def paused() -> dict[str, str]:
    """Return the logs that may not be written to, each with the reason."""
    return dict(PausedLog.objects.order_by("origin").values_list("origin", "reason"))


def check_writable(origin: str) -> None:
    """Return only if a log may be written to.

    Raises:
        Paused: it may not for now; the message says why, and what ends it.
        WrittenElsewhere: it is here as a copy.
    """
    reason, copied = _state(origin)
    _check(origin, reason)
    if copied and not is_key_here(origin):
        raise written_elsewhere(origin)


def check_not_paused(origin: str) -> None:
    """Return only if a log may be signed.

    Raises:
        Paused: it may not for now; the message says why, and what ends it.
    """
    _check(origin, _state(origin)[0])


def _state(origin: str) -> tuple[str | None, bool]:
    """Return why a log is paused, or None, and whether it is marked as a copy."""
    with connection.cursor() as cursor:
        cursor.execute(_STATE, [origin, origin])
        reason, copied = cursor.fetchone()
    return reason, bool(copied)


def _check(origin: str, reason: str | None) -> None:
    if reason is not None:
        raise Paused(f"{origin} cannot be written to now: {reason}")
