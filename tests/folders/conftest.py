"""What the tests of folders share: a vault of their own, keys that need no passphrase, and the small folder."""

from __future__ import annotations

import pytest

from answerable.record.keys import KEYS_VARIABLE, KeyRing
from answerable.record.note import generate
from tests.folders.small import write_small

ORIGINS = ("small.example/centre", "small.example/coast")


@pytest.fixture
def small(tmp_path):
    return write_small(tmp_path / "small")


@pytest.fixture
def ring(tmp_path):
    keys = [generate(origin, seed=bytes([number] * 32)).skey() for number, origin in enumerate(ORIGINS, start=1)]
    return KeyRing(tmp_path / "keys", environment={KEYS_VARIABLE: "\n".join(keys)})


@pytest.fixture
def vault(tmp_path, settings):
    settings.ANSWERABLE_VAULT = tmp_path / "vault"
    return settings.ANSWERABLE_VAULT
