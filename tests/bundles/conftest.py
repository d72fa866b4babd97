"""The worked example `harbour`, released, with words erased since, as bundles for everybody and for a review."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from msgspec import Struct

from answerable.bundles.writing import write_bundle
from answerable.evidence.clock import moment_of
from answerable.folders.loading import load_folder
from answerable.outputs.models import StatementsMarked
from answerable.people.models import PersonJoined
from answerable.record.facts import read
from answerable.record.keys import KeyRing
from answerable.record.note import Verifier
from answerable.releases.releasing import release
from answerable.vault.sealing import erase
from answerable.vault.store import text_of
from tests.releases.conftest import EXAMPLES, SIGNERS, countersign

CENTRE = "harbour.example/centre"


class Bundles(Struct, frozen=True):
    """Where the two bundles lie, the public keys of the sections, and what was erased: by commitment, the words."""

    public: Path
    review: Path
    verifiers: tuple[Verifier, ...]
    erased: dict[str, str]


@pytest.fixture(scope="session")
def keyring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return KeyRing(tmp_path_factory.mktemp("keys"), passphrase="a passphrase for tests", environment=os.environ)


def give_out(keyring: KeyRing) -> None:
    """Load the example, countersign it and release it."""
    load_folder(EXAMPLES / "harbour", keyring=keyring)
    for person in SIGNERS:
        countersign(person, keyring=keyring)
    release("harbour", actor="centre-director", at=moment_of("harbour"), keyring=keyring)


def erase_some() -> dict[str, str]:
    """Erase the words of a released statement and a person's name."""
    marked = next(f for f in read(StatementsMarked, case="harbour") if f.body.output == "release")
    joined = next(f for f in read(PersonJoined) if f.body.person == "centre-author")
    found = {each: text_of(each) for each in (marked.body.statements[-1].words, joined.body.name)}
    for each in found:
        erase(each, reason="safety", origin=CENTRE, actor="centre-director", at=moment_of("harbour"))
    return found


@pytest.fixture
def harbour(db: None, keyring: KeyRing) -> str:
    """The example on record, released."""
    give_out(keyring)
    return "harbour"


@pytest.fixture(scope="session")
def bundles(
    django_db_setup: None, django_db_blocker: Any, keyring: KeyRing, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Bundles]:
    """Return both bundles; the database is left as it was."""
    folder = tmp_path_factory.mktemp("bundles")
    with django_db_blocker.unblock(), transaction.atomic():
        give_out(keyring)
        erased = erase_some()
        for audience in ("public", "review"):
            at = moment_of("harbour")
            write_bundle("harbour", folder / audience, audience=audience, at=at, keyring=keyring)
        transaction.set_rollback(True)
    return Bundles(folder / "public", folder / "review", tuple(keyring.verifiers()), erased)


@pytest.fixture
def copied(bundles: Bundles, tmp_path: Path) -> Path:
    """The bundle for a review, to be changed."""
    return Path(shutil.copytree(bundles.review, tmp_path / "bundle"))
