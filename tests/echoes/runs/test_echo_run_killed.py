"""Runs that are killed, and workers that die: nothing is lost, nothing is there twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from answerable.echoes.runs.local import run
from answerable.echoes.runs.parts import Limits
from answerable.echoes.runs.results import read_results
from answerable.echoes.runs.running import Options

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="expected /proc, found none")

SMALL = Options(limits=Limits(size=4_000))
PROGRAM = Path(__file__).with_name("interrupted.py")


@pytest.fixture
def start(library, tmp_path):
    """Return how to start a run as a program, in a process group of its own."""
    begun = []

    def begin(out, streams, *, workers=2, **environment):
        command = [sys.executable, str(PROGRAM), str(library), str(tmp_path / out), str(workers), *streams]
        pipe = subprocess.PIPE
        begun.append(
            subprocess.Popen(
                command, env=os.environ | environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True
            )
        )
        return begun[-1]

    yield begin
    for process in begun:
        if process.poll() is None:
            process.kill()
        process.communicate()


def finished(process):
    told, wrong = process.communicate(timeout=300)
    assert process.returncode == 0, wrong
    return told.strip()


def rows(out):
    found = read_results(out)
    return found.echoes, [taken.document for taken in found.documents], found.skipped


def chunks(out):
    return len([path for path in (out / "chunks").glob("*") if path.name[0] != "."]) if out.exists() else 0


def waited_for(condition, process):
    deadline = time.monotonic() + 120
    while not condition() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)


def children(pid):
    """Return the processes that a process has started, and those have."""
    found = {}
    for each in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            found[int(each.parent.name)] = int(each.read_text().rpartition(")")[2].split()[1])
    own = [each for each, parent in found.items() if parent == pid]
    return own + [below for each in own for below in children(each)]


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def gone(pids):
    deadline = time.monotonic() + 30
    while any(map(alive, pids)) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not any(map(alive, pids))


@pytest.fixture
def whole(library, tmp_path):
    """Return how to have a run that nothing stops, in this process."""

    def make(streams):
        run(library, streams, tmp_path / "whole", workers=1, now=lambda: datetime.now(UTC), options=SMALL)

    return make


@pytest.mark.parametrize(
    ("count", "kills"), [(1, 2), pytest.param(1, 5, marks=pytest.mark.soak), pytest.param(2, 5, marks=pytest.mark.soak)]
)
def test_a_run_killed_at_any_moment_gives_the_rows_of_one_that_was_not(start, whole, lines, tmp_path, count, kills):
    streams = [lines(tmp_path / f"n{at}.jsonl", 150, broken=7) for at in range(2)]
    whole(streams)
    moments, out = random.Random(5), tmp_path / "killed"
    for _ in range(kills):
        process, before = start("killed", streams, workers=count, ECHO_TEST_SLOW="0.1"), chunks(out)
        waited_for(lambda before=before: chunks(out) > before, process)
        time.sleep(moments.random() / 2)
        workers = children(process.pid)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert gone(workers), "workers end with whoever started them"
    assert kills <= chunks(out) < chunks(tmp_path / "whole")
    finished(start("killed", streams, workers=count))
    assert rows(out) == rows(tmp_path / "whole")
    assert not list((out / "chunks").glob(".*"))


def test_a_page_that_kills_its_reader_is_skipped_and_every_other_one_is_read(start, lines, tmp_path):
    streams = [lines(tmp_path / f"n{at}.jsonl", 30) for at in range(2)]
    poisoned = tmp_path / "n0.jsonl"
    poisoned.write_text(poisoned.read_text().replace("Day 17 in n0", "Day 17 in hemlock"))
    told = finished(start("out", streams, ECHO_TEST_POISON="hemlock"))
    assert told.startswith("[('read', 30, 1), ('read', 30, 0)]")
    assert told.endswith(str([-signal.SIGKILL] * 4))
    (row,) = read_results(tmp_path / "out").skipped
    assert (row.id, row.reason, row.detail) == ("n0-17", "broken", "3 workers died while they read it")
    assert len(read_results(tmp_path / "out").echoes) == 6


def test_a_worker_that_somebody_kills_is_replaced_and_loses_nothing(start, whole, lines, tmp_path):
    streams = [lines(tmp_path / f"n{at}.jsonl", 60) for at in range(2)]
    whole(streams)
    process = start("out", streams, ECHO_TEST_SLOW="0.05")
    waited_for(lambda: chunks(tmp_path / "out") > 2, process)
    workers = [each for each in children(process.pid) if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]
    os.kill(workers[0], signal.SIGKILL)
    assert finished(process).endswith("[-9]")
    assert rows(tmp_path / "out") == rows(tmp_path / "whole")


def test_ctrl_c_ends_a_run_with_its_workers_and_keeps_what_was_found(start, lines, tmp_path):
    streams = [lines(tmp_path / f"n{at}.jsonl", 60) for at in range(2)]
    process = start("out", streams, ECHO_TEST_SLOW="0.1")
    waited_for(lambda: chunks(tmp_path / "out") > 2, process)
    workers = children(process.pid)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: everybody in the group is told
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert gone(workers)
    assert read_results(tmp_path / "out").echoes
