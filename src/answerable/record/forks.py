"""Forks: two checkpoints that a log signed and that no one history has, shown so that nobody need be trusted.

Rules:

* of one size, the roots of the two differ; that is all;
* of two sizes, a consistency proof (RFC 9162, section 2.1.4) shows which root the second tree has at the size of the
  first, and the first checkpoint says another;
* a signature counts only by a key of that log, and only where the key was not revoked in an entry before that size;
* who verifies needs the public keys of the log, and neither its entries nor the word of whoever found the fork.
"""

from collections.abc import Callable
from dataclasses import dataclass

from answerable.record.checkpoint import Checkpoint, KeysAt, open_by_keys_at
from answerable.record.errors import NotAFork, NotConsistent, RecordError
from answerable.record.merkle import HASH_BYTES, Node, consistency_proof, root_from_nodes, verify_consistency

MAX_STEPS = 63
"""Most hashes in a consistency proof that is read (C2SP tlog-witness, "add-checkpoint")."""


@dataclass(frozen=True, slots=True)
class Fork:
    """Two checkpoints of one log that contradict each other, as stated; ``verify_fork`` says whether they do.

    Attributes:
        log: Origin of the log.
        first: Signed checkpoint, of the smaller size where they have two.
        second: Signed checkpoint.
        root: Root of the second tree at the size of the first, 32 bytes; empty where both have one size.
        proof: Consistency proof from that root to the second checkpoint; empty where both have one size.
    """

    log: str
    first: str
    second: str
    root: bytes = b""
    proof: tuple[bytes, ...] = ()


def find_fork(log: str, one: str, other: str, *, keys_at: KeysAt, node: Callable[[int], Node]) -> Fork | None:
    """The fork between two signed checkpoints of a log, or None if the larger tree continues the smaller.

    Args:
        log: Origin of the log.
        one: A signed checkpoint.
        other: Another one; the order does not matter.
        keys_at: Keys of the log by size.
        node: Gives a reader of the tree of the larger checkpoint, by its size. Not asked where both have one size.

    Raises:
        RecordError: A checkpoint is not by the log, or the tree read is not that of the larger checkpoint.
    """
    opened = [(_open(note, log, keys_at), note) for note in (one, other)]
    (small, first), (large, second) = sorted(opened, key=lambda each: each[0].size)
    if small.size == large.size:
        return None if small.root == large.root else Fork(log, first, second)
    read = node(large.size)
    found = root_from_nodes(large.size, read)
    if found != large.root:
        raise NotConsistent(
            f"{log}: the entries here are not those of the larger checkpoint",
            old_size=large.size,
            new_size=large.size,
            old_root=large.root,
            new_root=found,
        )
    root = root_from_nodes(small.size, read)
    if root == small.root:
        return None
    return Fork(log, first, second, root, tuple(consistency_proof(small.size, large.size, read)))


def verify_fork(fork: Fork, keys_at: KeysAt) -> None:
    """Return only if the fork is one: the log signed both checkpoints, and they contradict each other.

    Raises:
        NotAFork: It is none; the message says why.
    """
    try:
        first, second = (_open(note, fork.log, keys_at) for note in (fork.first, fork.second))
    except RecordError as error:
        raise NotAFork(f"{fork.log}: expected two checkpoints that it signed: {error}") from error
    if first.size > second.size:
        raise NotAFork(f"{fork.log}: expected the smaller checkpoint first, found {first.size} before {second.size}")
    if first.size == second.size:
        _check_one_size(fork, first, second)
    else:
        _check_two_sizes(fork, first, second)


def _check_one_size(fork: Fork, first: Checkpoint, second: Checkpoint) -> None:
    if first.root == second.root:
        raise NotAFork(f"{fork.log}: both checkpoints say the same of {first.size} entries")
    if fork.root or fork.proof:
        raise NotAFork(f"{fork.log}: expected no root and no proof where both checkpoints have one size")


def _check_two_sizes(fork: Fork, first: Checkpoint, second: Checkpoint) -> None:
    if fork.root == first.root or first.size == 0:
        raise NotAFork(f"{fork.log}: the tree of {second.size} entries may continue that of {first.size}")
    if len(fork.root) != HASH_BYTES:
        raise NotAFork(f"{fork.log}: expected a root of {HASH_BYTES} bytes, found {len(fork.root)}")
    if len(fork.proof) > MAX_STEPS:
        raise NotAFork(f"{fork.log}: expected a proof of at most {MAX_STEPS} hashes, found {len(fork.proof)}")
    try:
        verify_consistency(first.size, second.size, fork.proof, fork.root, second.root)
    except NotConsistent as error:
        raise NotAFork(f"{fork.log}: {error}") from error


def _open(note: str, log: str, keys_at: KeysAt) -> Checkpoint:
    return open_by_keys_at(note, origin=log, keys_at=keys_at)[0]
