"""How large an archive may be."""

from __future__ import annotations

from typing import Final

import msgspec

GIBIBYTE: Final = 1 << 30


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of one archive; chosen by hand.

    Attributes:
        files: Files in it.
        total: Bytes of all of them, unpacked.
        described: Bytes of a file that describes others: a manifest, a list, a zip's own directory.
        ratio: How many times larger than it is a packed file may become.
        small: Bytes that may be unpacked whatever the ratio.
        items: Items that are taken in at once.
    """

    files: int = 20_000
    total: int = 200 * GIBIBYTE
    described: int = 32 << 20
    ratio: int = 200
    small: int = 1 << 20
    items: int = 500
