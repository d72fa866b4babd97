"""An entry: one act, said by one section, as the canonical JSON that is hashed.

Rules:
  - The bytes are canonical JSON (RFC 8785) in UTF-8; keys are ASCII, there are no floats, so msgspec's sorted
    output is byte-identical to the reference implementation (a property test compares them).
  - An entry is shorter than `LARGEST` bytes. Its name, `ref`, is its leaf hash (RFC 9162, section 2.1.1) in hex.
  - An entry carries commitments to content, never the content: see `Commitment`.
  - Integers stay within 2**53 - 1 either side of zero; larger ones and amounts are strings.
  - A date is a claim of the section that wrote it; the order in the log is the evidence.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Generic, TypeVar

import msgspec
from msgspec import Meta

from answerable.record.errors import Malformed, NotCanonical, TooLarge
from answerable.record.merkle import leaf_hash

LARGEST = 64 * 1024 - 1
"""Bytes an entry may have at most; C2SP tlog-tiles prefixes each entry with a 16-bit length."""

SAFE_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 8785, section 3.2.2.3)."""

Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""A short name given by people to a thing inside a case: ``F1``, ``coast``, ``release``. It names nobody."""

OptionalKey = Annotated[str, Meta(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$")]
"""A `Key`, or nothing."""

Ref = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
"""The leaf hash of another entry, in hex."""

Commitment = Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}$", extra={"content": True})]
"""SHA-256 over a 32-byte salt and the content, which lies in the vault and can be erased."""

OptionalCommitment = Annotated[str, Meta(pattern=r"^(sha256:[0-9a-f]{64})?$", extra={"content": True})]
"""A `Commitment`, or nothing."""

Count = Annotated[int, Meta(ge=0, le=SAFE_INTEGER)]
"""A whole number of things, zero or more."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of what is said; an unknown field is an error, never dropped."""


class Said(Part, frozen=True, kw_only=True):
    """What an entry says. Each subclass is one kind; its name is permanent, a change is a new number."""

    kind: ClassVar[str]


Body = TypeVar("Body", bound=Said)


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The envelope of one act, with its body not yet read.

    `seen` holds the size of every log when the gate of this act was asked, and `policy` the ref of the policy it was
    judged by; both are empty where no gate asks. `nonce` (16 random bytes in hex) stops guessing from leaf hashes.
    """

    kind: Annotated[str, Meta(pattern=r"^[a-z_]+(\.[a-z_]+)+/[1-9][0-9]*$", max_length=64)]
    origin: Annotated[str, Meta(min_length=1, max_length=200)]
    actor: OptionalKey
    at: Annotated[datetime, Meta(tz=True)]
    case: OptionalKey = ""
    nonce: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$")]
    seen: dict[str, Count] = {}
    policy: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$")] = ""
    body: msgspec.Raw


class Fact(msgspec.Struct, Generic[Body], frozen=True, kw_only=True):
    """One act as the gates see it: who said what, when, and where it stands in which log."""

    ref: str
    origin: str
    index: int
    case: str
    actor: str
    at: datetime
    body: Body


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Entry)


def canonical(value: Any) -> bytes:
    """Return `value` as canonical JSON (RFC 8785). Floats have no place in the record: callers pass none."""
    return _encoder.encode(value)


def encode(entry: Entry) -> bytes:
    """Return the bytes of `entry` as they are hashed.

    Raises:
        TooLarge: the entry has more than `LARGEST` bytes.
    """
    raw = canonical(msgspec.json.decode(canonical(entry)))
    if len(raw) > LARGEST:
        raise TooLarge(f"an entry has at most {LARGEST} bytes, this one ({entry.kind}) has {len(raw)}")
    return raw


def decode(raw: bytes) -> Entry:
    """Return the envelope that `raw` holds.

    Raises:
        Malformed: the bytes are no entry.
        NotCanonical: they are an entry, written in another way than RFC 8785 writes it.
    """
    try:
        entry = _decoder.decode(raw)
        tree = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Malformed(f"expected an entry in JSON, found something else: {error}") from error
    if canonical(tree) != raw:
        raise NotCanonical(f"expected canonical JSON (RFC 8785), found another way of writing {entry.kind}")
    return entry


def read_body(entry: Entry, said: type[Body]) -> Body:
    """Return what `entry` says, as `said`.

    Raises:
        Malformed: the body does not have the fields of `said`; the message names field and expectation.
    """
    try:
        return msgspec.json.decode(entry.body, type=said)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise Malformed(f"{entry.kind}: {error}") from error


def ref_of(raw: bytes) -> str:
    """Return the name of the entry with these bytes: its leaf hash in hex."""
    return leaf_hash(raw).hex()


def moment(value: date | datetime) -> datetime:
    """Return `value` as a moment in UTC; a day counts from its first second."""
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)
