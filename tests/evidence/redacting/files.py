"""Files to take something out of, each with what somebody might forget in it."""

from __future__ import annotations

import io
import struct
import wave

from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfWriter
from pypdf.annotations import FreeText

NAME = "Amina Reyhani"
OTHER = "the east quay"


def photograph(format_: str = "JPEG") -> bytes:
    """Return a picture of 200 × 100 with a red face at 40,20 and its name in its metadata, thumbnail and comment."""
    picture = Image.new("RGB", (200, 100), (200, 220, 240))
    ImageDraw.Draw(picture).rectangle((40, 20, 79, 59), fill=(250, 10, 10))
    out = io.BytesIO()
    exif = picture.getexif()
    exif[0x010E], exif[0x9C9B] = NAME, NAME.encode("utf-16-le")
    if format_ == "PNG":
        info = PngInfo()
        info.add_text("Author", NAME)
        info.add_itxt("Comment", NAME, zip=True)
        picture.save(out, "PNG", pnginfo=info, exif=exif)
    else:
        picture.save(out, format_, exif=exif, comment=NAME)
    return out.getvalue() + NAME.encode()


def seen_through() -> bytes:
    """Return a PNG whose transparent part still holds the colours of a face."""
    picture = Image.new("RGBA", (60, 40), (255, 255, 255, 255))
    ImageDraw.Draw(picture).rectangle((10, 10, 29, 29), fill=(250, 10, 10, 0))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


FONT = "<< /Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >>"


NAMELESS = (
    "<< /Font << /F << /Type /Font /Subtype /Type3 /FontBBox [0 0 10 10] /FontMatrix [0.1 0 0 0.1 0 0] "
    "/Resources << >> /CharProcs << /a << /Length 0 >> >> "
    "/Encoding << /Differences [65 /a /b /c] >> /FirstChar 65 /LastChar 67 "
    "/Widths [10 10 10] >> >> >>"
)
"""A font whose glyphs have names that say no letters."""

FORM = "/AcroForm << /Fields [3 0 R] /DR " + FONT + " /DA (/F 12 Tf 0 g) >>"
KINDS = {
    "note": "/Subtype /FreeText /Contents (%s) /DA (/F 12 Tf 0 g)",
    "field": "/Subtype /Widget /FT /Tx /T (n) /V (%s)",
}


def over(kind: str, words: str) -> list[str]:
    """Return a note or a field of a form, and how it is drawn over the first page."""
    draws = f"BT /F 12 Tf 2 5 Td ({words}) Tj ET"
    said = KINDS[kind] % words
    return [
        f"<< /Type /Annot {said} /Rect [50 50 200 70] /F 4 /AP << /N 4 0 R >> >>",
        (
            f"<< /Type /XObject /Subtype /Form /BBox [0 0 150 20] /Resources {FONT} /Length {len(draws)} >>\n"
            f"stream\n{draws}\nendstream"
        ),
    ]


def document(*pages: str, turned: int = 0, over_it: tuple[str, str] | None = None, font: str = FONT) -> bytes:
    """Return a PDF with a line of text on each page, a note, an attachment, properties, and an earlier version."""
    form = FORM if over_it and over_it[0] == "field" else ""
    objects = [f"<< /Type /Catalog /Pages 2 0 R {form} >>", "", *(over(*over_it) if over_it else ())]
    annotated = "/Annots [3 0 R]" if over_it else ""
    kids = []
    for text in pages:
        number = len(objects) + 1
        kids.append(f"{number} 0 R")
        draws = f"BT /F 18 Tf 40 150 Td ({text}) Tj ET" if text else "0.5 g 20 20 100 100 re f"
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Rotate {turned} {annotated}"
        page = f"{page} /Contents {number + 1} 0 R"
        objects += [
            f"{page} /Resources {font} >>",
            f"<< /Length {len(draws)} >>\nstream\n{draws}\nendstream",
        ]
    objects[1] = f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(kids)}] >>"
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n".encode()
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += "".join(f"{offset:010} 00000 n \n" for offset in offsets).encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return _with_more(bytes(out))


def _with_more(content: bytes) -> bytes:
    writer = PdfWriter(io.BytesIO(content), incremental=True)
    writer.add_metadata({"/Author": NAME, "/Subject": NAME})
    writer.add_attachment("list.txt", NAME.encode())
    writer.add_outline_item(title=NAME, page_number=0)
    writer.add_annotation(0, FreeText(text=NAME, rect=(10, 10, 120, 40)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def recording(seconds: float = 2.0, *, width: int = 2, channels: int = 1) -> bytes:
    """Return a WAV of loud samples with a name in a part of its own."""
    rate = 800
    frames = bytes([77]) * int(seconds * rate) * width * channels
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(channels)
        made.setsampwidth(width)
        made.setframerate(rate)
        made.writeframes(frames)
    content = bytearray(out.getvalue())
    told = NAME.encode() + b"\0"
    content += b"LIST" + struct.pack("<I", len(told)) + told
    content[4:8] = struct.pack("<I", len(content) - 8)
    return bytes(content)
