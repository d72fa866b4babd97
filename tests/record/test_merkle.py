"""Merkle trees: the published values, and properties that hold for every size."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from answerable.record.errors import NotConsistent, NotIncluded
from answerable.record.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    root_from_nodes,
    verify_consistency,
    verify_inclusion,
)

PUBLISHED = json.loads((Path(__file__).parents[1] / "vectors/foreign/certificate-transparency.json").read_text())
ENTRIES = [leaf_hash(bytes.fromhex(entry)) for entry in PUBLISHED["entries"]]
LEAVES = [leaf_hash(str(number).encode()) for number in range(300)]


def node_of(leaves):
    """Reads nodes by plain recomputation."""

    def node(level, index):
        part = leaves[index << level : (index + 1) << level]
        assert len(part) == 1 << level, "only complete subtrees are nodes"
        return root(part)

    return node


def unhex(hashes):
    return [bytes.fromhex(each) for each in hashes]


def plain_root(leaves):
    """The definition of section 2.1.1, word by word and slow."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(plain_root(leaves[:split]), plain_root(leaves[split:]))


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_published(size):
    expected = bytes.fromhex(PUBLISHED["roots"][size])
    assert root(ENTRIES[:size]) == expected
    assert root_from_nodes(size, node_of(ENTRIES)) == expected
    assert Frontier().extend(ENTRIES[:size]).root() == expected


@pytest.mark.parametrize("case", PUBLISHED["inclusion"], ids=str)
def test_inclusion_proofs_are_those_published(case):
    expected = unhex(case["proof"])
    assert inclusion_proof(case["index"], case["size"], node_of(ENTRIES)) == expected
    top = bytes.fromhex(PUBLISHED["roots"][case["size"]])
    verify_inclusion(ENTRIES[case["index"]], case["index"], case["size"], expected, top)


@pytest.mark.parametrize("case", PUBLISHED["consistency"], ids=str)
def test_consistency_proofs_are_those_published(case):
    expected = unhex(case["proof"])
    assert consistency_proof(case["old"], case["new"], node_of(ENTRIES)) == expected
    roots = [bytes.fromhex(PUBLISHED["roots"][case[which]]) for which in ("old", "new")]
    verify_consistency(case["old"], case["new"], expected, *roots)


def test_a_leaf_is_never_taken_for_a_node():
    left, right = LEAVES[0], LEAVES[1]
    assert leaf_hash(left + right) != node_hash(left, right)


def test_the_root_is_the_one_defined():
    for size in range(70):
        assert root(LEAVES[:size]) == plain_root(LEAVES[:size])


def test_a_frontier_gives_the_root_after_every_leaf():
    frontier = Frontier()
    for size, leaf in enumerate(LEAVES, start=1):
        frontier = frontier.append(leaf)
        assert (frontier.size, frontier.root()) == (size, root(LEAVES[:size]))


def test_adding_to_a_frontier_leaves_the_old_one_as_it_was():
    before = Frontier().extend(LEAVES[:5])
    before.append(LEAVES[5])
    assert before == Frontier().extend(LEAVES[:5])


@given(st.integers(0, 300))
def test_a_frontier_read_from_nodes_is_the_one_grown(size):
    assert Frontier.read(size, node_of(LEAVES)) == Frontier().extend(LEAVES[:size])


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 300))
def test_every_leaf_has_a_proof_and_no_other_leaf_fits_it(size):
    top, node = root(LEAVES[:size]), node_of(LEAVES[:size])
    for index in range(size):
        proof = inclusion_proof(index, size, node)
        verify_inclusion(LEAVES[index], index, size, proof, top)
        with pytest.raises(NotIncluded):
            verify_inclusion(LEAVES[index - 1] if size > 1 else leaf_hash(b"other"), index, size, proof, top)


@settings(deadline=None)
@given(st.data())
def test_a_proof_fits_one_place_and_one_size_only(data):
    size = data.draw(st.integers(2, 300))
    index, elsewhere = data.draw(st.lists(st.integers(0, size - 1), min_size=2, max_size=2, unique=True))
    proof = inclusion_proof(index, size, node_of(LEAVES[:size]))
    top = root(LEAVES[:size])
    with pytest.raises(NotIncluded):
        verify_inclusion(LEAVES[index], elsewhere, size, proof, top)
    with pytest.raises(NotIncluded):
        verify_inclusion(LEAVES[index], index, size, proof, root(LEAVES[: size - 1]))


@settings(deadline=None)
@given(st.data())
def test_a_changed_inclusion_proof_is_refused(data):
    size = data.draw(st.integers(2, 300))
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, node_of(LEAVES[:size]))
    with pytest.raises(NotIncluded):
        verify_inclusion(LEAVES[index], index, size, changed(data, proof), root(LEAVES[:size]))


def changed(data, proof):
    """The proof with one hash altered, dropped, doubled or cut short."""
    place = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(proof[place], "big") ^ (1 << bit)).to_bytes(32, "big")
    ways = ([flipped], [], [proof[place]] * 2, [proof[place][:-1]])
    return proof[:place] + data.draw(st.sampled_from(ways)) + proof[place + 1 :]


def test_a_proof_for_a_larger_tree_does_not_do_for_a_smaller_one():
    """All its hashes lead to the right root; only its length gives it away."""
    proof = inclusion_proof(3, 4, node_of(LEAVES))
    with pytest.raises(NotIncluded, match="expected 1 hashes, found 2"):
        verify_inclusion(LEAVES[3], 1, 2, proof, root(LEAVES[:4]))


def test_a_proof_for_a_smaller_tree_does_not_do_for_a_larger_one():
    """All its hashes lead to the right root; only its length gives it away."""
    proof = inclusion_proof(0, 2, node_of(LEAVES))
    with pytest.raises(NotIncluded, match="below the root"):
        verify_inclusion(LEAVES[0], 0, 3, proof, root(LEAVES[:2]))


@pytest.mark.parametrize(("real", "claimed"), [((7, 8), (3, 4)), ((1, 2), (1, 3))])
def test_a_consistency_proof_between_other_sizes_is_refused(real, claimed):
    """All its hashes lead to both roots; only its length gives it away."""
    proof = consistency_proof(*real, node_of(LEAVES))
    with pytest.raises(NotConsistent, match="wrong length"):
        verify_consistency(*claimed, proof, root(LEAVES[: real[0]]), root(LEAVES[: real[1]]))


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_place_outside_the_tree_has_no_proof(index, size):
    with pytest.raises(NotIncluded, match=f"no leaf {index}"):
        inclusion_proof(index, size, node_of(LEAVES))
    with pytest.raises(NotIncluded, match=f"no leaf {index}"):
        verify_inclusion(LEAVES[0], index, size, [], LEAVES[0])


def test_every_tree_continues_every_smaller_one():
    node = node_of(LEAVES)
    roots = [root(LEAVES[:size]) for size in range(71)]
    for new in range(71):
        for old in range(new + 1):
            verify_consistency(old, new, consistency_proof(old, new, node), roots[old], roots[new])


def test_no_tree_continues_another_history():
    roots = [root(LEAVES[:size]) for size in range(71)]
    other = [leaf_hash(b"other"), *LEAVES[1:]]
    for new in range(2, 71):
        for old in range(1, new):
            proof = consistency_proof(old, new, node_of(LEAVES))
            with pytest.raises(NotConsistent):
                verify_consistency(old, new, proof, root(other[:old]), roots[new])
            with pytest.raises(NotConsistent):
                verify_consistency(old, new, proof, roots[old], root(other[:new]))


@settings(deadline=None)
@given(st.data())
def test_a_changed_consistency_proof_is_refused(data):
    new = data.draw(st.integers(2, 300))
    old = data.draw(st.integers(1, new - 1))
    proof = consistency_proof(old, new, node_of(LEAVES[:new]))
    with pytest.raises(NotConsistent):
        verify_consistency(old, new, changed(data, proof), root(LEAVES[:old]), root(LEAVES[:new]))


def test_a_rolled_back_log_is_named_so():
    with pytest.raises(NotConsistent, match="rolled back") as caught:
        verify_consistency(5, 3, [], root(LEAVES[:5]), root(LEAVES[:3]))
    assert (caught.value.old_size, caught.value.new_size) == (5, 3)
    with pytest.raises(NotConsistent, match="larger"):
        consistency_proof(5, 3, node_of(LEAVES))


def test_a_fork_carries_both_roots():
    old, new = root(LEAVES[:4]), root(LEAVES[1:5])
    with pytest.raises(NotConsistent, match="two roots for one size") as caught:
        verify_consistency(4, 4, [], old, new)
    assert (caught.value.old_root, caught.value.new_root) == (old, new)
    assert old.hex() in str(caught.value)
    assert new.hex() in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "proof", "old_root", "says"),
    [
        (0, 3, [LEAVES[0]], EMPTY_ROOT, "expected no proof"),
        (3, 3, [LEAVES[0]], root(LEAVES[:3]), "expected no proof"),
        (0, 3, [], LEAVES[0], "not that of an empty tree"),
        (2, 3, [], root(LEAVES[:2]), "proof is empty"),
        (2, 3, [b"short"], root(LEAVES[:2]), "not 32 bytes"),
    ],
)
def test_a_consistency_proof_out_of_place_says_why(old, new, proof, old_root, says):
    with pytest.raises(NotConsistent, match=says):
        verify_consistency(old, new, proof, old_root, root(LEAVES[:new]))


def test_proofs_grow_with_the_logarithm():
    sizes = [len(inclusion_proof(0, 1 << height, lambda level, index: EMPTY_ROOT)) for height in range(1, 40)]
    assert [larger - smaller for smaller, larger in pairwise(sizes)] == [1] * 38
