"""Measures how the record grows: `python benchmarks/scale.py [--sizes 10000 100000 1000000]`.

The same record at each size: 80 logs, cases of 500 entries, one process, SQLite with `synchronous=FULL`. What is done
once for each entry is printed as microseconds for one; what is done once, as milliseconds. Beside each figure stands
its ratio to the smallest size: 1.0 is linear growth for the first kind, and none at all for the second.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import record as measured  # sets up a home of its own and Django
from django.core.management import call_command

from answerable.record.audit import verify_log
from answerable.record.checkpoint import open_checkpoint
from answerable.record.log import inclusion, sign_log, sizes
from answerable.record.merkle import consistency_proof, verify_consistency
from answerable.record.note import Signer, generate
from answerable.record.replicate import rebuild, take_in
from answerable.record.tree import nodes, root_of

LOGS = 80
"""Sections that each write a log: what the largest organisations of this field have."""

BATCH = 10_000
"""Entries taken in at once, in one transaction."""

TIMES = 25
"""How often a single act is measured; the median counts."""

SIZES = (10_000, 100_000, 1_000_000)


def signer_of(log: int) -> Signer:
    """Return the key of one of the logs."""
    return generate(f"archive.example/s{log}", seed=log.to_bytes(32, "big"))


def grown(size: int) -> dict[str, float]:
    """Make a record of `size` entries in all, and return what each act on it costs."""
    call_command("migrate", verbosity=0)
    each = size // LOGS
    found = {"load, µs an entry": sum(taken_in(log, each) for log in range(LOGS)) / size * 1e6}
    keys = [signer_of(log) for log in range(LOGS)]
    found["sign 80 checkpoints, ms"] = timed(lambda: [sign_log(key.name, key) for key in keys]) * 1e3
    found["verify, µs an entry"] = timed(lambda: [verify_log(key.name, [key.verifier()]) for key in keys]) / size * 1e6
    found["rebuild, µs an entry"] = timed(rebuild) / size * 1e6
    found |= single(keys[0], each)
    measured.organisation()
    acts = [act for case in range(4) for act in measured.consulted(f"own-{case}", measured.drafted(f"own-{case}"))]
    found["append with a gate, ms"] = median([timed(act) for act in acts]) * 1e3
    found["on disk, bytes an entry"] = on_disk() / size
    found["peak memory, MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return found


def taken_in(log: int, count: int) -> float:
    """Take in a log of `count` entries and return the seconds that took, without those for making them up."""
    origin, spent = signer_of(log).name, 0.0
    for first in range(0, count, BATCH):
        raws = measured.entries(origin, first, min(BATCH, count - first))
        spent += timed(partial(take_in, origin, first, raws))
    return spent


def single(key: Signer, size: int) -> dict[str, float]:
    """Return what single acts on one log cost: what a reader, a witness and a peer ask for."""
    origin, note = key.name, sign_log(key.name, key)
    places = [size * number // TIMES for number in range(TIMES)]
    checkpoint = open_checkpoint(note, origin=origin, verifiers=[key.verifier()])

    def extended(old: int) -> None:
        proof = consistency_proof(old, size, nodes(origin, size))
        verify_consistency(old, size, proof, root_of(origin, old), checkpoint.root)

    return {
        "sizes of all logs, ms": median([timed(sizes) for _ in places]) * 1e3,
        "proof of an entry, ms": median([timed(partial(inclusion, origin, at, note, size)) for at in places]) * 1e3,
        "proof of growth and its check, ms": median([timed(partial(extended, at)) for at in places if at]) * 1e3,
    }


def timed(act: Callable[[], Any]) -> float:
    """Return the seconds that an act takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def median(values: list[float]) -> float:
    """Return the middle one."""
    return sorted(values)[len(values) // 2]


def on_disk() -> int:
    """Return the bytes of the database, its log of pages included."""
    return sum(path.stat().st_size for path in Path(measured.HOME.name).glob("answerable.sqlite3*"))


def table(found: Mapping[int, Mapping[str, float]]) -> None:
    """Print one line for each act, with the ratio to the smallest size."""
    smallest = min(found)
    print(f"{'':<36}" + "".join(f"{size:>18,}" for size in found))
    for what, first in found[smallest].items():
        print(f"{what:<36}" + "".join(f"{at[what]:>11,.2f} {at[what] / first:>5.2f}x" for at in found.values()))


def main() -> None:
    """Measure each size in a process of its own, with a home of its own, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="entries in all, over 80 logs")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        json.dump(grown(chosen.one), sys.stdout)
        return
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} cores"
    print(f"python {' '.join(sys.argv)}: {versions}, load {os.getloadavg()[0]:.1f}, {LOGS} logs\n", flush=True)
    found = {}
    for size in chosen.sizes:
        done = subprocess.run([sys.executable, __file__, "--one", str(size)], stdout=subprocess.PIPE, check=True)
        found[size] = json.loads(done.stdout)
    table(found)


if __name__ == "__main__":
    with measured.HOME:
        main()
