"""Showing our checkpoints to other houses, for their cosignatures, and to an authority, for its time.

Rules:
  - A checkpoint is shown to every house that the operator named, as C2SP tlog-witness has it; a witness that holds an
    older one is asked again from there. One that says that it holds a newer one has to show it, when it is asked next
    (`pulling`): then nothing is written until those entries are back.
  - Then the entries are sent that it lacks, as C2SP tlog-mirror has it, so that it can cosign as a mirror too.
  - A house that never cosigned a log and does not know it follows it not, as its operator chose: that is a remark.
  - What comes back is checked against the keys that the house said it cosigns with; what is by nobody known is left.
  - A stamp (RFC 3161) is over the SHA-256 of the checkpoint's text, which holds origin, size and root.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

import msgspec
from cryptography.x509 import Certificate

from answerable.houses.asking import OK, Answer, told
from answerable.houses.errors import NoAnswer
from answerable.houses.holding import NOT_NAMED, checkpoint_in, end_trouble, keep_cosignatures, note_trouble
from answerable.houses.knowing import cosigner_keys
from answerable.houses.settling import checked_lines
from answerable.houses.tables import Cosignature, Peer, Stamp
from answerable.record.checkpoint import Checkpoint
from answerable.record.cosignature import read_lines
from answerable.record.errors import Malformed, NotStamped, RecordError
from answerable.record.merkle import consistency_proof
from answerable.record.mirror import (
    BODY_TYPE,
    MOST_PACKAGES,
    Upload,
    make_package,
    packages,
    read_info,
    write_package,
    write_upload,
)
from answerable.record.models import EntryRow
from answerable.record.note import split_note
from answerable.record.stamping.stamps import Authority, stamp, verify
from answerable.record.tree import nodes
from answerable.record.witness import AddCheckpoint, read_size, write_request

WITNESS, NO_STAMP = "not-cosigned", "no-stamp"

MOST_REQUESTS = 10_000
"""Requests with entries to one mirror in one go: 80 million entries."""

ACCEPTED, UNKNOWN, CONFLICT = 202, 404, 409


class Brought(Protocol):
    """A house to which something can be brought."""

    def post(self, path: str, body: bytes, *, media: str, most: int = ...) -> Answer:
        """Return its answer."""
        ...


class Pushed(msgspec.Struct, frozen=True, kw_only=True):
    """What came of showing a checkpoint: how many cosignatures are new, or why there are none.

    `remark` says that the house does not follow the log, which is for its operator to choose.
    """

    peer: str
    origin: str
    size: int
    cosigned: int = 0
    error: str = ""
    remark: str = ""


def push(note: str, peer: Peer, source: Brought, *, at: datetime) -> Pushed:
    """Have a house witness a checkpoint of ours, and mirror it, and return what came of it."""
    checkpoint = checkpoint_in(note)
    error, remark, lines = "", "", list[str]()
    if _has_cosigned(peer.origin, checkpoint):  # its answer may have been lost, and have come with a pull
        end_trouble(WITNESS, NOT_NAMED, peer=peer.origin, origin=checkpoint.origin, at=at)
        return Pushed(peer=peer.origin, origin=checkpoint.origin, size=checkpoint.size)
    try:
        lines += _witnessed(note, source, peer)
        lines += _mirrored(note, source)  # a witness may have signed where a mirror is still to get entries
    except RecordError as refused:
        if getattr(refused, "status", 0) == UNKNOWN and not _last_cosigned(peer.origin, checkpoint):
            remark = "does not follow this log, and does not cosign it, until its operator names it by its key"
        else:
            error = str(refused)
    found = checked_lines(note, lines)
    new = keep_cosignatures(checkpoint, found)
    if not (found or error or remark):
        error = f"answered with no cosignature by a key that it said it has ({len(lines)} unknown)"
    met = WITNESS if error else NOT_NAMED if remark else ""
    if met:
        note_trouble(met, error or remark, peer=peer.origin, origin=checkpoint.origin, at=at)
    end_trouble(*({WITNESS, NOT_NAMED} - {met}), peer=peer.origin, origin=checkpoint.origin, at=at)
    about: dict[str, Any] = {"peer": peer.origin, "origin": checkpoint.origin, "size": checkpoint.size}
    return Pushed(**about, cosigned=new, error=error, remark=remark)


def _has_cosigned(house: str, checkpoint: Checkpoint) -> bool:
    """Tell whether a house has cosigned a checkpoint with every key that it said it has."""
    keys = {f"{key.name}+{key.key_hash:08x}" for key in cosigner_keys(house)}
    place = {"origin": checkpoint.origin, "size": checkpoint.size, "root": checkpoint.root.hex()}
    return bool(keys) and Cosignature.objects.filter(**place, key__in=keys).count() == len(keys)


def _last_cosigned(house: str, checkpoint: Checkpoint) -> int:
    """Return the size up to which a house cosigned a log, as far as is known here."""
    names = [f"{key.name}+{key.key_hash:08x}" for key in cosigner_keys(house) if key.name.endswith("/witness")]
    rows = Cosignature.objects.filter(origin=checkpoint.origin, key__in=names, size__lte=checkpoint.size)
    return rows.order_by("-size").values_list("size", flat=True).first() or 0


def _witnessed(note: str, source: Brought, peer: Peer) -> Sequence[str]:
    """Return what a witness signs, asked from the size that it holds."""
    checkpoint = checkpoint_in(note)
    old = _last_cosigned(peer.origin, checkpoint)
    node = nodes(checkpoint.origin, checkpoint.size)
    for _ in range(3):  # another of our own processes may have asked in between
        proof = consistency_proof(old, checkpoint.size, node) if 0 < old < checkpoint.size else []
        body = write_request(AddCheckpoint(old, tuple(proof), note))
        answer = source.post("/house/add-checkpoint", body, media="text/plain; charset=utf-8", most=1 << 20)
        if answer.status == OK:
            return read_lines(answer.content)
        if answer.status != CONFLICT:
            raise _refused(answer, peer.origin)
        held = read_size(answer.content)
        if held > checkpoint.size:
            raise NoAnswer(
                f"{peer.origin} says that it cosigned {held} entries of {checkpoint.origin}, "
                f"found {checkpoint.size} here"
            )
        if held == old:
            break
        old = held
    raise NoAnswer(f"{peer.origin}: expected a cosignature, found that it holds another history of {old} entries")


def _mirrored(note: str, source: Brought) -> Sequence[str]:
    """Return what a mirror signs once it has every entry; [] where the house is none."""
    checkpoint = checkpoint_in(note)
    start = end = 0
    for _ in range(MOST_REQUESTS):
        body = b"".join(_body(checkpoint.origin, start, end))
        answer = source.post("/house/add-entries", body, media=BODY_TYPE, most=1 << 20)
        if answer.status == OK and end == checkpoint.size:
            return read_lines(answer.content)
        if answer.status not in {OK, ACCEPTED, CONFLICT}:
            return ()  # it mirrors nothing, or nothing of this log: as a witness it has answered
        info = read_info(answer.content) if answer.status != OK else None
        going_on = min(info.next_entry, checkpoint.size) if info else 0
        if info and info.size < checkpoint.size:
            return ()  # it knows no such checkpoint
        if end and going_on <= start and start < checkpoint.size:
            raise Malformed(f"{checkpoint.origin}: expected a mirror to go on from {start}, found {going_on}")
        start, end = going_on, checkpoint.size
    return ()


def _body(origin: str, start: int, end: int) -> Iterator[bytes]:
    """Yield a request with as many entries as it should have."""
    yield write_upload(Upload(origin, start, end))
    node = nodes(origin, end)
    for number, (first, past) in enumerate(packages(start, end)):
        if number == MOST_PACKAGES:
            return
        rows = EntryRow.objects.filter(origin=origin, idx__gte=first, idx__lt=past).order_by("idx")
        raws = [bytes(raw) for raw in rows.values_list("raw", flat=True)]
        yield write_package(make_package(first, past, raws, size=end, node=node))


def _refused(answer: Answer, peer: str) -> NoAnswer:
    return NoAnswer(f"expected a cosignature from {peer}, found {told(answer)}", status=answer.status)


def digest_of(note: str) -> str:
    """Return the SHA-256 that is stamped: of the checkpoint's text, without its signatures."""
    return sha256(split_note(note)[0].encode()).hexdigest()


def stamp_checkpoint(
    note: str,
    *,
    authority: Authority,
    roots: Callable[[], Sequence[Certificate]],
    nonce: int,
    at: datetime,
) -> Stamp:
    """Return the stamp of a checkpoint, asked for where there is none yet.

    Raises:
        NotStamped: the authority gave none, or one that does not hold; it is a trouble on the page as well.
    """
    checkpoint, digest = checkpoint_in(note), digest_of(note)
    held = Stamp.objects.filter(origin=checkpoint.origin, sha256=digest).first()
    if held is not None:
        return held
    try:
        trusted = roots()
        token = stamp(digest, authority=authority, roots=trusted, nonce=nonce)
        stamped = verify(token, digest, roots=trusted)
    except NotStamped as error:
        note_trouble(NO_STAMP, str(error), origin=checkpoint.origin, at=at)
        raise
    end_trouble(NO_STAMP, origin=checkpoint.origin, at=at)
    made, _ = Stamp.objects.get_or_create(
        origin=checkpoint.origin,
        sha256=digest,
        defaults={"size": checkpoint.size, "token": token, "authority": stamped.authority, "at": stamped.at},
    )
    return made
