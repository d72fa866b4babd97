"""Content for a page: the text behind a commitment, or a word that says why there is none."""

from __future__ import annotations

from answerable.vault.errors import Erased
from answerable.vault.store import text_of

ERASED = "[erased]"
"""What stands where a text was erased by an entry."""


def shown(commitment: str) -> str:
    """Return the text behind a commitment, `ERASED` when an entry erased it, and "" when nothing was committed to."""
    if not commitment:
        return ""
    try:
        return text_of(commitment)
    except Erased:
        return ERASED
