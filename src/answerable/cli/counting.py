"""Numbers in the lines that commands print."""

from __future__ import annotations


def counted(number: int, one: str, more: str) -> str:
    """Return a number with what it counts."""
    return f"{number} {one if number == 1 else more}"
