"""Several processes that write one record at once, on SQLite and PostgreSQL: no gap, no double, nobody lost."""

from __future__ import annotations

import time

import pytest
from django.db import connection

from answerable.record.audit import verify_facts, verify_log
from answerable.record.models import EntryRow
from answerable.record.replicate import rebuild
from tests.record.story import COAST

WRITERS = """
import os, sys
from datetime import UTC, datetime
from answerable.people.entries import OrganisationNamed
from answerable.record.acts import acts
from answerable.record.log import append
acts()
for writer in range(int(sys.argv[1])):
    if not os.fork():
        status = 1
        try:
            for number in range(int(sys.argv[2])):
                body = OrganisationNamed(organisation=f"o{writer}.{number}", name="x")
                append(body, origin="harbour.example/coast", actor="", at=datetime(2026, 1, 5, tzinfo=UTC))
            status = 0
        finally:
            os._exit(status)
print([os.wait()[1] for _writer in range(int(sys.argv[1]))])
"""
"""Processes of their own, each with a connection of its own; forked, so that Django is loaded once."""


def written(database, *, writers: int, each: int) -> float:
    """Have processes write at once, and return the seconds it took."""
    started = time.perf_counter()
    program = database.run(WRITERS, str(writers), str(each))
    assert program.communicate(timeout=3600) == (f"{[0] * writers}\n", "")
    return time.perf_counter() - started


def lost_and_doubled(expected: int) -> tuple[int, int]:
    refs = list(EntryRow.objects.filter(origin=COAST).order_by("idx").values_list("idx", "ref"))
    assert [index for index, _ref in refs] == list(range(len(refs)))
    return expected - len(refs), len(refs) - len({ref for _index, ref in refs})


def test_eight_writers_at_once_leave_no_gap_and_no_double(database):
    written(database, writers=8, each=50)
    assert lost_and_doubled(400) == (0, 0)
    assert (verify_log(COAST, []).size, verify_facts(COAST)) == (400, 400)
    connection.close()


@pytest.mark.soak
def test_eight_writers_of_a_hundred_thousand_entries_leave_no_gap_and_no_double(database, soak_figures):
    seconds = written(database, writers=8, each=12_500)
    lost, doubled = lost_and_doubled(100_000)
    soak_figures.count("entries lost", lost)
    soak_figures.count("entries doubled", doubled)
    soak_figures.note(f"eight writers, 100,000 entries, {database.vendor}", f"{seconds:.0f} s, {1e5 / seconds:,.0f}/s")
    assert (lost, doubled) == (0, 0)
    assert (verify_log(COAST, []).size, verify_facts(COAST)) == (100_000, 100_000)
    connection.close()


@pytest.mark.soak
def test_a_million_entries_are_folded_again(sqlite, soak_figures):
    from random import Random

    from answerable.people.entries import OrganisationNamed
    from answerable.record.replicate import take_in
    from tests.simulator import entry_of

    random = Random(1)
    for first in range(0, 1_000_000, 10_000):
        bodies = [OrganisationNamed(organisation=f"o{first + each}", name="x") for each in range(10_000)]
        take_in(COAST, first, [entry_of(body, origin=COAST, random=random, case="") for body in bodies])
    started = time.perf_counter()
    rebuilt = rebuild()
    seconds = time.perf_counter() - started
    soak_figures.count("entries lost", 1_000_000 - rebuilt.folded)
    soak_figures.note("rebuild of a million entries, sqlite", f"{seconds:.0f} s, {1e6 / seconds:,.0f}/s")
    assert (rebuilt.folded, rebuilt.aside) == (1_000_000, 0)
    connection.close()
