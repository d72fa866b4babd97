"""Signed notes and the keys that sign them (C2SP signed-note; the key texts are those of Go's ``sumdb/note``).

A note is a text and, after an empty line, one line for each signature. Rules:

* a note is UTF-8 without control characters other than the newline, and ends with a newline;
* the text is everything before the last empty line, its final newline included; that is what is signed;
* a key is known by its name and a 32-bit hash together. A signature by an unknown key is kept word for word and
  ignored; a wrong signature by a known key refuses the whole note; so does a note that no known key signed;
* base64 has one spelling only (RFC 4648, section 4, with padding), so a note cannot be respelled and stay valid.

Only Ed25519 signatures over the text itself (signature type 1) are made and checked here; ``cosignature.py`` knows the
signatures of witnesses and mirrors.
"""

import base64
import binascii
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import NoReturn, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from answerable.record.errors import Malformed, TooLarge, Truncated, UnknownKey, WrongSignature

ED25519 = 1
"""Signature type byte of Ed25519 over the note text (C2SP signed-note, "Signature types")."""

KEY_BYTES = 32
"""Bytes of an Ed25519 public key, and of the seed of a private key (RFC 8032, section 5.1.5)."""

SIGNATURE_BYTES = 64
"""Bytes of an Ed25519 signature (RFC 8032, section 5.1.6)."""

HASH_BYTES = 4
"""Bytes of a key hash (C2SP signed-note, "Signatures")."""

MAX_NOTE_BYTES = 1_000_000
"""Largest note read; chosen by hand: a hundred post-quantum signatures of 5 kB and room for the text."""

MAX_SIGNATURES = 100
"""Most signatures read in one note, as in Go's ``sumdb/note``; the specification asks for at least 16."""

DASH = "\u2014 "
"""How a signature line begins: an em dash and a space."""

PRIVATE_PREFIX = "PRIVATE+KEY+"
"""How the text of a private key begins, so that it is not taken for a public one."""


@dataclass(frozen=True)
class Verifier:
    """A public key with its name.

    Attributes:
        name: The key's name; for a section's key, the origin of its log.
        key_hash: First four bytes of the hash over name and key, as a number.
        public: Ed25519 public key, 32 bytes.
    """

    name: str
    key_hash: int
    public: bytes

    @classmethod
    def of(cls, name: str, public: bytes) -> Self:
        """The verifier for a public key under this name."""
        check_name(name)
        if len(public) != KEY_BYTES:
            raise Malformed(f"public key of {name}: expected {KEY_BYTES} bytes, found {len(public)}")
        return cls(name, key_hash_of(name, ED25519, public), public)

    @cached_property
    def public_key(self) -> Ed25519PublicKey:
        """The key for other libraries, such as one that checks DSSE envelopes."""
        return Ed25519PublicKey.from_public_bytes(self.public)

    def vkey(self) -> str:
        """The key as text: ``name+hash+key``."""
        return f"{self.name}+{self.key_hash:08x}+{to_base64(bytes([ED25519]) + self.public)}"

    def verify_bytes(self, message: bytes, signature: bytes) -> None:
        """Return only if this key made the signature over the message; else raise ``WrongSignature``."""
        try:
            self.public_key.verify(signature, message)
        except InvalidSignature:
            raise WrongSignature(f"key {_label(self.name, self.key_hash)} did not sign this text") from None


@dataclass(frozen=True)
class Signer:
    """A private key with its name. Its repr shows only what is public.

    Attributes:
        name: The key's name.
        key_hash: As in ``Verifier``; it is the hash of the public key.
        private: Seed of the Ed25519 private key, 32 bytes, secret.
    """

    name: str
    key_hash: int
    private: bytes = field(repr=False)

    @cached_property
    def private_key(self) -> Ed25519PrivateKey:
        """The key for other libraries, such as one that signs DSSE envelopes."""
        return Ed25519PrivateKey.from_private_bytes(self.private)

    def verifier(self) -> Verifier:
        """The public half, to give to others."""
        return Verifier(self.name, self.key_hash, self.private_key.public_key().public_bytes_raw())

    def skey(self) -> str:
        """The key as text, secret: ``PRIVATE+KEY+name+hash+key``."""
        return f"{PRIVATE_PREFIX}{self.name}+{self.key_hash:08x}+{to_base64(bytes([ED25519]) + self.private)}"

    def sign_bytes(self, message: bytes) -> bytes:
        """The signature over the message, 64 bytes."""
        return self.private_key.sign(message)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that was checked and is right.

    Attributes:
        name: Name of the key that made it.
        key_hash: Hash of that key.
        line: The signature line, without its newline.
    """

    name: str
    key_hash: int
    line: str


@dataclass(frozen=True, slots=True)
class Note:
    """A note of which at least one signature was checked and none is wrong.

    Attributes:
        text: What was signed, with its final newline.
        verified: Signatures by known keys, in the note's order.
        unverified: Signature lines by unknown keys, word for word, without their newlines.
    """

    text: str
    verified: tuple[Signature, ...]
    unverified: tuple[str, ...]


def generate(name: str, *, seed: bytes) -> Signer:
    """The signing key with this name that grows from 32 random bytes."""
    check_name(name)
    if len(seed) != KEY_BYTES:
        raise Malformed(f"seed for {name}: expected {KEY_BYTES} bytes, found {len(seed)}")
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return Signer(name, key_hash_of(name, ED25519, public), seed)


def parse_vkey(text: str) -> Verifier:
    """The public key written as ``name+hash+key``."""
    parts = text.split("+", 2)
    if len(parts) != 3:  # noqa: PLR2004 - the parts just named
        raise Malformed(f"verifier key: expected name+hash+key, found {len(parts)} parts")
    name, written_hash, written_key = parts
    verifier = Verifier.of(name, _typed_key(written_key, where=f"verifier key of {name}"))
    if written_hash != f"{verifier.key_hash:08x}":
        raise Malformed(f"verifier key of {name}: expected hash {verifier.key_hash:08x}, found {written_hash}")
    return verifier


def parse_skey(text: str) -> Signer:
    """The private key written as ``PRIVATE+KEY+name+hash+key``. No message repeats any part of it."""
    parts = text.removeprefix(PRIVATE_PREFIX).split("+", 2)
    if not text.startswith(PRIVATE_PREFIX) or len(parts) != 3:  # noqa: PLR2004 - the parts just named
        raise Malformed("signing key: expected PRIVATE+KEY+name+hash+key")
    name, written_hash, written_key = parts
    if not is_name(name):
        raise Malformed("signing key: the name is empty, or holds a space, a plus sign or a control character")
    signer = generate(name, seed=_typed_key(written_key, where="signing key"))
    if written_hash != f"{signer.key_hash:08x}":
        raise Malformed("signing key: the hash does not belong to the name and the key")
    return signer


def sign(text: str, *signers: Signer) -> str:
    """The note: the text, an empty line, and one signature line for each signer, in the order given."""
    _check_text(text)
    if not text.endswith("\n"):
        raise Malformed("note text: expected a newline at the end")
    if not signers:
        raise Malformed("note: expected at least one signer, found none")
    lines = dict.fromkeys(_signature_line(text, signer) for signer in signers)
    return f"{text}\n{''.join(lines)}"


def open_note(note: str | bytes, verifiers: Sequence[Verifier]) -> Note:
    """The content of a note, once the signatures by the given keys are checked.

    Raises:
        Malformed: The bytes are no note.
        Truncated: The note stops early.
        TooLarge: The note has too many bytes or signatures.
        WrongSignature: A signature that names one of these keys is wrong.
        UnknownKey: None of the signatures is by one of these keys.
    """
    text, lines = _split(_decode(note))
    known = _by_identity(verifiers)
    message = text.encode()
    verified: dict[tuple[str, int], Signature] = {}
    unverified: list[str] = []
    for line in dict.fromkeys(lines):  # An exact repetition says nothing new.
        name, key_hash, signature = parse_line(line)
        verifier = known.get((name, key_hash))
        if verifier is None:
            unverified.append(line)
            continue
        verifier.verify_bytes(message, signature)
        verified.setdefault((name, key_hash), Signature(name, key_hash, line))
    if not verified:
        _refuse_unknown(lines, verifiers)
    return Note(text, tuple(verified.values()), tuple(unverified))


def split_note(note: str | bytes) -> tuple[str, list[str]]:
    """The text of a note and its signature lines, without their newlines; nothing is checked but the form.

    Raises:
        Malformed, Truncated, TooLarge: As ``open_note``.
    """
    return _split(_decode(note))


def to_base64(data: bytes) -> str:
    """The bytes in base64 (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str, *, where: str) -> bytes:
    """The bytes written in base64, which must be spelled canonically. The message does not repeat the text."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed(f"{where}: expected base64 with padding") from None
    if to_base64(data) != text:
        raise Malformed(f"{where}: expected canonical base64")
    return data


def check_line(text: str, *, where: str) -> None:
    """Return only if the text can stand on one line of a note: not empty, no control characters, valid UTF-8."""
    if not text:
        raise Malformed(f"{where}: expected a line, found nothing")
    if any(character < " " for character in text):
        raise Malformed(f"{where}: found a control character")
    _encode(text, where=where)


def key_hash_of(name: str, kind: int, public: bytes) -> int:
    """The hash by which a key of this signature type is known, together with its name (C2SP signed-note)."""
    digest = sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()
    return int.from_bytes(digest[:HASH_BYTES], "big")


def is_name(name: str) -> bool:
    """Whether a key may be called so: not empty, no spaces of any script, no plus sign, no control characters."""
    if not name or any(letter.isspace() or letter < " " or letter == "+" for letter in name):
        return False
    return not any("\ud800" <= letter <= "\udfff" for letter in name)


def check_name(name: str) -> None:
    """Return only if a key may be called so."""
    if not is_name(name):
        raise Malformed(f"key name: expected no space, plus sign or control character, and not nothing, found {name!r}")


def parse_line(line: str) -> tuple[str, int, bytes]:
    """Name, key hash and signature of a signature line; nothing is checked but the form."""
    name, _, written = line.removeprefix(DASH).partition(" ")
    if not line.startswith(DASH) or not is_name(name):
        raise Malformed(f"signature line: expected an em dash, a key name and base64, found {line[:80]!r}")
    data = from_base64(written, where=f"signature of {name}")
    if len(data) <= HASH_BYTES:
        raise Malformed(f"signature of {name}: expected more than {HASH_BYTES} bytes, found {len(data)}")
    return name, int.from_bytes(data[:HASH_BYTES], "big"), data[HASH_BYTES:]


def _label(name: str, key_hash: int) -> str:
    return f"{name}+{key_hash:08x}"


def _typed_key(written: str, *, where: str) -> bytes:
    """The 32 key bytes behind a type byte, which must say Ed25519."""
    data = from_base64(written, where=where)
    if len(data) != 1 + KEY_BYTES or data[0] != ED25519:
        kind = data[0] if data else "none"
        raise Malformed(f"{where}: expected type {ED25519} and {KEY_BYTES} bytes, found type {kind}, {len(data)} bytes")
    return data[1:]


def _signature_line(text: str, signer: Signer) -> str:
    signature = signer.sign_bytes(text.encode())
    return f"{DASH}{signer.name} {to_base64(signer.key_hash.to_bytes(HASH_BYTES, 'big') + signature)}\n"


def _encode(text: str, *, where: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise Malformed(f"{where}: character {error.start} cannot be written in UTF-8") from None


def _decode(note: str | bytes) -> str:
    data = _encode(note, where="note") if isinstance(note, str) else note
    if len(data) > MAX_NOTE_BYTES:
        raise TooLarge(f"note: expected at most {MAX_NOTE_BYTES} bytes, found {len(data)}")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise Malformed(f"note: expected UTF-8, found another byte at {error.start}") from None
    _check_text(text)
    return text


def _check_text(text: str) -> None:
    for number, line in enumerate(text.split("\n"), start=1):
        if any(character < " " for character in line):
            raise Malformed(f"note: line {number} holds a control character")
    _encode(text, where="note text")


def _split(note: str) -> tuple[str, list[str]]:
    """The text and the signature lines of a note."""
    if not note.endswith("\n"):
        raise Truncated("note: expected a newline at the end")
    border = note.rfind("\n\n")
    lines = note[border + 2 : -1].split("\n")
    if border < 0 or lines == [""]:
        raise Truncated("note: expected an empty line and then signatures, found the end")
    if len(lines) > MAX_SIGNATURES:
        raise TooLarge(f"note: expected at most {MAX_SIGNATURES} signatures, found {len(lines)}")
    return note[: border + 1], lines


def _by_identity(verifiers: Iterable[Verifier]) -> Mapping[tuple[str, int], Verifier]:
    known: dict[tuple[str, int], Verifier] = {}
    for verifier in verifiers:
        identity = (verifier.name, verifier.key_hash)
        if known.setdefault(identity, verifier) != verifier:
            raise UnknownKey(f"two different keys are called {_label(*identity)}: neither can be trusted")
    return known


def _refuse_unknown(lines: Iterable[str], verifiers: Iterable[Verifier]) -> NoReturn:
    found = ", ".join(_label(name, key_hash) for name, key_hash, _ in map(parse_line, lines))
    expected = ", ".join(_label(verifier.name, verifier.key_hash) for verifier in verifiers) or "none"
    raise UnknownKey(f"note: expected a signature by one of the known keys ({expected}), found {found}")
