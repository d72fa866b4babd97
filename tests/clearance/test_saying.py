"""The same form sent at the same moment by two connections says its act once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.db import connections

from answerable.clearance.saying import countersign, place_of_words, raise_objection
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


def at_once(*acts) -> list[str]:
    """Return the refs of what the acts said, all begun in threads of their own."""

    def alone(act):
        try:
            return act().ref
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
    refs = at_once(*[lambda: raise_objection("harbour", drafted, PLAIN, reader=COAST)] * 4)
    assert len(set(refs)) == 1
    assert said("objection.raised/1") == 3


def test_two_who_object_at_once_give_two_names(database):
    from answerable.clearance.models import ObjectionRaised

    keyring(database)
    drafted = draft()
    at_once(
        lambda: raise_objection("harbour", drafted, PLAIN, reader=COAST),
        lambda: raise_objection("harbour", drafted, PLAIN, reader=NORTH),
    )
    assert sorted(ObjectionRaised.objects.values_list("objection", flat=True)) == ["O1", "O2", "O3", "O4"]


def test_one_countersignature_comes_of_a_form_sent_twice_at_once(database):
    ring = keyring(database)
    drafted, before = draft(), said("draft.countersigned/1")
    refs = at_once(*[lambda: countersign("harbour", drafted, reader=COAST, keyring=ring)] * 3)
    assert len(set(refs)) == 1
    assert said("draft.countersigned/1") == before + 1


def test_words_are_looked_for_in_their_statement_first():
    text = "They said no. Later they said no."
    assert place_of_words(text, "said no", within=(14, len(text))) == (25, 32)
