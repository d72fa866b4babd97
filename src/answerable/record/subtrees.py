"""Consistency of a part of a tree with the whole (draft-ietf-plants-merkle-tree-certs, "Subtrees"), for ``mirror.py``.

Rules:

* a subtree covers the leaves ``[start, end)``, and starts at a multiple of the smallest power of two that holds it;
* with ``start`` 0 its proof is the consistency proof of RFC 9162, and with one leaf the inclusion proof;
* a proof leaves out the subtree's own root where that is a node of the whole tree.
"""

from collections.abc import Sequence

from answerable.record.errors import NotConsistent
from answerable.record.merkle import HASH_BYTES, Node, node_hash, range_root


def is_subtree(start: int, end: int) -> bool:
    """Tell whether the leaves ``[start, end)`` are a subtree."""
    return 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0


def subtree_proof(start: int, end: int, size: int, node: Node) -> list[bytes]:
    """The hashes that show a tree of ``size`` leaves to contain the subtree ``[start, end)``, lowest first.

    Args:
        start: First leaf of the subtree.
        end: Leaf after its last one.
        size: Number of leaves of the whole tree.
        node: Reads the nodes of the whole tree.

    Raises:
        NotConsistent: The tree has no such subtree.
    """
    _check_place(start, end, size)
    proof: list[bytes] = []
    low, high, whole = 0, size, True
    while (low, high) != (start, end) and not (start < low and high == end):
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        if end <= middle:
            proof.append(range_root(middle, high, node))
            high = middle
        else:
            proof.append(range_root(low, middle, node))
            whole, low = whole and middle <= start, middle
    if not whole:  # The last piece is only a part of the subtree, so the verifier cannot know its hash.
        proof.append(range_root(low, high, node))
    return proof[::-1]


def verify_subtree(start: int, end: int, size: int, proof: Sequence[bytes], part: bytes, root: bytes) -> None:
    """Return only if the whole tree contains the subtree with this root.

    Args:
        start: First leaf of the subtree.
        end: Leaf after its last one.
        size: Number of leaves of the whole tree.
        proof: As ``subtree_proof`` gives it.
        part: Root of the subtree.
        root: Root of the whole tree.

    Raises:
        NotConsistent: It does not, or the proof is no proof.
    """
    _check_place(start, end, size)
    reason = _mismatch(start, end, size, proof, part, root)
    if reason:
        where = f"leaves {start} to {end}: {reason}"
        raise NotConsistent(where, old_size=end, new_size=size, old_root=part, new_root=root)


def _mismatch(start: int, end: int, size: int, proof: Sequence[bytes], part: bytes, root: bytes) -> str:
    """Why the subtree does not fit, in words; empty if it does."""
    if any(len(step) != HASH_BYTES for step in proof):
        return f"the proof holds a hash that is not {HASH_BYTES} bytes long"
    first, last, top = start, end - 1, size - 1
    while first != last and (last & 1 or last == top):
        first, last, top = first >> 1, last >> 1, top >> 1
    path = [part, *proof] if first == last else list(proof)
    if not path:
        return "the proof is empty"
    reached = _follow(first, last, top, path)
    if reached is None:
        return f"a proof of {len(proof)} hashes has the wrong length"
    if reached[0] != part:
        return "the proof does not lead to the root of the subtree"
    return "" if reached[1] == root else "the proof does not lead to the root of the whole tree"


def _follow(first: int, last: int, top: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The root of the subtree and of the whole tree that a path leads to; None if it is too long or too short."""
    part = whole = path[0]
    for step in path[1:]:
        if top == 0:
            return None
        if last & 1 or last == top:
            if first < last:
                part = node_hash(step, part)
            whole = node_hash(step, whole)
            while last and not last & 1:
                first, last, top = first >> 1, last >> 1, top >> 1
        else:
            whole = node_hash(whole, step)
        first, last, top = first >> 1, last >> 1, top >> 1
    return (part, whole) if top == 0 else None


def _check_place(start: int, end: int, size: int) -> None:
    if not is_subtree(start, end) or end > size:
        raise NotConsistent(
            f"expected a subtree of a tree of {size} leaves, found {start} to {end}", old_size=end, new_size=size
        )
