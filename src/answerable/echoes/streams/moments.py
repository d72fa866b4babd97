"""Times as strangers write them, in UTC.

Rules:
  - ISO 8601, RFC 2822, or seconds since 1970 (milliseconds where they would lie beyond the year 5138).
  - A time without a zone is taken as UTC. What is none of these, or lies before or after all years that can be written,
    is not believed.
  - Whether a time lies in the future is not judged here: `pages` does, which has a clock.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

SECONDS: Final = 100_000_000_000
"""A number from here on counts milliseconds: as seconds it would be the year 5138."""


def moment(value: Any) -> datetime | None:
    """Return the time that a value claims, in UTC; None where it is no time that we believe."""
    try:
        if isinstance(value, datetime):
            claimed = value
        elif isinstance(value, str):
            claimed = _read(value.strip())
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            claimed = datetime.fromtimestamp(value / 1000 if abs(value) >= SECONDS else value, UTC)
        else:
            claimed = datetime.fromisoformat(value.isoformat())
        return claimed.replace(tzinfo=UTC) if claimed.tzinfo is None else claimed.astimezone(UTC)
    except (ValueError, OverflowError, OSError, AttributeError, TypeError, IndexError):
        return None


def _read(text: str) -> datetime:
    if re.fullmatch(r"-?[0-9]{9,15}(\.[0-9]+)?", text):
        seconds = float(text)
        return datetime.fromtimestamp(seconds / 1000 if abs(seconds) >= SECONDS else seconds, UTC)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)
