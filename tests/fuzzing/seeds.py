"""Real files of each form, made here: small, whole, and as the tools of the trade write them."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import zipfile
from functools import cache

import pyrage
from pyrage.x25519 import Identity

PAGE = b"<html><head><title>Harbour</title></head><body><p>The port did not show the records.</p></body></html>"


def zipped(files: dict[str, bytes], *, pack: bool = True) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx() -> tuple[bytes, ...]:
    words = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    body = f'<w:document xmlns:w="{words}"><w:body><w:p><w:r><w:t>One.</w:t></w:r></w:p></w:body></w:document>'
    types = (
        f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
        'package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxml'
        'formats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    relations = (
        f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/relationships/'
        'officeDocument" Target="word/document.xml"/></Relationships>'
    )
    files = {"[Content_Types].xml": types, "_rels/.rels": relations, "word/document.xml": body}
    held = {name: data.encode() for name, data in files.items()}
    return zipped(held, pack=False), zipped(held)


def pdf() -> tuple[bytes, ...]:
    from pypdf import PdfWriter

    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(72, 72)
    writer.add_metadata({"/Title": "Harbour"})
    writer.write(out)
    text = b"BT /F1 12 Tf 10 10 Td (Twelve of thirty records) Tj ET"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    drawn = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%sendobj\n" % each for each in enumerate(parts, 1))
    return out.getvalue(), drawn + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF\n"


def warc() -> tuple[bytes, ...]:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + PAGE
    records = [
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/%d\r\nWARC-Date: "
        b"2026-01-05T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-00000000000%d>\r\n"
        b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (number, number, len(page), page)
        for number in range(3)
    ]
    return b"".join(records), b"".join(gzip.compress(record, mtime=0) for record in records)


def lines() -> tuple[bytes, ...]:
    line = {"address": "https://news.example/1", "text": "The port did not show the records.", "language": "en"}
    return (b"".join(json.dumps(line).encode() + b"\n" for _ in range(3)), b'{"text": "one"}\n')


def feeds() -> tuple[bytes, ...]:
    item = "<item><title>One</title><link>https://news.example/1</link><description>&lt;p&gt;Two</description></item>"
    entry = (
        '<entry><title>One</title><link href="https://news.example/1"/><updated>2026-01-05T10:00:00Z</updated></entry>'
    )
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>N</title>{item * 3}</channel></rss>'.encode(),
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>N</title>{entry * 3}</feed>'.encode(),
    )


def sitemaps() -> tuple[bytes, ...]:
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    pages = "<url><loc>https://news.example/1</loc><lastmod>2026-01-05</lastmod></url>" * 3
    maps = "<sitemap><loc>https://news.example/more.xml</loc></sitemap>"
    return (
        f'<?xml version="1.0"?><urlset xmlns="{space}">{pages}</urlset>'.encode(),
        f'<sitemapindex xmlns="{space}">{maps}</sitemapindex>'.encode(),
        b"https://news.example/1\nhttps://news.example/2\n",
    )


def archives() -> tuple[bytes, ...]:
    page = b'{"format": "json-pages-1.0"}\n{"url": "https://news.example/0", "ts": "2026-01-05T10:00:00Z"}\n'
    held = {"archive/data.warc.gz": warc()[1], "pages/pages.jsonl": page}
    resources = [
        {"name": name, "path": name, "hash": "sha256:" + hashlib.sha256(data).hexdigest(), "bytes": len(data)}
        for name, data in held.items()
    ]
    package = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}).encode()
    files = {"datapackage.json": package, **held}
    bag = {
        "bag/bagit.txt": b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag/data/one.txt": b"one",
        "bag/manifest-sha256.txt": hashlib.sha256(b"one").hexdigest().encode() + b"  data/one.txt\n",
    }
    return zipped(files, pack=False), zipped(bag), zipped({"../one": b"1", "a/b": b"2"})


@cache
def backup() -> tuple[Identity, tuple[bytes, ...]]:
    identity = Identity.generate()
    return identity, (pyrage.encrypt(b"kept " * 900, [identity.to_public()]), b"-----BEGIN AGE ENCRYPTED FILE-----\n")


def certificate() -> tuple[bytes, ...]:
    statement = {"_type": "https://in-toto.io/Statement/v1", "subject": [], "predicateType": "x", "predicate": {}}
    payload = base64.b64encode(json.dumps(statement).encode()).decode()
    signature = {"keyid": "harbour.example/coast", "sig": base64.b64encode(bytes(64)).decode()}
    whole = {"payloadType": "application/vnd.in-toto+json", "payload": payload, "signatures": [signature]}
    return json.dumps(whole).encode(), b"{}"


def passkeys() -> tuple[bytes, ...]:
    told = {"type": "webauthn.create", "challenge": "AAAA", "origin": "https://record.example"}
    client = base64.urlsafe_b64encode(json.dumps(told).encode()).decode().rstrip("=")
    seen = base64.urlsafe_b64encode(b"\xa3cfmtdnonegattStmt\xa0hauthDataX\x25" + bytes(37)).decode().rstrip("=")
    response = {"clientDataJSON": client, "attestationObject": seen}
    whole = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response}
    return json.dumps(whole).encode(), b"{}", b"[]"
