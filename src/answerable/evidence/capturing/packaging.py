"""A WACZ around a WARC: one file that holds an archive, its index, its pages, and the digest of each.

Implements WACZ 1.1.1 (Webrecorder): `archive/`, `indexes/`, `pages/pages.jsonl`, `datapackage.json` (Frictionless Data
Package) and `datapackage-digest.json`. Everything is stored unpacked in the zip, so that parts can be read in place.
"""

from __future__ import annotations

import hashlib
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from answerable.evidence.capturing.recording import FILE

VERSION = "1.1.1"
CHUNK = 1 << 20


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The page that a package is about: its address in the end, its title, its text, and when it was asked for."""

    address: str
    title: str
    text: str
    at: datetime


def package(place: Path, warc: Path, *, index: bytes, page: Page, software: str, more: dict[str, Any]) -> None:
    """Write a package to `place`.

    Args:
        place: Where it is to be.
        warc: The WARC.
        index: Its index in CDXJ.
        page: The page.
        software: What made it.
        more: What else is known of the capture; it stands in the description under `answerable`.
    """
    made = {"indexes/index.cdx": index, "pages/pages.jsonl": _pages(page)}
    resources = [_resource(f"archive/{FILE}", warc.stat().st_size, _sha256(warc))]
    resources += [_resource(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in made.items()]
    described = _json(_description(page, resources, software, more))
    said = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(described).hexdigest()}"}
    small = {**made, "datapackage.json": described, "datapackage-digest.json": _json(said)}
    with zipfile.ZipFile(place, "x", compression=zipfile.ZIP_STORED) as archive:
        with warc.open("rb") as file, archive.open(_info(f"archive/{FILE}", page.at), "w", force_zip64=True) as inner:
            while chunk := file.read(CHUNK):
                inner.write(chunk)
        for name, data in small.items():
            archive.writestr(_info(name, page.at), data)


def _pages(page: Page) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
    line = {"id": "page", "url": page.address, "ts": _moment(page.at), "title": page.title, "text": page.text}
    return msgspec.json.encode(head) + b"\n" + msgspec.json.encode(line) + b"\n"


def _description(page: Page, resources: list[dict[str, Any]], software: str, more: dict[str, Any]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": page.title or page.address,
        "created": _moment(page.at),
        "software": software,
        "mainPageUrl": page.address,
        "mainPageDate": _moment(page.at),
        "resources": resources,
        "answerable": more,
    }


def _resource(path: str, size: int, sha256: str) -> dict[str, Any]:
    return {"name": path.rpartition("/")[2], "path": path, "hash": f"sha256:{sha256}", "bytes": size}


def _info(name: str, at: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, at.astimezone(UTC).timetuple()[:6])
    info.external_attr = 0o644 << 16
    return info


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _sha256(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
