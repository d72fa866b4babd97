"""What a worker is told, wherever it runs, and how it does what it is told.

The local engine and the cluster hand out the same orders and call the same function.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from answerable.echoes.errors import EchoError
from answerable.echoes.runs.chunks import Chunk, chain
from answerable.echoes.runs.parts import Clocks, Scans, Work, scan_part
from answerable.echoes.scanning.funnel import Settings
from answerable.echoes.streams import open_stream
from answerable.echoes.streams.documents import Part


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """What all workers of a run are told.

    Attributes:
        library: Where what is looked for was written.
        settings: The settings of the scan.
        work: Where results go, and how.
        at: The moment by which dates are judged.
    """

    library: Path
    settings: Settings
    work: Work
    at: datetime


def follow(orders: Orders, part: Part, scanner: Scans, *, tell: Callable[[Chunk], None]) -> str:
    """Open the stream of a part, scan the part to its end, and return why that failed, or "".

    Raises:
        BrokenRun: what is there of the part cannot be gone on with.
    """
    if any(chunk.last for chunk in chain(orders.work.out, part)):
        return ""  # what was read to its end may be gone by now
    try:
        stream = open_stream(part.stream, now=clock)
    except EchoError as error:
        return str(error)
    clocks = Clocks(judged=lambda: orders.at, now=clock, waited=time.monotonic)
    return scan_part(part, stream, scanner, orders.work, clocks=clocks, tell=tell)


def clock() -> datetime:
    """Return the time: a process of its own is an edge."""
    return datetime.now(UTC)
