"""Where a case's clock stands, acts of several sections share one moment; a folder still keeps their order."""

from __future__ import annotations

import hashlib

import pytest
from django.db import transaction

from answerable.clearance import entries
from answerable.clearance.models import read_clearance
from answerable.evidence.clock import moment_of
from answerable.folders.exporting import export_case
from answerable.folders.loading import load_folder
from answerable.outputs.gates import current_version
from answerable.record.facts import read
from answerable.record.keys import KeyRing
from answerable.releases.models import OutputReleased
from answerable.releases.releasing import release, released_files
from answerable.releases.verification import verify
from answerable.vault.sealing import say
from tests.releases.conftest import EXAMPLES, SIGNERS, countersign


@pytest.fixture
def keyring(tmp_path):
    return KeyRing(tmp_path / "keys", passphrase="only for this test")


def speak(person: str, said: type, **plain: object) -> None:
    origin = f"harbour.example/{person.split('-', maxsplit=1)[0]}"
    say(said, plain, origin=origin, actor=person, at=moment_of("harbour"), case="harbour")


def work_through(keyring) -> None:
    """Object, answer, settle and countersign, as people do on the site."""
    drafts = read_clearance("harbour", at=moment_of("harbour")).outputs
    draft = current_version(drafts, drafts.subject)
    named = {"output": draft.body.output, "version": draft.body.version, "draft_ref": draft.ref}
    raised = {"objection": "O9", "about": "wording", "severity": "remark", "text": "Say who was asked."}
    speak("coast-director", entries.ObjectionRaised, **raised, **named)
    speak("centre-lawyer", entries.ObjectionAnswered, objection="O9", outcome="not-upheld", reasons="It is said.")
    speak("coast-director", entries.ObjectionClosed, objection="O9")
    for person in SIGNERS:
        countersign(person, keyring=keyring)


@pytest.mark.django_db
def test_a_case_worked_through_on_the_site_loads_elsewhere(tmp_path, keyring):
    with transaction.atomic():
        load_folder(EXAMPLES / "harbour", keyring=keyring)
        work_through(keyring)
        export_case("harbour", tmp_path / "first")
        transaction.set_rollback(True)
    with transaction.atomic():
        load_folder(tmp_path / "first", keyring=keyring)
        export_case("harbour", tmp_path / "second")
        transaction.set_rollback(True)
    written = {path.name: path.read_bytes() for path in (tmp_path / "first").glob("*.toml")}
    assert written == {path.name: path.read_bytes() for path in (tmp_path / "second").glob("*.toml")}
    assert b'objection = "O9"' in written["consultation.toml"]


@pytest.mark.django_db
def test_a_released_case_loads_elsewhere_with_the_files_of_its_release(tmp_path, keyring):
    with transaction.atomic():
        load_folder(EXAMPLES / "harbour", keyring=keyring)
        work_through(keyring)
        given = release("harbour", actor="centre-director", at=moment_of("harbour"), keyring=keyring)
        export_case("harbour", tmp_path / "released")
        transaction.set_rollback(True)
    load_folder(tmp_path / "released", keyring=keyring)
    (released,) = read(OutputReleased, case="harbour")
    again = released_files(released.ref)
    assert {name: again[name] for name in ("release.md", "release.html")} == {
        name: given[name] for name in ("release.md", "release.html")
    }
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in given.items() if name != "certificate.json"}
    assert verify(again["certificate.json"], digests=digests, trusted=keyring.verifiers()).trusted
