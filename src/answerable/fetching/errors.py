"""Why something on the web was not reached, one class for each thing a caller would do differently."""

from __future__ import annotations

from typing import Literal, TypeAlias

Reason: TypeAlias = Literal[
    "unreachable", "timed-out", "too-large", "not-text", "truncated", "broken", "redirects", "status", "not-allowed"
]
"""Why an address gave nothing, in a word."""


class FetchError(Exception):
    """Base of everything that can go wrong here."""


class NotAllowed(FetchError):
    """An address may not be asked for: it is not public, or its owner asks programs to stay away."""


class FetchFailed(FetchError):
    """An address gave no answer that can be used, within the limits."""


class Unfetched(FetchFailed):
    """An address gave no answer that can be used, and this is the reason.

    Attributes:
        reason: One of `Reason`.
        detail: What was expected and found, in one line.
        status: The status that the server answered with; 0 where it gave none.
    """

    def __init__(self, reason: Reason, detail: str, *, status: int = 0) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail
        self.status = status


class NoBrowser(FetchError):
    """There is no Chromium here, it did not do what it was asked, or not in time."""
