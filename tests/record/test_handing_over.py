"""One key file in the place of another, broken off anywhere."""

from __future__ import annotations

import pytest

from answerable.record.errors import KeyMissing
from answerable.record.handing_over import coming, replace
from answerable.record.keys import KeyRing

COAST, NORTH = "harbour.example/coast", "harbour.example/north"


def ring_of(folder) -> KeyRing:
    return KeyRing(folder, passphrase="words for tests")


@pytest.fixture
def ring(tmp_path):
    ring = ring_of(tmp_path / "keys")
    ring.new(COAST, seed=b"o" * 32)
    ring.new(NORTH, seed=b"n" * 32)
    return ring


def test_the_coming_key_takes_the_place_and_the_old_one_is_kept(ring):
    old, new = ring.verifier(COAST), coming(ring).new(COAST)
    replace(ring, COAST)
    assert (ring.verifier(COAST), ring.signer(COAST).verifier()) == (new, new)
    assert ring_of(ring.folder / "old" / f"{old.key_hash:08x}").signer(COAST).verifier() == old
    assert [each.name for each in ring.verifiers()] == [COAST, NORTH]


def test_without_a_coming_key_nothing_changes(ring):
    old = ring.verifier(COAST)
    with pytest.raises(KeyMissing):
        replace(ring, COAST)
    assert ring.signer(COAST).verifier() == old


def test_a_coming_key_is_not_among_those_that_sign(ring):
    coming(ring).new(COAST)
    assert len(ring.verifiers()) == 2


@pytest.mark.parametrize("moves", range(1, 5))
def test_broken_off_after_any_move_it_is_finished_when_done_again(ring, moves, monkeypatch):
    """The power goes between two of the four renames, two files each."""
    new = coming(ring).new(COAST)
    done = []

    def rename(place, target):
        if len(done) == moves:
            raise OSError("no power")
        done.append(place)
        place.replace(target)

    with monkeypatch.context() as patched:
        patched.setattr("pathlib.PosixPath.rename", rename)
        if moves < 4:
            with pytest.raises(OSError, match="no power"):
                replace(ring, COAST)
        else:
            replace(ring, COAST)
    again = ring_of(ring.folder)
    if moves < 4:
        replace(again, COAST)
    assert (again.verifier(COAST), again.signer(COAST).verifier()) == (new, new)


def test_the_folders_are_for_their_owner_alone(ring):
    coming(ring).new(COAST)
    replace(ring, COAST)
    for folder in (ring.folder / "next", ring.folder / "old", *(ring.folder / "old").iterdir()):
        assert folder.stat().st_mode & 0o077 == 0
