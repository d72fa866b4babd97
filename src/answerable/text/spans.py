"""Where words stand: half-open intervals in characters (code points) of the untouched original."""

from __future__ import annotations

import msgspec


class Span(msgspec.Struct, frozen=True, order=True):
    """Characters `start` to `end`, the end not included; `start == end` names a place and no words."""

    start: int
    end: int

    def __bool__(self) -> bool:
        """Tell whether there are any words."""
        return self.end > self.start

    def overlaps(self, other: Span) -> bool:
        """Tell whether both hold a character in common."""
        return self.start < other.end and other.start < self.end

    def words(self, text: str) -> str:
        """Return the characters of `text` that the span names."""
        return text[self.start : self.end]
