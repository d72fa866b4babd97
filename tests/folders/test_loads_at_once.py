"""Whoever takes in the same files at once waits for the other, and nobody waits in a circle: on PostgreSQL.

Each test brings two writers to the point at which each holds what the other needs next, if they can come so far.
"""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection, transaction

from answerable.folders.loading import load_folder
from answerable.record.keys import KEYS_VARIABLE, KeyRing
from answerable.record.log import lock
from answerable.record.note import generate
from answerable.vault.models import Content
from answerable.vault.store import hold
from tests.folders.small import FILM, write_small

pytestmark = pytest.mark.postgres
LETTER = b"A letter that two cases rest on."
TAKEN_IN = """
[[item.taken_in]]
by = "ann"
at = 2026-01-04T{hour}:00:00Z
item = "E3"
type = "document"
title = "A letter"
source = "A bystander"
file_name = "letter.txt"
sha256 = "{sha256}"
capture = {{ at = 2026-01-04T08:00:00Z, operator = "ann", tool = "scanner" }}
custodian = "ann"
"""
RENAMED = ("small", "ann", "ben", "centre", "coast")
UP_TO_A_FILE = 14
"""Acts up to the first that takes in a file: those of people, and that which opens the case, come before."""

WAITS = 1.5
"""Seconds for which a writer waits for the other to come as far."""


@pytest.fixture
def _on_postgres(postgres_database, tmp_path, settings, django_db_blocker):
    with django_db_blocker.unblock():
        yield from postgres_database(tmp_path, settings)


def folder(place: Path, *, hour: str, other: bool = False) -> Path:
    """Write a case with a film, taken in at ten, and a letter, at this hour; `other`: of another organisation."""
    write_small(place)
    evidence = place / "evidence.toml"
    letter = TAKEN_IN.format(hour=hour, sha256=hashlib.sha256(LETTER).hexdigest())
    evidence.write_text(evidence.read_text(encoding="utf-8") + letter, encoding="utf-8")
    (place / "evidence" / "letter.txt").write_bytes(LETTER)
    for file in place.glob("*.toml") if other else ():
        text = file.read_text(encoding="utf-8")
        for name in RENAMED:
            text = text.replace(f'"{name}', f'"other-{name}').replace(f"/{name}", f"/other-{name}")
        file.write_text(text, encoding="utf-8")
    return place


def ring(place: Path, start: str) -> KeyRing:
    logs = [f"{start}small.example/{start}{section}" for section in ("centre", "coast")]
    keys = [generate(log, seed=hashlib.sha256(log.encode()).digest()).skey() for log in logs]
    return KeyRing(place / "keys", environment={KEYS_VARIABLE: "\n".join(keys)})


def at_once(*writers) -> list[object]:
    """Let writers run at once, each in a connection of its own, and return what came of each."""

    def ended(writer):
        try:
            return writer()
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        return [each.result() for each in [pool.submit(ended, writer) for writer in writers]]


def meet(barrier: Barrier) -> None:
    """Wait until the other came as far; where it cannot, because it waits for this one, go on."""
    with suppress(BrokenBarrierError):
        barrier.wait(WAITS)


@pytest.mark.usefixtures("_on_postgres")
def test_two_loads_that_take_in_the_same_files_in_opposite_order_both_end(tmp_path):
    barrier = Barrier(2)

    def load(hour: str, start: str):
        place = folder(tmp_path / f"{start}small", hour=hour, other=bool(start))
        tell = lambda done, _of: meet(barrier) if done == UP_TO_A_FILE else None  # noqa: E731
        return lambda: load_folder(place, keyring=ring(tmp_path, start), tell=tell).appended

    letter_last, letter_first = load("12", ""), load("09", "other-")
    first, second = at_once(letter_last, letter_first)
    assert first == second
    assert Content.objects.exclude(place="").count() == 4


@pytest.mark.usefixtures("_on_postgres")
def test_a_load_and_somebody_who_takes_in_its_file_to_the_same_log_both_end(tmp_path):
    barrier = Barrier(2)
    place = folder(tmp_path / "small", hour="12")
    tell = lambda done, _of: meet(barrier) if done == 1 else None  # noqa: E731

    def take_in() -> bool:
        with transaction.atomic():
            hold([hashlib.sha256(FILM).hexdigest()])
            meet(barrier)
            lock("small.example/centre")
        return True

    loaded, taken_in = at_once(lambda: load_folder(place, keyring=ring(tmp_path, ""), tell=tell).appended, take_in)
    assert (loaded > 0, taken_in) == (True, True)
