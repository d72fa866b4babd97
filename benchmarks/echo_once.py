"""One scan in a process of its own, so that its memory can be told: `python benchmarks/echo_once.py '{"stream": …}'`.

Prints one line of JSON. What loads once (compiled code, models, the library) is loaded before the clock starts, by
pages that use passages of ours. Seconds are of this process's processor time, all threads together, beside the
clock's.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from answerable.echoes.scanning.found import Scanned
from answerable.echoes.scanning.funnel import Scanner, Settings
from answerable.echoes.streams import open_stream
from answerable.echoes.streams.documents import Item, Raw

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CHUNK, MOST = 8_000_000, 2_000
"""Bytes and records given to the scanner at a time, whichever is reached first."""


class Job(msgspec.Struct, kw_only=True):
    """What to scan: a stream and its form, a library, passages to warm up with, how, and how many records at most."""

    stream: str
    form: str
    library: str
    warm: list[str]
    meaning: bool = True
    everywhere: bool = False
    records: int = -1


class Told(msgspec.Struct, kw_only=True):
    """What it took and gave.

    Attributes:
        cpu, clock: Seconds of the whole, as the processor and as the clock count.
        stages: Processor seconds of each stage, reading among them.
        records, skipped: Records that were given, and those of them that were not read, by reason.
        characters: Characters of plain text that were looked at.
        found: Address, relation and passage of each use.
        before, peak: Bytes of memory before the stream was opened, and at most.
    """

    cpu: float
    clock: float
    stages: dict[str, float]
    records: int
    skipped: dict[str, int]
    characters: int
    found: list[tuple[str, str, str]]
    before: int
    peak: int


def chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    """Records in the amounts that a scanner is given."""
    some: list[Item] = []
    size = 0
    for item in items:
        some.append(item)
        size += len(item.content) + len(item.given.text) if isinstance(item, Raw) else 0
        if size >= CHUNK or len(some) >= MOST:
            yield some
            some, size = [], 0
    if some:
        yield some


def peak() -> int:
    """Bytes of memory that this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def warm(scanner: Scanner, passages: Sequence[str]) -> None:
    """Have everything loaded that a page with a use needs: whole ones, and changed ones, in every language."""
    for words in passages:
        changed = " ".join([*words.split()[:-3], "1", *words.split()[-2:]])
        page = f"<html><title>News</title><body><article><p>{words}</p><p>{changed}</p></article></body></html>"
        media = "text/html; charset=utf-8"
        scanner.scan([Raw(stream="", path="", at=0, next=1, content=page.encode(), media=media)], now=NOW)


def scan(job: Job) -> Told:
    """Scan a stream."""
    scanner = Scanner(Path(job.library), Settings(meaning=job.meaning, everywhere=job.everywhere))
    warm(scanner, job.warm)
    before, stages, all_of = peak(), dict[str, float](), list[Scanned]()
    stream = open_stream(job.stream, form=job.form, now=lambda: NOW)
    clock, start = time.perf_counter(), time.process_time()
    for some in chunks(_limited((item for part in stream.parts() for item in stream.read(part)), job.records)):
        begin = time.process_time()
        done = scanner.scan(some, now=NOW)
        spent = time.process_time() - begin
        for stage, seconds in done.seconds.items():
            stages[stage] = stages.get(stage, 0.0) + seconds
        stages["between"] = stages.get("between", 0.0) + spent - sum(done.seconds.values())
        all_of.append(done)
    cpu = time.process_time() - start
    stages["reading"] = max(cpu - sum(stages.values()), 0.0)
    return _told(all_of, cpu, time.perf_counter() - clock, stages, before)


def _limited(items: Iterator[Item], most: int) -> Iterator[Item]:
    for number, item in enumerate(items):
        if number == most:
            return
        yield item


def _told(all_of: Sequence[Scanned], cpu: float, clock: float, stages: dict[str, float], before: int) -> Told:
    skipped: dict[str, int] = {}
    found: list[tuple[str, str, str]] = []
    for done in all_of:
        addresses = {each.id: each.address for each in done.documents}
        found += [(addresses[each.document], each.relation, each.passage) for each in done.echoes]
        for each in done.skipped:
            skipped[each.reason] = skipped.get(each.reason, 0) + 1
    return Told(
        cpu=cpu,
        clock=clock,
        stages=stages,
        records=sum(each.records for each in all_of),
        skipped=skipped,
        characters=sum(each.characters for each in all_of),
        found=found,
        before=before,
        peak=peak(),
    )


if __name__ == "__main__":
    print(msgspec.json.encode(scan(msgspec.json.decode(sys.argv[1], type=Job))).decode())
