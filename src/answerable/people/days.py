"""A day in words, as the reader's language writes it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language

ENGLISH = "j F Y"
"""The day before the month, as these pages write it; Django's own English form is that of one country."""


def day_of(value: date | datetime) -> str:
    """Return a day in words; of a moment, the day that it is in the reader's zone."""
    if isinstance(value, datetime) and is_aware(value):
        value = localtime(value)
    return date_format(value, ENGLISH if (get_language() or "en").startswith("en") else "DATE_FORMAT")


def hour_of(value: datetime) -> str:
    """Return a moment in words: its day with the hour, in the reader's zone, which is named."""
    return f"{day_of(value)}, {date_format(localtime(value), 'H:i T')}"
