"""Parts of files read by the processes of this machine, one part at a time each.

Rules:
  - A process that dies is replaced, and its part is gone on with; what it died of is for `parts` to find out.
  - A process that dies `GIVEN_UP` times without a single chunk between fails its part, and the next part is read.
  - Processes are started afresh, not forked: threads and compiled code do not survive a fork.
  - When the process that started them ends, however it ends, they end too.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Final, TypeAlias

import msgspec

from answerable.echoes.errors import BrokenRun
from answerable.echoes.runs.chunks import Chunk
from answerable.echoes.runs.events import Died, Done, Progress
from answerable.echoes.runs.orders import Orders, follow
from answerable.echoes.runs.parts import DEATHS
from answerable.echoes.scanning.funnel import Scanner
from answerable.echoes.streams.documents import Part

GIVEN_UP: Final = 2 * DEATHS
"""Deaths without a chunk after which a part fails: more than `parts` needs to find a record that kills."""


class _Broken(msgspec.Struct, frozen=True):
    """What a worker says when results cannot be written, or gone on with; `full` tells that the disk is the reason."""

    message: str
    full: bool


_Said: TypeAlias = Chunk | Done | _Broken


class _Worker:
    """A process with the part it was given, and how often one like it died there."""

    def __init__(self, orders: Orders) -> None:
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_work, args=(theirs, orders), daemon=True)
        self.process.start()
        theirs.close()
        self.part: Part | None = None

    def give(self, part: Part) -> None:
        """Give it a part to read; a worker that has died meanwhile is found out when it is listened to."""
        self.part = part
        with suppress(OSError):
            self.connection.send(part)

    def stop(self) -> None:
        """End it now: what it has not finished was never there."""
        self.process.terminate()
        self.process.join()
        self.connection.close()


def read_in_processes(parts: Sequence[Part], orders: Orders, *, tell: Progress, workers: int) -> Mapping[Part, str]:
    """Have parts read by processes, and return why each failed, or "".

    Args:
        parts: The parts.
        orders: What all workers are told.
        tell: Told of each chunk, of each part's end and of each death.
        workers: How many processes.

    Raises:
        BrokenRun: results cannot be gone on with.
        OSError: results cannot be written.
    """
    crew = _Crew(parts, orders, tell)
    try:
        crew.start(min(workers, len(parts)))
        while crew.busy():
            crew.listen()
    finally:
        crew.stop()
    return crew.failures


class _Crew:
    """The workers, what waits for them, and what became of what they did."""

    def __init__(self, parts: Sequence[Part], orders: Orders, tell: Progress) -> None:
        self._waiting, self._orders, self._tell = deque(parts), orders, tell
        self._workers: dict[Connection, _Worker] = {}
        self._deaths: dict[Part, int] = {}
        self.failures: dict[Part, str] = {}

    def start(self, count: int) -> None:
        """Start so many workers, and give each a part."""
        for _ in range(count):
            self._replace(self._waiting.popleft())

    def busy(self) -> bool:
        """Return whether a worker has a part."""
        return bool(self._workers)

    def listen(self) -> None:
        """Wait until a worker says something, or dies, and act on it."""
        for connection in wait(list(self._workers)):
            worker = self._workers[connection]  # type: ignore[index]  # these are the connections that were given
            try:
                said: _Said = worker.connection.recv()
            except (EOFError, OSError):
                self._bury(worker)
            else:
                self._take(worker, said)

    def stop(self) -> None:
        """End all workers."""
        for worker in self._workers.values():
            worker.stop()
        self._workers.clear()

    def _take(self, worker: _Worker, said: _Said) -> None:
        if isinstance(said, _Broken):
            raise OSError(said.message) if said.full else BrokenRun(said.message)
        if isinstance(said, Chunk):
            if worker.part is not None:
                self._deaths.pop(worker.part, None)
            self._tell(said)
            return
        self._done(worker, said)

    def _done(self, worker: _Worker, said: Done) -> None:
        self.failures[said.part] = said.failure
        self._tell(said)
        if self._waiting:
            worker.give(self._waiting.popleft())
        else:
            del self._workers[worker.connection]
            worker.stop()

    def _bury(self, worker: _Worker) -> None:
        """Put another worker in the place of one that died, at the same part, unless too many died there."""
        del self._workers[worker.connection]
        worker.process.join()
        worker.connection.close()
        part, status = worker.part, worker.process.exitcode or 0
        if part is None:  # pragma: no cover - a worker without a part is ended at once
            return
        self._deaths[part] = self._deaths.get(part, 0) + 1
        self._tell(Died(part=part, status=status))
        if self._deaths[part] < GIVEN_UP:
            self._replace(part)
            return
        failure = f"{self._deaths[part]} workers died, the last with exit status {status}, without reading any of it"
        self.failures[part] = failure
        self._tell(Done(part=part, failure=failure))
        if self._waiting:
            self._replace(self._waiting.popleft())

    def _replace(self, part: Part) -> None:
        worker = _Worker(self._orders)
        self._workers[worker.connection] = worker
        worker.give(part)


def _work(connection: Connection, orders: Orders) -> None:
    """Read one part after the other, as they are given: what a process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever presses Ctrl-C means the one who started this
    threading.Thread(target=_end_with_parent, daemon=True).start()
    scanner = Scanner(orders.library, orders.settings)
    while True:
        try:
            part: Part = connection.recv()
        except EOFError:
            return
        try:
            failure = follow(orders, part, scanner, tell=connection.send)
        except (BrokenRun, OSError) as error:
            connection.send(_Broken(str(error), isinstance(error, OSError)))
            return
        connection.send(Done(part=part, failure=failure))


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
