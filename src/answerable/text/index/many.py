"""Scans many files with many processes or machines, by Ray: the one file that knows it.

Ray is an extra (`pip install ray`, Apache-2.0); everything else works without it. The index must have been saved in a
folder that every machine sees: each worker maps it into memory once, and processes of one machine share that memory.
"""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from answerable.text.errors import TextError
from answerable.text.index import Index, Match, Passage

AHEAD = 2
"""Parts handed to each worker at a time, so that none waits for the next; chosen by hand."""


class NoRay(TextError):
    """Ray is not installed."""


def scan_many(folder: Path, parts: Iterable[Mapping[str, str] | list[Passage]], *, workers: int = 2) -> Iterator[Match]:
    """The matches of all parts, part by part as they are done.

    Args:
        folder: Where the index was saved.
        parts: Documents in parts of some megabytes, read only as fast as they are scanned.
        workers: How many processes, over all machines of the cluster; one core each.

    Raises:
        NoRay: Ray is not installed.
        WrongLibrary: The folder holds no index, or one made with other rules.
    """
    try:
        ray = import_module("ray")
    except ImportError as missing:
        raise NoRay("expected Ray, found none: pip install ray") from missing
    if not ray.is_initialized():
        ray.init(include_dashboard=False, log_to_driver=False)
    actor = ray.remote(num_cpus=1)(_Worker)
    pool = [actor.remote(str(folder)) for _ in range(workers)]
    running: dict[Any, Any] = {}
    idle = pool * AHEAD
    for part in parts:
        if not idle:
            yield from _next(ray, running, idle)
        worker = idle.pop()
        running[worker.scan.remote(part)] = worker
    while running:
        yield from _next(ray, running, idle)


def _next(ray: Any, running: dict[Any, Any], idle: list[Any]) -> list[Match]:
    """The matches of the part that is done first; its worker is idle again."""
    done, _ = ray.wait(list(running), num_returns=1)
    idle.append(running.pop(done[0]))
    found: list[Match] = ray.get(done[0])
    return found


class _Worker:
    """One process with the index mapped into memory."""

    def __init__(self, folder: str) -> None:
        self.index = Index.open(Path(folder))

    def scan(self, part: Mapping[str, str] | list[Passage]) -> list[Match]:
        """All matches of one part."""
        return list(self.index.scan(part))
