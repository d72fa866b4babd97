"""Forks: shown with two checkpoints to somebody who trusts nobody, and never shown of an honest log."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st

from answerable.record import errors
from answerable.record.errors import NotAFork, NotConsistent, NotIncluded, RecordError
from answerable.record.forks import Fork, find_fork, verify_fork
from answerable.record.merkle import consistency_proof, inclusion_proof, leaf_hash, left_root, older_root, root
from answerable.record.note import from_base64
from tests.houses.trees import COAST, NORTH, coast, keys as simulated_keys, raw_entries, reader
from tests.record.vectors import cases, keys, read


def fork_of(data: bytes) -> Fork:
    said = json.loads(data)
    proof = tuple(from_base64(step, where="proof") for step in said["proof"])
    return Fork(said["log"], said["first"], said["second"], bytes.fromhex(said["root"]), proof)


@pytest.mark.parametrize("name", ["fork-8-and-8", "fork-7-and-8"])
def test_the_forks_among_the_vectors_are_forks(name):
    verify_fork(fork_of(read(f"forked/{name}.json")), keys)


@pytest.mark.parametrize(("path", "error"), cases("fork"))
def test_what_proves_nothing_is_no_fork(path, error):
    with pytest.raises(getattr(errors, error)):
        verify_fork(fork_of(path.read_bytes()), keys)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 39), st.booleans())
def test_two_stories_are_a_fork_and_one_is_none(one, other, at, turned):
    stories = raw_entries(one), raw_entries(other, story="b", forked_at=at)
    notes = [coast(story).checkpoint() for story in stories]
    largest = max(stories, key=len)
    found = find_fork(
        COAST.origin,
        *(notes[::-1] if turned else notes),
        keys_at=simulated_keys,
        node=lambda size: reader(largest[:size]),
    )
    if at < min(one, other):
        verify_fork(found, simulated_keys)
    else:
        assert found is None


def test_who_looks_for_a_fork_must_hold_the_larger_tree():
    notes = [coast(raw_entries(size)).checkpoint() for size in (5, 9)]
    with pytest.raises(NotConsistent, match="not those of the larger checkpoint"):
        find_fork(
            COAST.origin,
            *notes,
            keys_at=simulated_keys,
            node=lambda size: reader(raw_entries(9, story="b", forked_at=7)),
        )


def test_checkpoints_of_another_log_are_no_fork_of_this():
    fork = Fork(COAST.origin, NORTH.checkpoint(), coast(raw_entries(3)).checkpoint())
    with pytest.raises(NotAFork, match="found one of"):
        verify_fork(fork, simulated_keys)


def test_what_a_revoked_key_signs_afterwards_is_no_fork():
    notes = [coast(raw_entries(9, story=story, forked_at=4)).checkpoint() for story in "ab"]
    fork = Fork(COAST.origin, *notes)
    verify_fork(fork, simulated_keys)
    with pytest.raises(NotAFork, match="expected two checkpoints"):
        verify_fork(fork, lambda origin, size: simulated_keys(origin, size) if size < 9 else [])


steps = st.lists(st.binary(max_size=33), max_size=70).map(tuple)


@given(st.text(max_size=40), st.text(max_size=60), st.binary(max_size=33), steps)
def test_nothing_but_a_refusal_comes_of_nonsense(log, note, top, proof):
    three, five = (coast(raw_entries(size)).checkpoint() for size in (3, 5))
    for fork in (Fork(log, note, note, top, proof), Fork(COAST.origin, three, five, top, proof)):
        with pytest.raises(NotAFork):
            verify_fork(fork, simulated_keys)


@given(st.integers(1, 64), st.integers(2, 64), st.data())
def test_a_proof_tells_the_older_root_whatever_its_size(old, new, data):
    old, new = sorted((old, new if new != old else new + 1))
    raws = raw_entries(new)
    node, leaves = reader(raws), [leaf_hash(raw) for raw in raws]
    if old & (old - 1):
        proof = consistency_proof(old, new, node)
        assert older_root(old, new, proof, root(leaves)) == root(leaves[:old])
    else:
        proof = inclusion_proof(0, new, node)
        assert proof == consistency_proof(1, new, node)
        assert left_root(old, new, leaves[0], proof, root(leaves)) == root(leaves[:old])
    place = data.draw(st.integers(0, len(proof) - 1))
    wrong = [*proof[:place], bytes(32), *proof[place + 1 :]]
    if old & (old - 1):
        with pytest.raises(NotConsistent):
            older_root(old, new, wrong, root(leaves))
    else:
        with pytest.raises(NotIncluded):
            left_root(old, new, leaves[0], wrong, root(leaves))


@given(st.integers(-2, 20), st.integers(-2, 20), st.lists(st.binary(max_size=33), max_size=9))
def test_no_root_is_told_by_nonsense(old, new, proof):
    with pytest.raises(RecordError):
        older_root(old, new, proof, bytes(32))
    with pytest.raises(RecordError):
        left_root(old, new, bytes(32), proof, bytes(32))
