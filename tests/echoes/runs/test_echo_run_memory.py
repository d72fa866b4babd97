"""Memory while a stream goes by: it does not grow with the stream."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.echoes.runs.conftest import OTHER, WORDS

PROGRAM = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from answerable.echoes.runs.local import run
from answerable.echoes.runs.parts import Limits
from answerable.echoes.runs.running import Options
library, out, chunk, *streams = sys.argv[1:]
def peak():  # the peak of this program alone: what getrusage tells begins with the parent's
    (line,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    return int(line.split()[1])
after = []
options = Options(limits=Limits(size=int(chunk)), captures=False)
run(Path(library), streams, Path(out), workers=1, now=lambda: datetime.now(UTC),
    progress=lambda event: after.append(peak()), options=options)
print(after[len(after) // 4], after[-1])
"""


def stream(path: Path, megabytes: int) -> str:
    """Write so many megabytes of pages, of which every five-hundredth uses our words."""
    with path.open("w", encoding="utf-8") as file:
        written = at = 0
        while written < megabytes * 1_000_000:
            text = " ".join([f"Day {at}.", *[OTHER] * 100, WORDS if at % 500 == 0 else OTHER])
            written += file.write(json.dumps({"url": f"https://a.example/{at}", "text": text}) + "\n")
            at += 1
    return str(path)


def peaks(library: Path, out: Path, name: str, *, chunk: int) -> tuple[int, int]:
    """Scan in a process of its own, and return its largest memory after a quarter and in the end, in kilobytes."""
    command = [sys.executable, "-c", PROGRAM, str(library), str(out), str(chunk), name]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ, timeout=1_800)
    early, late = map(int, done.stdout.split())
    return early, late


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="expected /proc, found none")
@pytest.mark.parametrize(("megabytes", "chunk"), [(12, 500_000), pytest.param(400, 16_000_000, marks=pytest.mark.soak)])
def test_memory_after_a_quarter_of_a_stream_is_enough_for_all_of_it(library, tmp_path, megabytes, chunk):
    early, late = peaks(library, tmp_path / "out", stream(tmp_path / "a.jsonl", megabytes), chunk=chunk)
    assert late - early < 30_000, "30 MB, for what the allocator keeps"
    assert late < 2_000_000, "2 GB"
