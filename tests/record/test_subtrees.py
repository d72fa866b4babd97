"""Subtrees: every one of every small tree, and nothing else, is shown to lie in the whole."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from answerable.record.errors import NotConsistent
from answerable.record.merkle import consistency_proof, inclusion_proof, leaf_hash, node_hash, root
from answerable.record.subtrees import is_subtree, subtree_proof, verify_subtree

LEAVES = [leaf_hash(str(number).encode()) for number in range(600)]


def node(level, index):
    return root(LEAVES[index << level : (index + 1) << level])


def plain_proof(start, end, leaves, whole=True):
    """The definition of the draft, word by word and slow."""
    size = len(leaves)
    if (start, end) == (0, size):
        return [] if whole else [root(leaves)]
    split = 1
    while split * 2 < size:
        split *= 2
    if end <= split:
        return [*plain_proof(start, end, leaves[:split], whole), root(leaves[split:])]
    if split <= start:
        return [*plain_proof(start - split, end - split, leaves[split:], whole), root(leaves[:split])]
    return [*plain_proof(0, end - split, leaves[split:], False), root(leaves[:split])]


def subtrees(size):
    return [(start, end) for end in range(1, size + 1) for start in range(end) if is_subtree(start, end)]


def test_a_subtree_starts_at_a_multiple_of_the_power_of_two_that_holds_it():
    assert subtrees(4) == [(0, 1), (0, 2), (1, 2), (0, 3), (2, 3), (0, 4), (2, 4), (3, 4)]
    assert is_subtree(4, 8)
    assert is_subtree(4, 7)
    assert not is_subtree(4, 9)
    assert not is_subtree(2, 5)


@pytest.mark.parametrize("size", [*range(1, 20), 31, 32, 33])
def test_every_subtree_of_every_small_tree_is_proved_as_the_draft_defines_it(size):
    whole = root(LEAVES[:size])
    for start, end in subtrees(size):
        proof = subtree_proof(start, end, size, node)
        assert proof == plain_proof(start, end, LEAVES[:size])
        verify_subtree(start, end, size, proof, root(LEAVES[start:end]), whole)


@given(st.integers(1, 600), st.data())
def test_subtrees_of_larger_trees_are_proved(size, data):
    end = data.draw(st.integers(1, size))
    width = 1 << data.draw(st.integers(0, 9))
    start = (end - 1) // width * width
    if not is_subtree(start, end):
        start = end - 1
    proof = subtree_proof(start, end, size, node)
    assert proof == plain_proof(start, end, LEAVES[:size])
    verify_subtree(start, end, size, proof, root(LEAVES[start:end]), root(LEAVES[:size]))


@pytest.mark.parametrize("size", range(1, 18))
def test_from_the_first_leaf_it_is_a_consistency_proof_and_of_one_leaf_an_inclusion_proof(size):
    for end in range(1, size + 1):
        assert subtree_proof(0, end, size, node) == consistency_proof(end, size, node)
        assert subtree_proof(end - 1, end, size, node) == inclusion_proof(end - 1, size, node)


@pytest.mark.parametrize("size", range(1, 14))
def test_a_proof_that_was_changed_at_all_is_refused(size):
    whole = root(LEAVES[:size])
    for start, end in subtrees(size):
        proof, part = subtree_proof(start, end, size, node), root(LEAVES[start:end])
        other = bytes(32)
        wrong = [proof[:-1]] * bool(proof) + [[*proof, other], [other, *proof]]
        wrong += [[*proof[:at], other, *proof[at + 1 :]] for at in range(len(proof))]
        wrong += [[*proof[:at], proof[at][:31], *proof[at + 1 :]] for at in range(len(proof))]
        for each in wrong:
            with pytest.raises(NotConsistent):
                verify_subtree(start, end, size, each, part, whole)
        with pytest.raises(NotConsistent):
            verify_subtree(start, end, size, proof, other, whole)
        with pytest.raises(NotConsistent):
            verify_subtree(start, end, size, proof, part, other)


@pytest.mark.parametrize("size", range(2, 12))
def test_a_proof_of_one_place_is_none_of_another(size):
    whole = root(LEAVES[:size])
    for start, end in subtrees(size):
        proof, part = subtree_proof(start, end, size, node), root(LEAVES[start:end])
        for place in subtrees(size):
            if place != (start, end):
                with pytest.raises(NotConsistent):
                    verify_subtree(*place, size, proof, part, whole)


@given(st.integers(-3, 70), st.integers(-3, 70), st.integers(-3, 70), st.lists(st.binary(max_size=33), max_size=8))
def test_nothing_but_a_refusal_comes_of_nonsense(start, end, size, proof):
    with pytest.raises(NotConsistent):
        verify_subtree(start, end, size, proof, bytes(32), node_hash(b"", b""))


@pytest.mark.parametrize(("start", "end", "size"), [(0, 0, 1), (0, 2, 1), (1, 3, 4), (2, 1, 4), (-1, 1, 4)])
def test_what_is_no_subtree_has_no_proof(start, end, size):
    with pytest.raises(NotConsistent, match="expected a subtree"):
        subtree_proof(start, end, size, node)
