"""A run as a program of its own, for tests that kill it: the library, the folder of results, then the streams.

ECHO_TEST_POISON: a worker ends itself when it scans a page with this word, as a kill by the system would.
ECHO_TEST_SLOW: seconds that each chunk takes longer.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from answerable.echoes.runs import local, processes
from answerable.echoes.runs.parts import Limits
from answerable.echoes.runs.running import Options
from answerable.echoes.scanning.funnel import Scanner
from answerable.echoes.streams.documents import Raw

POISON, SLOW = os.environ.get("ECHO_TEST_POISON", ""), float(os.environ.get("ECHO_TEST_SLOW", "0"))


class Mortal(Scanner):
    """The scanner, in a process that may die."""

    def scan(self, items, *, now):
        if POISON and any(POISON in item.given.text for item in items if isinstance(item, Raw)):
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(SLOW)
        return super().scan(items, now=now)


# Processes are started afresh and read this file again, so that it holds in each of them.
processes.Scanner = local.Scanner = Mortal


def main(library: str, out: str, workers: str, *streams: str) -> None:
    """Run, and print how each stream fared and how often a worker died."""
    died = []

    def tell(event):
        if type(event).__name__ == "Died":
            died.append(event.status)

    ran = local.run(
        Path(library),
        streams,
        Path(out),
        workers=int(workers),
        now=lambda: datetime.now(UTC),
        progress=tell,
        options=Options(limits=Limits(size=4_000)),
    )
    sys.stdout.write(f"{[(line.state, line.records, line.skipped) for line in ran.health]} {died}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
