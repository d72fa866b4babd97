"""Made pages as HTML, and as the records of a WARC (ISO 28500, 1.1), a gzip member each, put together from pieces.

A piece that is used again is compressed once; a member of such pieces is valid, and a little larger than one made in
one go.
"""

from __future__ import annotations

import base64
import hashlib
import html
import struct
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec
from echo_blocks import Site, block, encoded


class Row(msgspec.Struct):
    """One article as Parquet and JSON lines hold it."""

    id: str
    url: str
    title: str
    lead: str
    text: str
    language: str
    published: datetime
    outlet: str


class Told(NamedTuple):
    """A sentence and the same as HTML in each character set of its language."""

    text: str
    html: dict[str, bytes]


class Page(NamedTuple):
    """One page before it is written."""

    row: Row
    site: Site
    paragraphs: list[list[Told]]


def _record(kind: str, page: Page, sized: int, digest: bytes, number: int) -> bytes:
    """The head of a record of WARC 1.1."""
    name = UUID(int=zlib.crc32(kind.encode()) << 64 | number, version=4)
    fields = [
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:{name}>",
        f"WARC-Date: {page.row.published:%Y-%m-%dT%H:%M:%SZ}\r\nWARC-Target-URI: {page.row.url}",
        f"Content-Type: application/http; msgtype={kind}\r\nContent-Length: {sized}",
    ]
    fields += [f"WARC-Payload-Digest: sha1:{base64.b32encode(digest).decode()}"] if digest else []
    return "\r\n".join([*fields, "\r\n"]).encode()


def member(pieces: Sequence[tuple[bytes, bytes]]) -> tuple[bytes, int]:
    """A gzip member of pieces that are compressed already, and its size uncompressed."""
    check = size = 0
    for raw, _ in pieces:
        check = zlib.crc32(raw, check)
        size += len(raw)
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    tail = b"\x03\x00" + struct.pack("<II", check, size & 0xFFFFFFFF)
    return b"".join([head, *(packed for _, packed in pieces), tail]), size


def response(page: Page, number: int) -> tuple[bytes, int]:
    """The page as a record of a WARC: a gzip member, and its size uncompressed."""
    site = page.site
    before, after = site.before[number % len(site.before)], site.after[number // 7 % len(site.after)]
    first, unique = encoded(_opening(page), site.charset), block(_article(page))
    payload = [first, site.head.raw, before.raw, unique.raw, after.raw]
    digest = hashlib.sha1(usedforsecurity=False)
    for piece in payload:
        digest.update(piece)
    sized = sum(map(len, payload))
    media = "text/html" if site.declared == "meta" else f"text/html; charset={site.charset}"
    status = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\nServer: nginx\r\nContent-Length: {sized}\r\n\r\n".encode()
    head = _record("response", page, sized + len(status), digest.digest(), number)
    return member([block(head + status + first), site.head, before, unique, after, block(b"\r\n\r\n")])


def _opening(page: Page) -> str:
    """The beginning of the page, up to where its styles begin."""
    site, row = page.site, page.row
    charset = f'<meta charset="{site.charset}">' if site.declared != "header" else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{site.language}"><head>{charset}'
        f"<title>{html.escape(row.title)} | {site.host}</title>"
        f'<link rel="canonical" href="{row.url}"><meta property="og:site_name" content="{site.host}">'
        f'<meta property="article:published_time" content="{row.published:%Y-%m-%dT%H:%M:%S+00:00}">'
        f'<meta name="description" content="{html.escape(row.lead[:150])}">'
    )


def _article(page: Page) -> bytes:
    """What the page is there for."""
    charset, row = page.site.charset, page.row
    dated = f'<div class="byline"><time>{row.published:%d.%m.%Y}</time></div>'
    said = (b"<p>" + b" ".join(each.html[charset] for each in some) + b"</p>" for some in page.paragraphs)
    return encoded(f"<article><h1>{html.escape(row.title)}</h1>{dated}", charset) + b"\n".join(said) + b"</article>"


def request(page: Page, number: int) -> tuple[bytes, int]:
    """What was asked for the page, as crawlers keep it."""
    asked = f"GET {page.row.url} HTTP/1.1\r\nHost: {page.site.host}\r\nUser-Agent: made\r\nAccept: text/html\r\n\r\n"
    return member([block(_record("request", page, len(asked), b"", number) + asked.encode() + b"\r\n\r\n")])
