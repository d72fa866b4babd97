"""What can go wrong when the world's media are read."""

from __future__ import annotations

from answerable.echoes.streams.documents import Reason


class EchoError(Exception):
    """Base of everything that can go wrong in this room."""


class NoSuchStream(EchoError):
    """A name of a stream leads to nothing that can be read: no file, no folder, or a form that nobody knows."""


class BrokenStream(EchoError):
    """A stream cannot be read at all, from its first byte or its description on; one broken record is no error."""


class Unreadable(EchoError):
    """One record cannot be read: the run goes on with the next.

    Attributes:
        reason: One of `streams.documents.REASONS`.
        detail: What was found, in one line.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason
        self.detail = detail


class NothingReleased(EchoError):
    """A name leads to no release, or to one without words."""


class BrokenRun(EchoError):
    """A folder of results holds a run of something else, or cannot be gone on with."""


class CaptureFailed(EchoError):
    """A use could not be kept: not written, not drawn, or not stamped."""
