"""The same form sent at the same moment by two connections says its act once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.db import connections
from django.test import RequestFactory

from answerable.clearance.saying import countersign, place_of_words, raise_alarm, raise_objection
from answerable.evidence.clock import moment_of
from answerable.outputs.gates import current_version
from answerable.outputs.models import read_outputs
from answerable.people.access import Reader
from answerable.record.keys import KeyRing
from tests.site import said

COAST = Reader(person="coast-director", section="coast", origin="harbour.example/coast")
NORTH = Reader(person="north-director", section="north", origin="harbour.example/north")
EXAMPLE = Path(__file__).parents[2] / "examples" / "harbour"
PLAIN = {"start": None, "end": None, "about": "context", "severity": "remark", "text": "Say more.", "outside": ""}


def sent_by(reader: Reader):
    """Return a request as a view gets it from this reader."""
    request = RequestFactory().post("/")
    request.reader = reader
    return request


def at_once(*acts) -> list[str]:
    """Return where the acts lead the browser, all begun in threads of their own."""

    def alone(act):
        try:
            return act().url
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(alone, acts))


def draft():
    outputs = read_outputs("harbour", at=moment_of("harbour"))
    return current_version(outputs, "release")


def keyring(database) -> KeyRing:
    from answerable.folders.loading import load_folder

    ring = KeyRing(database.home / "keys", passphrase="for this test")
    load_folder(EXAMPLE, keyring=ring)
    return ring


def test_one_objection_comes_of_a_form_sent_twice_at_once(database):
    keyring(database)
    drafted = draft()
    led = at_once(*[lambda: raise_objection(sent_by(COAST), "harbour", drafted, PLAIN)] * 4)
    assert set(led) == {"/cases/harbour/objections/O3/"}
    assert said("objection.raised/1") == 3


def test_two_who_object_at_once_give_two_names(database):
    from answerable.clearance.models import ObjectionRaised

    keyring(database)
    drafted = draft()
    at_once(
        lambda: raise_objection(sent_by(COAST), "harbour", drafted, PLAIN),
        lambda: raise_objection(sent_by(NORTH), "harbour", drafted, PLAIN),
    )
    assert sorted(ObjectionRaised.objects.values_list("objection", flat=True)) == ["O1", "O2", "O3", "O4"]


def test_one_countersignature_comes_of_a_form_sent_twice_at_once(database):
    ring = keyring(database)
    drafted, before = draft(), said("draft.countersigned/1")
    at_once(*[lambda: countersign(sent_by(COAST), "harbour", drafted, keyring=ring, back="/")] * 3)
    assert said("draft.countersigned/1") == before + 1


def test_one_alarm_comes_of_a_form_sent_twice_at_once(database):
    keyring(database)
    at_once(*[lambda: raise_alarm(sent_by(COAST), "harbour", "They know where we live.", back="/")] * 3)
    assert said("alarm.raised/1") == 1


def test_words_are_looked_for_in_their_statement_first():
    text = "They said no. Later they said no."
    assert place_of_words(text, "said no", within=(14, len(text))) == (25, 32)
