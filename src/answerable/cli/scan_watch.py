"""What a scan shows while it goes on, and what is done with each chunk as soon as it is there."""

from __future__ import annotations

import secrets
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from answerable.echoes.runs.chunks import CHUNKS, Chunk
from answerable.echoes.runs.events import Died, Event, Meter, Planned
from answerable.echoes.runs.plans import read_plan
from answerable.echoes.runs.results import ChunkResult, counted, read_chunk
from answerable.echoes.runs.vouching import Stamps, vouch

if TYPE_CHECKING:
    from answerable.echoes.captures.writing import Kept
    from answerable.echoes.runs.running import Ran
    from answerable.echoes.tables import Run
    from answerable.record.stamping.stamps import Stamped

MEGABYTE = 1_000_000

ALERT_EVERY = 60.0
"""Seconds between looks at what calls for an alert; chosen by hand: a look reads every use of a release."""


class Watch:
    """A bar on standard error, where that is a terminal; each chunk is stored as it comes, where there is a database.

    Args:
        out: The folder of results.
        engine: What does the work.
        record: Whether results go into the database.
        pictures: Whether pages that bend our words are drawn.
    """

    def __init__(self, out: Path, *, engine: str, record: bool, pictures: bool) -> None:
        self._out, self._engine, self._record, self._pictures = out, engine, record, pictures
        self._meter = Meter()
        self._run: Run | None = None
        self._records = self._size = self._uses = 0
        self._began = time.monotonic()
        self._told: set[str] = set()
        self._alerted = self._began
        self._stamps = _stamps() if record else None
        self._bar, self._task = _bar()

    def __enter__(self) -> Self:
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        self._bar.stop()

    def take(self, event: Event) -> None:
        """Take notice of what happened in the run."""
        self._meter.take(event)
        if isinstance(event, Planned):
            self._begin()
        elif isinstance(event, Chunk):
            self._count(event)
            self._store(event)
        elif isinstance(event, Died):
            self._tell(f"a worker died with exit status {event.status}; its part is gone on with: {event.part.path}")
        elif event.failure:
            self._tell(f"{event.part.path}: {event.failure}")
        self._show()

    def finish(self, ran: Ran) -> None:
        """Write down that the run has ended, and how each stream fared."""
        if self._run is not None:
            from answerable.echoes.runs.storing import finish

            finish(self._run, ran.health, now=datetime.now(UTC))

    def _begin(self) -> None:
        if self._record:
            from answerable.echoes.runs.storing import begin

            self._run = begin(read_plan(self._out), engine=self._engine, results=self._out)

    def _count(self, chunk: Chunk) -> None:
        self._records += chunk.records
        self._size += chunk.size
        self._uses += chunk.echoes

    def _store(self, chunk: Chunk) -> None:
        if self._run is None:
            return
        from answerable.echoes.runs.storing import store

        result = read_chunk(self._out / CHUNKS / chunk.name)
        store(self._run, result, now=datetime.now(UTC))
        self._vouch(self._run, result)
        self._alert(self._run, chunk)

    def _alert(self, run: Run, chunk: Chunk) -> None:
        """Raise alerts while the run goes on: a long one must not keep them waiting."""
        from answerable.echoes.runs.storing import alert

        if chunk.echoes and time.monotonic() - self._alerted >= ALERT_EVERY:
            self._alerted = time.monotonic()
            alert(run)

    def _vouch(self, run: Run, result: ChunkResult) -> None:
        """Have pages stamped that have no stamp, and those drawn that bend our words and were never looked at here."""
        from answerable.echoes.runs.storing import note, unvouched

        open_ = unvouched(run, [taken.document.id for taken in result.documents])
        bent = {echo.document for echo in result.echoes if echo.attributed or echo.verdict != "faithful"}
        for taken in result.documents:
            page = taken.document.id
            if taken.capture is None or not (open_.get(page) or (page in open_ and self._stamps)):
                continue
            pictured = self._pictures and page in bent and open_[page]
            found = vouch(taken.capture, self._out, now=datetime.now(UTC), stamps=self._stamps, pictured=pictured)
            note(page, found)
            for failure in (found.unpictured, found.unstamped if self._stamps else ""):
                if failure:
                    self._tell(f"{taken.document.address or page}: {failure}")

    def _tell(self, line: str) -> None:
        """Print a line above the bar, each once: an authority that fails does so for every page."""
        from answerable.releases.report import printable

        if line not in self._told:
            self._told.add(line)
            self._bar.console.print(printable(line), markup=False, highlight=False, soft_wrap=True)

    def _show(self) -> None:
        seconds = max(time.monotonic() - self._began, 1e-3)
        rate = f"{self._size / MEGABYTE / seconds:,.1f} MB/s, {self._records / seconds:,.0f} documents/s"
        self._bar.update(
            self._task,
            total=self._meter.total,
            completed=self._meter.read,
            rate=rate,
            uses=f"{self._uses:,} uses",
        )


def print_summary(ran: Ran, out: Path) -> None:
    """Print what was found, what could not be read, and how each stream fared."""
    from answerable.releases.report import printable

    counts, console = counted(out), Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    found = Table("relation", "faithful", "in doubt", "shifted", title="Uses of our words", title_justify="left")
    for relation, numbers in counts.uses.items():
        if any(numbers):
            found.add_row(relation, *(f"{number:,}" for number in numbers))
    if found.row_count:
        console.print(found)
    for reason, number in sorted(counts.skipped.items()):
        sys.stdout.write(f"skipped\t{reason}\t{number:,}\n")
    for line in ran.health:
        newest = f"newest {line.newest:%Y-%m-%d}" if line.newest else "no dates"
        told = f"{_number(line.records, 'record')}, {line.skipped:,} skipped, {newest}"
        sys.stdout.write(f"{line.state}\t{printable(line.stream)}\t{printable(line.failure) or told}\n")
    uses = sum(sum(pair) for pair in counts.uses.values())
    silent = sum(line.state == "silent" for line in ran.health)
    read = _number(len(ran.health) - ran.failed - silent, "stream")
    quiet = f" {silent} silent," if silent else ""
    sys.stdout.write(
        f"{read} read,{quiet} {ran.failed} failed, {_number(uses, 'use')} on {counts.pages:,}"
        f" of {_number(counts.records, 'page')}; results in {out}\n"
    )


def _number(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _bar() -> tuple[Progress, TaskID]:
    console = Console(stderr=True)
    columns = (
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[uses]}"),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
    return bar, bar.add_task("scan", total=None, rate="", uses="")


def _stamps() -> Stamps | None:
    """Return what has captures stamped, or None where no authority is set."""
    from django.conf import settings

    address = settings.ANSWERABLE_TIMESTAMPS
    if not address:
        return None
    from answerable.echoes.captures.stamps import stamp_kept
    from answerable.record.stamping.authorities import authority_at
    from answerable.record.stamping.stamps import NONCE_BITS, roots_in

    authority = authority_at(address)
    roots = roots_in(Path(settings.ANSWERABLE_TIMESTAMP_ROOTS))

    def stamps(kept: Kept, out: Path) -> Stamped:
        return stamp_kept(kept, folder=out, authority=authority, roots=roots, nonce=secrets.randbits(NONCE_BITS))

    return stamps
