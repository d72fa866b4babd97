"""The worked example `harbour`, released, for tests of what the world makes of it."""

from __future__ import annotations

import pytest

from answerable.evidence.clock import moment_of
from answerable.releases.models import read_release
from answerable.releases.releasing import release
from tests.releases.conftest import SIGNERS, countersign, harbour, keyring

__all__ = ["harbour", "keyring", "released"]


@pytest.fixture
def released(harbour, keyring) -> str:
    """Return the ref of a release of `harbour`."""
    for person in SIGNERS:
        countersign(person, keyring=keyring)
    release(harbour, actor="centre-director", at=moment_of(harbour), keyring=keyring)
    (fact,) = read_release(harbour, at=moment_of(harbour)).released
    return fact.ref
