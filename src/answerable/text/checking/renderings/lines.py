"""Lines and columns of a text, and what of it may stand on one line of a terminal or of a page."""

from __future__ import annotations

import re
from bisect import bisect_right

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\ud800-\udfff\ufeff]")


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        """Take a text; a line ends with a line feed."""
        self._begins = [0, *(found.end() for found in re.finditer("\n", text))]

    def at(self, offset: int) -> tuple[int, int]:
        """Return the line and column of a character, both from 1."""
        number = bisect_right(self._begins, offset)
        return number, offset - self._begins[number - 1] + 1


def on_one_line(text: str) -> str:
    """Return words on one line; characters that move a cursor or turn a line round are shown as a question mark."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split()))


def safe(text: str) -> str:
    """Return words with their lines; the same characters are shown as a question mark."""
    return _UNSAFE.sub("\N{REPLACEMENT CHARACTER}", text)
