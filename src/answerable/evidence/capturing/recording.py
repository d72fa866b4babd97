"""A WARC of one page, written while the page loads, and the lines of its index.

Implements WARC 1.1 (ISO 28500:2017): `warcinfo` (6.2), `response` (6.3), `resource` (6.4), `request` (6.5), one gzip
member per record (annex D); and CDXJ as WACZ 1.1.1 asks for. Rules:
  - Bodies are kept as they came, packed by content encoding. Transfer encoding is gone by then: a field that speaks of
    it is kept under `X-Archive-Orig-…`, as other archives do, and the length is that of the body here.
  - Digests are SHA-256. A record's identifier is drawn from the system.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import uuid
from datetime import UTC, datetime
from typing import BinaryIO
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from answerable.fetching.exchanging import Exchange

FILE = "data.warc.gz"
"""The name of the WARC within its package."""

RENAMED = frozenset({"transfer-encoding", "content-length"})


class Recorder:
    """A WARC that is being written. Several threads may record at once."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._lock, self._end = file, threading.Lock(), 0
        self._lines: list[bytes] = []

    @property
    def index(self) -> bytes:
        """The index of what was recorded: CDXJ, sorted."""
        return b"".join(sorted(self._lines))

    def begin(self, said: dict[str, str], *, now: datetime) -> None:
        """Write the record that says how the others were made."""
        block = "".join(f"{name}: {_one_line(value)}\r\n" for name, value in said.items()).encode()
        head = {"WARC-Filename": FILE, "Content-Type": "application/warc-fields"}
        with self._lock:
            self._add("warcinfo", block, head, now)

    def exchanged(self, found: Exchange, *, now: datetime) -> None:
        """Write a request and its answer."""
        address, answered = found.target.address, f"<urn:uuid:{uuid.uuid4()}>"
        place = {"WARC-Target-URI": address, "WARC-IP-Address": found.peer}
        payload = {"WARC-Payload-Digest": _digest(found.content), "WARC-Record-ID": answered}
        with self._lock:
            offset = self._end
            message = "application/http; msgtype="
            self._add("response", _answer(found), {**place, **payload, "Content-Type": f"{message}response"}, now)
            media = found.field("content-type").partition(";")[0].strip() or "application/octet-stream"
            line = {"url": address, "mime": media, "status": str(found.status), "digest": _digest(found.content)}
            self._list(address, line, offset, now)
            beside = {"WARC-Concurrent-To": answered, "Content-Type": f"{message}request"}
            self._add("request", _request(found), {**place, **beside}, now)

    def made(self, name: str, content: bytes, media: str, *, now: datetime) -> None:
        """Write what was made here from the page, under a name of ours: a URN."""
        with self._lock:
            offset = self._end
            head = {"WARC-Target-URI": name, "WARC-Payload-Digest": _digest(content), "Content-Type": media}
            self._add("resource", content, head, now)
            line = {"url": name, "mime": media, "status": "200", "digest": _digest(content)}
            self._list(name, line, offset, now)

    def _add(self, kind: str, block: bytes, headers: dict[str, str], now: datetime) -> None:
        fields = {
            "WARC-Type": kind,
            "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>",
            "WARC-Date": _date(now),
            **headers,
            "WARC-Block-Digest": _digest(block),
            "Content-Length": str(len(block)),
        }
        head = "WARC/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"
        packed = gzip.compress(head.encode() + block + b"\r\n\r\n", mtime=0)
        self._file.write(packed)
        self._end += len(packed)

    def _list(self, address: str, line: dict[str, str], offset: int, now: datetime) -> None:
        whole = {**line, "length": str(self._end - offset), "offset": str(offset), "filename": FILE}
        key = f"{key_of(address)} {now.astimezone(UTC):%Y%m%d%H%M%S} "
        self._lines.append(key.encode() + msgspec.json.encode(whole) + b"\n")


def key_of(address: str) -> str:
    """Return the key of an address in an index: its host turned around, then its path and its sorted query."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return address.lower().replace(" ", "%20")
    host = parts.hostname.removeprefix("www.")
    turned = host if host.replace(".", "").isdigit() or ":" in host else ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port else ""
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    return (f"{turned}{port}){parts.path or '/'}" + (f"?{query}" if query else "")).lower().replace(" ", "%20")


def _answer(found: Exchange) -> bytes:
    lines = [f"HTTP/1.1 {found.status} {_one_line(found.phrase)}"]
    for name, value in found.fields:
        prefix = "X-Archive-Orig-" if name.lower() in RENAMED else ""
        lines.append(f"{prefix}{name}: {_one_line(value)}")
    lines.append(f"Content-Length: {len(found.content)}")
    return _encoded(lines) + found.content


def _request(found: Exchange) -> bytes:
    lines = [f"{found.method} {found.target.path} HTTP/1.1", *(f"{n}: {_one_line(v)}" for n, v in found.sent)]
    return _encoded(lines) + found.body


def _encoded(lines: list[str]) -> bytes:
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", errors="replace")


def _one_line(value: str) -> str:
    return " ".join(value.split())


def _digest(content: bytes) -> str:
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def _date(now: datetime) -> str:
    return f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
