"""Turns at examining files: so many at once in one installation, whichever of its processes asks.

Rules:
  - A turn is a lock (flock(2)) on one of some numbered files in the home. The kernel takes it back from whoever ends,
    however they end.
  - Where no number is set, it is as many as fit beside the server: by the memory and the processors that this process
    may use, a control group's limit among them (cgroups(7), version 2), and one at least.
  - Who finds none free waits for a while, and is then told.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from answerable.evidence.errors import ExaminersBusy
from answerable.evidence.examining.confining import Cage

FOLDER = "examining"
"""Where the numbered files lie, below the home."""

BESIDE = 2 << 30
"""Bytes of memory that are left to the server and the database; chosen by hand."""

GROUPS = Path("/sys/fs/cgroup")
PAUSE = 0.1
"""Seconds between two looks for a free turn; chosen by hand."""


@contextmanager
def turn(home: Path, *, at_once: int, wait: float) -> Iterator[None]:
    """Hold one of so many turns; it is free again at the end.

    Args:
        home: The folder of this installation.
        at_once: How many there are; 0 for as many as this machine carries.
        wait: Seconds after which nobody waits any longer.

    Raises:
        ExaminersBusy: none was free in that time.
    """
    folder, number = home / FOLDER, at_once or carried()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    until = time.monotonic() + wait
    while (held := _free(folder, number)) is None:
        if time.monotonic() >= until:
            raise ExaminersBusy(
                f"expected one of {number} turns at examining files within {wait:g} seconds, found none"
            )
        time.sleep(PAUSE)
    try:
        yield
    finally:
        os.close(held)


def carried() -> int:
    """Return how many files this machine can have examined at once."""
    memory = min([os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), *_limits()])
    return max(1, min(len(os.sched_getaffinity(0)), (memory - BESIDE) // Cage().memory))


def _free(folder: Path, number: int) -> int | None:
    """Return the open file of a turn that was free and is now held; None where all are held."""
    for each in range(1, number + 1):
        held = os.open(folder / str(each), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(held)
        else:
            return held
    return None


def _limits() -> Iterator[int]:
    """Give the bytes to which the control groups of this process are held."""
    with suppress(OSError):  # a machine without them
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            path = GROUPS / line.partition("::")[2].lstrip("/")
            for group in (path, *path.parents):
                with suppress(OSError, ValueError):  # a group without a limit says "max"
                    yield int((group / "memory.max").read_text())
