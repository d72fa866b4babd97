"""Text out of bytes: as a byte order mark says, else as an HTML page says of itself, else UTF-8; nothing is guessed."""

from __future__ import annotations

import codecs
import re
from typing import Final

from answerable.text.errors import WrongEncoding

MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks and what they declare; UTF-32 first, for UTF-16's mark begins the same."""

DECLARED: Final = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE
)
"""A page's own declaration, which the HTML standard wants within the first 1,024 bytes."""

WEB_NAMES: Final = {"iso-8859-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}
"""Names that mean windows-1252 on the web (WHATWG Encoding, section 4.2)."""


def decoded(content: bytes, *, html: bool = False) -> str:
    """The text in these bytes, without its byte order mark.

    Raises:
        WrongEncoding: A byte cannot be read in the declared encoding, or the encoding is not known.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _decode(content, encoding, skip=len(mark))
    declared = DECLARED.search(content[:1024]) if html else None
    return _decode(content, _encoding(declared) if declared else "utf-8")


def _encoding(declared: re.Match[bytes]) -> str:
    name = declared.group(1).decode("ascii").lower()
    name = WEB_NAMES.get(name, name)
    try:
        known = codecs.lookup(name)
    except LookupError:
        raise WrongEncoding(f"expected a known encoding, found {name!r}", offset=declared.start(1)) from None
    # A page that a byte search could read is in no 16-bit encoding (HTML standard, "prescan a byte stream").
    return "utf-8" if known.name.startswith(("utf-16", "utf-32")) else known.name


def _decode(content: bytes, encoding: str, *, skip: int = 0) -> str:
    try:
        return codecs.decode(content[skip:], encoding)
    except UnicodeDecodeError as error:
        offset = error.start + skip
        found = content[offset : offset + 1].hex()
        raise WrongEncoding(f"expected {encoding} text, found byte 0x{found} at byte {offset}", offset=offset) from None
    except LookupError:
        raise WrongEncoding(f"expected an encoding of text, found {encoding!r}", offset=0) from None
