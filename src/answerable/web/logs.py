"""How the server's own log is written: one line for each message, with its moment in UTC.

What was asked for stands in messages as the asker wrote it, so marks that begin a line or move a cursor are written
out: nobody writes lines of their own into the log. The trace of an error, which is ours, keeps its lines, indented.
Addresses that are keys (links for guests, critics and holders, invitations, feeds, acts to be signed) are written
without the key.
"""

from __future__ import annotations

import logging
import re
import time

FORM = "%(asctime)s %(levelname)s %(name)s %(message)s"

_KEYS = re.compile(r"(/(?:g|n|invitation|feeds|sign)/)[^/\s]+")


class OneLine(logging.Formatter):
    """Writes a message on one line."""

    def __init__(self) -> None:
        """Write moments in UTC, as RFC 3339 does."""
        super().__init__(FORM, "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """Return the line without marks that no reader sees."""
        return written_out(_KEYS.sub(r"\1…", super().formatMessage(record)))

    def formatException(self, ei: object) -> str:  # noqa: N802 - logging's own name
        """Return the trace of an error, each line indented."""
        trace = super().formatException(ei)  # type: ignore[arg-type]
        return "\n".join(f"  {written_out(line)}" for line in trace.splitlines())


def written_out(text: str) -> str:
    """Return text in which marks that show nothing are written as escapes."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
