"""Small real archives, and what a reader gives of them."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable

from answerable.echoes.streams.documents import Item, Part, Raw, Skipped
from answerable.echoes.streams.responses import Source
from answerable.echoes.streams.warc import read_archive

PAGE = "<html><title>Отчёт</title><p>وثّقت المنظمة 24 حادثة. 该组织记录了24起事件。</p></html>".encode()


def record(
    number: int,
    block: bytes,
    *,
    kind: str = "resource",
    media: str = "text/html",
    length: object = None,
    more: str = "",
) -> bytes:
    """A record, byte for byte; `length` is what it says of itself where that is not so."""
    said = len(block) if length is None else length
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
        f"WARC-Target-URI: https://news.example/{number}\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n"
        f"{more}Content-Type: {media}\r\nContent-Length: {said}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def answer(
    number: int,
    page: bytes = PAGE,
    *,
    status: str = "200 OK",
    headers: str = "",
    media: str = "text/html; charset=utf-8",
    more: str = "",
) -> bytes:
    """A record of an HTTP answer."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{headers}\r\n".encode()
    return record(number, http + page, kind="response", media="application/http; msgtype=response", more=more)


def packed(records: Iterable[bytes]) -> bytes:
    """Records as gzip members."""
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def read(content: bytes, *, start: int = 0) -> list[Item]:
    """What a reader gives of an archive."""
    return list(read_archive(io.BytesIO(content), Source(stream="s", path="p"), start=start))


def pages(items: Iterable[Item]) -> list[Raw]:
    return [item for item in items if isinstance(item, Raw)]


def reasons(items: Iterable[Item]) -> list[tuple[str, int, int]]:
    return [(item.reason, item.at, item.next) for item in items if isinstance(item, Skipped)]


def numbers(items: Iterable[Item]) -> list[int]:
    """The numbers of the pages that were read."""
    return [int(item.id.removeprefix("urn:uuid:"), 16) for item in pages(items)]


def whole(path: str) -> Part:
    return Part(stream="s", path=path)
