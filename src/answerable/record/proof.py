"""Proofs that one entry is in a log, to be checked offline (C2SP tlog-proof, version 1).

A proof is a text: a first line with the version, perhaps a line of extra data, the index of the entry, the hashes
from the leaf to the root, an empty line, and the log's signed checkpoint word for word. Rules:

* whoever checks a proof computes the leaf hash from the entry in hand; the proof does not carry it;
* the extra data is signed by nobody: it may help to find something, never to believe it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from answerable.record.checkpoint import MAX_SIZE, Checkpoint, open_checkpoint, parse_number
from answerable.record.errors import Malformed, TooLarge, Truncated
from answerable.record.merkle import HASH_BYTES, verify_inclusion
from answerable.record.note import MAX_NOTE_BYTES, Verifier, from_base64, to_base64

HEADER = "c2sp.org/tlog-proof@v1"
"""First line of a proof (C2SP tlog-proof, "Format")."""

MAX_HASHES = 63
"""Most hashes in a proof: the height of a tree of 2**63 leaves."""

MAX_PROOF_BYTES = 2 * MAX_NOTE_BYTES
"""Largest proof read; chosen by hand: the largest note, and as much for the rest."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof as read, not yet checked.

    Attributes:
        index: Place of the entry in the log, from 0.
        hashes: From the leaf's sibling up to below the root, 32 bytes each.
        checkpoint: The signed checkpoint, word for word.
        extra: Data that nobody signed; empty if there is none.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    def __post_init__(self) -> None:
        """Refuse what could not be written as a proof."""
        if not 0 <= self.index <= MAX_SIZE:
            raise Malformed(f"proof: expected an index from 0 to {MAX_SIZE}, found {self.index}")
        if len(self.hashes) > MAX_HASHES:
            raise TooLarge(f"proof: expected at most {MAX_HASHES} hashes, found {len(self.hashes)}")
        for number, step in enumerate(self.hashes, start=1):
            if len(step) != HASH_BYTES:
                raise Malformed(f"proof: expected {HASH_BYTES} bytes in hash {number}, found {len(step)}")
        if not self.checkpoint.endswith("\n"):
            raise Truncated("proof: expected a checkpoint with a newline at its end")


def format_proof(proof: Proof) -> str:
    """The text of a proof, as kept in a ``.tlog-proof`` file."""
    extra = [f"extra {to_base64(proof.extra)}"] if proof.extra else []
    head = [HEADER, *extra, f"index {proof.index}", *map(to_base64, proof.hashes)]
    return "\n".join((*head, "", proof.checkpoint))


def parse_proof(text: str | bytes) -> Proof:
    """The proof written as text.

    Raises:
        Malformed: The bytes are no proof.
        Truncated: The proof stops early.
        TooLarge: It is over the limits.
    """
    head, border, checkpoint = _decode(text).partition("\n\n")
    first, *lines = head.split("\n")
    if first != HEADER:
        raise Malformed(f"proof: expected the first line {HEADER}, found {first[:40]!r}")
    if not border:
        raise Truncated("proof: expected an empty line and then a checkpoint, found the end")
    extra = b""
    if lines and lines[0].startswith("extra "):
        extra = _extra(lines.pop(0))
    if not lines or not lines[0].startswith("index "):
        raise Malformed("proof: expected a line with the index")
    index = parse_number(lines[0].removeprefix("index "), where="proof index")
    if len(lines) - 1 > MAX_HASHES:
        raise TooLarge(f"proof: expected at most {MAX_HASHES} hashes, found {len(lines) - 1}")
    hashes = tuple(from_base64(line, where=f"proof hash {number}") for number, line in enumerate(lines[1:], start=1))
    return Proof(index, hashes, checkpoint, extra)


def verify_proof(
    proof_text: str | bytes,
    *,
    leaf: bytes,
    verifiers: Sequence[Verifier],
    origin: str | None = None,
    signed_by: str | None = None,
) -> Checkpoint:
    """The signed checkpoint of a log that holds the entry with this leaf hash, if the proof shows that.

    Args:
        proof_text: The proof.
        leaf: Leaf hash, 32 bytes, computed from the entry in hand.
        verifiers: Public keys that are known.
        origin: The log expected, or None for any log whose own key is known.
        signed_by: As in ``open_checkpoint``.

    Raises:
        NotIncluded: The entry is not where the proof says.
        Malformed, Truncated, TooLarge: The bytes are no proof.
        WrongSignature, UnknownKey, WrongOrigin: As ``open_checkpoint``.
    """
    proof = parse_proof(proof_text)
    checkpoint = open_checkpoint(proof.checkpoint, origin=origin, verifiers=verifiers, signed_by=signed_by)
    verify_inclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)
    return checkpoint


def _decode(text: str | bytes) -> str:
    if len(text) > MAX_PROOF_BYTES:
        raise TooLarge(f"proof: expected at most {MAX_PROOF_BYTES} bytes, found {len(text)}")
    if isinstance(text, str):
        return text
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        raise Malformed(f"proof: expected UTF-8, found another byte at {error.start}") from None


def _extra(line: str) -> bytes:
    extra = from_base64(line.removeprefix("extra "), where="proof extra data")
    if not extra:
        raise Malformed("proof: expected no line for extra data where there is none")
    return extra
