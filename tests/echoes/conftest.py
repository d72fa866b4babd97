"""The worked example `harbour`, released, for tests of what the world makes of it; brought about once for a module."""

from __future__ import annotations

import pytest
from django.db import transaction

from answerable.evidence.clock import moment_of
from answerable.folders.loading import load_folder
from answerable.releases.models import read_release
from answerable.releases.releasing import release
from tests.releases.conftest import EXAMPLES, SIGNERS, countersign, keyring
from tests.stages import staged, wanted

__all__ = ["keyring"]
STAGES = ("harbour", "released")


@pytest.fixture(scope="module")
def reach(django_db_setup, django_db_blocker, keyring):
    """How to bring the record to a stage: the example as it is shipped, or on to its release."""
    stages = {"harbour": lambda: load_folder(EXAMPLES / "harbour", keyring=keyring).case, "released": give_out(keyring)}
    with django_db_blocker.unblock(), staged(stages) as reach:
        yield reach


@pytest.fixture
def stage(request, reach, django_db_blocker):
    """What bringing the record to the last stage that a test names gave."""
    with django_db_blocker.unblock():
        given = reach(wanted(STAGES, request.fixturenames))
        with transaction.atomic():
            yield given
            transaction.set_rollback(True)


@pytest.fixture
def db(stage):
    """The database, at that stage."""


@pytest.fixture
def harbour(db) -> str:
    """The example as it is shipped: everything is in order but the countersignatures."""
    return "harbour"


@pytest.fixture
def released(harbour, stage) -> str:
    """Return the ref of a release of `harbour`."""
    return stage


def give_out(keyring):
    """Return how to countersign `harbour` and release it; that gives the ref of the release."""

    def give() -> str:
        for person in SIGNERS:
            countersign(person, keyring=keyring)
        release("harbour", actor="centre-director", at=moment_of("harbour"), keyring=keyring)
        (fact,) = read_release("harbour", at=moment_of("harbour")).released
        return fact.ref

    return give
