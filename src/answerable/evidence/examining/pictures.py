"""A picture: its size, what its camera wrote, how it looks, and a small picture of it drawn anew.

Reads with Pillow, of whose many formats only those named here are opened. Rules:
  - More pixels than the limit are not unpacked. A picture that ends early is said to, and not completed.
  - The look is a difference hash: 8 by 8 comparisons of neighbouring brightness in a picture of 9 by 8 pixels. A
    picture in one colour has none: it would look like every other.
  - A preview has the pixels alone, turned upright, on white; no metadata goes with it.
"""

from __future__ import annotations

import io
import warnings
from typing import Any, BinaryIO

from PIL import ExifTags, Image, ImageOps

from answerable.evidence.examining.result import Notes

FORMATS = ("PNG", "JPEG", "MPO", "GIF", "WEBP", "TIFF", "BMP", "AVIF")
"""What is opened; MPO is what some telephones write for JPEG."""

MOST_PIXELS = 120_000_000
"""Pixels that are unpacked; chosen by hand: the largest cameras have 100 million."""

SIDE = 800
"""Pixels of the longer side of a preview; chosen by hand."""

FEWEST = 4
"""Comparisons of 64 that must come out either way for a look to say anything; chosen by hand."""

SKIPPED = frozenset({"MakerNote", "UserComment", "PrintImageMatching", "ExifOffset", "GPSInfo", "JPEGThumbnail"})


def read(file: BinaryIO, notes: Notes) -> None:
    """Write down what a picture says and how it looks."""
    file.seek(0)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        with Image.open(file, formats=FORMATS) as picture:
            notes.add("content", "size", f"{picture.width} × {picture.height}")
            notes.add("content", "format", picture.format)
            if (frames := getattr(picture, "n_frames", 1)) > 1:
                notes.add("content", "frames", frames)
            _metadata(picture, notes)
            draw(picture, notes)


def draw(picture: Image.Image, notes: Notes) -> None:
    """Write down how a picture looks, and keep a small one."""
    picture.draft("RGB", (2 * SIDE, 2 * SIDE))  # a JPEG is unpacked at a size near the one that is wanted
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((SIDE, SIDE))
    plain = _on_white(upright)
    notes.look = look_of(plain)
    written = io.BytesIO()
    plain.save(written, "JPEG", quality=80)
    notes.preview = written.getvalue()


def look_of(picture: Image.Image) -> str:
    """Return the difference hash of a picture, 16 hexadecimal signs; "" where it has no features."""
    small = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    rows = [small.crop((0, row, 9, row + 1)).tobytes() for row in range(8)]
    bits = "".join("1" if row[x] < row[x + 1] else "0" for row in rows for x in range(8))
    differ = sum(row[x] != row[x + 1] for row in rows for x in range(8))
    if differ < 2 * FEWEST or not FEWEST <= bits.count("1") <= len(bits) - FEWEST:
        return ""
    return f"{int(bits, 2):016x}"


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        ground = Image.new("RGB", seen.size, "white")
        ground.paste(seen, mask=seen.getchannel("A"))
        return ground
    plain = picture.convert("RGB")
    plain.info.clear()
    return plain


def _metadata(picture: Image.Image, notes: Notes) -> None:
    exif = picture.getexif()
    for tag, value in exif.items():
        _tag(ExifTags.TAGS.get(tag, f"tag {tag}"), value, notes)
    for tag, value in exif.get_ifd(ExifTags.IFD.Exif).items():
        _tag(ExifTags.TAGS.get(tag, f"tag {tag}"), value, notes)
    _position(exif.get_ifd(ExifTags.IFD.GPSInfo), notes)
    for name, value in picture.info.items():
        if isinstance(value, str):
            notes.add("metadata", str(name), value)
    if "xmp" in picture.info or "XML:com.adobe.xmp" in picture.info:
        notes.add("metadata", "XMP", "present")


def _tag(name: str, value: Any, notes: Notes) -> None:
    if name not in SKIPPED and not isinstance(value, bytes):
        notes.add("metadata", name, value)


def _position(gps: dict[int, Any], notes: Notes) -> None:
    """Write down where a picture says that it was taken, in degrees (Exif 3.0, 4.6.7)."""
    try:
        latitude, longitude = _degrees(gps[2], gps[1], "S"), _degrees(gps[4], gps[3], "W")
    except (KeyError, ValueError, TypeError, ZeroDivisionError, IndexError):
        return
    notes.add("place", "position", f"{latitude:.6f}, {longitude:.6f}")
    for tag, name in ((29, "date"), (7, "time (UTC)"), (6, "altitude"), (17, "direction")):
        if tag in gps:
            notes.add("place", name, gps[tag])


def _degrees(parts: Any, letter: str, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    whole = degrees + minutes / 60 + seconds / 3600
    return -whole if str(letter).strip() == negative else whole
