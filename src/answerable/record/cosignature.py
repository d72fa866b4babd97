"""Cosignatures: a witness or a mirror says that a checkpoint continues all that it has seen (C2SP tlog-cosignature).

Rules:

* a cosignature is a signature line of a checkpoint's note; it carries the time at which it was made;
* Ed25519 (type 0x04) signs the time and the whole note text; ML-DSA-44 (type 0x06, FIPS 204) signs the cosigner's name,
  the time, the log's origin, the size and the root, and so says nothing of extension lines;
* the key of a cosigner never signs a log, nor the key of a log a cosignature: their types differ, and ``note.py`` knows
  neither type;
* a signature that names a known key and is wrong refuses the whole note; one by an unknown key says nothing;
* a time is a claim of the cosigner. 0, which only ML-DSA-44 allows, claims none.
"""

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from answerable.record.checkpoint import MAX_SIZE, Checkpoint, parse_checkpoint
from answerable.record.errors import Malformed, TooLarge, Truncated, UnknownKey, WrongSignature
from answerable.record.note import (
    DASH,
    HASH_BYTES,
    MAX_SIGNATURES,
    PRIVATE_PREFIX,
    check_name,
    from_base64,
    is_name,
    key_hash_of,
    parse_line,
    split_note,
    to_base64,
)


class Algorithm(IntEnum):
    """The signature types of cosignatures (C2SP tlog-cosignature, "Format")."""

    ED25519 = 0x04
    ML_DSA_44 = 0x06


PUBLIC_BYTES: Mapping[Algorithm, int] = {Algorithm.ED25519: 32, Algorithm.ML_DSA_44: 1312}
"""Bytes of a public key (RFC 8032, section 5.1.5; FIPS 204, table 2)."""

SIGNED_BYTES: Mapping[Algorithm, int] = {Algorithm.ED25519: 64, Algorithm.ML_DSA_44: 2420}
"""Bytes of a signature (RFC 8032, section 5.1.6; FIPS 204, table 2)."""

SEED_BYTES = 32
"""Bytes of the seed of either private key (RFC 8032, section 5.1.5; FIPS 204, algorithm 1)."""

TIME_BYTES = 8
"""Bytes of the time before a signature (C2SP tlog-cosignature, "Format")."""

MAX_NAME_BYTES = 255
"""Most bytes of a cosigner's name or an origin in what ML-DSA-44 signs (same document, "ML-DSA-44 signed message")."""

LABEL = b"subtree/v1\n\0"
"""How what ML-DSA-44 signs begins (same section)."""


@dataclass(frozen=True)
class CosignerKey:
    """The public key of a cosigner, with its name.

    Attributes:
        name: The key's name.
        key_hash: First four bytes of the hash over name, type and key, as a number.
        algorithm: How it signs.
        public: The public key, 32 or 1,312 bytes.
    """

    name: str
    key_hash: int
    algorithm: Algorithm
    public: bytes = field(repr=False)

    @classmethod
    def of(cls, name: str, algorithm: Algorithm, public: bytes) -> Self:
        """The key under this name."""
        check_name(name)
        if len(public) != PUBLIC_BYTES[algorithm]:
            raise Malformed(
                f"cosigner key of {name}: expected {PUBLIC_BYTES[algorithm]} bytes for type {algorithm:#04x}, "
                f"found {len(public)}"
            )
        return cls(name, key_hash_of(name, algorithm, public), algorithm, public)

    @cached_property
    def public_key(self) -> Ed25519PublicKey | MLDSA44PublicKey:
        """The key for the library that checks signatures."""
        if self.algorithm is Algorithm.ED25519:
            return Ed25519PublicKey.from_public_bytes(self.public)
        return MLDSA44PublicKey.from_public_bytes(self.public)

    def vkey(self) -> str:
        """The key as text: ``name+hash+key``."""
        return f"{self.name}+{self.key_hash:08x}+{to_base64(bytes([self.algorithm]) + self.public)}"


@dataclass(frozen=True)
class Cosigner:
    """The private key of a cosigner. Its repr shows only what is public.

    Attributes:
        name: The key's name.
        algorithm: How it signs.
        private: Seed of the private key, 32 bytes, secret.
    """

    name: str
    algorithm: Algorithm
    private: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what could not be a key."""
        check_name(self.name)
        if len(self.private) != SEED_BYTES:
            raise Malformed(f"seed for {self.name}: expected {SEED_BYTES} bytes, found {len(self.private)}")

    @cached_property
    def private_key(self) -> Ed25519PrivateKey | MLDSA44PrivateKey:
        """The key for the library that signs."""
        if self.algorithm is Algorithm.ED25519:
            return Ed25519PrivateKey.from_private_bytes(self.private)
        return MLDSA44PrivateKey.from_seed_bytes(self.private)

    @cached_property
    def key(self) -> CosignerKey:
        """The public half, to give to others."""
        return CosignerKey.of(self.name, self.algorithm, self.private_key.public_key().public_bytes_raw())

    def skey(self) -> str:
        """The key as text, secret: ``PRIVATE+KEY+name+hash+key``."""
        written = to_base64(bytes([self.algorithm]) + self.private)
        return f"{PRIVATE_PREFIX}{self.name}+{self.key.key_hash:08x}+{written}"


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A cosignature that was checked and is right.

    Attributes:
        name: Name of the key that made it.
        key_hash: Hash of that key.
        at: When it was made, as the cosigner says, in seconds since 1970; 0 where it says nothing.
        line: The signature line, without its newline.
    """

    name: str
    key_hash: int
    at: int
    line: str


def parse_cosigner(vkey: str) -> CosignerKey:
    """The public key of a cosigner written as ``name+hash+key``.

    Raises:
        Malformed: The text is no key, or that of a log.
    """
    parts = vkey.split("+", 2)
    if len(parts) != 3:  # noqa: PLR2004 - the parts just named
        raise Malformed(f"cosigner key: expected name+hash+key, found {len(parts)} parts")
    name, written_hash, written_key = parts
    algorithm, public = _typed(written_key, where=f"cosigner key of {name}")
    key = CosignerKey.of(name, algorithm, public)
    if written_hash != f"{key.key_hash:08x}":
        raise Malformed(f"cosigner key of {name}: expected hash {key.key_hash:08x}, found {written_hash}")
    return key


def parse_cosigner_skey(text: str) -> Cosigner:
    """The private key written as ``PRIVATE+KEY+name+hash+key``. No message repeats any part of it.

    Raises:
        Malformed: The text is no key of a cosigner.
    """
    parts = text.removeprefix(PRIVATE_PREFIX).split("+", 2)
    if not text.startswith(PRIVATE_PREFIX) or len(parts) != 3:  # noqa: PLR2004 - the parts just named
        raise Malformed("cosigning key: expected PRIVATE+KEY+name+hash+key")
    name, written_hash, written_key = parts
    if not is_name(name):
        raise Malformed("cosigning key: the name is empty, or holds a space, a plus sign or a control character")
    algorithm, seed = _typed(written_key, where="cosigning key")
    if len(seed) != SEED_BYTES:
        raise Malformed(f"cosigning key: expected a seed of {SEED_BYTES} bytes, found {len(seed)}")
    cosigner = Cosigner(name, algorithm, seed)
    if written_hash != f"{cosigner.key.key_hash:08x}":
        raise Malformed("cosigning key: the hash does not belong to the name and the key")
    return cosigner


def cosign(note: str | bytes, cosigner: Cosigner, *, at: int) -> str:
    """The signature line, without its newline, with which a cosigner stands for a checkpoint.

    Nothing is checked but the form: who cosigns has judged the checkpoint before (see ``witness.judge``).

    Args:
        note: The signed checkpoint.
        cosigner: The key to sign with.
        at: The time now, in whole seconds since 1970.

    Raises:
        Malformed, Truncated, TooLarge: The bytes are no checkpoint, or one whose origin ML-DSA-44 cannot sign.
    """
    if not 0 < at <= MAX_SIZE:
        raise Malformed(f"cosignature by {cosigner.name}: expected a time from 1 to {MAX_SIZE}, found {at}")
    text, _ = split_note(note)
    message = _message(text, parse_checkpoint(text), cosigner.key, at)
    signature = struct.pack(">Q", at) + cosigner.private_key.sign(message)
    return f"{DASH}{cosigner.name} {to_base64(cosigner.key.key_hash.to_bytes(HASH_BYTES, 'big') + signature)}"


def cosignatures(note: str | bytes, keys: Sequence[CosignerKey]) -> tuple[Cosigned, ...]:
    """The cosignatures by the given keys under a checkpoint, in its order; none where no key is known.

    The log's own signature is not looked at: see ``open_checkpoint``.

    Raises:
        Malformed, Truncated, TooLarge: The bytes are no checkpoint.
        WrongSignature: A signature that names one of these keys is wrong.
        UnknownKey: Two different keys go by one name and hash.
    """
    text, lines = split_note(note)
    checkpoint, known = parse_checkpoint(text), _by_identity(keys)
    found = []
    for line in dict.fromkeys(lines):
        name, key_hash, signature = parse_line(line)
        key = known.get((name, key_hash))
        if key is not None:
            at = _check(text, checkpoint, key, signature)
            found.append(Cosigned(name, key_hash, at, line))
    return tuple(found)


def with_lines(note: str, lines: Iterable[str]) -> str:
    """The note with further signature lines, each of them once.

    Raises:
        Malformed: A line is no signature line.
        TooLarge: The note would have too many of them.
    """
    text, held = split_note(note)
    merged = list(dict.fromkeys((*held, *lines)))
    if len(merged) > MAX_SIGNATURES:
        raise TooLarge(f"note: expected at most {MAX_SIGNATURES} signatures, found {len(merged)}")
    for line in merged:
        parse_line(line)
    return "\n".join((text, *merged, ""))


def read_lines(data: bytes) -> tuple[str, ...]:
    """The signature lines that a witness or mirror answered with, without their newlines and not yet checked.

    Raises:
        Malformed: They are none.
        Truncated: The last one has no end.
        TooLarge: There are too many.
    """
    if not data:
        return ()
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Malformed(f"signature lines: expected UTF-8, found another byte at {error.start}") from None
    if not text.endswith("\n"):
        raise Truncated("signature lines: expected a newline at the end")
    lines = text[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise TooLarge(f"signature lines: expected at most {MAX_SIGNATURES}, found {len(lines)}")
    for line in lines:
        parse_line(line)
    return tuple(lines)


def _typed(written: str, *, where: str) -> tuple[Algorithm, bytes]:
    """The type of a key and the bytes behind it."""
    data = from_base64(written, where=where)
    if not data or data[0] not in set(Algorithm):
        expected = " or ".join(f"{kind:#04x}" for kind in Algorithm)
        raise Malformed(f"{where}: expected type {expected}, found {data[:1].hex() or 'none'}")
    return Algorithm(data[0]), data[1:]


def _check(text: str, checkpoint: Checkpoint, key: CosignerKey, signature: bytes) -> int:
    """The time of a cosignature that is right."""
    expected = TIME_BYTES + SIGNED_BYTES[key.algorithm]
    label = f"{key.name}+{key.key_hash:08x}"
    if len(signature) != expected:
        raise WrongSignature(f"cosignature by {label}: expected {expected} bytes, found {len(signature)}")
    (at,) = struct.unpack(">Q", signature[:TIME_BYTES])
    if at > MAX_SIZE or (at == 0 and key.algorithm is Algorithm.ED25519):
        raise WrongSignature(f"cosignature by {label}: expected a time from 1 to {MAX_SIZE}, found {at}")
    try:
        key.public_key.verify(signature[TIME_BYTES:], _message(text, checkpoint, key, at))
    except InvalidSignature:
        raise WrongSignature(f"key {label} did not cosign this checkpoint") from None
    return int(at)


def _message(text: str, checkpoint: Checkpoint, key: CosignerKey, at: int) -> bytes:
    """What is signed (C2SP tlog-cosignature, "Ed25519 signed message" and "ML-DSA-44 signed message")."""
    if key.algorithm is Algorithm.ED25519:
        return f"cosignature/v1\ntime {at}\n{text}".encode()
    name, origin = _counted(key.name), _counted(checkpoint.origin)
    place = struct.pack(">QQ", 0, checkpoint.size)
    return b"".join((LABEL, name, struct.pack(">Q", at), origin, place, checkpoint.root))


def _counted(name: str) -> bytes:
    """The name behind a byte with its length."""
    data = name.encode()
    if len(data) > MAX_NAME_BYTES:
        raise TooLarge(f"{name[:40]}...: expected at most {MAX_NAME_BYTES} bytes of name, found {len(data)}")
    return bytes([len(data)]) + data


def _by_identity(keys: Iterable[CosignerKey]) -> Mapping[tuple[str, int], CosignerKey]:
    known: dict[tuple[str, int], CosignerKey] = {}
    for key in keys:
        identity = (key.name, key.key_hash)
        if known.setdefault(identity, key) != key:
            raise UnknownKey(f"two different keys are called {key.name}+{key.key_hash:08x}: neither can be trusted")
    return known
