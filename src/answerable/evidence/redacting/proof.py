"""The proof that what was taken out of a file is nowhere in its copy: in no byte, however one reads them.

Rules:
  - A copy is read as if nothing were known of how it was made. Its format is taken apart to the last byte, and every
    byte has to belong to what the format must have: pixels, samples, or text. There is no room for metadata,
    thumbnails, comments, earlier versions or anything appended.
  - In what is left, every pixel of a part that was taken out has the paint, every sample is silent, and no word that
    was taken out stands in the text, in any of the spellings and codings of `READINGS`, whole or inside longer words.
  - What the proof does not show is said where it is given: a part that nobody named, and words that a picture shows
    and no text layer holds.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast
from urllib.parse import unquote

from PIL import Image
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from answerable.evidence.errors import NotRedacted
from answerable.evidence.redacting.documents import PagePicture, page_picture, pdf_of
from answerable.evidence.redacting.folding import folded
from answerable.evidence.redacting.pictures import PAINT
from answerable.evidence.redacting.sounds import read_sound, silence, sound_of
from answerable.evidence.redacting.wanted import Region

PNG = b"\x89PNG\r\n\x1a\n"
_TOKEN = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){4,}")
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\x([0-9A-Fa-f]{2})|=([0-9A-F]{2})")


def prove_picture(content: bytes, regions: Sequence[Region]) -> list[str]:
    """Return what is shown of a PNG: that it holds pixels alone, and that the parts are painted.

    Raises:
        NotRedacted: it cannot be shown; the message says what was found.
    """
    width, height, pixels = _png(content)
    _check_painted(page_picture(width, height, pixels), regions)
    return [
        f"{width} × {height} pixels and nothing else: no metadata, thumbnail, profile or further picture",
        f"{len(regions)} parts of one colour",
    ]


def prove_pdf(content: bytes, painted: Sequence[Sequence[Region]], passages: Iterable[str]) -> list[str]:
    """Return what is shown of a PDF: that it holds one picture for each page, and that the parts are painted.

    Raises:
        NotRedacted: it cannot be shown.
    """
    pages = tuple(_pictures(content))
    if pdf_of(pages) != content:
        raise NotRedacted("expected a PDF with a picture for each page and nothing else, found more in it")
    if len(pages) != len(painted):
        raise NotRedacted(f"expected {len(painted)} pages, found {len(pages)}")
    for page, parts in zip(pages, painted, strict=True):
        _check_painted(page, parts)
    prove_absent(pdf_of([PagePicture(each.width, each.height, b"") for each in pages]), passages)
    return [
        f"{len(pages)} pictures of pages and nothing else: no text, note, metadata, attachment or earlier version",
        f"{sum(map(len, painted))} parts of one colour",
    ]


def prove_sound(content: bytes, times: Sequence[tuple[float, float]]) -> list[str]:
    """Return what is shown of a WAV: that it holds samples alone, and that the stretches are silent.

    Raises:
        NotRedacted: it cannot be shown.
    """
    settings, frames = read_sound(content)
    if sound_of(settings, frames) != content:
        raise NotRedacted("expected a WAV with samples and nothing else, found more in it")
    width = settings.sampwidth * settings.nchannels
    for begin, end in times:
        first, past = int(begin * settings.framerate), -int(-end * settings.framerate // 1)
        held = frames[first * width : past * width]
        if not held or held != silence(settings.sampwidth) * (len(held) // settings.sampwidth):
            raise NotRedacted(f"expected silence from {begin:g} to {end:g} s, found sound")
    return [f"{settings.nframes} samples and nothing else: no metadata", f"{len(times)} stretches are silent"]


def prove_text(content: bytes, passages: Sequence[str]) -> list[str]:
    """Return what is shown of a text: that it is plain text, and that the passages stand nowhere in it.

    Raises:
        NotRedacted: it cannot be shown.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotRedacted(f"expected plain text in UTF-8, found another byte at {error.start}") from error
    if "\0" in text:
        raise NotRedacted("expected plain text, found the character NUL")
    prove_absent(content, passages)
    return [
        "plain text and nothing else",
        f"{len(passages)} passages stand nowhere, in {len(READINGS)} ways of reading",
    ]


def prove_absent(content: bytes, passages: Iterable[str]) -> None:
    """Return only if none of the passages can be read out of some bytes.

    Raises:
        NotRedacted: one can, whichever way of reading shows it; the passage is not repeated.
    """
    wanted = [folded(each).text for each in passages]
    for name, read in READINGS.items():
        for text in read(content):
            held = folded(text).text
            for place, each in enumerate(wanted, start=1):
                if each and each in held:
                    raise NotRedacted(f"expected passage {place} nowhere in the copy, found it, read as {name}")


def _utf8(content: bytes) -> Iterator[str]:
    yield content.decode("utf-8", errors="replace")


def _wide(content: bytes) -> Iterator[str]:
    for offset in (0, 1):
        for coding in ("utf-16-le", "utf-16-be"):
            yield content[offset:].decode(coding, errors="replace")


def _escaped(content: bytes) -> Iterator[str]:
    text = content.decode("utf-8", errors="replace")
    yield html.unescape(text)
    yield unquote(text)
    yield _ESCAPED.sub(lambda found: chr(int(found[1] or found[2] or found[3], 16)), text)


def _coded(content: bytes) -> Iterator[str]:
    text = content.decode("latin-1")
    for token in _TOKEN.findall(text):
        plain = token.rstrip("=").translate(str.maketrans("-_", "+/"))
        for padded in (plain, plain[1:], plain[2:], plain[3:]):
            try:
                yield base64.b64decode(padded + "=" * (-len(padded) % 4)).decode("utf-8", errors="replace")
            except binascii.Error:
                continue  # no base64 from this sign on: the token begins elsewhere, or is a plain word
    for token in _HEX.findall(text):
        yield bytes.fromhex(token).decode("utf-8", errors="replace")


def _backwards(content: bytes) -> Iterator[str]:
    yield content.decode("utf-8", errors="replace")[::-1]


READINGS: dict[str, Callable[[bytes], Iterator[str]]] = {
    "text": _utf8,
    "text in two bytes": _wide,
    "escaped text": _escaped,
    "coded text": _coded,
    "text written backwards": _backwards,
}
"""The ways in which bytes are read for words."""


def _png(content: bytes) -> tuple[int, int, bytes]:
    """Return width, height and pixels of a PNG that holds nothing else (PNG, third edition, 5.6 and 9)."""
    if not content.startswith(PNG):
        raise NotRedacted("expected a PNG, found other bytes")
    chunks, data = [], bytearray()
    for kind, body in _chunks(content):
        chunks.append(kind)
        data += body if kind == b"IDAT" else b""
    named = [kind for place, kind in enumerate(chunks) if place == 0 or chunks[place - 1] != kind]
    if named != [b"IHDR", b"IDAT", b"IEND"]:
        raise NotRedacted(f"expected a PNG with pixels and nothing else, found {b', '.join(named).decode('latin-1')}")
    width, height = struct.unpack(">II", content[16:24])
    inflating = zlib.decompressobj()
    try:
        rows = inflating.decompress(bytes(data)) + inflating.flush()
    except zlib.error as error:
        raise NotRedacted(f"expected pixels that can be read, found: {error}") from error
    if inflating.unused_data or not inflating.eof or len(rows) != height * (1 + 3 * width):
        raise NotRedacted("expected pixels and nothing after them, found more, or fewer")
    with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
        return width, height, picture.convert("RGB").tobytes()


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG)
    while at < len(content):
        if at + 12 > len(content):
            raise NotRedacted("expected a whole PNG, found bytes after its last part")
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        check = content[at + 8 + length : at + 12 + length]
        if len(body) != length or check != struct.pack(">I", zlib.crc32(kind + body)):
            raise NotRedacted("expected a whole PNG, found a broken part")
        yield kind, body
        at += 12 + length
        if kind == b"IEND" and at != len(content):
            raise NotRedacted(f"expected nothing after the end of the PNG, found {len(content) - at} bytes")


def _pictures(content: bytes) -> Iterator[PagePicture]:
    try:
        for page in PdfReader(io.BytesIO(content), strict=True).pages:
            held: Any = cast("Any", page["/Resources"])["/XObject"]["/I"]
            yield page_picture(int(held["/Width"]), int(held["/Height"]), held.get_data())
    except (PyPdfError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotRedacted(f"expected a PDF with a picture for each page, found: {error}") from error


def _check_painted(page: PagePicture, regions: Sequence[Region]) -> None:
    pixels = page.pixels
    if len(pixels) != 3 * page.width * page.height:
        raise NotRedacted("expected as many pixels as the picture says, found others")
    for each in regions:
        row = bytes(PAINT) * each.width
        inside = each.x + each.width <= page.width and each.y + each.height <= page.height
        starts = (3 * (line * page.width + each.x) for line in range(each.y, each.y + each.height))
        if not inside or any(pixels[start : start + len(row)] != row for start in starts):
            raise NotRedacted(f"expected paint on all of a part of page {each.page}, found other pixels")
