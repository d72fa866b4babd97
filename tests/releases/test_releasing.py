"""Releasing: all of it, once, or nothing."""

from __future__ import annotations

import hashlib

import pytest

from answerable.evidence.clock import moment_of
from answerable.record.audit import verify_log
from answerable.record.blocker import Refused
from answerable.record.keys import KeyRing
from answerable.record.log import ask_again, size_of
from answerable.record.models import CheckpointRow
from answerable.releases import releasing
from answerable.releases.boards import as_json, as_text, judge
from answerable.releases.errors import FilesGone
from answerable.releases.models import ReleasedFile, read_release
from answerable.releases.releasing import release
from answerable.releases.verification import verify
from tests.releases.conftest import SIGNERS, countersign

CENTRE = "harbour.example/centre"


@pytest.fixture
def signed(harbour: str, keyring: KeyRing) -> str:
    for person in SIGNERS:
        countersign(person, keyring=keyring)
    return harbour


def give_out(case: str, keyring: KeyRing, *, actor: str = "centre-director") -> dict[str, bytes]:
    return release(case, actor=actor, at=moment_of(case), keyring=keyring)


def test_a_blocked_case_is_refused_with_its_blockers_and_nothing_is_written(harbour, keyring):
    size = size_of(CENTRE)
    with pytest.raises(Refused) as refused:
        give_out(harbour, keyring)
    assert {blocker.gate for blocker in refused.value.blockers} == {23}
    assert (size_of(CENTRE), ReleasedFile.objects.count(), CheckpointRow.objects.count()) == (size, 0, 0)


def test_a_cleared_case_gives_out_words_page_and_certificate(signed, keyring):
    assert set(give_out(signed, keyring)) == {"release.md", "release.html", "certificate.json"}
    assert judge(signed).released


def test_the_words_given_out_are_exactly_those_drafted(signed, keyring):
    drafted = read_release(signed, at=moment_of(signed)).clearance.outputs.versions
    assert drafted
    text = give_out(signed, keyring)["release.md"].decode()
    assert text.startswith("# ")


def test_releasing_again_gives_the_same_files_and_writes_nothing(signed, keyring):
    first = give_out(signed, keyring)
    size = size_of(CENTRE)
    assert give_out(signed, keyring) == first
    assert size_of(CENTRE) == size


def test_somebody_who_is_no_approver_releases_nothing(signed, keyring):
    with pytest.raises(Refused, match="does not hold the role of approver"):
        give_out(signed, keyring, actor="coast-director")
    assert not read_release(signed, at=moment_of(signed)).released


def test_a_missing_key_leaves_nothing_behind(signed, keyring, tmp_path):
    size = size_of(CENTRE)
    from answerable.record.errors import KeyMissing

    with pytest.raises(KeyMissing):
        give_out(signed, KeyRing(tmp_path, passphrase="x", environment={}))
    assert size_of(CENTRE) == size


def test_the_logs_verify_after_a_release(signed, keyring):
    give_out(signed, keyring)
    audit = verify_log(CENTRE, [keyring.verifier(CENTRE)])
    assert (audit.checkpoints, audit.uncovered, audit.aside) == (1, 0, 0)


def test_the_gate_of_a_release_gives_the_same_answer_on_the_record_as_it_was(signed, keyring):
    give_out(signed, keyring)
    (released,) = read_release(signed, at=moment_of(signed)).released
    assert ask_again(CENTRE, released.index) == []


def test_the_board_is_the_same_for_people_and_for_programs(harbour):
    judged = judge(harbour)
    text, plain = as_text(judged), as_json(judged)
    for gate in judged.gates:
        for blocker in gate.blockers:
            assert blocker.text in text
            assert blocker.code in plain


def test_a_release_that_came_without_its_files_gives_them_out_again_byte_for_byte(signed, keyring):
    given = give_out(signed, keyring)
    ReleasedFile.objects.all().delete()
    again = give_out(signed, keyring)
    assert again == given
    assert ReleasedFile.objects.count() == 3


def test_files_made_again_say_nothing_that_was_said_later(signed, keyring):
    given = give_out(signed, keyring)
    ReleasedFile.objects.all().delete()
    countersign("north-director", keyring=keyring)
    again = give_out(signed, keyring)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in given.items() if name != "certificate.json"}
    assert verify(again["certificate.json"], digests=digests, trusted=keyring.verifiers()).trusted
    assert again["release.html"] == given["release.html"]


def test_files_that_cannot_be_made_again_are_not_replaced_by_others(signed, keyring, monkeypatch):
    give_out(signed, keyring)
    ReleasedFile.objects.all().delete()
    monkeypatch.setattr(releasing, "page_of", lambda *_, **__: "another page")
    with pytest.raises(FilesGone, match="as they were given out"):
        give_out(signed, keyring)
    assert not ReleasedFile.objects.exists()
