"""How much of a page is captured, and how long that may take."""

from __future__ import annotations

from typing import Final

import msgspec

MEBIBYTE: Final = 1 << 20


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """Limits of one capture; chosen by hand.

    Attributes:
        seconds: For all of it, the start of the browser included.
        load: Seconds until the page should have loaded; then it is taken as it is.
        quiet: Seconds in which nothing is asked for, after which a page counts as settled.
        requests: Requests that are answered; those after it are aborted, and named.
        named: Requests without an answer that are named; the others are counted.
        each: Bytes of one answer, as it comes and unpacked.
        total: Bytes of all answers, as they come or unpacked, whichever is more.
        width: Pixels of the window.
        height: Pixels of the window.
        tallest: Pixels after which the picture ends.
        text: Characters of the text that is kept beside it.
    """

    seconds: float = 120.0
    load: float = 45.0
    quiet: float = 1.0
    requests: int = 1000
    named: int = 500
    each: int = 48 * MEBIBYTE
    total: int = 512 * MEBIBYTE
    width: int = 1280
    height: int = 1024
    tallest: int = 16_384
    text: int = 200_000
