"""The keys with which a log's checkpoints are checked: those it names itself, old ones included."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest

from answerable.people.entries import KeyAdded, KeyRevoked
from answerable.people.models import keys_of_log
from answerable.record.audit import verify_log
from answerable.record.errors import UnknownKey
from answerable.record.log import append, sign_log
from answerable.record.note import Signer, generate

COAST = "harbour.example/coast"
AT = datetime(2026, 1, 5, tzinfo=UTC)


def signer(name: str) -> Signer:
    return generate(COAST, seed=hashlib.sha256(name.encode()).digest())


def add(key: Signer) -> None:
    append(KeyAdded(section="coast", vkey=key.verifier().vkey()), origin=COAST, actor="", at=AT)


@pytest.mark.django_db
def test_a_log_signed_with_an_old_key_and_a_new_one_verifies_with_the_keys_it_names():
    old, new = signer("old"), signer("new")
    add(old)
    sign_log(COAST, old)
    add(new)
    append(KeyRevoked(section="coast", vkey=old.verifier().vkey(), reason="rotated"), origin=COAST, actor="", at=AT)
    sign_log(COAST, new)
    assert verify_log(COAST, keys_of_log(COAST)).checkpoints == 2
    with pytest.raises(UnknownKey):
        verify_log(COAST, [new.verifier()])


@pytest.mark.django_db
def test_a_log_names_no_key_of_another():
    add(signer("own"))
    stranger = generate("harbour.example/north", seed=b"n" * 32)
    append(KeyAdded(section="coast", vkey=stranger.verifier().vkey()), origin=COAST, actor="", at=AT)
    assert keys_of_log(COAST) == [signer("own").verifier()]
