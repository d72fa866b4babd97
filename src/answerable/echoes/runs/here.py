"""Streams that are read in the process that was started: standard input, and what is fetched.

Rules:
  - Standard input is read first and alone: somebody waits at its other end.
  - Fetching is waiting: several streams are read at once, each in a thread; one of them scans at a time, for Python
    would not let two.
  - What happens is told in the thread that started the run, which may hold a database.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Final

from answerable.echoes.runs.chunks import Chunk
from answerable.echoes.runs.events import Done, Event, Progress
from answerable.echoes.runs.orders import Orders
from answerable.echoes.runs.parts import Clocks, Scans, scan_part
from answerable.echoes.scanning.found import Scanned
from answerable.echoes.scanning.funnel import Scanner
from answerable.echoes.streams.documents import Item, Part, Stream

AT_ONCE: Final = 16
"""Streams that are fetched at once; chosen by hand."""

TICK: Final = 0.2
"""Seconds between two looks at what the threads tell; chosen by hand."""


class _Stopped(BaseException):
    """The run was stopped: no error, and nobody's to catch as one."""


class _Stoppable:
    """A stream that gives nothing more once the run was stopped."""

    def __init__(self, stream: Stream, stopped: threading.Event) -> None:
        self._stream, self._stopped = stream, stopped

    @property
    def name(self) -> str:
        """What a person called it."""
        return self._stream.name

    def parts(self) -> Sequence[Part]:
        """Return its parts."""
        return self._stream.parts()

    def read(self, part: Part, *, start: int | None = None) -> Iterator[Item]:
        """Return the records of a part, until the run is stopped: a chunk may take a minute to fill."""
        for item in self._stream.read(part, start=start):
            if self._stopped.is_set():
                raise _Stopped
            yield item


class _OneAtATime:
    """A scanner that several threads may ask."""

    def __init__(self, scanner: Scans) -> None:
        self._scanner, self._lock = scanner, threading.Lock()

    def scan(self, items: Sequence[Item], *, now: datetime) -> Scanned:
        """Return what became of some records, once no other thread scans."""
        with self._lock:
            return self._scanner.scan(items, now=now)


def read_here(
    parts: Sequence[tuple[Stream | None, Part]], orders: Orders, *, now: Callable[[], datetime], tell: Progress
) -> Mapping[Part, str]:
    """Read parts of streams in this process, and return why each failed, or "".

    Raises:
        BrokenRun: results cannot be gone on with.
        OSError: results cannot be written.
    """
    # Two names may lead to one part, such as feed:https://… and https://…: it is read once.
    known = [(stream, part) for part, stream in {part: stream for stream, part in parts if stream is not None}.items()]
    if not known:
        return {}
    scanner = _OneAtATime(Scanner(orders.library, orders.settings))
    # What comes in while the run goes on is judged by the clock: it is newer than the run.
    clocks = Clocks(judged=now, now=now, waited=time.monotonic)

    def read(stream: Stream, part: Part, told: Callable[[Chunk], None]) -> str:
        return scan_part(part, stream, scanner, orders.work, clocks=clocks, tell=told)

    if len(known) == 1:
        ((stream, part),) = known
        failure = read(stream, part, tell)
        tell(Done(part=part, failure=failure))
        return {part: failure}
    return _side_by_side(known, read, tell)


def _side_by_side(
    parts: Sequence[tuple[Stream, Part]],
    read: Callable[[Stream, Part, Callable[[Chunk], None]], str],
    tell: Progress,
) -> Mapping[Part, str]:
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    stopped = threading.Event()

    def told(chunk: Chunk) -> None:
        events.put(chunk)
        if stopped.is_set():
            raise _Stopped

    def one(stream: Stream, part: Part) -> str:
        if stopped.is_set():
            raise _Stopped
        failure = read(_Stoppable(stream, stopped), part, told)
        events.put(Done(part=part, failure=failure))
        return failure

    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="fetching")
    try:
        futures = {part: pool.submit(one, stream, part) for stream, part in parts}
        _pass_on(events, list(futures.values()), tell)
        return {part: future.result() for part, future in futures.items()}
    finally:
        stopped.set()
        pool.shutdown(cancel_futures=True)


def _pass_on(events: queue.SimpleQueue[Event], futures: Sequence[Future[str]], tell: Progress) -> None:
    """Tell of everything that threads report, until all are done."""
    while True:
        over = all(future.done() for future in futures)
        try:
            tell(events.get(timeout=TICK))
        except queue.Empty:
            if over:
                return
