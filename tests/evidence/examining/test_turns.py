"""How many files are examined at once: by every process of an installation together, and never more."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from answerable.evidence.errors import ExaminersBusy
from answerable.evidence.examining import turns
from answerable.evidence.examining.turns import carried, turn

HOLDING = """
import sys, time
from pathlib import Path
from answerable.evidence.examining.turns import turn
with turn(Path(sys.argv[1]), at_once=1, wait=0):
    print("held", flush=True)
    time.sleep(60)
"""

EXAMINING = """
import io, sys
from answerable.evidence.examining import running
whole = running.subprocess.Popen
def popen(_command, **options):
    process = whole([sys.executable, sys.argv[1]], **options)
    print(process.pid, flush=True)
    return process
running.subprocess.Popen = popen
running.examined(io.BytesIO(b"x"), "a")
"""

HANGING = """
import time
from answerable.evidence.examining.confining import Cage, confine
confine(Cage())
open(1, "w").write("on\\n")
time.sleep(60)
"""


def started(program: str, *given: object) -> tuple[subprocess.Popen[str], str]:
    """Return another process and the first line that it wrote."""
    command = [sys.executable, "-c", program, *map(str, given)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def ended(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_no_more_hold_a_turn_than_there_are(tmp_path):
    first, second = (turn(tmp_path, at_once=2, wait=0) for _turn in range(2))
    with first:
        with second, pytest.raises(ExaminersBusy, match="one of 2 turns"), turn(tmp_path, at_once=2, wait=0.2):
            pass
        with turn(tmp_path, at_once=2, wait=0):
            pass


def test_a_turn_is_given_back_when_an_examination_fails(tmp_path):
    for _time in range(2):
        with pytest.raises(KeyError), turn(tmp_path, at_once=1, wait=0):
            raise KeyError


def test_turns_are_counted_over_processes_and_freed_by_one_that_is_killed(tmp_path):
    process, line = started(HOLDING, tmp_path)
    try:
        assert line == "held"
        with pytest.raises(ExaminersBusy), turn(tmp_path, at_once=1, wait=0):
            pass
    finally:
        ended(process)
    with turn(tmp_path, at_once=1, wait=0):
        pass


def test_who_comes_later_waits_for_a_turn(tmp_path, monkeypatch):
    first = turn(tmp_path, at_once=1, wait=0)
    first.__enter__()
    monkeypatch.setattr(turns.time, "sleep", lambda _seconds: first.__exit__(None, None, None))
    with turn(tmp_path, at_once=1, wait=5):
        pass


def test_a_reader_ends_with_the_server_that_started_it(tmp_path):
    """Otherwise a turn would be free while the memory that it stands for is still taken."""
    hanging = tmp_path / "hanging.py"
    hanging.write_text(HANGING)
    process, reader = started(EXAMINING, hanging)
    try:
        _wait_for(lambda: _confined(int(reader)))
    finally:
        ended(process)
    _wait_for(lambda: not Path(f"/proc/{reader}").exists() or _is_dead(int(reader)))


@pytest.mark.parametrize(
    ("gigabytes", "limit", "cores", "number"),
    [(8, None, 8, 2), (8, None, 1, 1), (64, None, 8, 8), (64, 4, 8, 1), (64, 12, 8, 3), (2, None, 8, 1)],
)
def test_a_machine_carries_as_many_as_its_memory_and_processors_allow(
    monkeypatch, tmp_path, gigabytes, limit, cores, number
):
    sizes = {"SC_PHYS_PAGES": gigabytes << 18, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(turns.os, "sysconf", sizes.__getitem__)
    monkeypatch.setattr(turns.os, "sched_getaffinity", lambda _process: set(range(cores)))
    monkeypatch.setattr(turns, "GROUPS", tmp_path)
    (tmp_path / "memory.max").write_text(f"{limit << 30}\n" if limit else "max\n")
    assert carried() == number


def _wait_for(told) -> None:
    until = time.monotonic() + 20
    while not told():
        assert time.monotonic() < until
        time.sleep(0.05)


def _confined(process: int) -> bool:
    return "NoNewPrivs:\t1" in Path(f"/proc/{process}/status").read_text()


def _is_dead(process: int) -> bool:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in {"Z", "X"}
