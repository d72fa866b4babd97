"""What a log asks a witness, and what the witness makes of it (C2SP tlog-witness, "add-checkpoint").

Rules:

* a witness cosigns a checkpoint only if the log signed it and it continues the newest one that the witness cosigned;
* the request starts from that one's size: else it is refused with the size, and can be made again;
* each refusal is one error, and each error one answer: see ``STATUS``;
* asking what is held, judging and keeping what was judged is one transaction, and that is the caller's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from answerable.record.checkpoint import (
    MAX_SIZE,
    Checkpoint,
    KeysAt,
    bare_note,
    open_by_keys_at,
    parse_checkpoint,
    parse_number,
)
from answerable.record.errors import (
    Conflict,
    Malformed,
    NotConsistent,
    RecordError,
    TooLarge,
    Truncated,
    UnknownKey,
    UnknownLog,
    WrongOrigin,
    WrongSignature,
)
from answerable.record.forks import MAX_STEPS, Fork, verify_fork
from answerable.record.merkle import EMPTY_ROOT, HASH_BYTES, older_root, verify_consistency
from answerable.record.note import MAX_NOTE_BYTES, from_base64, split_note, to_base64

MAX_REQUEST_BYTES = MAX_NOTE_BYTES + 64 * 64
"""Largest request read: the largest note, and a line of 45 bytes for each hash and one for the size."""

SIZE_TYPE = "text/x.tlog.size"
"""Content type of an answer that gives a size (C2SP tlog-witness, "add-checkpoint")."""

STATUS: Mapping[type[RecordError], int] = {
    Conflict: 409,
    UnknownLog: 404,
    UnknownKey: 403,
    WrongSignature: 403,
    WrongOrigin: 403,
    NotConsistent: 422,
    TooLarge: 400,
    Malformed: 400,
}
"""The HTTP status that answers each refusal (same section)."""


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A request to cosign a checkpoint, as read, not yet judged.

    Attributes:
        old: Size of the newest checkpoint that the witness cosigned, as far as the log knows.
        proof: Consistency proof from there, 32 bytes each.
        note: The signed checkpoint, word for word.
    """

    old: int
    proof: tuple[bytes, ...]
    note: str

    def __post_init__(self) -> None:
        """Refuse what could not be written as a request."""
        if not 0 <= self.old <= MAX_SIZE:
            raise Malformed(f"add-checkpoint: expected an old size from 0 to {MAX_SIZE}, found {self.old}")
        if len(self.proof) > MAX_STEPS:
            raise TooLarge(f"add-checkpoint: expected at most {MAX_STEPS} hashes, found {len(self.proof)}")
        for number, step in enumerate(self.proof, start=1):
            if len(step) != HASH_BYTES:
                raise Malformed(f"add-checkpoint: expected {HASH_BYTES} bytes in hash {number}, found {len(step)}")
        _ = self.checkpoint

    @property
    def checkpoint(self) -> Checkpoint:
        """What the note says; nobody has checked its signature yet."""
        return parse_checkpoint(split_note(self.note)[0])


def read_request(data: bytes) -> AddCheckpoint:
    """The request in the body that a log sent.

    Raises:
        Malformed: The bytes are no request.
        Truncated: They stop early.
        TooLarge: They are over a limit.
    """
    if len(data) > MAX_REQUEST_BYTES:
        raise TooLarge(f"add-checkpoint: expected at most {MAX_REQUEST_BYTES} bytes, found {len(data)}")
    try:
        head, border, note = data.decode().partition("\n\n")
    except UnicodeDecodeError as error:
        raise Malformed(f"add-checkpoint: expected UTF-8, found another byte at {error.start}") from None
    first, *lines = head.split("\n")
    if not first.startswith("old "):
        raise Malformed(f"add-checkpoint: expected a line with the old size, found {first[:40]!r}")
    if not border:
        raise Truncated("add-checkpoint: expected an empty line and then a checkpoint, found the end")
    if len(lines) > MAX_STEPS:
        raise TooLarge(f"add-checkpoint: expected at most {MAX_STEPS} hashes, found {len(lines)}")
    proof = [from_base64(line, where=f"add-checkpoint hash {number}") for number, line in enumerate(lines, start=1)]
    old = parse_number(first.removeprefix("old "), where="add-checkpoint old size")
    return AddCheckpoint(old, tuple(proof), note)


def write_request(request: AddCheckpoint) -> bytes:
    """The body of a request."""
    return "\n".join((f"old {request.old}", *map(to_base64, request.proof), "", request.note)).encode()


def judge(request: AddCheckpoint, *, held: Checkpoint | None, keys_at: KeysAt) -> Checkpoint:
    """The checkpoint to cosign and to keep, if it is the log's own and continues the one held.

    Args:
        request: What the log asks.
        held: The newest checkpoint of that log that was cosigned here, or None.
        keys_at: The keys of a log that count at a size; none where the log is unknown.

    Raises:
        UnknownLog: No key is known for the origin.
        UnknownKey, WrongSignature, WrongOrigin: The log did not sign it.
        Malformed: The old size is larger than the checkpoint's.
        TooLarge: The checkpoint is longer than could be shown to others.
        Conflict: The old size is not that of the checkpoint held, or that has another root: a fork.
        NotConsistent: The proof does not lead from the one to the other.
    """
    stated = request.checkpoint
    verifiers = keys_at(stated.origin, stated.size)
    if not verifiers:
        raise UnknownLog(f"expected a log that is known here, found {stated.origin}")
    checkpoint, opened = open_by_keys_at(request.note, origin=stated.origin, keys_at=lambda *_: verifiers)
    bare_note(opened, stated.origin)
    if request.old > checkpoint.size:
        raise Malformed(f"{stated.origin}: expected an old size up to {checkpoint.size}, found {request.old}")
    here = held.size if held else 0
    if request.old != here:
        raise Conflict(f"{stated.origin}: expected a proof from {here} entries on, found one from {request.old}", here)
    root = held.root if held else EMPTY_ROOT
    if checkpoint.size == here and checkpoint.root != root:
        raise Conflict(f"{stated.origin}: another root was cosigned here for {here} entries", here)
    verify_consistency(here, checkpoint.size, request.proof, root, checkpoint.root)
    return checkpoint


def fork_in(request: AddCheckpoint, held: str, *, keys_at: KeysAt) -> Fork | None:
    """The fork that a refused request proves, together with the signed checkpoint held; None if it proves none.

    A log that asks for a cosignature on its other story signs that story itself, and may prove it too.
    """
    origin = request.checkpoint.origin
    try:
        (first, one), (second, other) = (
            open_by_keys_at(note, origin=origin, keys_at=keys_at) for note in (held, request.note)
        )
        shown = bare_note(one, origin), bare_note(other, origin)
        if first.size == second.size:
            fork = Fork(origin, *shown)
        else:
            root = older_root(first.size, second.size, request.proof, second.root)
            fork = Fork(origin, *shown, root, request.proof)
        verify_fork(fork, keys_at)
    except RecordError:
        return None
    return fork


def status_of(error: RecordError) -> int:
    """The HTTP status that answers a refusal; 500 where it is none of the log's doing."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)


def write_size(size: int) -> bytes:
    """The body of an answer that gives a size."""
    return f"{size}\n".encode()


def read_size(data: bytes) -> int:
    """The size that a witness answered with.

    Raises:
        Malformed: The bytes are no size.
    """
    text = data[:40].decode("ascii", "replace")
    if not text.endswith("\n"):
        raise Malformed(f"size: expected digits and a newline, found {text!r}")
    return parse_number(text[:-1], where="size")
