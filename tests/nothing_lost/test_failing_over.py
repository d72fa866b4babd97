"""PostgreSQL dies in the middle of a transaction, and comes back, or its standby does.

Whoever was writing sees an error of the database, asks again with the same nonce, and is told whether it was said.
"""

from __future__ import annotations

from collections.abc import Callable

import dj_database_url
import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.db.utils import InterfaceError

from answerable.people.entries import OrganisationNamed
from answerable.record.audit import verify_facts, verify_log
from answerable.record.errors import SaidAlready
from answerable.record.log import append, size_of
from answerable.record.models import EntryRow
from tests.conftest import connected
from tests.nothing_lost.failing_over import pair
from tests.postgres import PROGRAMS
from tests.record.story import COAST, NOW

pytestmark = pytest.mark.postgres
LOST = (OperationalError, InterfaceError)


@pytest.fixture(scope="module")
def servers():
    if not PROGRAMS:
        pytest.skip("there is no PostgreSQL here: install the package postgresql")
    with pair() as made:
        yield made


def say(number: int) -> str:
    """Say one thing, the same whenever it is said with this number."""
    body = OrganisationNamed(organisation=f"o{number}", name="x")
    return append(body, origin=COAST, actor="", at=NOW, nonce=f"{number:032x}").ref


def said_once(number: int) -> str:
    """Say it unless it was said: what a program does that saw its connection break."""
    try:
        return say(number)
    except SaidAlready:
        return EntryRow.objects.values_list("ref", flat=True).get(ref__in=refs_of(number))


def refs_of(number: int) -> list[str]:
    from answerable.people.models import OrganisationNamed as Named

    return list(Named.objects.filter(organisation=f"o{number}").values_list("ref", flat=True))


def lost_and_doubled(confirmed: list[str], expected: int) -> tuple[int, int]:
    refs = list(EntryRow.objects.filter(origin=COAST).values_list("ref", flat=True))
    assert (verify_log(COAST, []).size, verify_facts(COAST)) == (len(refs), len(refs))
    return len(set(confirmed) - set(refs)) + max(0, expected - len(refs)), len(refs) - len(set(refs))


def dies_between(first: int, second: int, die: Callable[[], object]) -> None:
    """Say two things in one transaction, in the middle of which the server dies."""
    with transaction.atomic():
        say(first)
        die()
        say(second)


@pytest.fixture
def on_postgres(postgres_database, tmp_path, settings, django_db_blocker):
    with django_db_blocker.unblock():
        yield from postgres_database(tmp_path, settings)


def test_who_loses_the_connection_in_the_middle_asks_again_and_is_told(on_postgres, postgres_server):
    def cut() -> None:
        with psycopg.connect(postgres_server, autocommit=True) as server:
            ours = connection.settings_dict["NAME"]
            server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [ours])

    kept = say(1)
    with pytest.raises(LOST):
        dies_between(2, 3, cut)
    connection.close()
    assert refs_of(2) == []
    assert [said_once(1), size_of(COAST)] == [kept, 1]
    assert [len({said_once(2), said_once(2)}), size_of(COAST)] == [1, 2]
    connection.close()


@pytest.mark.soak
def test_a_server_that_is_killed_and_its_standby_lose_nothing_confirmed(servers, django_db_blocker, soak_figures):
    confirmed, faults = [], 0
    with django_db_blocker.unblock(), connected(dict(dj_database_url.parse(servers.url("first")))):
        call_command("migrate", verbosity=0)
        for number in range(0, 30, 3):
            confirmed.append(said_once(number))
            with pytest.raises(LOST):
                dies_between(number + 1, number + 2, lambda: servers.kill("first"))
            faults += 1
            connection.close()
            with pytest.raises(LOST):  # it is told plainly, not waited for
                size_of(COAST)
            connection.close()
            servers.start("first")
            assert refs_of(number + 1) == []
            confirmed += [said_once(number + 1), said_once(number + 2), said_once(number + 1)]
        servers.follow()
        confirmed += [said_once(number) for number in range(30, 60)]
        connection.close()
        servers.kill("first")
        servers.promote()
    with django_db_blocker.unblock(), connected(dict(dj_database_url.parse(servers.url("second")))):
        lost, doubled = lost_and_doubled(confirmed, 60)
        again = [said_once(number) for number in range(61)]
        assert len(set(again)) == size_of(COAST) == 61
        connection.close()
    soak_figures.count("faults injected", faults + 1)
    soak_figures.count("entries lost", lost)
    soak_figures.count("entries doubled", doubled)
    assert (lost, doubled) == (0, 0)


@pytest.mark.soak
def test_a_commit_that_nobody_could_confirm_is_said_once(servers, django_db_blocker, monkeypatch, soak_figures):
    """The server dies after the commit and before its answer: asking again tells that it was said."""
    with django_db_blocker.unblock(), connected(dict(dj_database_url.parse(servers.url("second")))):
        connection.ensure_connection()
        commit = connection.connection.commit

        def dies_after_the_commit() -> None:
            commit()
            servers.kill("second")
            raise OperationalError("the connection was closed")

        monkeypatch.setattr(connection, "_commit", dies_after_the_commit)
        with pytest.raises(OperationalError):
            say(900)
        monkeypatch.undo()
        connection.close()
        servers.start("second")
        with pytest.raises(SaidAlready):
            say(900)
        assert len(refs_of(900)) == 1
        soak_figures.count("faults injected", 1)
        soak_figures.count("entries doubled", len(refs_of(900)) - 1)
        connection.close()
