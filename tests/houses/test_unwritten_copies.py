"""A house writes into no copy: not by commands, not by pages; and a copy that was written to says so."""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from typer.testing import CliRunner

from answerable.cli import app
from answerable.houses.pulling import pull
from answerable.people.entries import OrganisationNamed, PersonJoined
from answerable.people.keyring import keyring
from answerable.record.blocker import WrittenElsewhere
from answerable.record.copies import is_copy, mark_copy, unmark_copy
from answerable.record.log import append, size_of
from tests.houses.houses import AT, CENTRE, COAST, NORTH

PERSON = "coast-director"
RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
ELSEWHERE = f"{COAST} is written in another house"


def run(*words: str, status: int = 0) -> str:
    done = CliRunner().invoke(app, words)
    assert done.exit_code == status, done.output + repr(done.exception)
    return done.output


def say(origin: str = COAST) -> None:
    append(OrganisationNamed(organisation="harbour", name="Harbour, again"), origin=origin, actor="", at=AT)


@pytest.fixture
def copied(here, peer, coast):
    """The coast's log, as it is here after it was taken over: five entries, one of them its director's joining."""
    coast.say(PersonJoined(person=PERSON, section="coast", name="sha256:" + "0" * 64))
    pull(peer, coast, here=here)
    assert size_of(COAST) == 5
    return coast


@pytest.mark.parametrize(
    "words",
    [("seal", "key", "add", PERSON), ("keys", "revoke", COAST, "--reason", "captured", "--by", PERSON)],
    ids=" ".join,
)
def test_a_command_that_would_write_into_a_copy_says_one_line(copied, words):
    run("seal", "key", "new", PERSON)
    told = run(*words, status=1)
    assert told.startswith(f"answerable: {ELSEWHERE}")
    assert told.count("\n") == 1
    assert size_of(COAST) == 5


def test_no_key_is_made_by_mistake_for_a_copy(copied):
    assert "is here as a copy" in run("keys", "new", COAST, status=2)
    assert is_copy(COAST)


def test_a_page_refuses_what_would_be_written_into_a_copy(copied):
    client = Client()
    client.force_login(User.objects.create(username=PERSON))
    answer = client.post("/say/seal_key.added/", {"recipient": RECIPIENT})
    assert answer.status_code == 409
    assert ELSEWHERE in answer.content.decode()
    assert size_of(COAST) == 5


def test_the_copy_goes_on_with_its_house(copied, peer, here):
    with pytest.raises(WrittenElsewhere):
        say()
    copied.say(OrganisationNamed(organisation="harbour", name="Harbour, again"))
    pulled = pull(peer, copied, here=here)
    assert (pulled.refused, size_of(COAST)) == (0, 6)
    run("log", "verify", COAST)


def test_a_log_that_began_here_is_not_written_to_once_its_house_is_named(here, coast):
    say()
    vkey = coast.key.verifier().vkey()
    run("peer", "add", "--key", vkey)
    with pytest.raises(WrittenElsewhere):
        say()
    told = run("log", "resume", COAST, status=2)
    assert f"answerable peer remove {COAST}" in told
    run("peer", "remove", COAST)
    run("log", "resume", COAST)
    say()
    assert size_of(COAST) == 2


def test_a_log_of_a_named_house_does_not_begin_here(here, peer):
    with pytest.raises(WrittenElsewhere):
        say()
    assert size_of(COAST) == 0


def test_a_copy_is_written_to_where_its_key_moved_to(copied):
    keyring().new(COAST)
    say()
    assert not is_copy(COAST)
    assert size_of(COAST) == 6


def test_logs_of_houses_that_were_named_by_an_earlier_version_are_copies(here, peer):
    say(NORTH)
    unmark_copy(COAST)
    migration = importlib.import_module("answerable.houses.migrations.0002_copies")
    for _again in range(2):
        migration.mark(apps, SimpleNamespace(connection=connection))
    assert is_copy(COAST)
    assert not is_copy(NORTH)


def test_who_is_invited_to_read_only_is_named(copied):
    told = run("account", "invite", PERSON)
    assert f"{PERSON} can read here, and not write: {COAST} is written in another house" in told
    assert "/invitation/" in told
    ours = PersonJoined(person="centre-author", section="centre", name="sha256:" + "0" * 64)
    append(ours, origin=CENTRE, actor="", at=AT)
    assert "not write" not in run("account", "invite", "centre-author")


def written_to() -> None:
    """Write into the copy, as an earlier version did."""
    unmark_copy(COAST)
    say()
    mark_copy(COAST)


def test_a_copy_that_was_written_to_does_not_verify(copied):
    run("log", "verify", COAST)
    written_to()
    assert "its last 1 entries were written here, into a copy" in run("log", "verify", COAST, status=2)


def test_a_copy_that_was_written_to_does_not_verify_after_its_house_went_on(copied, peer, here):
    written_to()
    for number in range(3):
        copied.say(OrganisationNamed(organisation="harbour", name=f"Harbour {number}"))
    assert pull(peer, copied, here=here).refused == 1
    assert "its last 1 entries were written here, into a copy" in run("log", "verify", COAST, status=2)


def test_a_checkpoint_that_was_refused_and_does_not_fit_is_told(copied, peer, here):
    written_to()
    copied.say(OrganisationNamed(organisation="harbour", name="Harbour, for all"))
    assert pull(peer, copied, here=here).refused == 1
    assert "differ from a checkpoint that it signed" in run("log", "verify", COAST, status=2)


def test_a_copy_whose_entries_are_still_to_come_verifies(copied, peer, here):
    from answerable.houses.following import Limits

    for number in range(3):
        copied.say(OrganisationNamed(organisation="harbour", name=f"Harbour {number}"))
    copied.asked.clear()
    pull(peer, Cut(copied, entries=1), here=here, limits=Limits(entries=1))
    assert size_of(COAST) == 6
    run("log", "verify", COAST)


class Cut:
    """A house that gives so many entries, and then no more."""

    def __init__(self, house, *, entries: int) -> None:
        self.house, self.left = house, entries

    def __getattr__(self, name: str):
        return getattr(self.house, name)

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        from answerable.houses.errors import NoAnswer

        if not self.left:
            raise NoAnswer("gone", status=503)
        self.left -= 1
        return self.house.entries(origin, first, count)


def test_another_log_is_left_alone(copied):
    say(NORTH)
    assert size_of(NORTH) == 1
