"""An entry: one act, said by one section, as the canonical JSON that is hashed.

Rules:
  - The bytes are canonical JSON (RFC 8785) in UTF-8. While they are ASCII, msgspec's sorted output is byte-identical to
    the reference implementation (a property test compares them) and 25 times as fast; else the reference decides.
  - An entry is shorter than `LARGEST` bytes. Its name, `ref`, is its leaf hash (RFC 9162, section 2.1.1) in hex.
  - An entry carries commitments to content, never the content: see `Commitment`.
  - There are no floats. Integers stay within 2**53 - 1 either side of zero; larger ones and amounts are strings.
  - A date is a claim of the section that wrote it; the order in the log is the evidence.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, ClassVar, Generic, NoReturn, TypeVar

import msgspec
import rfc8785
from msgspec import Meta

from answerable.record.errors import Malformed, NotCanonical, TooLarge
from answerable.record.merkle import leaf_hash

LARGEST = 64 * 1024 - 1
"""Bytes an entry may have at most; C2SP tlog-tiles prefixes each entry with a 16-bit length."""

SAFE_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly (RFC 8785, section 3.2.2.3)."""

# `$` alone would also match before a newline at the end.
Key = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$(?!\n)")]
"""A short name given by people to a thing inside a case: ``F1``, ``coast``, ``release``. It names nobody."""

OptionalKey = Annotated[str, Meta(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$(?!\n)")]
"""A `Key`, or nothing."""

Ref = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
"""The leaf hash of another entry, in hex."""

Commitment = Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}$(?!\n)", extra={"content": True})]
"""SHA-256 over a 32-byte salt and the content, which lies in the vault and can be erased."""

OptionalCommitment = Annotated[str, Meta(pattern=r"^(sha256:[0-9a-f]{64})?$(?!\n)", extra={"content": True})]
"""A `Commitment`, or nothing."""

Origin = Annotated[str, Meta(pattern=r"^[^\s+\x00-\x20\x7f]+$(?!\n)", max_length=200)]
"""The name of a log, which is also the name of its key: no blanks and no plus sign (C2SP signed-note)."""

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

    kind: Annotated[str, Meta(pattern=r"^[a-z_]+(\.[a-z_]+)+/[1-9][0-9]*$(?!\n)", max_length=64)]
    origin: Origin
    actor: OptionalKey
    at: Annotated[datetime, Meta(tz=True)]
    case: OptionalKey = ""
    nonce: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)")]
    seen: dict[str, Count] = {}
    policy: Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$(?!\n)")] = ""
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


def came_before(first: Fact[Any], second: Fact[Any]) -> bool:
    """Tell whether one act stands before another: by the log where both are in one, else by the days they claim."""
    if first.origin == second.origin:
        return (first.index, first.at) < (second.index, second.at)
    return first.at < second.at


def _refuse_float(text: str) -> NoReturn:
    raise ValueError(f"expected no number with a point or an exponent, found {text}")


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Entry)
_tree_decoder = msgspec.json.Decoder(float_hook=_refuse_float)
_LONG_NUMBER = re.compile(rb"[\[:,]-?[0-9]{16}")
"""Where a number may lie outside `SAFE_INTEGER`, which has 16 digits; now and then part of a string."""


def canonical(value: Any) -> bytes:
    """Return `value` as canonical JSON (RFC 8785). Floats have no place in the record: callers pass none."""
    raw = _encoder.encode(value)
    # RFC 8785 sorts keys by UTF-16, msgspec by code point: they differ beyond the basic plane.
    return raw if raw.isascii() else rfc8785.dumps(msgspec.json.decode(raw))


def encode(entry: Entry) -> bytes:
    """Return the bytes of `entry` as they are hashed; its body must be canonical already.

    Raises:
        TooLarge: the entry has more than `LARGEST` bytes.
    """
    raw = canonical(entry)
    if len(raw) > LARGEST:
        raise TooLarge(f"an entry has at most {LARGEST} bytes, this one ({entry.kind}) has {len(raw)}")
    return raw


def decode(raw: bytes) -> Entry:
    """Return the envelope that `raw` holds.

    Raises:
        TooLarge: there are more than `LARGEST` bytes.
        Malformed: the bytes are no entry.
        NotCanonical: they are an entry, written in another way than RFC 8785 writes it.
    """
    if len(raw) > LARGEST:
        raise TooLarge(f"an entry has at most {LARGEST} bytes, this one has {len(raw)}")
    try:
        entry = _decoder.decode(raw)
        tree = _tree_decoder.decode(raw)
        again = canonical(tree)
        moment(entry.at)
        safe = not _LONG_NUMBER.search(raw) or _is_safe(tree)
    except (msgspec.MsgspecError, ValueError, RecursionError, OverflowError) as error:  # ValueError: rfc8785's too
        raise Malformed(f"expected an entry in JSON, found something else: {error}") from error
    if again != raw:
        raise NotCanonical(f"expected canonical JSON (RFC 8785), found another way of writing {entry.kind}")
    if not safe:
        raise Malformed(f"{entry.kind}: expected integers up to {SAFE_INTEGER}, found a larger one")
    return entry


def _is_safe(tree: Any) -> bool:
    """Tell whether every integer in a tree is within `SAFE_INTEGER`."""
    if isinstance(tree, dict):
        return all(map(_is_safe, tree.values()))
    if isinstance(tree, list):
        return all(map(_is_safe, tree))
    return not isinstance(tree, int) or abs(tree) <= SAFE_INTEGER


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
        return value if value.tzinfo is UTC else value.astimezone(UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)
