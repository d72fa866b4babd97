"""What a witness is asked and what it answers: one refusal for each answer of tlog-witness."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st

from answerable.record import errors
from answerable.record.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from answerable.record.errors import Conflict, KeyLocked, Malformed, NotConsistent, RecordError, TooLarge
from answerable.record.forks import verify_fork
from answerable.record.merkle import EMPTY_ROOT, consistency_proof, leaf_hash, root
from answerable.record.note import MAX_NOTE_BYTES
from answerable.record.witness import (
    AddCheckpoint,
    fork_in,
    judge,
    read_request,
    read_size,
    status_of,
    write_request,
    write_size,
)
from tests.record.vectors import COAST, ORIGIN, RAWS, cases, keys, read

FIVE = open_checkpoint(read("valid/checkpoint-5.txt"), origin=ORIGIN, verifiers=[COAST.verifier()])
REQUEST = read("valid/add-checkpoint-5-to-8.txt")
ANSWERS = {"Malformed": 400, "TooLarge": 400, "Truncated": 400, "UnknownKey": 403, "WrongSignature": 403,
           "UnknownLog": 404, "Conflict": 409, "NotConsistent": 422}  # fmt: skip
LEAVES = [leaf_hash(raw) for raw in RAWS]


def request(old: int, size: int, *, leaves: list[bytes] = LEAVES) -> AddCheckpoint:
    proof = consistency_proof(old, size, lambda level, at: root(leaves[at << level : (at + 1) << level]))
    note = sign_checkpoint(Checkpoint(ORIGIN, size, root(leaves[:size])), COAST)
    return AddCheckpoint(old, tuple(proof), note)


@pytest.mark.parametrize(("path", "error"), cases("add-checkpoint"))
def test_each_refusal_has_its_answer(path, error):
    with pytest.raises(getattr(errors, error)) as caught:
        judge(read_request(path.read_bytes()), held=FIVE, keys_at=keys)
    assert type(caught.value).__name__ == error
    assert status_of(caught.value) == ANSWERS[error]


def test_the_valid_request_is_granted_and_is_what_we_write():
    asked = read_request(REQUEST)
    assert judge(asked, held=FIVE, keys_at=keys).size == 8
    assert write_request(asked) == REQUEST
    assert write_request(request(5, 8)) == REQUEST


@pytest.mark.parametrize("old", range(9))
@pytest.mark.parametrize("size", range(9))
def test_a_log_may_grow_from_any_size_to_any_larger_one(old, size):
    held = Checkpoint(ORIGIN, old, root(LEAVES[:old])) if old else None
    if old <= size:
        assert judge(read_request(write_request(request(old, size))), held=held, keys_at=keys).size == size
    else:
        with pytest.raises(Malformed):
            judge(AddCheckpoint(old, (), request(size, size).note), held=held, keys_at=keys)


def test_the_size_here_is_told():
    with pytest.raises(Conflict, match="from 5 entries") as caught:
        judge(request(0, 8), held=FIVE, keys_at=keys)
    assert caught.value.size == 5
    assert read_size(write_size(caught.value.size)) == 5
    with pytest.raises(Conflict) as caught:
        judge(request(5, 8), held=None, keys_at=keys)
    assert caught.value.size == 0


def test_another_root_of_the_same_size_is_a_conflict_and_a_fork():
    other = request(5, 5, leaves=LEAVES[::-1])
    with pytest.raises(Conflict, match="another root"):
        judge(other, held=FIVE, keys_at=keys)
    fork = fork_in(other, read("valid/checkpoint-5.txt").decode(), keys_at=keys)
    verify_fork(fork, keys)


def test_a_refused_proof_of_the_other_story_proves_the_fork():
    other = request(5, 8, leaves=[leaf_hash(b"other"), *LEAVES[1:]])
    with pytest.raises(NotConsistent):
        judge(other, held=FIVE, keys_at=keys)
    verify_fork(fork_in(other, read("valid/checkpoint-5.txt").decode(), keys_at=keys), keys)


def test_an_honest_request_proves_no_fork():
    held = read("valid/checkpoint-5.txt").decode()
    for asked in (request(5, 8), request(5, 5), request(0, 8), AddCheckpoint(5, (bytes(32),), request(5, 8).note)):
        assert fork_in(asked, held, keys_at=keys) is None


def test_a_proof_from_nothing_must_be_empty():
    asked = AddCheckpoint(0, (bytes(32),), request(0, 8).note)
    with pytest.raises(NotConsistent):
        judge(asked, held=None, keys_at=keys)
    assert judge(request(0, 0), held=None, keys_at=keys).root == EMPTY_ROOT


def test_the_example_of_the_specification_is_read():
    hashes = """PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0="""
    note = read("foreign/c2sp-checkpoint.txt").decode()
    asked = read_request(f"old 20852014\n{hashes}\n\n{note}".encode())
    assert (asked.old, len(asked.proof), asked.checkpoint.size) == (20852014, 4, 20852163)
    assert write_request(asked) == f"old 20852014\n{hashes}\n\n{note}".encode()


def test_a_checkpoint_too_long_to_be_shown_is_refused():
    root_8 = root(LEAVES)
    note = sign_checkpoint(Checkpoint(ORIGIN, 8, root_8, ("x" * 9000,)), COAST)
    with pytest.raises(TooLarge, match="8192"):
        judge(AddCheckpoint(5, request(5, 8).proof, note), held=FIVE, keys_at=keys)


def test_a_huge_request_is_not_read():
    with pytest.raises(TooLarge):
        read_request(b"old 5\n" + b"x" * 2 * MAX_NOTE_BYTES)


def test_a_fault_of_ours_is_no_refusal():
    assert status_of(KeyLocked("locked")) == 500


@pytest.mark.parametrize("data", [b"", b"8", b"08\n", b"-1\n", b"x\n", b"8\n\n", b"9" * 30 + b"\n", b"\xff\n"])
def test_what_is_no_size_is_refused(data):
    with pytest.raises(Malformed):
        read_size(data)


@given(st.binary(max_size=300))
def test_nothing_but_a_refusal_comes_of_nonsense(data):
    with pytest.raises(RecordError):
        read_request(data)


@given(st.data())
def test_any_single_changed_byte_is_refused(data):
    place = data.draw(st.integers(0, len(REQUEST) - 1))
    wrong = data.draw(st.integers(0, 255).filter(lambda byte: byte != REQUEST[place]))
    with pytest.raises(RecordError):
        judge(read_request(REQUEST[:place] + bytes([wrong]) + REQUEST[place + 1 :]), held=FIVE, keys_at=keys)


def test_published_forks_of_ours_are_found_by_a_witness():
    case = json.loads(read("forked/consistency.json"))
    held = read(f"forked/{case['old']}").decode()
    proof = tuple(bytes.fromhex(step) for step in case["proof"]["b"])
    asked = AddCheckpoint(7, proof, read(f"forked/{case['new']['b']}").decode())
    verify_fork(fork_in(asked, held, keys_at=keys), keys)
