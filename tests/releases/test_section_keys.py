"""Certificates over logs whose keys changed: what was signed before keeps its meaning, and no more."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from msgspec.structs import replace

from answerable.evidence.clock import moment_of
from answerable.folders.loading import load_folder
from answerable.people.entries import KeyRevoked, Member
from answerable.people.models import ends_of_keys, keys_of_log
from answerable.people.root_files import write_root
from answerable.people.rotating import rotate
from answerable.record.audit import verify_log
from answerable.record.keys import KeyRing
from answerable.record.log import append
from answerable.releases.errors import BadCountersignature, NotInLog, UntrustedKey
from answerable.releases.releasing import release
from answerable.releases.root import rooted_in
from answerable.releases.verification import read_envelope, read_statement, verify
from tests.people.keyed import root
from tests.releases.conftest import EXAMPLES, SIGNERS, GivenOut, countersign
from tests.releases.test_verification import re_signed, statement_of

pytestmark = pytest.mark.django_db

COAST, CENTRE = "harbour.example/coast", "harbour.example/centre"


@pytest.fixture(scope="module")
def turned(tmp_path_factory):
    """Return a ring of its own: its keys change."""
    return KeyRing(tmp_path_factory.mktemp("turned"), passphrase="words for tests", environment=os.environ)


@pytest.fixture(scope="module")
def after(django_db_setup, django_db_blocker, turned):
    """Return a release before which the coast changed its key, after it had countersigned with the old one."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_folder(EXAMPLES / "harbour", keyring=turned)
        for person in SIGNERS:
            countersign(person, keyring=turned)
        at = moment_of("harbour")
        rotate(turned, COAST, by="coast-director", at=at)
        assert verify_log(COAST, keys_of_log(COAST), ends=ends_of_keys(COAST)).checkpoints == 2
        files = release("harbour", actor="centre-director", at=at, keyring=turned)
        transaction.set_rollback(True)
    return GivenOut(files=files, verifiers=tuple(turned.verifiers()))


def said(given):
    return read_statement(read_envelope(given.files["certificate.json"])).predicate


def test_a_countersignature_by_the_key_before_keeps_its_meaning(after):
    found = verify(after.files["certificate.json"], digests={}, trusted=after.verifiers)
    assert found.trusted
    assert {each.section for each in said(after).countersignatures} == {"coast", "centre"}


def test_what_the_log_says_about_its_keys_is_inside(after):
    assert len(said(after).section_keys) == 3  # the first key, the one in its place, and the revocation


def test_without_what_the_log_says_the_countersignature_is_refused(after, turned):
    raw = re_signed(after, turned, lambda each: replace(each, section_keys=()))
    with pytest.raises(BadCountersignature, match="another key"):
        verify(raw, digests={})


def test_where_no_key_ever_changed_nothing_more_is_inside(given_out):
    assert said(given_out).section_keys == ()


@pytest.fixture(scope="module")
def captured(django_db_setup, django_db_blocker, tmp_path_factory):
    """Return a release whose countersigner then revokes its key, and a certificate that has that key sign on."""
    ring = KeyRing(tmp_path_factory.mktemp("captured"), passphrase="words for tests", environment=os.environ)
    with django_db_blocker.unblock(), transaction.atomic():
        load_folder(EXAMPLES / "harbour", keyring=ring)
        for person in SIGNERS:
            countersign(person, keyring=ring)
        at = moment_of("harbour")
        gone = KeyRevoked(section="coast", vkey=ring.verifier(COAST).vkey(), reason="captured")
        append(gone, origin=COAST, actor="coast-director", at=at + timedelta(minutes=1))
        files = release("harbour", actor="centre-director", at=at, keyring=ring)
        transaction.set_rollback(True)
    return GivenOut(files=files, verifiers=tuple(ring.verifiers()))


def test_a_key_that_signs_over_its_own_revocation_is_refused(captured):
    with pytest.raises(UntrustedKey, match="was revoked in entry"):
        verify(captured.files["certificate.json"], digests={})


def test_an_entry_that_is_not_about_a_key_is_refused_among_them(after, turned):
    from answerable.releases.errors import Inconsistent

    raw = re_signed(after, turned, lambda each: replace(each, section_keys=(each.draft,)))
    with pytest.raises(Inconsistent, match="about the key of a section"):
        verify(raw, digests={})


def test_what_a_log_says_of_its_keys_ends_in_the_checkpoint_of_all_its_entries(after, turned):
    def in_another(each):
        first, *rest = each.section_keys
        return replace(each, section_keys=(replace(first, proof=f"{first.proof}\u2014 x.example/x AAAAAAAA\n"), *rest))

    with pytest.raises(NotInLog, match="found two"):
        verify(re_signed(after, turned, in_another), digests={})


# a root in hand


def held(given, *, until=None, expires=None, signers=None, drop=""):
    members = tuple(
        Member(
            section=key.name.rsplit("/", maxsplit=1)[-1],
            origin=key.name,
            vkeys=(key.vkey(),),
            until=until if key.name == COAST else None,
        )
        for key in given.verifiers
        if key.name != drop
    )
    changes = {"members": members} | ({"expires": expires} if expires else {})
    body = root(**changes) if signers is None else root(signers=signers, **changes)
    return write_root(body).encode()


NOW = datetime(2026, 6, 1, tzinfo=UTC)


def test_a_root_is_all_that_a_reader_needs(given_out):
    hand = rooted_in(held(given_out), at=NOW)
    found = verify(given_out.files["certificate.json"], digests={}, trusted=hand.keys, limits=hand.limits)
    hand.check_moment(found.statement.predicate.released_at)
    assert found.trusted
    assert hand.told == "root: number 1 of harbour-watch, which holds until 2028-01-01"


def test_a_section_that_the_root_does_not_list_is_not_trusted(given_out):
    hand = rooted_in(held(given_out, drop=COAST), at=NOW)
    with pytest.raises(UntrustedKey):
        verify(given_out.files["certificate.json"], digests={}, trusted=hand.keys)


def test_of_a_section_that_left_an_entry_beyond_what_counts_is_refused(given_out):
    hand = rooted_in(held(given_out, until=3), at=NOW)
    with pytest.raises(UntrustedKey, match="counts 3 entries"):
        verify(given_out.files["certificate.json"], digests={}, trusted=hand.keys, limits=hand.limits)
    hand = rooted_in(held(given_out, until=10_000), at=NOW)
    assert verify(given_out.files["certificate.json"], digests={}, trusted=hand.keys, limits=hand.limits)


def test_a_root_that_had_ended_before_the_release_is_refused(given_out):
    released = statement_of(given_out).predicate.released_at
    hand = rooted_in(held(given_out, expires=released.date()), at=NOW)
    with pytest.raises(UntrustedKey, match="ended on"):
        hand.check_moment(released)


def test_that_a_root_has_ended_since_is_said_plainly(given_out):
    released = statement_of(given_out).predicate.released_at
    hand = rooted_in(held(given_out, expires=released.date() + timedelta(days=1)), at=released + timedelta(days=90))
    hand.check_moment(released)
    assert "ENDED" in hand.told


def test_a_root_that_too_few_of_its_keys_signed_is_refused(given_out):
    with pytest.raises(UntrustedKey, match="not signed by 2"):
        rooted_in(held(given_out, signers=()), at=NOW)
