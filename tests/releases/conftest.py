"""The worked example `harbour`, countersigned and released, as the files that were given out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from msgspec import Struct

from answerable.clearance.entries import DraftCountersigned
from answerable.clearance.gates import countersignature_message
from answerable.clearance.models import read_clearance
from answerable.evidence.clock import moment_of
from answerable.folders.loading import load_folder
from answerable.outputs.gates import current_version
from answerable.people.standing import origin_of, section_of
from answerable.record.keys import KeyRing
from answerable.record.log import append
from answerable.record.note import Verifier, to_base64
from answerable.releases.models import read_release
from answerable.releases.releasing import release

EXAMPLES = Path(__file__).parents[2] / "examples"
SIGNERS = ("coast-director", "centre-director")


class GivenOut(Struct, frozen=True):
    """The files of a release by name, and the public keys of the sections."""

    files: dict[str, bytes]
    verifiers: tuple[Verifier, ...]


def countersign(person: str, *, keyring: KeyRing, case: str = "harbour") -> Any:
    """Countersign the current draft for a person's section."""
    at = moment_of(case)
    state = read_clearance(case, at=at)
    draft = current_version(state.outputs, state.outputs.subject)
    people = state.outputs.findings.evidence.people
    section = section_of(people, person)
    signer = keyring.signer(origin_of(people, section))
    named = {"output": draft.body.output, "version": draft.body.version, "draft_ref": draft.ref}
    message = countersignature_message(origin_of_section=signer.name, **named)
    body = DraftCountersigned(
        section=section, vkey=signer.verifier().vkey(), signature=to_base64(signer.sign_bytes(message)), **named
    )
    return append(body, origin=signer.name, actor=person, at=at, case=case)


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return KeyRing(tmp_path_factory.mktemp("keys"), passphrase="a passphrase for tests", environment=os.environ)


@pytest.fixture
def harbour(db: None, keyring: KeyRing) -> str:
    """Load the example as it is shipped: everything is in order but the countersignatures."""
    return load_folder(EXAMPLES / "harbour", keyring=keyring).case


@pytest.fixture(scope="session")
def given_out(django_db_setup: None, django_db_blocker: Any, keyring: KeyRing) -> Iterator[GivenOut]:
    """Return what a release of `harbour` gives out; the database is left as it was."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_folder(EXAMPLES / "harbour", keyring=keyring)
        for person in SIGNERS:
            countersign(person, keyring=keyring)
        at = moment_of("harbour")
        files = release("harbour", actor="centre-director", at=at, keyring=keyring)
        assert read_release("harbour", at=at).released
        transaction.set_rollback(True)
    return GivenOut(files=files, verifiers=tuple(keyring.verifiers()))
