"""The whole way of `harbour`, from folder to release, on each kind of database; and the record that is left holds."""

from __future__ import annotations

import pytest

from answerable.evidence.clock import moment_of
from answerable.folders.loading import load_folder
from answerable.record.audit import verify_facts, verify_log
from answerable.record.log import ask_again, sign_log, sizes
from answerable.record.models import EntryRow
from answerable.record.replicate import rebuild
from answerable.releases.models import read_release
from answerable.releases.releasing import release
from tests.releases.conftest import EXAMPLES, SIGNERS, countersign


@pytest.fixture
def released(database, keyring):
    load_folder(EXAMPLES / "harbour", keyring=keyring)
    for person in SIGNERS:
        countersign(person, keyring=keyring)
    at = moment_of("harbour")
    release("harbour", actor="centre-director", at=at, keyring=keyring)
    return at


def test_what_was_said_on_the_way_is_on_record_and_stays_as_it_was(released, keyring):
    before = read_release("harbour", at=released)
    assert [fact.body.output for fact in before.released] == ["release"]
    logs = sizes()
    for origin, size in logs.items():
        sign_log(origin, keyring.signer(origin))
        assert verify_log(origin, [keyring.verifier(origin)]).size == size
        assert verify_facts(origin) == size
    rebuilt = rebuild()
    assert (rebuilt.folded, rebuilt.aside) == (sum(logs.values()), 0)
    assert read_release("harbour", at=released) == before


def test_every_gate_asked_again_answers_as_it_did(released):
    places = EntryRow.objects.order_by("pk").values_list("origin", "idx")
    assert {place: ask_again(*place) for place in places if ask_again(*place)} == {}
