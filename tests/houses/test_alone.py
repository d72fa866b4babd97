"""One sync at a time: a second one does nothing and says so, and a process that was killed holds nobody up."""

from __future__ import annotations

import os
import re
import signal
import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from answerable.houses.alone import alone
from answerable.houses.errors import Busy
from tests.houses.houses import COAST
from tests.houses.test_house_commands import run

HOLDING = """
import time
from datetime import UTC, datetime
from answerable.houses.alone import alone
with alone(at=datetime(2026, 3, 1, 9, tzinfo=UTC)):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def held(database, settings):
    """Another process of this installation that takes over from other houses."""
    settings.ANSWERABLE_HOME = database.home
    process = database.run(HOLDING)
    assert process.stdout.readline() == "held\n", process.stderr.read()
    yield process
    process.kill()
    process.communicate()


def is_free() -> bool:
    with suppress(Busy), alone(at=datetime.now(UTC)):
        return True
    return False


def test_a_second_one_says_so_on_one_line_and_does_nothing(held):
    for command in (
        ("sync",),
        ("sync", "--json"),
        ("peer", "pull", "--all"),
        ("peer", "pull", COAST),
        ("carry", "in", "."),
    ):
        told = run(*command, status=os.EX_TEMPFAIL)
        assert re.fullmatch(r"answerable: .*another has been running since 20\d\d-.* UTC; nothing was done\n", told)


def test_a_lock_ends_with_the_process_that_held_it(held):
    with pytest.raises(Busy, match=r"running since 20\d\d-\d\d-\d\d \d\d:\d\d UTC"), alone(at=datetime.now(UTC)):
        pytest.fail("two at once")
    os.kill(held.pid, signal.SIGKILL)
    held.wait()
    ends = time.monotonic() + 10
    while not is_free():
        assert time.monotonic() < ends  # PostgreSQL takes a moment to see that a process is gone
        time.sleep(0.1)
    assert is_free()
