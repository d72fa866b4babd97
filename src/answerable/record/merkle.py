"""Merkle trees over the entries of a log (RFC 9162, section 2.1, with SHA-256).

Rules:

* a leaf is hashed as ``SHA-256(0x00 || entry)``, a node as ``SHA-256(0x01 || left || right)`` (section 2.1.1);
* the root of no leaves is the hash of nothing;
* a *node* here is a complete, aligned subtree: ``node(level, index)`` covers the ``2**level`` leaves from
  ``index * 2**level`` on. Every proof is made of nodes, so whoever can read nodes can write proofs;
* verifiers return nothing and raise; they never answer with a boolean that a caller could forget to read.

This module knows nothing of files, databases, signatures or the network.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Self

from answerable.record.errors import NotConsistent, NotIncluded

Node = Callable[[int, int], bytes]
"""Reads the hash of a complete subtree: ``node(level, index)``."""

HASH_BYTES = 32
"""Bytes in a hash: the digest size of SHA-256 (RFC 9162, section 2.1)."""

EMPTY_ROOT: bytes = sha256(b"").digest()
"""Root of a tree without leaves (RFC 9162, section 2.1.1)."""


def leaf_hash(raw: bytes) -> bytes:
    """The hash of one entry as a leaf, 32 bytes."""
    return sha256(b"\x00" + raw).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node above two hashes, 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over leaf hashes given in log order."""
    row = list(leaves)
    if not row:
        return EMPTY_ROOT
    while len(row) > 1:
        odd = row[-1:] if len(row) % 2 else []
        # A hash without a partner rises unchanged: the tree stays full on its left side, as section 2.1.1 splits it.
        row = [sha256(b"\x01" + left + right).digest() for left, right in zip(row[::2], row[1::2], strict=False)]
        row += odd
    return row[0]


@dataclass(frozen=True, slots=True)
class Frontier:
    """What must be kept of a tree to add leaves to it: the roots of its complete subtrees.

    A frontier never changes; adding gives a new one.

    Attributes:
        size: Number of leaves.
        peaks: Hashes of the complete subtrees from left to right, largest first; one for each bit set in ``size``.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    @classmethod
    def read(cls, size: int, node: Node) -> Self:
        """The frontier of a tree of ``size`` leaves whose nodes can be read."""
        return cls(size, tuple(_peaks(0, size, node)))

    def append(self, leaf: bytes) -> Self:
        """The frontier with one more leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> Self:
        """The frontier with more leaf hashes, in order."""
        size, peaks = self.size, list(self.peaks)
        for leaf in leaves:
            rising, carry = leaf, size
            while carry & 1:
                rising = node_hash(peaks.pop(), rising)
                carry >>= 1
            peaks.append(rising)
            size += 1
        return type(self)(size, tuple(peaks))

    def root(self) -> bytes:
        """The root of the tree."""
        return _join(self.peaks)


def root_from_nodes(size: int, node: Node) -> bytes:
    """The root of a tree of ``size`` leaves whose nodes can be read."""
    return Frontier.read(size, node).root()


def inclusion_proof(index: int, size: int, node: Node) -> list[bytes]:
    """The hashes that lead from one leaf to the root, nearest the leaf first (section 2.1.3.1).

    Args:
        index: Place of the leaf, from 0.
        size: Number of leaves of the tree.
        node: Reads the nodes of that tree.

    Raises:
        NotIncluded: The tree has no such leaf.
    """
    if not 0 <= index < size:
        raise NotIncluded(f"a tree of {size} leaves has no leaf {index}: expected 0 to {size - 1}")
    proof: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = _split(start, end)
        if index < middle:
            proof.append(range_root(middle, end, node))
            end = middle
        else:
            proof.append(range_root(start, middle, node))
            start = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, node: Node) -> list[bytes]:
    """The hashes that show a tree of ``new`` leaves to begin with the tree of ``old`` leaves (section 2.1.4.1).

    The proof is empty where there is nothing to show: for an empty older tree, and for equal sizes.

    Args:
        old: Number of leaves of the older tree.
        new: Number of leaves of the newer tree.
        node: Reads the nodes of the newer tree.

    Raises:
        NotConsistent: The older tree is the larger one.
    """
    if not 0 <= old <= new:
        raise NotConsistent("the older tree cannot be the larger one", old_size=old, new_size=new)
    if old == 0:
        return []
    proof: list[bytes] = []
    start, end = 0, new
    while old < end:
        middle = _split(start, end)
        if old <= middle:
            proof.append(range_root(middle, end, node))
            end = middle
        else:
            proof.append(range_root(start, middle, node))
            start = middle
    if start:  # With start still 0 the last piece is the older tree itself, whose root the verifier has.
        proof.append(range_root(start, end, node))
    return proof[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Return only if the proof leads from this leaf hash, at this place, to this root (section 2.1.3.2).

    Raises:
        NotIncluded: It does not; the message says what failed.
    """
    if not 0 <= index < size:
        raise NotIncluded(f"a tree of {size} leaves has no leaf {index}")
    where = f"leaf {index} of {size}"
    reached, place, last = leaf, index, size - 1
    for step, sibling in enumerate(proof):
        if len(sibling) != HASH_BYTES:
            raise NotIncluded(f"{where}: expected hashes of {HASH_BYTES} bytes, found {len(sibling)} in step {step}")
        if last == 0:
            raise NotIncluded(f"{where}: expected {step} hashes, found {len(proof)}")
        if place & 1 or place == last:
            reached = node_hash(sibling, reached)
            place, last = _skip_promoted(place, last)
        else:
            reached = node_hash(reached, sibling)
        place, last = place >> 1, last >> 1
    if last != 0:
        raise NotIncluded(f"{where}: the proof ends after {len(proof)} hashes, below the root")
    if reached != root:
        raise NotIncluded(f"{where}: expected root {root.hex()}, the proof leads to {reached.hex()}")


def verify_consistency(old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Return only if the newer tree begins with the whole older tree (section 2.1.4.2).

    Raises:
        NotConsistent: It does not: the log was forked or rolled back, or the proof is no proof.
    """
    reason = _inconsistency(old_size, new_size, proof, old_root, new_root)
    if reason:
        raise NotConsistent(reason, old_size=old_size, new_size=new_size, old_root=old_root, new_root=new_root)


def older_root(old_size: int, new_size: int, proof: Sequence[bytes], new_root: bytes) -> bytes:
    """The root that the newer tree has at the older size, as a consistency proof shows it.

    Where the older size is a power of two, the proof leaves that root out: see ``left_root``.

    Raises:
        NotConsistent: The proof does not lead to the newer root, or leaves the older one out.
    """
    reached = None
    if 0 < old_size < new_size and old_size & (old_size - 1) and proof and _are_hashes(proof):
        reached = _follow(old_size - 1, new_size - 1, proof)
    if reached is None or reached[1] != new_root:
        raise NotConsistent(
            "the proof does not lead to the newer root", old_size=old_size, new_size=new_size, new_root=new_root
        )
    return reached[0]


def left_root(old_size: int, new_size: int, first: bytes, proof: Sequence[bytes], new_root: bytes) -> bytes:
    """The root that the newer tree has over its first leaves, as many as a power of two.

    Args:
        old_size: Number of those leaves.
        new_size: Number of leaves of the newer tree.
        first: Hash of its first leaf.
        proof: That this leaf is in the newer tree; the same as a consistency proof from size 1.
        new_root: Root of the newer tree.

    Raises:
        NotIncluded: The proof does not lead from the leaf to the newer root.
        NotConsistent: The size is no power of two, or not a smaller one.
    """
    if not 0 < old_size < new_size or old_size & (old_size - 1):
        raise NotConsistent("expected a power of two, and a larger tree", old_size=old_size, new_size=new_size)
    verify_inclusion(first, 0, new_size, proof, new_root)
    reached = first
    for step in proof[: old_size.bit_length() - 1]:
        reached = node_hash(reached, step)
    return reached


def _are_hashes(proof: Sequence[bytes]) -> bool:
    return all(len(step) == HASH_BYTES for step in proof)


def range_root(start: int, end: int, node: Node) -> bytes:
    """The root over the leaves ``[start, end)`` of a subtree, which begins aligned to its size."""
    return _join(list(_peaks(start, end, node)))


def _inconsistency(old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> str:
    """Why the two trees do not fit, in words; empty if they do."""
    if not 0 <= old_size <= new_size:
        return "the log was rolled back"
    if old_size in {0, new_size}:
        return _without_proof(old_size, new_size, proof, old_root, new_root)
    if not _are_hashes(proof):
        return f"the proof holds a hash that is not {HASH_BYTES} bytes long"
    whole = old_size & (old_size - 1) == 0
    path = [old_root, *proof] if whole else list(proof)
    if not proof:
        return "the proof is empty"
    reached = _follow(old_size - 1, new_size - 1, path)
    if reached is None:
        return f"a proof of {len(proof)} hashes has the wrong length"
    if reached[0] != old_root:
        return "the proof does not lead to the older root"
    return "" if reached[1] == new_root else "the proof does not lead to the newer root"


def _without_proof(old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> str:
    """As ``_inconsistency``, for the two cases where the proof must be empty."""
    if proof:
        return f"expected no proof, found {len(proof)} hashes"
    if old_size == 0 and old_root != EMPTY_ROOT:
        return "the older tree is empty but its root is not that of an empty tree"
    if old_size == new_size and old_root != new_root:
        return "two roots for one size"
    return ""


def _follow(place: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The older and the newer root that a consistency path leads to; None if it is too long or too short."""
    while place & 1:
        place, last = place >> 1, last >> 1
    older = newer = path[0]
    for step in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            older, newer = node_hash(step, older), node_hash(step, newer)
            place, last = _skip_promoted(place, last)
        else:
            newer = node_hash(newer, step)
        place, last = place >> 1, last >> 1
    return (older, newer) if last == 0 else None


def _skip_promoted(place: int, last: int) -> tuple[int, int]:
    """The same node, lower by the levels on which it rose without a partner."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _split(start: int, end: int) -> int:
    """Where the tree over ``[start, end)`` divides: after the largest power of two that leaves something."""
    return start + (1 << (end - start - 1).bit_length() - 1)


def _peaks(start: int, end: int, node: Node) -> Iterable[bytes]:
    while start < end:
        level = (end - start).bit_length() - 1
        yield node(level, start >> level)
        start += 1 << level


def _join(peaks: Sequence[bytes]) -> bytes:
    if not peaks:
        return EMPTY_ROOT
    joined = peaks[-1]
    for peak in reversed(peaks[:-1]):
        joined = node_hash(peak, joined)
    return joined
