"""What a house makes of what another one offers: the one place that decides it, without network or database.

Rules:

* nothing counts that the log itself did not sign, by a key that counted for it at that size;
* entries are taken only once they are proved to lie in a signed tree that begins with the entries here;
* of one size another root, or a tree that does not begin as ours does: a fork. It is shown with two checkpoints and a
  proof, from our own tree where it is the larger one, else from what the source answers. A source that offers such a
  checkpoint and gives no proof is refused, and the reason says so;
* a smaller checkpoint that lies on our own tree is old and proves nothing: a delay looks the same;
* what is asked for is bounded in number and in bytes; a source that answers otherwise is refused, and so is one whose
  answer cannot be read. What the network does is the caller's to catch: only a ``RecordError`` is an answer.

Nothing is written here, and nothing that is refused is kept.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from answerable.houses.outcomes import ORDINARY, Behind, Forked, Grown, Limits, Outcome, Refused, Same
from answerable.houses.sources import Held, Source
from answerable.record.checkpoint import Checkpoint, KeysAt, bare_note, open_by_keys_at, parse_checkpoint
from answerable.record.entry import LARGEST
from answerable.record.errors import NotAFork, NotConsistent, RecordError
from answerable.record.forks import MAX_STEPS, Fork, verify_fork
from answerable.record.merkle import (
    Frontier,
    consistency_proof,
    leaf_hash,
    left_root,
    older_root,
    root_from_nodes,
    verify_consistency,
)
from answerable.record.note import split_note
from answerable.record.tiles import TILE_WIDTH

__all__ = ["Behind", "Forked", "Grown", "Held", "Limits", "Outcome", "Refused", "Same", "Source", "follow"]

Answer = TypeVar("Answer")


class Declined(RecordError):
    """The source gave no usable answer: caught here, and told as ``Refused``."""


def follow(
    origin: str,
    *,
    held: Held,
    source: Source,
    verifiers: KeysAt,
    ever: KeysAt | None = None,
    limits: Limits = ORDINARY,
    enough: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Return what the source's log is to what is here, and the new entries if it is its continuation.

    Args:
        origin: The log to follow; it may be our own.
        held: What is here; it does not change meanwhile.
        source: What another house offers.
        verifiers: The keys of a log that count at a size, none of them revoked before it, nor expired by now.
        ever: The same, with those that have expired since: what was taken in before still proves a fork.
        limits: The most to take at once.
        enough: Whether a batch is to be ended with what it has; each has entries all the same.
    """
    try:
        written = _ask("checkpoint", lambda: source.checkpoint(origin))
        checkpoint, opened = _ask("checkpoint", lambda: open_by_keys_at(written, origin=origin, keys_at=verifiers))
        note = _ask("checkpoint", lambda: bare_note(opened, origin))
    except Declined as error:
        return Refused(str(error))
    offer = _Offer(origin, checkpoint, note, opened.unverified, source, ever or verifiers, enough)
    try:
        return _judge(offer, held, limits)
    except Declined as error:
        return Refused(str(error), offer.note)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A checkpoint that the log did sign, and who offers it."""

    origin: str
    checkpoint: Checkpoint
    note: str
    others: tuple[str, ...]
    source: Source
    ever: KeysAt
    enough: Callable[[], bool]

    @property
    def size(self) -> int:
        return self.checkpoint.size


@dataclass(frozen=True, slots=True)
class _Known:
    """The signed checkpoint that is here."""

    checkpoint: Checkpoint
    note: str


def _judge(offer: _Offer, held: Held, limits: Limits) -> Outcome:
    here = held.size(offer.origin)
    known = _known(held, offer.origin)
    if known and known.checkpoint.size == offer.size and known.checkpoint.root != offer.checkpoint.root:
        return _forked(Fork(offer.origin, known.note, offer.note), offer)
    if offer.size <= here:
        return _judge_smaller(offer, held, known, here)
    return _judge_larger(offer, held, known, here, limits)


def _judge_smaller(offer: _Offer, held: Held, known: _Known | None, here: int) -> Outcome:
    """Judge a checkpoint that covers no more than the entries here."""
    ours = root_from_nodes(offer.size, held.nodes(offer.origin, offer.size))
    if ours != offer.checkpoint.root:
        return _differs(offer, held, known, here, ours)
    if known is None or known.checkpoint.size < offer.size:
        return Grown(here, (), offer.note, offer.checkpoint, offer.others)
    if known.checkpoint.size == offer.size:
        return Same(offer.checkpoint, offer.others)
    return Behind(offer.note, offer.checkpoint)


def _differs(offer: _Offer, held: Held, known: _Known | None, here: int, ours: bytes) -> Outcome:
    """Show that a checkpoint beside our own tree is a fork: from that tree if it was signed, else from theirs."""
    if known and offer.size < known.checkpoint.size <= here:
        node = held.nodes(offer.origin, known.checkpoint.size)
        proof = consistency_proof(offer.size, known.checkpoint.size, node)
        return _forked(Fork(offer.origin, offer.note, known.note, ours, tuple(proof)), offer)
    if known and (fork := _between(offer, known)):
        return _forked(fork, offer)
    raise Declined(
        f"{offer.origin}: its checkpoint of {offer.size} entries differs from the entries here, "
        "and no signed checkpoint covers those"
    )


def _judge_larger(offer: _Offer, held: Held, known: _Known | None, here: int, limits: Limits) -> Outcome:
    """Judge a checkpoint that covers more entries than there are here, and fetch them."""
    beyond = known if known and known.checkpoint.size > here and known.checkpoint.size != offer.size else None
    if beyond and (fork := _between(offer, beyond)):
        return _forked(fork, offer)
    node = held.nodes(offer.origin, here)
    if here:
        reason = _not_continued(offer, here, root_from_nodes(here, node))
        if reason:
            fork = _between(offer, known) if known else None
            if fork:
                return _forked(fork, offer)
            raise Declined(f"{reason}; no signed checkpoint here contradicts it, so it is no proof of a fork")
    raws = _fetch(offer, here, limits)
    _check_fetched(offer, Frontier.read(here, node).extend(map(leaf_hash, raws)))
    return Grown(here, raws, offer.note, offer.checkpoint, offer.others)


def _not_continued(offer: _Offer, here: int, ours: bytes) -> str:
    """Return why the offered tree does not begin with the entries here; empty if the source proves that it does."""
    try:
        proof = _proof(offer, here, offer.size)
        verify_consistency(here, offer.size, proof, ours, offer.checkpoint.root)
    except (Declined, NotConsistent) as error:
        return str(error)
    return ""


def _between(offer: _Offer, known: _Known) -> Fork | None:
    """Return the fork between the offered checkpoint and the one here, of two sizes; None if they are proved to agree.

    Raises:
        Declined: The source does not prove the one or the other.
    """
    ours, theirs = (known.checkpoint, known.note), (offer.checkpoint, offer.note)
    (small, first), (large, second) = (ours, theirs) if known.checkpoint.size < offer.size else (theirs, ours)
    if small.size == 0:
        return None
    try:
        proof = _proof(offer, small.size, large.size)
        root = _root_at(offer, small, large, proof)
        verify_consistency(small.size, large.size, proof, root, large.root)
    except RecordError as error:
        raise Declined(
            f"{offer.origin}: the source offers a signed checkpoint of {offer.size} entries and does not prove how it "
            f"fits the signed one of {known.checkpoint.size} here: {error}"
        ) from error
    return None if root == small.root else Fork(offer.origin, first, second, root, proof)


def _root_at(offer: _Offer, small: Checkpoint, large: Checkpoint, proof: tuple[bytes, ...]) -> bytes:
    """Return the root that the larger tree has at the smaller size, whatever the smaller checkpoint says."""
    if small.size & (small.size - 1):
        return older_root(small.size, large.size, proof, large.root)
    # A proof from a power of two leaves that root out; the path of the first leaf passes through it.
    if _fits(small, large, proof):
        return small.root
    (raw,) = _entries(offer, 0, 1)
    return left_root(small.size, large.size, leaf_hash(raw), _proof(offer, 1, large.size), large.root)


def _fits(small: Checkpoint, large: Checkpoint, proof: tuple[bytes, ...]) -> bool:
    try:
        verify_consistency(small.size, large.size, proof, small.root, large.root)
    except NotConsistent:
        return False
    return True


def _fetch(offer: _Offer, first: int, limits: Limits) -> tuple[bytes, ...]:
    """Return entries from `first` on: all that the checkpoint covers, or as many as the limits allow, at least one."""
    raws: list[bytes] = []
    taken, past = 0, min(offer.size, first + limits.entries)
    while (place := first + len(raws)) < past and taken < limits.bytes and not (raws and offer.enough()):
        some = _entries(offer, place, min(past, (place // TILE_WIDTH + 1) * TILE_WIDTH) - place)
        taken += sum(map(len, some))
        raws += some
    return tuple(raws)


def _entries(offer: _Offer, first: int, count: int) -> list[bytes]:
    """Return exactly so many entries, none too large."""
    where = f"entries from {first} on"
    raws = _ask(where, lambda: offer.source.entries(offer.origin, first, count))
    if len(raws) != count:
        raise Declined(f"{offer.origin}, {where}: expected {count}, found {len(raws)}")
    for index, raw in enumerate(raws, start=first):
        if len(raw) > LARGEST:
            raise Declined(f"{offer.origin} entry {index}: expected at most {LARGEST} bytes, found {len(raw)}")
    return raws


def _proof(offer: _Offer, old: int, new: int) -> tuple[bytes, ...]:
    """Return the source's consistency proof, not yet checked but for its length."""
    if old == new:
        return ()
    where = f"proof that {new} entries continue {old}"
    proof = _ask(where, lambda: offer.source.consistency(offer.origin, old, new))
    if len(proof) > MAX_STEPS:
        raise Declined(f"{offer.origin}, {where}: expected at most {MAX_STEPS} hashes, found {len(proof)}")
    return tuple(proof)


def _check_fetched(offer: _Offer, grown: Frontier) -> None:
    """Return only if the entries here and those fetched lie in the signed tree, as its beginning or as all of it."""
    try:
        proof = _proof(offer, grown.size, offer.size)
        verify_consistency(grown.size, offer.size, proof, grown.root(), offer.checkpoint.root)
    except NotConsistent as error:
        raise Declined(f"{offer.origin}: the entries sent are not those that the checkpoint covers: {error}") from error


def _forked(fork: Fork, offer: _Offer) -> Forked:
    """Return the fork once it convinces somebody who trusts nobody; keys that no longer count convince nobody."""
    try:
        verify_fork(fork, offer.ever)
    except NotAFork as error:
        raise Declined(f"{offer.origin}: differs from what is here, but proves no fork: {error}") from error
    return Forked(fork)


def _known(held: Held, origin: str) -> _Known | None:
    note = held.checkpoint(origin)
    return None if note is None else _Known(parse_checkpoint(split_note(note)[0]), note)


def _ask(what: str, question: Callable[[], Answer]) -> Answer:
    """Return the source's answer; whatever it raises as an error of the record is a refusal to give one."""
    try:
        return question()
    except RecordError as error:
        raise Declined(f"{what}: {error}") from error
