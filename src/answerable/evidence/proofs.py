"""The two proofs of time that an item can have, each checked here and now, without asking anybody.

Rules:
  - The first is a timestamp over the file itself (RFC 3161): an authority says when the file was there at the latest.
  - The second is the place of the intake in its log, under a checkpoint that the log's key signed. It counts as a proof
    of time once somebody outside vouches for such a checkpoint: another house cosigned it, or an authority stamped it.
  - They are independent: one needs no log, the other needs no authority. An item without a file has only the second.
  - A proof that does not hold is shown with the reason; so is an authority that gave none.
  - A missing proof blocks nothing. It is shown on the page of the item.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography.x509 import Certificate
from django.conf import settings

from answerable.evidence.clock import moment_of
from answerable.evidence.entries import ItemStamped, ItemTakenIn
from answerable.evidence.errors import NoSuchItem, NotHere
from answerable.evidence.gates import EvidenceCase, in_order, intakes, item_named
from answerable.evidence.models import read_evidence
from answerable.evidence.speaking import speaker
from answerable.evidence.tables import StampFailed, keep_latest
from answerable.evidence.witnesses import Witness, witnesses_of
from answerable.people.models import KeyAdded, KeyRevoked
from answerable.people.rotation import keys_at
from answerable.record.checkpoint import parse_checkpoint
from answerable.record.entry import Fact
from answerable.record.errors import NotStamped, RecordError
from answerable.record.facts import read
from answerable.record.log import inclusion
from answerable.record.models import CheckpointRow
from answerable.record.proof import verify_proof
from answerable.record.stamping.stamps import Authority, read_token, roots_in, stamp, verify
from answerable.vault.sealing import say

MOST_TRIED = 20
"""Checkpoints that are tried for one that holds; chosen by hand. One alone could be hidden behind a broken one."""

LARGEST_TOKEN = 30_000
"""Bytes of an answer that an entry holds (`ItemStamped.token`); one with a long chain of certificates has 10,000."""


class Stamped(msgspec.Struct, frozen=True, kw_only=True):
    """A timestamp over the file: when, by whom, and whether it holds by the certificates here; `why` says why not."""

    at: datetime
    authority: str
    origin: str
    holds: bool
    why: str = ""


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """The place of the intake in its log; `size` is that of the checkpoint, 0 where none covers it."""

    origin: str
    index: int
    size: int = 0
    holds: bool = False
    why: str = ""
    witnesses: tuple[Witness, ...] = ()

    @property
    def proves(self) -> bool:
        """Whether this proves a time: the log's key signed it, and somebody outside vouches for it."""
        return self.holds and bool(self.witnesses)


class Proofs(msgspec.Struct, frozen=True, kw_only=True):
    """What is there of the two proofs of one item, and which authorities failed to give one."""

    item: str
    file: bool
    stamps: tuple[Stamped, ...]
    placed: Placed
    failed: tuple[StampFailed, ...] = ()

    @property
    def stamped(self) -> bool:
        """Whether a timestamp over the file holds."""
        return any(each.holds for each in self.stamps)

    @property
    def whole(self) -> bool:
        """Whether both proofs are there and hold; of an item without a file, the one that it can have."""
        return (self.stamped or not self.file) and self.placed.proves


def proofs_of(evidence: EvidenceCase, item: str) -> Proofs:
    """Return the proofs of time of an item.

    Raises:
        NoSuchItem: nothing was taken in under that key.
    """
    taken_in = item_named(evidence, item)
    if taken_in is None:
        raise NoSuchItem(f"expected an item of {evidence.case}, found none named {item!r}")
    roots = roots_here()
    first = intakes(evidence, item)[0]
    stamps = tuple(_stamp(fact, roots) for fact in in_order(f for f in evidence.stamps if f.body.item == item))
    failed = StampFailed.objects.filter(case=evidence.case, item=item).order_by("at")
    return Proofs(
        item=item,
        file=bool(taken_in.body.sha256),
        stamps=stamps,
        placed=_placed(first, roots),
        failed=tuple(failed),
    )


def roots_here() -> tuple[Certificate, ...]:
    """Return the certificates by which timestamps are checked here; none where nobody put any."""
    try:
        return roots_in(Path(settings.ANSWERABLE_TIMESTAMP_ROOTS))
    except NotStamped:
        return ()


def stamp_item(*, case: str, item: str, authority: Authority, address: str, nonce: int, by: str) -> Fact[ItemStamped]:
    """Have an authority stamp the file of an item, and say it. What fails is kept for the page, and raised.

    Raises:
        NoSuchItem, NotHere: there is no such item, or it has no file.
        NotStamped: the authority gave no stamp that holds by the certificates here.
        Refused: the gate is closed.
    """
    evidence = read_evidence(case, at=moment_of(case))
    digest = _digest(evidence, item)
    try:
        roots = roots_in(Path(settings.ANSWERABLE_TIMESTAMP_ROOTS))
        token = stamp(digest, authority=authority, roots=roots, nonce=nonce)
        said_by(item, digest, token)
    except NotStamped as error:
        now = {"why": str(error), "at": moment_of("")}
        keep_latest(StampFailed, case=case, item=item, authority=address[:500], now=now)
        raise
    return put_on_record(evidence, item, digest, token, by=by, address=address)


def put_on_record(
    evidence: EvidenceCase, item: str, digest: str, token: bytes, *, by: str, address: str = ""
) -> Fact[ItemStamped]:
    """Say what an authority answered; a failure of that authority on record here is over with it."""
    origin, actor = speaker(evidence, item, by)
    at = moment_of(evidence.case)
    fact: Fact[ItemStamped] = say(
        ItemStamped, said_by(item, digest, token), origin=origin, actor=actor, at=at, case=evidence.case
    )
    StampFailed.objects.filter(case=evidence.case, item=item, authority=address[:500]).delete()
    return fact


def said_by(item: str, digest: str, token: bytes) -> dict[str, object]:
    """Return what an answer says of an item, as it goes on record.

    Raises:
        NotStamped: it is no timestamp over this digest, or larger than an entry holds.
    """
    if len(token) > LARGEST_TOKEN:
        raise NotStamped(f"expected an answer of at most {LARGEST_TOKEN} bytes, found {len(token)}")
    told = read_token(token, digest)
    text = b64encode(token).decode()
    return {"item": item, "sha256": digest, "authority": told.authority, "at": told.at, "token": text}


def _digest(evidence: EvidenceCase, item: str) -> str:
    taken_in = item_named(evidence, item)
    if taken_in is None:
        raise NoSuchItem(f"expected an item of {evidence.case}, found none named {item!r}")
    if not taken_in.body.sha256:
        raise NotHere(f"expected an item with a file to stamp, found {item}, which has none")
    return taken_in.body.sha256


def _stamp(fact: Fact[ItemStamped], roots: Sequence[Certificate]) -> Stamped:
    body, why = fact.body, ""
    if not roots:
        why = "no root certificates are here to check it by"
    else:
        try:
            verify(b64decode(body.token), body.sha256, roots=roots)
        except (NotStamped, ValueError) as error:
            why = str(error)
    return Stamped(at=body.at, authority=body.authority, origin=fact.origin, holds=not why, why=why)


def _placed(first: Fact[ItemTakenIn], roots: Sequence[Certificate]) -> Placed:
    """Return the place of an intake under the first checkpoint that holds; under the first of all where none does."""
    place = Placed(origin=first.origin, index=first.index, why="no checkpoint covers it")
    covering = CheckpointRow.objects.filter(origin=first.origin, size__gt=first.index).order_by("size", "pk")
    for row in covering[:MOST_TRIED]:
        try:
            size = _signed(first, row.note)
        except RecordError as error:
            if not place.size:
                place = msgspec.structs.replace(place, size=row.size, why=str(error))
            continue
        witnesses = witnesses_of(first.origin, first.index, roots=roots)
        return msgspec.structs.replace(place, size=size, holds=True, why="", witnesses=witnesses)
    return place


def _signed(first: Fact[ItemTakenIn], note: str) -> int:
    """Return the size of the tree in a signed checkpoint, once it is shown that the intake lies in it."""
    size = parse_checkpoint(note.rpartition("\n\n")[0] + "\n").size
    verifiers = keys_at(read(KeyAdded), read(KeyRevoked), origin=first.origin, size=size)
    proof = inclusion(first.origin, first.index, note, size)
    return verify_proof(proof, leaf=bytes.fromhex(first.ref), verifiers=verifiers, origin=first.origin).size
