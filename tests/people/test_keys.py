"""The keys with which a log's checkpoints are checked: those it names itself, old ones included."""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime

import msgspec
import pytest

from answerable.people.entries import KeyAdded, KeyRevoked, SectionJoined
from answerable.people.models import ends_of_keys, keys_for_size, keys_of_log
from answerable.people.rotation import rotated
from answerable.record.audit import verify_log
from answerable.record.blocker import Refused
from answerable.record.entry import Entry, canonical, encode
from answerable.record.errors import RevokedKey, UnknownKey
from answerable.record.log import append, ask_again, sign_log
from answerable.record.note import Signer, generate
from answerable.record.replicate import take_in

COAST = "harbour.example/coast"
AT = datetime(2026, 1, 5, tzinfo=UTC)


def signer(name: str) -> Signer:
    return generate(COAST, seed=hashlib.sha256(name.encode()).digest())


def add(key: Signer) -> None:
    append(KeyAdded(section="coast", vkey=key.verifier().vkey()), origin=COAST, actor="", at=AT)


@pytest.mark.django_db
def test_a_log_signed_with_an_old_key_and_a_new_one_verifies_with_the_keys_it_names():
    old, new = signer("old"), signer("new")
    append(SectionJoined(section="coast", organisation="harbour-watch", name="Coast"), origin=COAST, actor="", at=AT)
    add(old)
    sign_log(COAST, old)
    append(rotated(old, new, section="coast"), origin=COAST, actor="", at=AT)
    append(KeyRevoked(section="coast", vkey=old.verifier().vkey(), reason="rotated"), origin=COAST, actor="", at=AT)
    sign_log(COAST, new)
    assert verify_log(COAST, keys_of_log(COAST)).checkpoints == 2
    with pytest.raises(UnknownKey):
        verify_log(COAST, [new.verifier()])


@pytest.mark.django_db
def test_a_log_names_no_key_of_another():
    add(signer("own"))
    stranger = generate("harbour.example/north", seed=b"n" * 32)
    with pytest.raises(Refused):
        append(KeyAdded(section="coast", vkey=stranger.verifier().vkey()), origin=COAST, actor="", at=AT)
    assert keys_of_log(COAST) == [signer("own").verifier()]


@pytest.mark.django_db
def test_a_checkpoint_that_covers_its_own_keys_revocation_counts_for_nothing():
    old = signer("old")
    append(SectionJoined(section="coast", organisation="harbour-watch", name="Coast"), origin=COAST, actor="", at=AT)
    add(old)
    append(KeyRevoked(section="coast", vkey=old.verifier().vkey(), reason="captured"), origin=COAST, actor="", at=AT)
    assert (keys_for_size(COAST, 2), keys_for_size(COAST, 3)) == ((old.verifier(),), ())
    sign_log(COAST, old)
    with pytest.raises(RevokedKey):
        verify_log(COAST, keys_of_log(COAST), ends=ends_of_keys(COAST))


@pytest.mark.django_db
def test_a_key_that_an_earlier_version_added_unasked_is_not_asked_about_again():
    """Two keys, the second not signed over: entries of versions that had no gate for them."""
    joined = SectionJoined(section="coast", organisation="harbour-watch", name="Coast")
    bodies = (joined, *(KeyAdded(section="coast", vkey=signer(name).verifier().vkey()) for name in ("old", "new")))
    raws = [encode(entry(body)) for body in bodies]
    take_in(COAST, 0, raws)
    assert [ask_again(COAST, index) for index in range(3)] == [[], [], []]
    assert len(keys_of_log(COAST)) == 2


def entry(body) -> Entry:
    raw = msgspec.json.decode(canonical(body))
    for name in ("expires", "replaces", "by_old", "by_new"):
        raw.pop(name, None)
    return Entry(
        kind=body.kind, origin=COAST, actor="", at=AT, nonce=secrets.token_hex(16), body=msgspec.Raw(canonical(raw))
    )
