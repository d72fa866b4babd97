"""What a stream gives, record by record: something to read, or why it could not be read.

Rules:
  - A record names its place in its stream, and the place at which reading can go on after it: a run that was killed
    goes on there, without loss and without doubles.
  - What cannot be read is skipped with one of `REASONS`, and the stream goes on. Nothing is dropped without a line.
  - Half of a record may be believed: a date in the future is not, and the rest of that record still counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

import msgspec

Reason = Literal[
    "broken",
    "truncated",
    "charset",
    "too-large",
    "not-text",
    "empty",
    "links-only",
    "long-title",
    "duplicate",
    "future",
    "status",
    "redirects",
    "not-allowed",
    "timed-out",
    "unreachable",
]

REASONS: Mapping[Reason, str] = {
    "broken": "The record, or what it is packed in, is not in the form that it claims.",
    "truncated": "The record or the stream ends before it should.",
    "charset": "The bytes are no text in the encoding that they claim, nor in any that could be found.",
    "too-large": "The record is larger than the limit.",
    "not-text": "The record is no page and no text: a picture, a film, a program.",
    "empty": "There are no words in it.",
    "links-only": "The page is a list of links: its words belong to other pages.",
    "long-title": "The title is longer than a title can be; its beginning was read.",
    "duplicate": "A record with the same identifier was read before.",
    "future": "The date lies in the future and was not believed; the record was read.",
    "status": "The server answered that the page is not there, or failed.",
    "redirects": "The address leads in a circle, or on and on.",
    "not-allowed": "The address is not public, or its owner asks programs to stay away.",
    "timed-out": "The answer took longer than the limit.",
    "unreachable": "Nobody answers at the address.",
}
"""Why a record, or a part of what it says, was not read."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a stream that one worker reads: a file, or a range of one.

    Attributes:
        stream: The name of the stream, as a person gave it.
        path: The file, in words that the stream's reader understands: a path or any address that fsspec knows.
        begin: The first place that belongs to the part, in the reader's own unit (bytes, rows, records).
        end: The place after its last; -1 for the end of the file.
    """

    stream: str
    path: str
    begin: int = 0
    end: int = -1


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What the stream itself says of a record; empty where it says nothing.

    Attributes:
        title: Its title.
        lead: Its summary or first paragraph, where that stands apart.
        text: Its body as plain text.
        language: ISO 639-1.
        published: When it was published, as it claims.
        outlet: Who published it.
        hints: What tells of syndication: canonical addresses, agencies named as source.
    """

    title: str = ""
    lead: str = ""
    text: str = ""
    language: str = ""
    published: datetime | None = None
    outlet: str = ""
    hints: tuple[str, ...] = ()


class Raw(msgspec.Struct, frozen=True, kw_only=True):
    """One record of a stream, before its words are read.

    Attributes:
        stream: The name of the stream.
        path: The file it came from.
        at: Where it begins, in the reader's own unit.
        next: Where reading goes on after it.
        id: The identifier that the stream gives it, or "".
        address: The address of the page, or "".
        content: The page's bytes, without any transfer or content encoding; empty where `given` has the text.
        media: The media type that it claims, with its charset: "text/html; charset=utf-8".
        fetched: When it was fetched, or None.
        given: What the stream says of it besides.
    """

    stream: str
    path: str
    at: int
    next: int
    id: str = ""
    address: str = ""
    content: bytes = b""
    media: str = ""
    fetched: datetime | None = None
    given: Given = Given()


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """A record, or half of one, that was not read, and why.

    Attributes:
        stream: The name of the stream.
        path: The file it came from.
        at: Where it begins.
        next: Where reading goes on after it.
        id: The identifier that the stream gives it, or "".
        address: The address of the page, or "".
        reason: One of `REASONS`.
        detail: What was found, in one line.
    """

    stream: str
    path: str
    at: int
    next: int
    reason: Reason
    detail: str
    id: str = ""
    address: str = ""


Item: TypeAlias = Raw | Skipped


class Stream(Protocol):
    """A source of records."""

    @property
    def name(self) -> str:
        """What a person called it."""

    def parts(self) -> Sequence[Part]:
        """Return what several workers can read side by side, in an order that is always the same.

        Raises:
            BrokenStream: it cannot be read at all.
        """

    def read(self, part: Part, *, start: int | None = None) -> Iterator[Item]:
        """Return the records of a part, from its beginning or from a place that an earlier `next` named."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A page as it was read: its words, title, lead and body apart, and where it came from.

    Attributes:
        id: SHA-256, in hex, over address and words: the same page read twice has one id.
        stream, path, at: Where it was read.
        address: Its address, or "".
        outlet: Who published it: what the page says, or else the host.
        title: Its title, one line.
        lead: Its first paragraph or summary; "" where none stands apart. The body does not repeat it.
        body: The rest.
        language: ISO 639-1, or "und".
        published: When it was published, as it claims; None where it says nothing or nothing believable.
        fetched: When it was fetched, or None.
        hints: What tells of syndication.
        sha256: SHA-256, in hex, of the bytes as they were taken in.
        sketch: 64 numbers of 32 bits, a MinHash of the body's words: two pages alike have most of them in common.
    """

    id: str
    stream: str
    path: str
    at: int
    address: str = ""
    outlet: str = ""
    title: str = ""
    lead: str = ""
    body: str = ""
    language: str = "und"
    published: datetime | None = None
    fetched: datetime | None = None
    hints: tuple[str, ...] = ()
    sha256: str = ""
    sketch: tuple[int, ...] = ()
