"""A home that is ill: a damaged file, wrong permissions, a full disk, a clock that went back; told in one line."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from django.db import connection

from answerable.record.audit import check_file, verify_facts, verify_log
from answerable.record.errors import DamagedFile
from answerable.record.models import EntryRow
from tests.nothing_lost.disk import FROM_THEN_ON, built
from tests.nothing_lost.faults import needs_compiler
from tests.record.story import COAST, NOW, drafted, name, raised, say

COMMAND = Path(sys.executable).with_name("answerable")


@pytest.fixture(scope="module")
def home(sqlite_empty, tmp_path_factory):
    """A home with one log of some hundred entries, at rest."""
    place = tmp_path_factory.mktemp("ailing")
    shutil.copy(sqlite_empty, place / "answerable.sqlite3")
    program = "from tests.record.story import name\nfor number in range(150): name(number)"
    head = "import django; django.setup()\n"
    subprocess.run([sys.executable, "-c", head + program], env=environment(place), check=True, capture_output=True)
    return place


def environment(home: Path, **more: str) -> dict[str, str]:
    held = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    named = {"ANSWERABLE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "answerable.web.settings"}
    return held | named | {"ANSWERABLE_PASSPHRASE": "for tests"} | more


BOUND = ("setpriv", "--bounding-set=-dac_override,-dac_read_search") if os.geteuid() == 0 else ()
"""Starts a command to which permissions apply: root may read and write everywhere, so it gives these rights up."""


def told(home: Path, *words: str, before: tuple[str, ...] = (), **more: str) -> tuple[int, list[str]]:
    """Return the exit status of a command and what it says is wrong."""
    command = [*before, COMMAND, *words]
    done = subprocess.run(command, env=environment(home, **more), capture_output=True, text=True, check=False)
    return done.returncode, done.stderr.splitlines()


def copied(home: Path, to: Path) -> Path:
    shutil.copytree(home, to, dirs_exist_ok=True)
    return to


PAGE = 4096


def damaged(home: Path, to: Path, where: str) -> None:
    """Copy a home, and damage its file: where a page begins, or within the words of an entry."""
    file = copied(home, to) / "answerable.sqlite3"
    data = bytearray(file.read_bytes())
    words = data.index(b'"organisation":"o77"')
    start, length = {"the file": (0, 40), "a page": (words // PAGE * PAGE, 40), "an entry": (words + 17, 2)}[where]
    data[start : start + length] = b"99" if where == "an entry" else Random(1).randbytes(length)
    file.write_bytes(data)


@pytest.mark.parametrize(
    ("where", "words"), [("the file", "answerable restore"), ("a page", "answerable restore"), ("an entry", "entry 77")]
)
def test_damage_is_named_in_one_line(home, tmp_path, where, words):
    damaged(home, tmp_path, where)
    status, lines = told(tmp_path, "log", "verify")
    assert (status, len(lines)) == (2, 1), lines
    assert words in lines[0]


@pytest.mark.soak
def test_no_damaged_byte_of_an_entry_goes_unnoticed(sqlite, soak_figures):
    """Each page in turn: either the file is told to be damaged, or the log verifies as it was."""
    for number in range(150):
        name(number)
    connection.close()
    whole, missed, random = sqlite.file.read_bytes(), 0, Random(1)
    before = [bytes(raw) for raw in EntryRow.objects.order_by("idx").values_list("raw", flat=True)]
    connection.close()
    pages = range(0, len(whole), 4096)
    for page in pages:
        data = bytearray(whole)
        at = page + random.randrange(4000)
        data[at : at + 8] = random.randbytes(8)
        sqlite.file.write_bytes(data)
        missed += not _noticed(before)
        connection.close()
    soak_figures.count("faults injected", len(pages))
    soak_figures.count("damaged pages missed", missed)
    assert missed == 0


def _noticed(before: list[bytes]) -> bool:
    """Tell whether damage was named, or did no harm to what is on record."""
    from django.db.utils import DatabaseError

    from answerable.record.errors import RecordError

    try:
        check_file()
        verify_log(COAST, [])
        verify_facts(COAST)
    except (RecordError, DatabaseError, UnicodeDecodeError):
        return True
    return [bytes(raw) for raw in EntryRow.objects.order_by("idx").values_list("raw", flat=True)] == before


def test_a_file_that_is_no_database_is_told(home, tmp_path):
    (tmp_path / "answerable.sqlite3").write_bytes(b"not a database, but long enough to be taken for one" * 100)
    status, lines = told(tmp_path, "log", "verify")
    assert (status, len(lines)) == (2, 1)
    assert "answerable restore" in lines[0]


def test_a_sound_file_is_sound(sqlite):
    name(1)
    check_file()
    connection.close()


def test_a_broken_index_is_named(sqlite):
    name(1)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA writable_schema=ON")
        cursor.execute("UPDATE sqlite_schema SET rootpage=2 WHERE name='record_entry_case'")
    connection.close()
    with pytest.raises(DamagedFile, match="answerable restore"):
        check_file()
    connection.close()


def test_a_home_that_cannot_be_written_to_is_told(home, tmp_path):
    place = copied(home, tmp_path / "held")
    for path in (place / "answerable.sqlite3", place):
        path.chmod(0o500)
    status, lines = told(place, "rebuild", before=BOUND)
    place.chmod(0o700)
    assert (status, len(lines)) == (2, 1), lines


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS])
def test_a_command_on_a_failing_disk_says_so_in_one_line(home, tmp_path, error):
    needs_compiler()
    place = copied(home, tmp_path / "home")
    shim = {"LD_PRELOAD": str(built(tmp_path)), "DISK": f"{FROM_THEN_ON}:5:{error}:{place}"}
    status, lines = told(place, "rebuild", **shim)
    assert (status, len(lines)) == (2, 1), lines
    assert "the database cannot be used" in lines[0]
    assert told(place, "log", "verify") == (0, [])


@pytest.mark.django_db
def test_a_clock_that_goes_back_breaks_nothing():
    """Dates are claims, the order in the log is the evidence: gates, facts and proofs go by it."""
    draft = drafted()
    objection = raised(draft, at=NOW - timedelta(days=400))
    for number, days in enumerate((0, -3000, 5, -1)):
        say_at(NOW + timedelta(days=days), number)
    assert objection.index == 2
    assert [verify_facts(origin) for origin in (draft.origin, COAST)] == [5, 7]
    assert verify_log(COAST, []).size == 7


def say_at(at: datetime, number: int) -> None:
    from answerable.people.entries import OrganisationNamed

    say(OrganisationNamed(organisation=f"c{number}", name="x"), origin=COAST, at=at, case="")


@pytest.mark.django_db
def test_who_claims_an_earlier_moment_than_the_log_before_it_does_not_come_first():
    from answerable.people.entries import OrganisationNamed
    from answerable.record.first import said_first
    from tests.record.story import CENTRE

    say(OrganisationNamed(organisation="late", name="x"), origin=COAST, at=NOW, case="")
    backdated = say(OrganisationNamed(organisation="o", name="x"), origin=COAST, at=NOW - timedelta(days=9), case="")
    honest = say(OrganisationNamed(organisation="o", name="x"), origin=CENTRE, at=NOW - timedelta(days=1), case="")
    assert said_first((backdated, honest)) == (honest, backdated)
