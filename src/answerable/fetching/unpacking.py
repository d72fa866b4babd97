"""The bytes of an answer, out of what they are packed in, never more than was asked for.

Rules:
  - Only what was asked for is unpacked: gzip and deflate (RFC 9110, 8.4.1), once. Anything else, or twice, is broken.
  - What is unpacked is counted while it is: a small packet that unpacks to gigabytes stops at the limit.
  - A packet that ends before its end is truncated; bytes behind a gzip packet that begin no other are left out.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Final

from answerable.fetching.errors import Unfetched

ASKED: Final = "gzip, deflate"
"""The field Accept-Encoding (RFC 9110, 12.5.3)."""

_GZIP_MAGIC: Final = b"\x1f"  # its first byte (RFC 1952, 2.3.1)
_GZIP: Final = 31  # zlib: gzip header and trailer
_ZLIB: Final = 15  # zlib: its own header (RFC 1950)
_BARE: Final = -15  # zlib: no header (RFC 1951), which some servers send for "deflate"


class Unpacker:
    """What unpacks one answer, piece by piece.

    Attributes:
        full: Whether the limit was reached and there is more.
    """

    def __init__(self, coding: str, *, most: int) -> None:
        known = {"": 0, "identity": 0, "gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}
        coding = coding.strip().lower()
        if coding not in known:
            raise Unfetched("broken", f"expected a body packed as {ASKED} or not at all, found {coding[:60]!r}")
        self._bits = known[coding]
        self._engine: zlib._Decompress | None = None
        self._left = most
        self.full = False

    def take(self, piece: bytes) -> bytes:
        """Return what a piece unpacks to, at most what is left until the limit.

        Raises:
            Unfetched: It is not what it claims to be.
        """
        found = []
        while piece and not self.full:
            part, piece = self._unpacked(piece) if self._bits else (piece, b"")
            self.full = len(part) > self._left
            found.append(part[: self._left])
            self._left -= len(found[-1])
        return b"".join(found)

    def end(self) -> None:
        """Check that nothing is missing.

        Raises:
            Unfetched: The packet ends before its end.
        """
        if self._engine is not None and not self._engine.eof and not self.full:
            raise Unfetched("truncated", "expected the end of the compressed body, found none")

    def _unpacked(self, piece: bytes) -> tuple[bytes, bytes]:
        """Return some bytes, and what is still packed."""
        if self._engine is None or self._engine.eof:
            if self._engine is not None and piece[:1] != _GZIP_MAGIC:
                return b"", b""
            self._engine = zlib.decompressobj(_BARE if self._bits == _ZLIB and _bare(piece) else self._bits)
        try:
            part = self._engine.decompress(piece, self._left + 1)
        except zlib.error as error:
            raise Unfetched("broken", f"expected a compressed body, found damage: {error}") from error
        return part, self._engine.unused_data if self._engine.eof else self._engine.unconsumed_tail


def _bare(piece: bytes) -> bool:
    """Return whether the two bytes of a header are missing, whose check is that 31 divides them (RFC 1950, 2.2)."""
    return piece[0] & 15 != zlib.DEFLATED or int.from_bytes(piece[:2].ljust(2, b"\0")) % 31 != 0


def unpacked(pieces: Iterable[bytes], coding: str, *, most: int, cut: bool = False) -> bytes:
    """Return a body, unpacked.

    Args:
        pieces: It, as it comes.
        coding: The field Content-Encoding.
        most: Bytes it may unpack to.
        cut: Whether to cut it there.

    Raises:
        Unfetched: It is too large, truncated, or not what it claims to be.
    """
    unpacker = Unpacker(coding, most=most)
    found = bytearray()
    for piece in pieces:
        found += unpacker.take(piece)
        if unpacker.full:
            break
    if unpacker.full and not cut:
        raise Unfetched("too-large", f"expected at most {most} bytes, found more when unpacked")
    unpacker.end()
    return bytes(found)
