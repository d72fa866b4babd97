"""Bundles of logs whose keys changed: each key counts as far as its log says, and as a reader's root lists it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from msgspec import Struct
from msgspec.structs import replace
from typer.testing import CliRunner

from answerable.bundles import logs as writing_logs
from answerable.bundles.errors import Incomplete, Unproved, UntrustedLog
from answerable.bundles.keys import Told, told_by, trust_of
from answerable.bundles.report import describe_bundle
from answerable.bundles.verification import verify_bundle
from answerable.bundles.writing import write_bundle
from answerable.cli import app
from answerable.evidence.clock import moment_of
from answerable.people.entries import KeyAdded, Member, RootAdopted
from answerable.people.root_files import write_root
from answerable.people.roots import Rooted
from answerable.people.rotating import revoke, rotate
from answerable.people.rotation import rotated
from answerable.record.handing_over import coming
from answerable.record.keys import KeyRing
from answerable.record.log import append, size_of
from answerable.record.note import Verifier, generate
from tests.bundles.conftest import CENTRE, give_out
from tests.bundles.test_bundle_verification import change, rehashed
from tests.cases import fact
from tests.people.keyed import CIA, DAN, root

pytestmark = pytest.mark.django_db

THIEF = generate(CENTRE, seed=b"t" * 32)


class Turned(Struct, frozen=True):
    """Bundles before and after the centre changed its key, with the keys and the roots of each.

    `late` is signed by the old key beyond its `end`, `stale` written where the old key still lay. `refused` is what is
    said once the new key was revoked too.
    """

    before: Path
    after: Path
    late: Path
    stale: Path
    old: tuple[Verifier, ...]
    new: tuple[Verifier, ...]
    first: RootAdopted
    second: RootAdopted
    end: int
    refused: str


def listing(number: int, verifiers: tuple[Verifier, ...], **changes: Any) -> RootAdopted:
    """Return a root that lists one key for each log."""
    lines = ((key.name, key.vkey()) for key in verifiers)
    members = tuple(Member(section=name.rpartition("/")[2], origin=name, vkeys=(vkey,)) for name, vkey in lines)
    return root(number, members=members, **changes)


@pytest.fixture(scope="module")
def turned(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Turned]:
    folder = tmp_path_factory.mktemp("turned")
    ring = KeyRing(folder / "keys", passphrase="words for tests", environment=os.environ)
    with django_db_blocker.unblock(), transaction.atomic():
        give_out(ring)
        at = moment_of("harbour")

        def write(name: str, keys: KeyRing) -> Path:
            write_bundle("harbour", folder / name, audience="public", at=at, keyring=keys)
            return folder / name

        old = tuple(ring.verifiers())
        first = listing(1, old)
        for section in ("centre", "coast", "north"):
            append(first, origin=f"harbour.example/{section}", actor=f"{section}-director", at=at)
        before = write("before", ring)
        kept = KeyRing(shutil.copytree(ring.folder, folder / "kept"), passphrase="words for tests", environment={})
        waiting = coming(ring).new(CENTRE)
        second = listing(2, tuple(waiting if key.name == CENTRE else key for key in old))
        append(second, origin=CENTRE, actor="centre-director", at=at)
        rotate(ring, CENTRE, by="centre-director", at=at)
        after, end = write("after", ring), size_of(CENTRE) - 1
        stale = write("stale", kept)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(writing_logs, "ends_of_keys", lambda _origin: {})
            late = write("late", kept)
        revoke(CENTRE, reason="captured", by="centre-director", at=at)
        with pytest.raises(Unproved) as refused:
            write("refused", ring)
        transaction.set_rollback(True)
    return Turned(before, after, late, stale, old, tuple(ring.verifiers()), first, second, end, str(refused.value))


@pytest.fixture
def copied(turned: Turned, tmp_path: Path) -> Path:
    return Path(shutil.copytree(turned.after, tmp_path / "bundle"))


def named(verifiers: tuple[Verifier, ...]) -> str:
    return next(each.vkey() for each in verifiers if each.name == CENTRE)


def test_a_bundle_holds_every_key_of_a_log_with_its_entry_and_its_end(turned):
    (here,) = (log for log in verify_bundle(turned.after).bundle.logs if log.origin == CENTRE)
    assert [(key.vkey, key.until) for key in here.keys] == [(named(turned.old), turned.end), (named(turned.new), None)]
    assert here.keys[0].added < turned.end > here.keys[1].added
    told = describe_bundle(verify_bundle(turned.after))
    assert f"counted for the first {turned.end} entries: {named(turned.old)}" in told


@pytest.mark.parametrize("whose", ["old", "new"])
def test_a_reader_who_knew_the_key_before_or_knows_the_one_after_needs_no_other(turned, whose):
    assert verify_bundle(turned.after, trusted=getattr(turned, whose)).trusted


def test_the_key_before_does_not_verify_for_a_reader_who_knows_only_the_one_after(turned):
    with pytest.raises(UntrustedLog, match="logs/centre/key"):
        verify_bundle(turned.before, trusted=turned.new)


def test_a_checkpoint_that_covers_the_revocation_of_its_own_key_is_refused(turned):
    for trusted in ((), turned.old, turned.new):
        with pytest.raises(UntrustedLog, match="logs/centre/"):
            verify_bundle(turned.late, trusted=trusted)
    with pytest.raises(UntrustedLog, match=f"counts for the first {turned.end} entries"):
        verify_bundle(turned.late)


def test_with_a_revoked_key_no_bundle_is_written(turned):
    assert "not revoked" in turned.refused


def test_where_the_old_key_still_lies_the_checkpoint_by_the_new_one_is_taken(turned):
    (key,) = {log.verifier.vkey() for log in verify_bundle(turned.stale).logs if log.checkpoint.origin == CENTRE}
    assert key == named(turned.new)


def test_a_certificate_that_the_old_key_signed_after_its_end_is_refused(turned):
    logs = verify_bundle(turned.after).logs
    trust = trust_of(told_by(logs), trusted=(), root=None)
    trust.check_certificate({CENTRE: named(turned.old)}, {CENTRE: turned.end}, where="here")
    with pytest.raises(UntrustedLog, match="here: the key"):
        trust.check_certificate({CENTRE: named(turned.old)}, {CENTRE: turned.end + 1}, where="here")
    with pytest.raises(UntrustedLog, match="says it has or had"):
        trust.check_certificate({CENTRE: THIEF.verifier().vkey()}, {CENTRE: 1}, where="here")


# a root in hand


@pytest.mark.parametrize("number", [1, 2])
def test_a_root_verifies_a_bundle_and_what_was_signed_before_it(turned, number):
    found = verify_bundle(turned.after, root=(turned.first, turned.second)[number - 1])
    assert (found.trusted, found.root) == (True, turned.second)


def test_a_bundle_from_before_is_verified_by_the_root_of_its_time_and_not_by_one_that_dropped_its_key(turned):
    assert verify_bundle(turned.before, root=turned.first).root == turned.first
    with pytest.raises(UntrustedLog, match="logs/centre/key"):
        verify_bundle(turned.before, root=turned.second)


def test_a_root_that_signs_nothing_of_this_is_refused(turned):
    strange = listing(2, tuple(generate(key.name, seed=b"s" * 32).verifier() for key in turned.new))
    with pytest.raises(UntrustedLog, match="not one we trust"):
        verify_bundle(turned.after, root=strange)


def test_an_earlier_root_that_other_keys_signed_lends_no_key(turned):
    others = {"keys": (CIA, DAN), "signers": (CIA, DAN)}  # nobody of those who signed number 1
    alone = listing(2, turned.new, **others)
    with pytest.raises(UntrustedLog, match=r"certificate\.json: .* is not one we trust"):
        verify_bundle(turned.after, root=alone)


def test_of_two_roots_under_one_number_neither_follows(turned):
    told = told_by(verify_bundle(turned.after).logs)
    texts = [listing(3, turned.new, expires=date(year, 1, 1)) for year in (2029, 2030)]
    more = replace(told, roots=(*told.roots, *(fact(each, origin=CENTRE, case="") for each in texts)))
    assert trust_of(more, trusted=(), root=turned.first).rooted == Rooted(
        root=turned.second,
        ever=frozenset(key for each in (turned.first, turned.second) for m in each.members for key in m.vkeys),
        contested=tuple(texts),
    )


def test_a_root_that_had_ended_before_the_bundle_is_refused(turned):
    ended = replace(turned.second, expires=date(2026, 1, 1))
    with pytest.raises(UntrustedLog, match="ended on 2026-01-01"):
        verify_bundle(turned.after, root=listing(2, turned.new, expires=ended.expires))


def test_of_a_section_that_left_no_entry_beyond_what_counts_is_taken(turned):
    members = tuple(replace(each, until=3) if each.section == "coast" else each for each in turned.second.members)
    with pytest.raises(UntrustedLog, match="counts 3 entries of"):
        verify_bundle(turned.after, root=root(2, members=members))


def test_a_key_that_a_stolen_one_handed_over_to_counts_for_nobody_with_a_root(turned):
    stolen = generate(CENTRE, seed=b"c" * 32)
    change_of_keys: KeyAdded = rotated(stolen, THIEF, section="centre")
    told = Told(added=(fact(change_of_keys, origin=CENTRE, case="", index=9),), revoked=(), roots=())
    known = (stolen.verifier(),)
    given, sizes = {CENTRE: THIEF.verifier().vkey()}, {CENTRE: 20}
    trust_of(told, trusted=known, root=None).check_certificate(given, sizes, where="here")
    with pytest.raises(UntrustedLog):
        trust_of(told, trusted=(), root=listing(1, known)).check_certificate(given, sizes, where="here")


def test_the_roots_lie_in_the_bundle_as_they_were_put_on_record(turned):
    texts = [(turned.after / f"data/roots/harbour-watch-{number}.txt").read_text() for number in (1, 2)]
    assert texts == [write_root(turned.first), write_root(turned.second)]


def test_the_command_takes_a_root_for_a_bundle_and_says_which_one_holds(turned, tmp_path):
    (tmp_path / "root.txt").write_text(write_root(turned.first), encoding="utf-8")
    done = CliRunner().invoke(app, ["verify", str(turned.after), "--root", str(tmp_path / "root.txt")])
    assert done.exit_code == 0, done.output
    assert "keys: all known beforehand\nroot: number 2 of harbour-watch, which " in done.output
    assert done.output.endswith("in the bundle, follows number 1 given\n")
    (tmp_path / "root.txt").write_text(write_root(turned.second), encoding="utf-8")
    refused = CliRunner().invoke(app, ["verify", str(turned.before), "--root", str(tmp_path / "root.txt")])
    assert (refused.exit_code, "NOT VERIFIED: data/logs/centre/key" in refused.output) == (5, True)


def test_the_reading_copy_leads_to_the_roots(turned):
    assert '<a href="roots/harbour-watch-2.txt">' in (turned.after / "data/index.html").read_text(encoding="utf-8")


# what a holder of a bundle would change


def test_a_root_that_no_entry_put_on_record_is_found(turned, copied):
    place = copied / "data/roots/harbour-watch-2.txt"
    place.write_text(write_root(replace(turned.second, expires=date(2040, 1, 1))))
    with pytest.raises(Incomplete, match=r"harbour-watch-2\.txt"):
        verify_bundle(rehashed(copied))


def test_a_key_given_a_longer_life_is_found(copied):
    def lengthen(found: Any) -> None:
        next(each for each in found["logs"] if each["origin"] == CENTRE)["keys"][0]["until"] = None

    with pytest.raises(Incomplete, match="expected the 2 keys"):
        verify_bundle(change(copied, "bundle.json", lengthen))


def test_a_bundle_from_before_keys_and_roots_were_listed_verifies(turned, copied):
    def forget(found: Any) -> None:
        for each in found["logs"]:
            del each["keys"]

    shutil.rmtree(copied / "data/roots")
    assert verify_bundle(change(copied, "bundle.json", forget), root=turned.first).root == turned.second
