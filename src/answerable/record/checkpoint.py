"""Checkpoints: what a log signs about itself (C2SP tlog-checkpoint).

The note text has the origin of the log, the number of its entries, the root hash in base64, and perhaps further lines.
Rules:

* a size is written in decimal digits without leading zeros; a root is 32 bytes; an empty log has the empty root;
* a checkpoint counts for an origin only if the key that signed it carries that origin as its name. A log whose key
  is named otherwise must be asked for with that name (``signed_by``); else one known log could speak for another.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from answerable.record.errors import Malformed, TooLarge, Truncated, WrongOrigin
from answerable.record.merkle import EMPTY_ROOT, HASH_BYTES
from answerable.record.note import (
    Note,
    Signer,
    Verifier,
    check_line,
    from_base64,
    open_note,
    sign,
    split_note,
    to_base64,
)

MAX_SIZE = 2**63 - 1
"""Most entries in a log: what other implementations hold in a signed 64-bit integer."""

KeysAt = Callable[[str, int], Sequence[Verifier]]
"""Gives the keys with which a log may sign a checkpoint of a size: ``keys_at(origin, size)``."""

MAX_BARE_BYTES = 8 * 1024
"""Most bytes of a checkpoint with only the log's own signatures; chosen by hand: two of them, a fork, fit an entry."""

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log at one size.

    Attributes:
        origin: Which log this is about.
        size: Number of entries.
        root: Root hash over them, 32 bytes.
        extensions: Further lines, without newlines. Nobody can check them against the log.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what could not be written as a checkpoint."""
        check_line(self.origin, where="checkpoint origin")
        if not 0 <= self.size <= MAX_SIZE:
            raise Malformed(f"checkpoint of {self.origin}: expected a size from 0 to {MAX_SIZE}, found {self.size}")
        if len(self.root) != HASH_BYTES:
            raise Malformed(f"checkpoint of {self.origin}: expected {HASH_BYTES} bytes of root, found {len(self.root)}")
        if self.size == 0 and self.root != EMPTY_ROOT:
            raise Malformed(f"checkpoint of {self.origin}: an empty log with the root {self.root.hex()}")
        for number, line in enumerate(self.extensions, start=1):
            check_line(line, where=f"checkpoint of {self.origin}, extension line {number}")

    def text(self) -> str:
        """The note text that is signed."""
        return "\n".join((self.origin, str(self.size), to_base64(self.root), *self.extensions, ""))


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint written as note text. The text alone proves nothing: see ``open_checkpoint``."""
    if not text.endswith("\n"):
        raise Truncated("checkpoint: expected a newline at the end")
    lines = text[:-1].split("\n")
    if len(lines) < 3:  # noqa: PLR2004 - the parts just named
        raise Truncated(f"checkpoint: expected lines for origin, size and root, found {len(lines)}")
    origin, size, root, *extensions = lines
    return Checkpoint(
        origin,
        parse_number(size, where="checkpoint size"),
        from_base64(root, where="checkpoint root"),
        tuple(extensions),
    )


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> str:
    """The signed note for a checkpoint of the log that this key signs for.

    Raises:
        WrongOrigin: The key is named after another log.
    """
    if signer.name != checkpoint.origin:
        raise WrongOrigin(f"checkpoint of {checkpoint.origin}: expected a key of that name, found {signer.name}")
    return sign(checkpoint.text(), signer)


def open_checkpoint(
    note: str | bytes, *, origin: str | None, verifiers: Sequence[Verifier], signed_by: str | None = None
) -> Checkpoint:
    """The checkpoint in a signed note, once its signature is checked.

    Args:
        note: The signed note.
        origin: The log expected, or None for any log whose own key is among the verifiers.
        verifiers: Public keys that are known, of this log and of others.
        signed_by: Name of the log's key where it is not the origin, as for Go's checksum database.

    Raises:
        WrongOrigin: The checkpoint is about another log, or only a key of another name signed it.
        Malformed, Truncated, TooLarge, WrongSignature, UnknownKey: As ``open_note``.
    """
    opened = open_note(note, verifiers)
    checkpoint = parse_checkpoint(opened.text)
    if origin is not None and checkpoint.origin != origin:
        raise WrongOrigin(f"expected a checkpoint of {origin}, found one of {checkpoint.origin}")
    signers = [signature.name for signature in opened.verified]
    expected = checkpoint.origin if signed_by is None else signed_by
    if expected not in signers:
        found = ", ".join(signers)
        raise WrongOrigin(f"checkpoint of {checkpoint.origin}: expected a signature by {expected}, found {found}")
    return checkpoint


def open_by_keys_at(note: str | bytes, *, origin: str, keys_at: KeysAt) -> tuple[Checkpoint, Note]:
    """The checkpoint in a note, checked by the keys that counted for the log at its size, and the opened note.

    A key that was revoked in an entry before that size is not among them, so what it still signs counts for nothing.

    Raises:
        WrongOrigin, Malformed, Truncated, TooLarge, WrongSignature, UnknownKey: As ``open_checkpoint``.
    """
    stated = parse_checkpoint(split_note(note)[0])
    if stated.origin != origin:
        raise WrongOrigin(f"expected a checkpoint of {origin}, found one of {stated.origin}")
    verifiers = keys_at(origin, stated.size)
    return open_checkpoint(note, origin=origin, verifiers=verifiers), open_note(note, verifiers)


def bare_note(opened: Note, origin: str) -> str:
    """The note with the log's own signatures alone: what others add below may be anything, and of any length.

    Raises:
        TooLarge: It is longer than a log has any need to be, and could not be shown in an entry.
    """
    lines = [signature.line for signature in opened.verified if signature.name == origin]
    note = "\n".join((opened.text, *lines, ""))
    size = len(note.encode())
    if size > MAX_BARE_BYTES:
        raise TooLarge(f"checkpoint of {origin}: expected at most {MAX_BARE_BYTES} bytes, found {size}")
    return note


def parse_number(text: str, *, where: str) -> int:
    """The number written in ASCII digits without leading zeros, at most ``MAX_SIZE``."""
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SIZE:
        raise Malformed(f"{where}: expected digits without leading zeros, at most {MAX_SIZE}, found {text[:40]!r}")
    return int(text)
