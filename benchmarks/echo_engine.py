"""One run of an engine in a process of its own: `python benchmarks/echo_engine.py '{"engine": "local", …}'`.

Prints one line of JSON. The clock runs from the call to its results on the disk; the start of a Ray cluster on this
machine is timed apart.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import msgspec

from answerable.echoes.runs.chunks import folders, read_told


class EngineJob(msgspec.Struct, kw_only=True):
    """Which engine ("local" or "ray"), with how many workers, on what."""

    engine: str
    workers: int
    library: str
    stream: str
    out: str


class EngineTold(msgspec.Struct, kw_only=True):
    """Seconds by the clock of the run and of the cluster's start, uses that were found, and streams that failed."""

    clock: float
    start: float
    echoes: int
    failed: int


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def ran(job: EngineJob) -> EngineTold:
    """Run an engine."""
    library, out, start = Path(job.library), Path(job.out), 0.0
    if job.engine == "local":
        local = import_module("answerable.echoes.runs.local")
        begin = time.perf_counter()
        done = local.run(library, [job.stream], out, workers=job.workers, now=now)
    else:
        many, ray = import_module("answerable.echoes.runs.many"), import_module("ray")
        begin = time.perf_counter()
        ray.init(num_cpus=job.workers, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
        start, begin = time.perf_counter() - begin, time.perf_counter()
        done = many.run(library, [job.stream], out, cluster=many.Cluster(workers=job.workers), now=now)
    took = time.perf_counter() - begin
    echoes = sum(read_told(folder).echoes for folder in folders(out))
    return EngineTold(clock=took, start=start, echoes=echoes, failed=done.failed)


if __name__ == "__main__":
    print(msgspec.json.encode(ran(msgspec.json.decode(sys.argv[1], type=EngineJob))).decode())
