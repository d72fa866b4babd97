"""What a file is, told from its first bytes, whatever its name says."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

HEAD = 4096
"""Bytes that are looked at."""

SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF8", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"BM", "image/bmp"),
    (8, b"WAVE", "audio/wav"),
    (8, b"AVI ", "video/x-msvideo"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"OggS", "audio/ogg"),
    (0, b"\x1a\x45\xdf\xa3", "video/webm"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"\x1f\x8b", "application/gzip"),
)
"""A place, the bytes there, and what that is."""

BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"avif": "image/avif",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
}
"""What a file of the ISO base media format is, by its brand (ISO/IEC 14496-12, 4.3)."""

INSIDE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "datapackage.json": "application/wacz",
}
"""What a zip is, by a file in it."""

ENDINGS = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "tif": "image/tiff",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "wav": "audio/wav",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "pdf": "application/pdf",
    "docx": INSIDE["word/document.xml"],
    "xlsx": INSIDE["xl/workbook.xml"],
    "pptx": INSIDE["ppt/presentation.xml"],
    "odt": "application/vnd.oasis.opendocument.text",
    "wacz": "application/wacz",
}
"""What a name claims, by its end."""

UNKNOWN = "application/octet-stream"
LARGEST_DIRECTORY = 1 << 14
"""Files in a zip that is looked into here; chosen by hand."""


def kind_of(file: BinaryIO) -> str:
    """Return the media type of a file, as its bytes say."""
    file.seek(0)
    head = file.read(HEAD)
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], "video/mp4")
    for place, sign, media in SIGNS:
        if head[place : place + len(sign)] == sign:
            return media
    if head[:4] == b"PK\3\4":
        return _in_zip(file, head)
    return "text/plain" if head and _is_text(head) else UNKNOWN


def claimed_by(name: str) -> str:
    """Return the media type that a name claims; "" where it claims none that is known here."""
    return ENDINGS.get(name.rpartition(".")[2].lower(), "")


def _in_zip(file: BinaryIO, head: bytes) -> str:
    if head[30:38] == b"mimetype":  # OpenDocument 1.3, part 2, 3.3: stored first, so that it can be read here
        size = int.from_bytes(head[18:22], "little")
        return head[38 : 38 + min(size, 200)].decode("ascii", errors="replace").strip()
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist()[:LARGEST_DIRECTORY])
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return "application/zip"
    return next((media for name, media in INSIDE.items() if name in names), "application/zip")


def _is_text(head: bytes) -> bool:
    try:
        head[: HEAD - 4].decode()
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 8
    return b"\0" not in head
