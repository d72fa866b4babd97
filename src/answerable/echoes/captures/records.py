"""The bytes of one capture: what was taken in as a WARC record, and beside it what was said of it.

Implements WARC 1.1 (ISO 28500:2017): `response` and `resource` (6.3, 6.4), `metadata` (6.6), `warcinfo` (6.2), one gzip
member per record (annex D). Rules:
  - The record is a `response` where the answer's headers are known, a `resource` otherwise; a record that never had
    bytes of its own, only fields that its stream gave, is a `resource` of these fields as JSON.
  - A `metadata` record follows at once, with everything else that is known: stream, file, place, dates, operator.
  - Bytes were taken in without transfer and content encoding. Headers that speak of those are kept under another name,
    `X-Archive-Orig-…`, as other archives do; otherwise readers would decode twice.
  - WARC-Date is the moment of keeping. When a page was fetched is its stream's word, and stands in the metadata.
  - Nothing from outside reaches a line of headers as it is: no line break, no character beyond ASCII.
  - Digests are SHA-256 in hex. The digest of a capture is over the unpacked bytes of both records, so it stays the same
    when somebody packs them anew.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import re
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

import msgspec
from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

import answerable
from answerable.echoes.errors import CaptureFailed
from answerable.echoes.streams.documents import Given, Raw

LONGEST_ADDRESS = 8192
"""Characters of an address in a header; readers stop at 32 KiB of headers. A longer one stands in the metadata only."""

RENAMED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
"""Headers that no longer hold for bytes taken out of their encodings."""

SPECIFICATION = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"

DESCRIPTION = (
    "Pages that use the words of a released document, each kept as it was taken in, without its transfer and content "
    "encoding. The metadata record after each says where it was read."
)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a server said beside the bytes.

    Attributes:
        status: The status code.
        headers: Names and values, in their order.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written of one use.

    Attributes:
        of: What it is a capture of: an address, an identifier, a place in a stream, another record.
        id: The identifier of the record that holds it.
        at: When it was made.
        packed: The records, a gzip member each.
        size: Bytes of the records, unpacked.
        payload_sha256: SHA-256, in hex, of the payload.
        record_sha256: SHA-256, in hex, of the records, unpacked.
    """

    of: str
    id: str
    at: datetime
    packed: bytes
    size: int
    payload_sha256: str
    record_sha256: str


class Unpacked(msgspec.Struct, frozen=True, kw_only=True):
    """A capture as it is read back.

    Attributes:
        payload: The bytes that were kept.
        said: What was said of them.
    """

    payload: bytes
    said: Mapping[str, Any]


def capture(raw: Raw, *, now: datetime, operator: str = "", answer: Answer | None = None) -> Capture:
    """Return what is written of a record.

    Raises:
        CaptureFailed: there is nothing in it, or text in it is no Unicode.
    """
    said = {name: value for name, value in msgspec.structs.asdict(raw).items() if name != "content"}
    payload, media = raw.content, raw.media
    if answer is None and not raw.content:
        payload, media = _json(said.pop("given")), "application/json"
        if raw.given == Given():
            raise CaptureFailed(f"expected bytes or words to keep, found none in {place_of(raw)}")
    of = raw.address or raw.id or place_of(raw)
    return compose(of, payload, media, said | {"operator": operator}, address=raw.address, now=now, answer=answer)


def compose(
    of: str,
    payload: bytes,
    media: str,
    said: Mapping[str, Any],
    *,
    address: str,
    now: datetime,
    answer: Answer | None = None,
    beside: str = "",
) -> Capture:
    """Return the two records of a capture.

    Args:
        of: What it is a capture of.
        payload: The bytes to keep.
        media: Their media type, as claimed.
        said: What else is known.
        address: Where they come from, or "".
        now: The moment of keeping.
        answer: The server's answer, where it is known.
        beside: The record that was captured in the same act, or "".

    Raises:
        CaptureFailed: the moment has no time zone, or text in it is no Unicode.
    """
    if now.tzinfo is None:
        raise CaptureFailed(f"expected a moment with a time zone, found {now.isoformat()}")
    noted, digest = _json(said), hashlib.sha256(payload).hexdigest()
    identifier = _identifier(of, digest, noted, now)
    target = _target(address) or identifier
    headers = {"WARC-Target-URI": target, "WARC-Payload-Digest": f"sha256:{digest}"}
    if beside:
        headers["WARC-Concurrent-To"] = f"<{beside}>"
    main = _main(payload, media, answer, identifier, headers, now)
    beside_it = {"WARC-Target-URI": target, "WARC-Concurrent-To": f"<{identifier}>", "Content-Type": "application/json"}
    note = _record(WarcRecordType.metadata, _identifier(identifier, "metadata"), noted, beside_it, now)
    return Capture(
        of=of,
        id=identifier,
        at=now.astimezone(UTC),
        packed=pack(main) + pack(note),
        size=len(main) + len(note),
        payload_sha256=digest,
        record_sha256=hashlib.sha256(main + note).hexdigest(),
    )


def warcinfo(name: str, *, now: datetime, operator: str = "") -> bytes:
    """Return the packed record that opens a file: with which software, by whom, how, and the file's name."""
    fields = {
        "software": f"Answerable/{answerable.__version__} FastWARC/{version('fastwarc')}",
        "format": "WARC File Format 1.1",
        "conformsTo": SPECIFICATION,
        "operator": " ".join(operator.split()),
        "description": DESCRIPTION,
    }
    content = "".join(f"{field}: {value}\r\n" for field, value in fields.items() if value).encode()
    headers = {"WARC-Filename": name, "Content-Type": "application/warc-fields"}
    return pack(_record(WarcRecordType.warcinfo, _identifier(name, now, content), content, headers, now))


def pack(record: bytes) -> bytes:
    """Return one record as a gzip member of its own, the same bytes each time."""
    return gzip.compress(record, mtime=0)


def unpack(content: bytes) -> Unpacked:
    """Return what the unpacked records of a capture hold.

    Raises:
        CaptureFailed: they are not a record and its metadata.
    """
    records = ArchiveIterator(io.BytesIO(content), parse_http=True)
    found = [(record.record_type, record.reader.read()) for record in records]
    kinds = [str(kind) for kind, _ in found]
    if len(found) != 2 or found[1][0] != WarcRecordType.metadata:  # noqa: PLR2004
        raise CaptureFailed(f"expected a record and its metadata, found {kinds}")
    return Unpacked(payload=found[0][1], said=msgspec.json.decode(found[1][1], type=dict[str, Any]))


def restore(unpacked: Unpacked) -> Raw:
    """Return the record as it was given to be kept.

    Raises:
        CaptureFailed: what was kept is something else, such as a picture.
    """
    said = {name: value for name, value in unpacked.said.items() if name != "operator"}
    try:
        if "given" in said:
            return msgspec.structs.replace(msgspec.convert(said, Raw), content=unpacked.payload)
        return msgspec.convert({**said, "given": msgspec.json.decode(unpacked.payload)}, Raw)
    except msgspec.MsgspecError as error:
        raise CaptureFailed(f"expected a record of a stream, found something else that was kept: {error}") from error


def media_type(media: str) -> str:
    """Return a media type as it may stand in a line of headers, or the one of bytes of which nothing is known.

    What claims to be a whole answer over HTTP has that one too: readers would take its head off.
    """
    fit = re.fullmatch(r"[\w.+-]+/[\w.+-]+ *(;[ -~]{0,200})?", media, re.ASCII)
    return media if fit and not media.lower().startswith("application/http") else "application/octet-stream"


def place_of(raw: Raw) -> str:
    """Return the place of a record in its stream, in words."""
    return f"{raw.stream} {raw.path} at {raw.at}"


def _main(
    payload: bytes, media: str, answer: Answer | None, identifier: str, headers: Mapping[str, str], now: datetime
) -> bytes:
    if answer is None:
        more = {**headers, "Content-Type": media_type(media)}
        return _record(WarcRecordType.resource, identifier, payload, more, now)
    more = {**headers, "Content-Type": "application/http; msgtype=response"}
    return _record(WarcRecordType.response, identifier, _head(answer, len(payload)) + payload, more, now)


def _record(kind: WarcRecordType, identifier: str, block: bytes, headers: Mapping[str, str], now: datetime) -> bytes:
    record = WarcRecord()
    record.init_headers(kind, record_urn=identifier.removeprefix("urn:").encode())
    record.record_date = now.astimezone(UTC)
    for name, value in headers.items():
        record.headers[name] = value
    record.headers["WARC-Block-Digest"] = f"sha256:{hashlib.sha256(block).hexdigest()}"
    record.set_bytes_content(block)
    written = io.BytesIO()
    record.write(written)
    return written.getvalue()


def _identifier(*parts: object) -> str:
    """Return a name that these parts alone decide: no randomness is needed for a name that must be unique."""
    digest = hashlib.sha256("\n".join(map(repr, parts)).encode()).digest()
    return uuid.UUID(bytes=digest[:16], version=5).urn


def _json(value: object) -> bytes:
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError as error:
        raise CaptureFailed(f"expected Unicode text, found {error.object[error.start : error.end]!r} in it") from error


def _target(address: str) -> str:
    """Return an address as a URI, or "" where it is none or too long for a header."""
    if not re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", address):
        return ""
    target = quote(address, safe="%/:=&?~#+!$,;'@()*[]", errors="replace")
    return target if len(target) <= LONGEST_ADDRESS else ""


def _head(answer: Answer, size: int) -> bytes:
    known = {status.value: status.phrase for status in HTTPStatus}
    lines = [f"HTTP/1.1 {answer.status} {known.get(answer.status, '')}"]
    for name, value in answer.headers:
        prefix = "X-Archive-Orig-" if name.lower() in RENAMED else ""
        lines.append(f"{prefix}{re.sub(r'[^!-9;-~]', '-', name)}: {re.sub(r'[^ -~]', '?', value)}")
    lines.append(f"Content-Length: {size}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")
