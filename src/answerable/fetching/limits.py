"""How long an answer may take, how large it may be, and of which kind.

Rules:
  - A limit in time covers one exchange: connecting, the handshake, the header and the body, however slowly they
    trickle. Looking up the name comes before it, and waiting for one's turn is not counted.
  - A body has one limit for the bytes that come and for the bytes that they unpack to.
  - What an answer claims to be (RFC 9110, 8.3) is looked at before its body is read.
"""

from __future__ import annotations

from typing import Final

import msgspec

MEBIBYTE: Final = 1 << 20


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of one exchange; chosen by hand.

    Attributes:
        connect: Seconds for a connection, and again for its handshake.
        pause: Seconds between two pieces of an answer.
        total: Seconds for the whole exchange.
        header: Bytes of the status line and the fields.
        redirects: How often an address may lead elsewhere; RFC 9309, 2.3.1.2 asks for five.
    """

    connect: float = 10.0
    pause: float = 10.0
    total: float = 30.0
    header: int = 64 << 10
    redirects: int = 5


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What one request hopes for.

    Attributes:
        accept: The field Accept (RFC 9110, 12.5.1).
        media: Media types that are read, without parameters; one that ends in "/" stands for all of its kind, and ""
            for an answer that does not say. None reads anything.
        most: Bytes of the body, as it comes and unpacked.
        cut: Whether a body that is too large is cut there; otherwise it is an error.
    """

    accept: str
    media: tuple[str, ...] | None
    most: int
    cut: bool = False

    def takes(self, media: str) -> bool:
        """Return whether an answer of this media type is read."""
        plain = media.partition(";")[0].strip().lower()
        if self.media is None or plain in self.media:
            return True
        return any(kind.endswith("/") and plain.startswith(kind) for kind in self.media)


_XML: Final = ("application/xml", "application/rss+xml", "application/atom+xml", "application/rdf+xml")
_ZIPPED: Final = ("application/gzip", "application/x-gzip", "application/octet-stream")

PAGE: Final = Wanted(
    accept="text/html,application/xhtml+xml,text/plain;q=0.8,application/xml;q=0.5",
    media=("text/", "application/xhtml+xml", "application/xml", ""),
    most=10 * MEBIBYTE,
)
"""A page with words."""

FEED: Final = Wanted(
    accept="application/atom+xml,application/rss+xml,application/rdf+xml,application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.1",
    media=("text/", *_XML, "application/x-rss+xml", ""),
    most=10 * MEBIBYTE,
)
"""A feed."""

MAP: Final = Wanted(
    accept="application/xml,text/xml,application/gzip;q=0.9,text/plain;q=0.8,*/*;q=0.1",
    media=("text/", *_XML, *_ZIPPED, ""),
    most=50 * MEBIBYTE,
)
"""A sitemap; sitemaps.org allows 50 MB, unpacked."""

TEXT: Final = Wanted(accept="text/plain,text/csv,*/*;q=0.1", media=("text/", "application/csv", ""), most=50 * MEBIBYTE)
"""A list of addresses."""

ROBOTS: Final = Wanted(accept="text/plain,*/*;q=0.1", media=None, most=500 << 10, cut=True)
"""robots.txt: at least 500 kibibytes are to be read (RFC 9309, 2.5), whatever it claims to be."""
