"""Whether XML from strangers declares entities, told before any parser sees it.

Rules:
  - Entities that are declared in a document can multiply (billion laughs), copy a long one often (quadratic blow-up) or
    name a file (external entities). No feed and no sitemap needs any: a document that declares one is broken.
  - The whole of it is looked at, in one pass, as bytes: an encoding in which "<!ENTITY" could be written in other bytes
    than these, or these with zero bytes between them, is refused by name.
"""

from __future__ import annotations

import codecs
import re
from typing import Final

_DECLARED: Final = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})""")
_CHARSET: Final = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._:-]{1,40})""", re.IGNORECASE)
_WIDE: Final = ("utf-16", "utf-32", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
_EBCDIC: Final = b"\x4c\x6f\xa7\x94"  # "<?xml" there (XML 1.0, appendix F)
_ASCII: Final = bytes(range(1, 128)) + b"\x1b(B"  # some encodings swallow escapes, and so may hide what they divide

HEAD: Final = 1024
"""Bytes in which an encoding is declared; chosen by hand: the XML declaration stands first (XML 1.0, 2.8)."""


def trap(content: bytes, media: str = "") -> str:
    """Return what makes a document dangerous to parse; "" where nothing does.

    Args:
        content: The document.
        media: Its media type, with the charset that the server claims.
    """
    if content.startswith(_EBCDIC):
        return "an encoding in which markup may hide, EBCDIC"
    narrow = content.replace(b"\0", b"")
    named = [match.decode("ascii") for match in _DECLARED.findall(narrow[:HEAD])] + _CHARSET.findall(media)
    for name in named:
        if not _plain(name):
            return f"an encoding in which markup may hide, {name!r}"
    if re.search(rb"<!ENTITY", narrow, re.IGNORECASE):
        return "declared entities"
    return ""


def _plain(name: str) -> bool:
    """Return whether ASCII is itself in an encoding, or widened by zero bytes."""
    try:
        known = codecs.lookup(name).name
        return known in _WIDE or _ASCII.decode(known) == _ASCII.decode("ascii")
    except (LookupError, UnicodeError):  # another parser may know it
        return False
