"""How well the world's media were read: what stands beside every count of uses.

Rules:
  - A stream is counted as it fared the last time it was read; what it gave is counted over all readings.
  - A stream that answers and has nothing new is silent since the newest date it ever gave, or else since it was first
    read.
  - Only the latest reading can be under way: one that was killed before it, and that nobody went on with, is over.
  - A reading counts for a release if it looked for it, in any version.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

import msgspec

from answerable.echoes.tables import Run, StreamHealth

_USER = re.compile(r"//[^/@\s]*@")


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """How one stream fared: as last read, and in all."""

    name: str
    state: str
    records: int
    skipped: int
    newest: datetime | None
    failure: str
    first: datetime
    last: datetime

    @property
    def since(self) -> datetime:
        """Since when it is silent, if it is."""
        return self.newest or self.first


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The sources of some readings, by name; whether a reading is under way; when the last one began."""

    sources: tuple[Source, ...] = ()
    underway: int = 0
    last: datetime | None = None

    @property
    def records(self) -> int:
        """How many records were given, those skipped included."""
        return sum(each.records for each in self.sources)

    @property
    def skipped(self) -> int:
        """How many times a record, or half of one, could not be read."""
        return sum(each.skipped for each in self.sources)

    @property
    def failed(self) -> tuple[Source, ...]:
        """The sources that could not be read the last time."""
        return tuple(each for each in self.sources if each.state == "failed")

    @property
    def silent(self) -> tuple[Source, ...]:
        """The sources that had nothing new the last time."""
        return tuple(each for each in self.sources if each.state == "silent")

    @property
    def silent_since(self) -> datetime | None:
        """The day from which on all of these are silent."""
        return max((each.since for each in self.silent), default=None)


def runs_for(case: str, output: str, runs: Sequence[Run]) -> list[Run]:
    """Return the readings that looked for an output, in any version."""
    name = f"{case}/{output}"
    return [run for run in runs if any(each == name or each.startswith(f"{name}/") for each in run.releases)]


def health_of(runs: Sequence[Run]) -> Health:
    """Return how the sources of some readings fared."""
    if not runs:
        return Health()
    by_key = {run.key: run for run in runs}
    latest = max(runs, key=lambda run: (run.started, run.key))
    rows = StreamHealth.objects.filter(run__in=list(by_key))
    streams: dict[str, list[tuple[Run, StreamHealth]]] = {}
    for row in rows:
        streams.setdefault(row.stream, []).append((by_key[row.run_id], row))
    return Health(
        sources=tuple(_source(name, found) for name, found in sorted(streams.items())),
        underway=int(latest.finished is None),
        last=latest.started,
    )


def _source(name: str, found: list[tuple[Run, StreamHealth]]) -> Source:
    found.sort(key=lambda each: (each[0].started, each[0].key))
    run, row = found[-1]
    return Source(
        name=without_password(name),
        state=row.state,
        records=sum(each.records for _run, each in found),
        skipped=sum(each.skipped for _run, each in found),
        newest=max((each.newest for _run, each in found if each.newest), default=None),
        failure=row.failure,
        first=found[0][0].started,
        last=run.started,
    )


def without_password(name: str) -> str:
    """Return the name of a stream without the user and password that an address may carry."""
    return _USER.sub("//", name)
