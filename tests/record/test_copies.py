"""Nobody writes into a copy: what came from elsewhere is only read here, and what began here stays ours."""

from __future__ import annotations

import hashlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from answerable.people.entries import OrganisationNamed
from answerable.record.blocker import Refused, WrittenElsewhere
from answerable.record.copies import copies, is_copy, mark_copy, unmark_copy
from answerable.record.errors import Paused
from answerable.record.keys import KEYS_VARIABLE, KeyRing
from answerable.record.log import append, size_of
from answerable.record.note import generate
from answerable.record.pausing import pause
from answerable.record.replicate import take_in
from tests.houses.houses import AT, COAST, Elsewhere


@pytest.fixture(autouse=True)
def keys(db, settings, tmp_path):
    settings.ANSWERABLE_KEYS = tmp_path / "keys"
    return KeyRing(tmp_path / "keys", passphrase="a lantern")


def say(origin: str = COAST, name: str = "Harbour") -> None:
    append(OrganisationNamed(organisation="harbour", name=name), origin=origin, actor="", at=AT)


def taken_in(origin: str = COAST) -> int:
    elsewhere = Elsewhere(origin).join()
    return take_in(origin, size_of(origin), elsewhere.raws[size_of(origin) :]).folded


def test_a_log_that_came_from_elsewhere_is_not_written_to():
    taken_in()
    with pytest.raises(WrittenElsewhere, match=f"{COAST} is written in another house") as refused:
        say()
    assert isinstance(refused.value, Refused)
    assert [blocker.code for blocker in refused.value.blockers] == ["written-elsewhere"]
    assert (size_of(COAST), copies()) == (4, [COAST])


def test_a_log_that_began_here_is_written_to_without_its_key():
    say()
    say(name="Another")
    assert (size_of(COAST), copies()) == (2, [])


def test_what_is_here_already_makes_no_copy():
    elsewhere = Elsewhere(COAST).join()
    take_in(COAST, 0, elsewhere.raws)
    unmark_copy(COAST)
    take_in(COAST, 0, elsewhere.raws)
    assert not is_copy(COAST)


def test_more_of_a_log_that_began_here_makes_it_a_copy():
    say()
    take_in(COAST, 1, [Elsewhere(COAST).join().raws[1]])
    with pytest.raises(WrittenElsewhere):
        say()


def test_a_copy_is_written_to_once_its_key_is_here(keys):
    taken_in()
    keys.new(COAST)
    say()
    assert (size_of(COAST), copies()) == (5, [])


def test_a_key_in_the_environment_is_here_as_well(monkeypatch):
    taken_in()
    monkeypatch.setenv(KEYS_VARIABLE, generate(COAST, seed=hashlib.sha256(b"coast").digest()).skey())
    say()
    assert size_of(COAST) == 5


def test_our_own_log_that_is_taken_back_stays_ours_when_its_key_is_put_away(keys):
    keys.new(COAST)
    taken_in()
    for suffix in (".key", ".vkey"):
        keys.path(COAST, suffix).unlink()
    say()
    assert size_of(COAST) == 5


def test_a_copy_is_written_to_once_the_operator_says_so():
    taken_in()
    unmark_copy(COAST)
    say()
    assert size_of(COAST) == 5


def test_a_pause_is_told_first(keys):
    taken_in()
    pause(COAST, reason="restored", at=AT)
    with pytest.raises(Paused, match="restored"):
        say()


def test_the_log_of_a_name_too_long_for_a_file_has_no_key_here(keys):
    assert not keys.holds("ö" * 100)


def test_asking_whether_a_log_is_a_copy_costs_no_statement_more():
    say()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        say(name="Another")
    assert sum("record_copied" in each["sql"] for each in asked) == 1
    assert sum("record_paused" in each["sql"] for each in asked) == 1
    assert any("record_copied" in each["sql"] and "record_paused" in each["sql"] for each in asked)


def test_a_mark_is_made_once():
    mark_copy(COAST)
    mark_copy(COAST)
    assert copies() == [COAST]
