"""Why an address gave nothing, in the words that a skipped record uses."""

from __future__ import annotations

from answerable.echoes.errors import EchoError, FetchFailed
from answerable.echoes.streams.documents import Reason


class Unfetched(FetchFailed):
    """An address gave no answer that can be used, and this is the reason.

    Attributes:
        reason: One of `streams.documents.REASONS`.
        detail: What was expected and found, in one line.
        status: The status that the server answered with; 0 where it gave none.
    """

    def __init__(self, reason: Reason, detail: str, *, status: int = 0) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail
        self.status = status


class BrokenMemory(EchoError):
    """What was remembered of earlier visits cannot be read: the store is damaged, or is none."""
