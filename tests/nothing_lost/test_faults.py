"""A process killed at every write, a disk full, broken or read-only from any write on, the power cut after any write.

What was confirmed is there, nothing is there twice, every log verifies, database and vault agree, and going on from
there says what was cut off, once. Here a few of the writes; `make soak` goes through every eleventh, each fault from
another one on, and `make soak FAULT_STRIDE=1` through all of them, which takes a night.
"""

from __future__ import annotations

import os

import pytest

from tests.nothing_lost.faults import bad, counted, gone_through

PLAIN = {"OperationalError", "OSError", "VaultError", "Lingering", "DatabaseError"}
"""What a refusal by the disk is called; a command turns each of them into one line (`cli/failure.py`)."""

FEW = (
    *("kill:5:797", "tear:130:1600", "once:60:1600:EIO", "on:150:1600:ENOSPC", "on:1:3200:EROFS"),
    *("power:1:797", "unsynced:1:1600"),
)
STRIDE = int(os.environ.get("FAULT_STRIDE", "11"))
"""From how many writes one is chosen in a long run. A prime: no rhythm of the database falls in with it."""

FAULTS = tuple(
    f"{fault}:{first}:{STRIDE}{error}"
    for first, (fault, error) in enumerate(
        (("kill", ""), ("tear", ""), ("once", ":EIO"), ("on", ":ENOSPC"), ("on", ":EROFS")), start=1
    )
)
CUTS = tuple(f"power:{seed}:{STRIDE}" for seed in range(1, 6))


@pytest.fixture(scope="module")
def few(sqlite_empty):
    return gone_through("record", FEW, empty=sqlite_empty)


def test_nothing_is_lost_or_doubled_when_a_process_is_killed_in_the_middle(few):
    assert {line["status"] for line in few if line["plan"].startswith(("kill", "tear")) and line["met"]} == {"SIGKILL"}
    assert bad([line for line in few if line["plan"].startswith(("kill", "tear"))]) == []


def test_nothing_is_lost_or_doubled_on_a_disk_that_is_full_broken_or_read_only(few):
    assert bad([line for line in few if line["plan"].startswith("o")]) == []


def test_nothing_confirmed_is_lost_when_the_power_is_cut(few):
    cuts = [line for line in few if line["plan"].startswith("power")]
    assert len(cuts) > 2
    assert bad(cuts) == []


def test_what_a_failing_disk_refuses_is_refused_in_plain_words(few):
    refused = [each for line in few for each in line["refused"]]
    assert {error for _step, error, _words in refused} <= PLAIN
    assert any("full" in words for _step, _error, words in refused)


def test_on_a_disk_that_never_syncs_the_same_power_cuts_lose_what_was_confirmed(few):
    """Else these tests could not fail."""
    assert bad([line for line in few if line["plan"].startswith("unsynced")]) != []


@pytest.mark.soak
@pytest.mark.parametrize("plan", [*FAULTS, *CUTS])
def test_nothing_is_lost_at_any_write(sqlite_empty, plan, soak_figures):
    found = gone_through("record", [plan], empty=sqlite_empty)
    counted(found, soak_figures)
    assert bad(found) == []


@pytest.mark.soak
@pytest.mark.parametrize("plan", [*FAULTS[:3], *CUTS[:3]])
def test_nothing_is_lost_while_a_release_is_given_out(sqlite_empty, plan, soak_figures):
    found = gone_through("release", [plan], empty=sqlite_empty)
    counted(found, soak_figures)
    assert bad(found) == []
