"""Measures the scan of streams beside what bounds it and beside other tools, in one run: `make bench-echoes`.

    python benchmarks/echoes.py [--full] [--cache FOLDER] [--only PART …] [--final]

Streams are those of `echo_pages.py`, kept in the cache; every scan is a process of its own (`echo_once.py`). Megabytes
are 10^6 bytes, of three kinds, and each line says which: `raw` are the bytes of the pages as they were served (a WARC's
records uncompressed; what a crawler counts), `text` the bytes of their articles' words in UTF-8 (what a reader counts),
`packed` the bytes of the file. Rates are for each second of processor time unless a line says "by the clock". Nothing
is extrapolated: what did not fit the time is named as not run; `--full` has 1 M passages and a stream of 10 GB (about
7 GB of disk).
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import echo_quality
import msgspec
import numpy as np
from echo_engine import EngineJob, EngineTold
from echo_news import FINAL
from echo_once import Job, Told
from echo_pages import LANGUAGES, Made, followed, make, ours
from echo_peers import all_peers
from echo_scoring import Share
from fastwarc.stream_io import GzipReader
from fastwarc.warc import ArchiveIterator, WarcRecordType
from pyarrow import parquet
from scan_corpus import articles

from answerable.echoes.scanning.library import write_library
from answerable.text.index import Index, Passage
from answerable.text.sentences import sentences

MEGA = 1_000_000
HUNDRED = 100 * MEGA
TARGETS = {"warc": 40.0, "parquet": 60.0}
"""Megabytes a second and core that a scan should reach: of `raw` from a WARC, of `text` from Parquet."""

FEW = 1_000
"""Passages looked for where the line says nothing else; by words and by meaning."""

RECALL = 0.95
"""Recall that is asked for over what is planted: whole, trimmed, with a tenth and a fifth of the words changed."""

PER_USE = ("article", "typing", "meaning", "shifts")
"""Stages that only pages with a hit come to: their share follows the share of such pages, one in a thousand here."""

PEERS_RATE = 0.25
"""Share of the pages with a use in the slice for the peers, so that few pages tell something of recall."""


def show(what: str, found: float, unit: str = "MB/s", *, against: float = 0, name: str = "", note: str = "") -> None:
    """Print one line, with the ratio to a limit, a peer or a target."""
    ratio = f"{found / against:9.2f} of {name} ({against:,.4g})" if against else ""
    print(f"  {what:<52}{found:>11,.3f} {unit:<9}{ratio} {note}".rstrip(), flush=True)


def rate(size: int, act: Callable[[], Any], passes: int = 3) -> float:
    """Megabytes a second of processor time when `act` takes so many bytes; the best of some passes."""
    took = []
    for _ in range(passes):
        start = time.process_time()
        act()
        took.append(time.process_time() - start)
    return size / MEGA / max(min(took), 1e-9)


class Places(NamedTuple):
    """Where streams are kept from run to run, and libraries for this run."""

    streams: Path
    libraries: Path


def library(places: Places, passages: int, *, meaning: bool) -> Path:
    """The folder of a library, written if it is not there."""
    folder = places.libraries / f"library-{passages}-{'meaning' if meaning else 'words'}"
    if not (folder / "input.json").exists():
        start = time.process_time()
        write_library(followed(passages), folder, meaning=meaning)
        print(f"  (library of {passages:,} passages written in {time.process_time() - start:.1f} s)", flush=True)
    return folder


def once(job: Job) -> Told:
    """Scan in a process of its own."""
    command = [sys.executable, str(Path(__file__).with_name("echo_once.py")), msgspec.json.encode(job).decode()]
    done = subprocess.run(command, capture_output=True, check=False, env=dict(os.environ) | {"OMP_NUM_THREADS": "1"})
    if done.returncode:
        raise RuntimeError(f"the scan of {job.stream} failed: {done.stderr.decode(errors='replace')[-2000:]}")
    return msgspec.json.decode(done.stdout.splitlines()[-1], type=Told)


def job(made: Made, form: str, folder: Path, **how: Any) -> Job:
    """What to scan: one of the files that were made."""
    known = {each.language: each.text for each in ours(FEW // 4)}
    path = {"warc": made.warc, "parquet": made.parquet, "jsonl": made.lines}[form]
    return Job(stream=path, form=form, library=str(folder), warm=[*known.values()], **how)


def recall(told: Told, made: Made) -> str:
    """How many of the planted uses were found, how many uses besides, and what was skipped."""
    found = {(address, passage) for address, _, passage in told.found}
    wanted = {(use.url, use.passage) for use in made.uses}
    share = Share(len(found & wanted), len(wanted))
    others = Counter(relation for address, relation, passage in told.found if (address, passage) not in wanted)
    besides = f"besides {dict(others)}" if others else "nothing besides"
    skipped = f", skipped {told.skipped}" if told.skipped else ""
    return f"recall {share} of {len(wanted)} (asked {RECALL}), {besides}{skipped}"


def limits(made: Made) -> Mapping[str, float]:
    """Print what bounds any scan on this machine, in the same run."""
    print("\nlimits, one core")
    block = np.ones(HUNDRED, np.uint8)
    target = np.empty_like(block)
    found = {
        "memory read": rate(HUNDRED, lambda: block.view(np.uint64).sum()),
        "memcpy": rate(HUNDRED, lambda: np.copyto(target, block)),
        "gzip": rate(made.raw, lambda: _unpack(made.warc), 2),
        "warc": rate(made.raw, lambda: _archive(made.warc), 2),
        "parquet": rate(made.text, lambda: _columns(made.parquet), 2),
    }
    show("memory read", found["memory read"], "MB/s")
    show("memcpy", found["memcpy"], "MB/s")
    show("gzip decode alone (FastWARC's), of the WARC", found["gzip"], "MB/s raw")
    show("records alone (FastWARC), none looked into", found["warc"], "MB/s raw")
    show("Parquet decode alone (pyarrow), strings made", found["parquet"], "MB/s text")
    return found


def _files(pattern: str) -> list[str]:
    place = Path(pattern)
    return sorted(map(str, place.parent.glob(place.name)))


def _unpack(pattern: str) -> None:
    for path in _files(pattern):
        with open(path, "rb") as file, GzipReader(file) as reader:  # noqa: PTH123 - a name, as the stream has it
            while reader.read(1 << 20):
                pass


def _archive(pattern: str) -> int:
    size = 0
    for path in _files(pattern):
        with open(path, "rb") as file:  # noqa: PTH123
            size += sum(
                len(record.reader.read()) for record in ArchiveIterator(file, record_types=WarcRecordType.response)
            )
    return size


def _columns(path: str) -> int:
    batches = parquet.ParquetFile(path).iter_batches(columns=["text"], use_threads=False)
    return sum(len(each) for batch in batches for each in batch.column("text").to_pylist())


def whole(made: Made, places: Places, bounds: Mapping[str, float]) -> None:
    """Print what a scan takes from end to end, stage by stage, with what it finds."""
    print(f"\nend to end, one core, {FEW:,} passages in seven languages")
    for form in ("warc", "parquet"):
        for meaning in (True, False):
            told = once(job(made, form, library(places, FEW, meaning=meaning), meaning=meaning))
            how = f"{form}, {'words and meaning' if meaning else 'words alone'}"
            text = made.text / MEGA / told.cpu
            if form == "warc":
                raw = made.raw / MEGA / told.cpu
                show(how, raw, "MB/s raw", against=TARGETS[form], name="the target")
                show("", raw, "MB/s raw", against=bounds["gzip"], name="gzip decode alone")
                show("", text, "MB/s text")
                show("", made.packed / MEGA / told.cpu, "MB/s packed")
            else:
                show(how, text, "MB/s text", against=TARGETS[form], name="the target")
                show("", text, "MB/s text", against=bounds["parquet"], name="Parquet decode alone")
            show("", made.pages / told.cpu, "pages/s", note=recall(told, made))
            shares = sorted(told.stages.items(), key=lambda each: -each[1])
            print("    " + ", ".join(f"{stage} {seconds / told.cpu:.0%}" for stage, seconds in shares))
            later = sum(told.stages.get(stage, 0.0) for stage in PER_USE)
            size = made.raw if form == "warc" else made.text
            unit = f"MB/s {'raw' if form == 'warc' else 'text'}"
            show("", size / MEGA / (told.cpu - later), unit, note="but for what pages with a hit cost")
            show("", 1_000 * later / max(len(told.found), 1), "ms a use", note=f"({', '.join(PER_USE)})")
            show("", told.peak / MEGA, "MB peak", note=f"{told.before / MEGA:,.0f} before the stream was opened")


def engines(made: Made, places: Places) -> None:
    """Print what one and two workers take by the clock, and what Ray adds, with results written to the disk."""
    print("\nengines, from the WARC to results on disk, by the clock, what is looked for loaded within")
    folder = library(places, FEW, meaning=True)
    alone = _engine("local", 1, made, folder)
    _engine("local", 2, made, folder, beside=alone, name="local, 1 worker")
    if find_spec("ray") is None:
        print("  ray: not run, not installed")
        return
    _engine("ray", 1, made, folder, beside=alone, name="local, 1 worker")
    _engine("ray", 2, made, folder, beside=alone, name="local, 1 worker")


def _engine(engine: str, workers: int, made: Made, folder: Path, *, beside: float = 0, name: str = "") -> float:
    """Megabytes a second of one engine."""
    with tempfile.TemporaryDirectory() as out:
        task = EngineJob(engine=engine, workers=workers, library=str(folder), stream=made.warc, out=f"{out}/out")
        command = [sys.executable, str(Path(__file__).with_name("echo_engine.py")), msgspec.json.encode(task).decode()]
        done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        print(f"  {engine}, {workers}: failed: {done.stderr.decode(errors='replace')[-400:]}")
        return 0.0
    told = msgspec.json.decode(done.stdout.splitlines()[-1], type=EngineTold)
    found = made.raw / MEGA / told.clock
    note = f"{told.echoes} uses, {told.failed} streams failed" + (
        f", started in {told.start:.1f} s" if told.start else ""
    )
    show(f"{engine}, {workers} worker{'s' * (workers > 1)}", found, "MB/s raw", against=beside, name=name, note=note)
    return found


def growth(places: Places, *, full: bool) -> None:
    """Print what more passages and longer streams cost."""
    counts = [FEW, 10_000, 100_000, *([1_000_000] if full else [])]
    small = make(places.streams, size=HUNDRED)
    print("\ncost by passages, words alone, one core, a stream of 100 MB raw")
    first = 0.0
    for count in counts:
        told = once(job(small, "parquet", library(places, count, meaning=False), meaning=False))
        archive = once(job(small, "warc", library(places, count, meaning=False), meaning=False))
        text = small.text / MEGA / told.cpu
        first = first or text
        show(f"{count:,}, from Parquet", text, "MB/s text", against=first, name=f"{FEW:,} passages")
        show(f"{count:,}, from WARC", small.raw / MEGA / archive.cpu, "MB/s raw", note=recall(archive, small))
    if not full:
        print("  1,000,000: not run (--full)")
    print(f"\ncost by length of the stream, {FEW:,} passages, words and meaning, one core, from WARC")
    first, folder = 0.0, library(places, FEW, meaning=True)
    for size in (HUNDRED, 10 * HUNDRED, *([100 * HUNDRED] if full else [])):
        made = make(places.streams, size=size)
        told = once(job(made, "warc", folder))
        raw = made.raw / MEGA / told.cpu
        first = first or raw
        note = f"{told.peak / MEGA:,.0f} MB of memory at most; {recall(told, made)}"
        show(
            f"{made.raw / MEGA:,.0f} MB raw, {made.packed / MEGA:,.0f} packed",
            raw,
            "MB/s raw",
            against=first,
            name="100 MB",
            note=note,
        )
    if not full:
        print("  10,000 MB: not run (--full)")


def others(places: Places, *, full: bool) -> None:
    """Print what other tools do with a slice of the articles, and what we do with the very same."""
    made = make(places.streams, size=20 * MEGA, rate=PEERS_RATE)
    passages = [Passage(each.id, each.text, each.language) for each in ours(FEW)]
    rows = parquet.read_table(made.parquet, columns=["url", "lead", "text"]).to_pylist()
    documents = [Passage(row["url"], _lines(f"{row['lead']}\n{row['text']}")) for row in rows]
    words, index = library(places, FEW, meaning=False), Index(passages, common=articles())
    list(index.scan(documents[:1]))  # compiled code and tables are loaded before the clock starts
    print(f"\npeers, {FEW:,} passages, one page in four with a use; each gets the first pages that it has time for")
    for peer in all_peers(full=full):
        if peer.ask is None:
            print(f"  {peer.name}: not run: {peer.why}")
            continue
        part, size = list[Passage](), 0
        while size < peer.size and len(part) < len(documents):
            part.append(documents[len(part)])
            size += len(part[-1].text.encode())
        start = peer.clock()
        found = peer.ask(passages, part)
        theirs = size / MEGA / max(peer.clock() - start, 1e-9)
        show(f"{peer.name} ({size / MEGA:.2f} MB)", theirs, "MB/s text", note=quality(found, part, made))
        _same(peer.name.split()[0], theirs, part, size, made, index=index, folder=words)


def _same(
    peer: str, theirs: float, part: Sequence[Passage], size: int, made: Made, *, index: Index, folder: Path
) -> None:
    """Print what we do with the same pages: the search alone, as the peers do it, and the whole scan."""
    start = time.process_time()
    told = {(each.document, each.passage) for each in index.scan(part)}
    mine = size / MEGA / max(time.process_time() - start, 1e-9)
    show("  answerable, its index alone", mine, "MB/s text", against=theirs, name=peer, note=quality(told, part, made))
    done = once(job(made, "parquet", folder, meaning=False, records=len(part)))
    own = {(address, passage) for address, _, passage in done.found}
    mine = size / MEGA / max(done.cpu, 1e-9)
    show(
        "  answerable, pages read, shifts told",
        mine,
        "MB/s text",
        against=theirs,
        name=peer,
        note=quality(own, part, made),
    )


def _lines(text: str) -> str:
    """One sentence a line, as the peers compare them."""
    return "\n".join(" ".join(text[begin:end].split()) for begin, end in sentences(text))


def quality(found: set[tuple[str, str]], part: Sequence[Passage], made: Made) -> str:
    """Recall and precision of pairs among these pages."""
    among = {each.id for each in part}
    wanted = {(use.url, use.passage) for use in made.uses if use.url in among}
    return f"recall {Share(len(found & wanted), len(wanted))} precision {Share(len(found & wanted), len(found))}"


PARTS = ("whole", "engines", "growth", "peers", "quality")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="1 M passages and 10 GB too")
    parser.add_argument("--final", action="store_true", help="the quality on the seed kept for the published figure")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "answerable-echoes")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--size", type=int, default=10 * HUNDRED, help="bytes of the main WARC, uncompressed")
    given = parser.parse_args()
    given.cache.mkdir(parents=True, exist_ok=True)
    start = time.perf_counter()
    made = make(given.cache, size=given.size)
    machine = f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}")
    sizes = f"{made.raw / MEGA:,.0f} MB raw, {made.packed / MEGA:,.0f} packed, {made.text / MEGA:,.0f} of text"
    took = time.perf_counter() - start
    print(f"{made.pages:,} made pages in {len(LANGUAGES)} languages: {sizes}; {len(made.uses)} use ours ({took:.0f} s)")
    with tempfile.TemporaryDirectory(dir=given.cache) as libraries:
        places = Places(given.cache, Path(libraries))
        acts: dict[str, Callable[[], None]] = {
            "whole": lambda: whole(made, places, limits(made)),
            "engines": lambda: engines(made, places),
            "growth": lambda: growth(places, full=given.full),
            "peers": lambda: others(places, full=given.full),
        }
        for part in (part for part in acts if part in given.only):
            acts[part]()
    if "quality" in given.only:
        count = 1_400 if given.full or given.final else 420
        for everywhere in (False, True):
            echo_quality.measure(seed=FINAL if given.final else 1, articles=count, everywhere=everywhere)
    print(f"\n{time.perf_counter() - start:,.0f} s in all")


if __name__ == "__main__":
    main()
