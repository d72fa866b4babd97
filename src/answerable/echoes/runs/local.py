"""The engine on this machine: every core reads a part at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from answerable.echoes.runs.events import Done, Progress, silent
from answerable.echoes.runs.orders import Orders, follow
from answerable.echoes.runs.processes import read_in_processes
from answerable.echoes.runs.running import OPTIONS, SETTINGS, Options, Ran, run as run_with
from answerable.echoes.scanning.funnel import Scanner, Settings
from answerable.echoes.streams.documents import Part


def run(
    library: Path,
    streams: Sequence[str],
    out: Path,
    *,
    workers: int = 0,
    settings: Settings = SETTINGS,
    now: Callable[[], datetime],
    progress: Progress = silent,
    options: Options = OPTIONS,
) -> Ran:
    """Scan streams on this machine, and return how that went; what was found lies in the folder of results.

    Args:
        library: Where what is looked for was written (`scanning.library.write_library`).
        streams: The names of the streams.
        out: The folder of results; one that holds this very run is gone on with.
        workers: How many processes; 1 reads in this one, 0 starts one for each core.
        settings: The settings of the scan.
        now: The clock.
        progress: Told of everything that happens, in this thread.
        options: How it is done.

    Raises:
        BrokenRun: the folder holds another run, or results cannot be written.
        NothingReleased: there is no library.
    """
    spread = partial(_spread, workers=workers or cores())
    return run_with(
        library, streams, out, spread=spread, settings=settings, now=now, progress=progress, options=options
    )


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _spread(parts: Sequence[Part], orders: Orders, *, tell: Progress, workers: int) -> Mapping[Part, str]:
    if workers > 1 and parts:
        return read_in_processes(parts, orders, tell=tell, workers=workers)
    failures: dict[Part, str] = {}
    scanner = Scanner(orders.library, orders.settings) if parts else None
    for part in parts:
        if scanner is not None:
            failures[part] = follow(orders, part, scanner, tell=tell)
            tell(Done(part=part, failure=failures[part]))
    return failures
