"""A picture with parts painted over, as a PNG that holds pixels and nothing else.

Rules:
  - The picture is turned as its metadata say, and what is transparent is laid on white, so that no colour hides under
    it. Metadata, thumbnails, profiles, further frames and layers are left behind.
  - Painted is black, whole pixels, the part and nothing less.
"""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageDraw, ImageOps, UnidentifiedImageError

from answerable.evidence.errors import NotRedacted
from answerable.evidence.redacting.wanted import Region

MOST_PIXELS = 120_000_000
"""Pixels of a picture or page: a photograph of 100 megapixels and some; chosen by hand, it takes 360 MB as pixels."""

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF")
PAINT = (0, 0, 0)


def redact_picture(content: bytes, regions: tuple[Region, ...]) -> bytes:
    """Return a picture as PNG with these parts painted over.

    Raises:
        NotRedacted: it is no picture, or one with several frames or too many pixels; or a part lies outside it.
    """
    picture = opened(content)
    paint(picture, regions)
    return png_of(picture)


def is_picture(content: bytes) -> bool:
    """Tell whether bytes begin like a picture of a format that is read here."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            Image.open(io.BytesIO(content), formats=FORMATS).close()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return False
    except Image.DecompressionBombError:
        return True
    return True


def opened(content: bytes) -> Image.Image:
    """Return a picture as its pixels are shown: upright, opaque, red, green and blue.

    Raises:
        NotRedacted: it is none, or one with several frames or too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                check_size(*picture.size)
                if getattr(picture, "n_frames", 1) != 1:
                    raise NotRedacted("expected a picture with one frame, found several; save the one that is meant")
                upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise NotRedacted(f"expected a picture that can be read, found: {error}") from error
    white = Image.new("RGBA", upright.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, upright).convert("RGB")


def check_size(width: int, height: int) -> None:
    """Return only if so many pixels are read here.

    Raises:
        NotRedacted: there are more than `MOST_PIXELS`.
    """
    if width * height > MOST_PIXELS:
        raise NotRedacted(f"expected at most {MOST_PIXELS} pixels, found {width} × {height}")


def paint(picture: Image.Image, regions: tuple[Region, ...]) -> None:
    """Paint parts of a picture over.

    Raises:
        NotRedacted: a part lies outside the picture: it is not where somebody meant it to be.
    """
    draw = ImageDraw.Draw(picture)
    for each in regions:
        if each.x + each.width > picture.width or each.y + each.height > picture.height:
            raise NotRedacted(
                f"expected a part within {picture.width} × {picture.height}, found one that ends at "
                f"{each.x + each.width}, {each.y + each.height}"
            )
        draw.rectangle((each.x, each.y, each.x + each.width - 1, each.y + each.height - 1), fill=PAINT)


def png_of(picture: Image.Image) -> bytes:
    """Return pixels as a PNG without anything beside them."""
    bare = Image.frombytes("RGB", picture.size, picture.tobytes())
    out = io.BytesIO()
    bare.save(out, "PNG")
    return out.getvalue()
