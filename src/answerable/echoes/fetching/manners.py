"""How a host is treated: one request at a time, a pause after each, and none while it asks to be left alone.

Rules:
  - A host is what its name says, whatever the port: names that share a machine are not told apart from others.
  - The pause is the longest of our own and of the host's Crawl-delay, up to a bound.
  - Retry-After (RFC 9110, 10.2.3) with status 429 (RFC 6585, 4) or 503 is kept, also between runs, up to a week. A
    short one is waited for; a long one refuses requests to this host until then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from threading import Lock
from typing import Final

from answerable.echoes.fetching.remembered import Memory, Pause, keep, recalled
from answerable.fetching.errors import Unfetched

BUSY: Final = frozenset([429, 503])
"""Too Many Requests (RFC 6585, 4) and Service Unavailable (RFC 9110, 15.6.4)."""

UNSAID: Final = timedelta(minutes=1)
"""How long a busy host that names no time is left alone; chosen by hand."""

LONGEST_PAUSE: Final = timedelta(days=7)
"""The longest time that a host can ask for; chosen by hand."""


class Manners:
    """Turns at hosts, one after the other.

    Args:
        memory: Where pauses are kept.
        now: The clock.
        clock: Seconds that never go back.
        sleep: What waits.
        pause: Seconds between two requests to one host.
        bound: Seconds that are waited for at most, whatever a host asks.
    """

    def __init__(
        self,
        memory: Memory,
        *,
        now: Callable[[], datetime],
        clock: Callable[[], float],
        sleep: Callable[[float], None],
        pause: float,
        bound: float,
    ) -> None:
        self._memory = memory
        self._now = now
        self._clock = clock
        self._sleep = sleep
        self._pause = pause
        self._bound = bound
        self._lock = Lock()
        self._turns: dict[str, Lock] = {}
        self._next: dict[str, float] = {}

    @contextmanager
    def turn(self, host: str, *, asked: float = 0) -> Iterator[None]:
        """Wait for one's turn at a host, and give the next one its time when done.

        Args:
            host: Its name.
            asked: Seconds that it asks to wait between two requests.

        Raises:
            Unfetched: It asked to be left alone for longer than is waited for.
        """
        with self._lock:
            turn = self._turns.setdefault(host, Lock())
        with turn:
            self._wait(host)
            try:
                yield
            finally:
                self._next[host] = self._clock() + max(self._pause, min(asked, self._bound))

    def heed(self, host: str, *, status: int, headers: Mapping[str, str]) -> None:
        """Keep what a busy host asks for."""
        if status not in BUSY:
            return
        now = self._now()
        until = min(retry_at(headers.get("retry-after", ""), now=now), now + LONGEST_PAUSE)
        keep(self._memory, "pause", host, Pause(until=until))

    def _wait(self, host: str) -> None:
        left = self._next.get(host, 0) - self._clock()
        pause = recalled(self._memory, "pause", host, Pause)
        if pause is not None:
            left = max(left, (pause.until - self._now()).total_seconds())
        if left > self._bound and pause is not None:
            raise Unfetched("status", f"expected an answer from {host}, found that it asks to wait until {pause.until}")
        if left > 0:
            self._sleep(left)


def retry_at(value: str, *, now: datetime) -> datetime:
    """Return the time that a field Retry-After names, in seconds or as a date; in a minute where it names none."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return now + min(timedelta(seconds=int(value[:9])), LONGEST_PAUSE)
    try:
        named = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return now + UNSAID
    return named if named.tzinfo else named.replace(tzinfo=UTC)
