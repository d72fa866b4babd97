"""What a worker is told, wherever it runs, and how it does what it is told.

The local engine and the cluster hand out the same orders and call the same function.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from answerable.echoes.errors import EchoError
from answerable.echoes.runs.chunks import Chunk, chain
from answerable.echoes.runs.parts import Clocks, Scans, Work, scan_part
from answerable.echoes.scanning.funnel import Settings
from answerable.echoes.streams import files, open_stream
from answerable.echoes.streams.documents import Part
from answerable.fetching.errors import FetchError

FIRST: Final = 4096
"""Bytes by which a file is known again: it may have grown, and is not asked for all of them. Chosen by hand."""


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
    there = list(chain(orders.work.out, part))
    if there and there[-1].last:
        return ""  # what was read to its end may be gone by now
    beginning = beginning_of(part)
    if there and beginning and there[0].beginning not in {"", beginning}:
        return f"expected {part.path} as it was when the run began, found another file there: scan it into a new folder"
    try:
        stream = open_stream(part.stream, now=clock)
    except (EchoError, FetchError) as error:
        return str(error)
    clocks = Clocks(judged=lambda: orders.at, now=clock, waited=time.monotonic)
    work = msgspec.structs.replace(orders.work, beginning=beginning)
    return scan_part(part, stream, scanner, work, clocks=clocks, tell=tell)


def beginning_of(part: Part) -> str:
    """Return the SHA-256 over the first bytes of a part's file; "" where it has none, or they cannot be read."""
    try:
        system, path = files.place(part.path)
        content: bytes = system.cat_file(path, start=0, end=FIRST)
    except (EchoError, OSError, ValueError, NotImplementedError):  # a folder, a file within a file; or reading says why
        return ""
    return hashlib.sha256(content).hexdigest()


def clock() -> datetime:
    """Return the time: a process of its own is an edge."""
    return datetime.now(UTC)
