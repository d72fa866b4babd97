"""The index of a stick: who it is from, to whom, and what parts it has; signed by the log of the house it is from.

The text is a signed note (C2SP signed-note): a line that says what it is, and canonical JSON.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from answerable.houses.errors import HouseError
from answerable.record.entry import Origin, canonical
from answerable.record.note import Signer, Verifier, open_note, sign, split_note

FIRST = "answerable carry 1"

MOST_PARTS = 20_000
"""Parts that a stick may have; with parts of 8 MB that is 160 GB. Chosen by hand."""

LARGEST = 64 << 20
"""Bytes of a sealed part that is read; a part is far smaller. Chosen by hand."""


class Sealed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part as it lies on the stick: its name, its bytes and their SHA-256."""

    name: Annotated[str, Meta(pattern=r"^[0-9a-f]{32}$(?!\n)")]
    size: Annotated[int, Meta(ge=1, le=LARGEST)]
    sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]


class Index(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a stick says of itself."""

    giver: Origin
    taker: Origin
    at: datetime
    parts: Annotated[tuple[Sealed, ...], Meta(max_length=MOST_PARTS)]


def write_index(index: Index, signer: Signer) -> bytes:
    """Return an index as its giver signs it."""
    return sign(f"{FIRST}\n{canonical(msgspec.to_builtins(index)).decode()}\n", signer).encode()


def giver_in(content: bytes) -> str:
    """Return the house that an index says it is from; nothing is checked yet, but its form.

    Raises:
        HouseError, RecordError: it is no index.
    """
    return _read(split_note(content.decode(errors="replace"))[0]).giver


def read_index(content: bytes, keys: Sequence[Verifier]) -> Index:
    """Return an index that one of these keys of its giver signed.

    Raises:
        HouseError: it is no index.
        Malformed, Truncated, TooLarge, WrongSignature, UnknownKey: it is not signed so.
    """
    return _read(open_note(content, keys).text)


def _read(text: str) -> Index:
    first, _, rest = text.partition("\n")
    try:
        if first != FIRST:
            raise HouseError(f"expected a stick that starts with {FIRST!r}, found {first[:40]!r}")
        return msgspec.json.decode(rest, type=Index)
    except msgspec.MsgspecError as error:
        raise HouseError(f"index of a stick: {error}") from error
