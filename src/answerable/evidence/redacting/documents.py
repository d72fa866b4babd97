"""A PDF as pictures of its pages, with parts and words painted over, in a new PDF that holds pictures and nothing else.

Rules:
  - Each page is drawn (PDFium) and painted; the new file is written from the pixels alone. No text, font, form, note,
    bookmark, metadata, attachment, earlier version or thumbnail of the original has any way into it.
  - Notes and fields of forms are made part of their page first, so that words in them are searched as they are shown.
  - Words are found by the text layer of a page, with some room around them. A page with marks on it and no text layer
    cannot be searched, nor one whose font does not say which letters it shows: its parts have to be named.
  - The new file follows ISO 32000-1 in the least that a page with one picture needs, so that the same pixels always
    give the same bytes: that is how the proof knows that nothing else is there.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from ctypes import c_int
from typing import cast

import msgspec
import pypdfium2 as pdfium
from PIL import Image
from pypdfium2 import raw

from answerable.evidence.errors import NotRedacted
from answerable.evidence.redacting.folding import found_in
from answerable.evidence.redacting.pictures import check_size, paint
from answerable.evidence.redacting.wanted import Region

DOTS = 150
"""Dots per inch at which pages are drawn: small print is read at it; chosen by hand, an A4 page takes 6.5 MB."""

POINTS = 72
"""Points per inch (ISO 32000-1, 8.3.2.3)."""

MOST_PAGES = 400
"""Pages at most; chosen by hand."""

UNREADABLE = frozenset({"Co", "Cn", "Cs"})
"""Categories of characters that stand for letters nobody can search: of private use, unassigned, half of a pair."""

ROOM = 2
"""Pixels painted around words on each side, for edges that were smoothed."""


class PagePicture(msgspec.Struct, frozen=True):
    """A page as pixels: width and height; red, green and blue of each, row by row, deflated (RFC 1950)."""

    width: int
    height: int
    deflated: bytes

    @property
    def pixels(self) -> bytes:
        """The pixels themselves."""
        return zlib.decompress(self.deflated)


class Drawn(msgspec.Struct, frozen=True):
    """The pages of a redacted document, and the parts of each that were painted over, in pixels."""

    pages: tuple[PagePicture, ...]
    painted: tuple[tuple[Region, ...], ...]


def redact_pdf(content: bytes, regions: tuple[Region, ...], passages: tuple[str, ...]) -> tuple[bytes, Drawn]:
    """Return a PDF of pictures with these parts and words painted over, and what was painted.

    Raises:
        NotRedacted: it cannot be read, a part lies outside its page, a passage is found nowhere, or a page cannot be
            searched for words.
    """
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        raise NotRedacted(f"expected a PDF that can be read, found: {error}") from error
    try:
        drawn = _drawn(document, regions, passages)
    finally:
        document.close()
    return pdf_of(drawn.pages), drawn


def _drawn(document: pdfium.PdfDocument, regions: tuple[Region, ...], passages: tuple[str, ...]) -> Drawn:
    count = len(document)
    if count > MOST_PAGES or any(each.page > count for each in regions):
        raise NotRedacted(f"expected at most {MOST_PAGES} pages, and parts of the {count} that there are")
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()
    found: set[str] = set()
    pages, painted = [], []
    for number in range(1, count + 1):
        page = _flat(document, number)
        picture, parts = _page(page, number, tuple(r for r in regions if r.page == number), passages, found)
        page.close()
        pages.append(page_picture(picture.width, picture.height, picture.tobytes()))
        painted.append(parts)
    missing = [place for place, passage in enumerate(passages, start=1) if passage not in found]
    if missing:
        raise NotRedacted(f"expected every passage in the text, found the one in place {missing[0]} nowhere")
    return Drawn(tuple(pages), tuple(painted))


def _flat(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    """Return a page with its notes and fields as a part of it: what lies over a page is in no text layer."""
    page = document[number - 1]
    done = raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    if done == raw.FLATTEN_FAIL:
        raise NotRedacted(f"page {number} has notes or fields that cannot be searched: leave the page out")
    return document[number - 1]


def _page(
    page: pdfium.PdfPage, number: int, regions: tuple[Region, ...], passages: Sequence[str], found: set[str]
) -> tuple[Image.Image, tuple[Region, ...]]:
    """Return a page as it is drawn and painted, and the parts that were painted, in pixels."""
    scale = DOTS / POINTS
    check_size(round(page.get_width() * scale), round(page.get_height() * scale))
    drawn = page.render(scale=scale, draw_annots=False, may_draw_forms=False, fill_color=(255, 255, 255, 255))
    picture = drawn.to_pil().convert("RGB")
    parts = [_scaled(each, scale) for each in regions]
    if passages:
        words = list(_words(page, number, passages, found, picture))
        if not words and not parts and _is_unsearchable(page, picture):
            raise NotRedacted(f"page {number} has no text that can be searched: name its parts, or leave the page out")
        parts += words
    paint(picture, tuple(parts))
    return picture, tuple(parts)


def _scaled(region: Region, scale: float) -> Region:
    left, top = int(region.x * scale), int(region.y * scale)
    right, bottom = -int(-(region.x + region.width) * scale // 1), -int(-(region.y + region.height) * scale // 1)
    return Region(region.page, left, top, right - left, bottom - top)


def _words(
    page: pdfium.PdfPage, number: int, passages: Sequence[str], found: set[str], picture: Image.Image
) -> Iterator[Region]:
    """Give the places of words on a page, character by character, in pixels."""
    text_page = page.get_textpage()
    count = text_page.count_chars()
    text = "".join(_letter(text_page, place, number) for place in range(count))
    for passage in passages:
        for start, end in found_in(text, [passage]):
            found.add(passage)
            for place in range(start, end):
                yield from _box(page, text_page, place, number, picture)
    text_page.close()


def _letter(text_page: pdfium.PdfTextPage, place: int, number: int) -> str:
    """Return the character at a place of a page, a blank where there is none."""
    character = chr(raw.FPDFText_GetUnicode(text_page, place) or ord(" "))
    if raw.FPDFText_HasUnicodeMapError(text_page, place) or unicodedata.category(character) in UNREADABLE:
        raise NotRedacted(
            f"page {number} has letters that its font does not name, so its words cannot be searched: draw the page as "
            "a picture first, and name its parts"
        )
    return character


def _box(
    page: pdfium.PdfPage, text_page: pdfium.PdfTextPage, place: int, number: int, picture: Image.Image
) -> Iterator[Region]:
    boxes = [text_page.get_charbox(place, loose=loose) for loose in (True, False)]  # a font may lie about its size
    points = [_on_picture(page, x, y, picture) for box in boxes for x in box[::2] for y in box[1::2]]
    left, right = min(x for x, _ in points) - ROOM, max(x for x, _ in points) + ROOM + 1
    top, bottom = min(y for _, y in points) - ROOM, max(y for _, y in points) + ROOM + 1
    left, top, right, bottom = max(left, 0), max(top, 0), min(right, picture.width), min(bottom, picture.height)
    if left < right and top < bottom:
        yield Region(number, left, top, right - left, bottom - top)


def _on_picture(page: pdfium.PdfPage, x: float, y: float, picture: Image.Image) -> tuple[int, int]:
    """Return where a point of a page lies on its picture, however the page is turned."""
    across, down = c_int(), c_int()
    if not raw.FPDF_PageToDevice(page, 0, 0, picture.width, picture.height, 0, x, y, across, down):
        raise NotRedacted("expected to find words on a page, found that its place is not told")
    return across.value, down.value


def _is_unsearchable(page: pdfium.PdfPage, picture: Image.Image) -> bool:
    """Tell whether a page shows something and has no text layer."""
    text_page = page.get_textpage()
    count = text_page.count_chars()
    text_page.close()
    extremes = cast("tuple[tuple[int, int], ...]", picture.getextrema())
    return count == 0 and any(low != high for low, high in extremes)


def page_picture(width: int, height: int, pixels: bytes) -> PagePicture:
    """Return a page with these pixels."""
    return PagePicture(width, height, zlib.compress(pixels, 6))


def pdf_of(pages: Sequence[PagePicture]) -> bytes:
    """Return pages as the least PDF that shows them; the same pages give the same bytes."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    kids = []
    for page in pages:
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        objects += _page_objects(page, number)
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>".encode()
    out, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def _page_objects(page: PagePicture, number: int) -> list[bytes]:
    """Return a page, what is drawn on it, and its picture."""
    width, height = (f"{each * POINTS / DOTS:.4f}".rstrip("0").rstrip(".") for each in (page.width, page.height))
    draws = f"q {width} 0 0 {height} 0 0 cm /I Do Q".encode()
    described = (
        f"<< /Type /XObject /Subtype /Image /Width {page.width} /Height {page.height} /ColorSpace /DeviceRGB "
        f"/BitsPerComponent 8 /Filter /FlateDecode /Length {len(page.deflated)} >>"
    )
    return [
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width} {height}] /Contents {number + 1} 0 R "
        f"/Resources << /XObject << /I {number + 2} 0 R >> >> >>".encode(),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(draws), draws),
        described.encode() + b"\nstream\n" + page.deflated + b"\nendstream",
    ]
