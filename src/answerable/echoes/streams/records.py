"""What readers of files share: how large a record may be, which media hold text, and which identifiers came before."""

from __future__ import annotations

import hashlib
from typing import Final

LIMIT: Final = 16_000_000
"""Bytes of one record; a larger one is skipped. Chosen by hand: ten times the longest book chapter."""

REMEMBERED: Final = 1_000_000
"""Identifiers of one part that are remembered, as 8 bytes each: about 80 MB of memory. Later ones pass unseen."""

READ: Final = frozenset(
    {
        "application/xhtml+xml",
        "application/xml",
        "application/json",
        "application/pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)
"""Media of documents besides `text/…` and `…+xml`, `…+json`."""

PROGRAMS: Final = frozenset({"text/css", "text/javascript", "text/ecmascript", "text/x-javascript", "text/dns"})
"""Media called text in which nobody says anything to a reader."""


def is_text(media: str) -> bool:
    """Return whether a media type can hold a page or a text; where none is claimed, it can."""
    kind = media.partition(";")[0].strip().lower()
    if kind.startswith("text/"):
        return kind not in PROGRAMS
    if kind.startswith("image/"):
        return False
    return not kind or kind in READ or kind.endswith(("+xml", "+json"))


class Seen:
    """The identifiers of one part, as far as they are remembered.

    Two identifiers with the same 64 bits of BLAKE2b are taken for one: among a million, one chance in 37 million.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        self._known: set[int] = set()
        self._remembered = remembered

    def again(self, identifier: str) -> bool:
        """Return whether an identifier came before, and remember it; an empty one never did."""
        if not identifier:
            return False
        mark = int.from_bytes(hashlib.blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=8).digest())
        if mark in self._known:
            return True
        if len(self._known) < self._remembered:
            self._known.add(mark)
        return False
