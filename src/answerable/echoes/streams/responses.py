"""What a record of a web archive holds: a page's bytes, or why they are not read (ISO 28500, WARC 1.1, section 6).

Rules:
  - Responses, resources and conversions are pages. Requests, metadata and descriptions of the archive are about pages,
    and are passed over without a line.
  - A revisit and a segment stand for a page whose bytes are elsewhere: they are skipped with a reason.
  - Transfer and content encodings are taken off. Some archives take them off and leave the header: content that an
    encoding does not fit, and that reads as text, is taken as it is.
  - No content is read of what is too large, no text, or an answer that something is not there.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final, Protocol

import msgspec
from fastwarc.stream_io import BrotliReader, ChunkedReader, GzipReader, ZstdReader
from fastwarc.warc import WarcRecord, WarcRecordType

from answerable.echoes.errors import Unreadable
from answerable.echoes.streams.documents import Item, Raw, Reason, Skipped
from answerable.echoes.streams.records import LIMIT, Seen, is_text

PAGES: Final = frozenset(
    int(each)
    for each in (
        WarcRecordType.response,
        WarcRecordType.resource,
        WarcRecordType.conversion,
        WarcRecordType.revisit,
        WarcRecordType.continuation,
        WarcRecordType.unknown,
    )
)
"""Types that are given, or skipped with a reason."""

ENCODINGS: Final = 4
"""Encodings of one page, one over the other, that are taken off; nobody uses more than two."""


class _Reader(Protocol):
    def read(self, size: int = ...) -> bytes: ...


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Where records come from.

    Attributes:
        stream: The name of the stream.
        path: The file.
    """

    stream: str
    path: str


def is_page(record: WarcRecord) -> bool:
    """Return whether a record is of a type that is given or skipped, not passed over."""
    return int(record.record_type) in PAGES


def identifier(record: WarcRecord) -> str:
    """Return a record's identifier, without the brackets that some write around it; "" where it has none."""
    return (record.record_id or "").strip("<>")


def length(record: WarcRecord) -> int:
    """Return how many bytes a record says that it holds; -1 where it says nothing that is a number."""
    said = (record.headers.get("Content-Length") or "").strip()
    return int(said) if said.isascii() and said.isdigit() and len(said) <= 18 else -1  # noqa: PLR2004


def items(record: WarcRecord, at: int, *, source: Source, seen: Seen) -> Iterator[Item]:
    """Return what a record gives: a page, or why it is not read; what is half believed gives both, the page last.

    Where reading goes on after it is not known yet: `next` is `at`.

    Raises:
        OSError: The archive is broken within the record.
    """
    known = identifier(record)
    address = (record.headers.get("WARC-Target-URI") or "").strip("<>")

    def skipped(reason: Reason, detail: str) -> Skipped:
        return Skipped(
            stream=source.stream, path=source.path, at=at, next=at,
            reason=reason, detail=detail, id=known, address=address,
        )  # fmt: skip

    try:
        content, media = _page(record, known, seen=seen)
    except Unreadable as error:
        yield skipped(error.reason, error.detail)
        return
    cut = record.headers.get("WARC-Truncated")
    if cut:
        yield skipped("truncated", f"whoever archived the page cut it ({cut}); what is there was read")
    yield Raw(
        stream=source.stream, path=source.path, at=at, next=at, id=known, address=address,
        content=content, media=media, fetched=_fetched(record),
    )  # fmt: skip


def _fetched(record: WarcRecord) -> datetime | None:
    """Return when a page was fetched; None where the record says nothing that is a time."""
    try:
        return record.record_date
    except ValueError:
        return None


def _page(record: WarcRecord, known: str, *, seen: Seen) -> tuple[bytes, str]:
    if seen.again(known):  # before all else, as one who walks past it does
        raise Unreadable("duplicate", f"a record {known} came before")
    if length(record) < 0:
        found = record.headers.get("Content-Length")
        raise Unreadable("broken", f"expected a number as Content-Length, found {found!r}")
    _check_type(record)
    media = _media(record)
    if not is_text(media):
        raise Unreadable("not-text", f"the media type is {media!r}")
    size = record.content_length
    if not record.is_http and size != length(record):
        # Two headers ran into one: raised as a fault of the archive, so that the second is looked for.
        raise OSError(f"expected {length(record)} bytes, found a header that tells of {size}")
    if size > LIMIT:
        raise Unreadable("too-large", f"expected at most {LIMIT} bytes, found {size}")
    content = _whole(record.reader, size)
    if len(content) < size:
        raise Unreadable("truncated", f"expected {size} bytes, found {len(content)}")
    return (_decoded(record, content) if record.is_http else content), media


def _check_type(record: WarcRecord) -> None:
    kind = record.record_type
    if kind == WarcRecordType.revisit:
        raise Unreadable("duplicate", "a revisit: the page was archived before, with the same content")
    if kind == WarcRecordType.continuation or record.headers.get("WARC-Segment-Number"):
        raise Unreadable("truncated", "a segment: the page goes on in another record")
    if kind == WarcRecordType.unknown:
        raise Unreadable("broken", f"expected a known WARC-Type, found {record.headers.get('WARC-Type')!r}")


def _media(record: WarcRecord) -> str:
    if not record.is_http:
        return record.headers.get("Content-Type") or ""
    status = record.http_headers.status_code if record.is_http_parsed else None
    if status is None:
        raise Unreadable("broken", "expected an HTTP answer with a status, found none")
    if not 200 <= status < 300:  # noqa: PLR2004
        raise Unreadable("status", f"HTTP {status}")
    return record.http_headers.get("Content-Type") or record.headers.get("WARC-Identified-Payload-Type") or ""


def _whole(reader: _Reader, size: int) -> bytes:
    content = reader.read(size) if size else b""
    if len(content) >= size:
        return content
    parts, found = [content], len(content)
    while content and found < size:
        content = reader.read(size - found)
        parts.append(content)
        found += len(content)
    return b"".join(parts)


def _decoded(record: WarcRecord, content: bytes) -> bytes:
    headers = record.http_headers
    named = [*_names(headers.get("Content-Encoding")), *_names(headers.get("Transfer-Encoding"))]
    if len(named) > ENCODINGS:
        raise Unreadable("broken", f"expected at most {ENCODINGS} encodings, found {len(named)}")
    for name in reversed(named):
        try:
            content = _taken_off(name, content)
        except (OSError, zlib.error) as error:
            if not _reads_as_text(content):
                raise Unreadable("broken", f"expected content encoded as {name}, found: {error}") from None
    return content


def _names(header: str | None) -> list[str]:
    return [name.strip().lower() for name in header.split(",")] if header else []


def _taken_off(name: str, content: bytes) -> bytes:
    reader = _READERS.get(name)
    if reader is None:
        return content
    decoded = _whole(reader(io.BytesIO(content)), LIMIT + 1)
    if len(decoded) > LIMIT:
        raise Unreadable("too-large", f"expected at most {LIMIT} bytes, found more once {name} was taken off")
    if content and not decoded and name != "chunked":
        raise OSError(f"nothing within {len(content)} bytes")
    return decoded


def _inflated(content: io.BytesIO) -> _Reader:
    # "deflate" is zlib's form by RFC 9110, section 8.4.1.2; some servers send it bare.
    first = content.getvalue()[:2]
    if len(first) == 2 and int.from_bytes(first) % 31 == 0 and first[0] & 15 == 8:  # noqa: PLR2004
        return GzipReader(content, zlib=True)
    return io.BytesIO(zlib.decompressobj(-zlib.MAX_WBITS).decompress(content.getvalue(), LIMIT + 1))


_READERS: Final[dict[str, Callable[[io.BytesIO], _Reader]]] = {
    "gzip": GzipReader,
    "x-gzip": GzipReader,
    "deflate": _inflated,
    "br": BrotliReader,
    "zstd": ZstdReader,
    "chunked": ChunkedReader,
}


def _reads_as_text(content: bytes) -> bool:
    first = content[:1024]
    try:
        first.decode()
    except UnicodeDecodeError as error:
        if error.start < len(first) - 4:
            return first.lstrip()[:1] == b"<"
    return b"\0" not in first
