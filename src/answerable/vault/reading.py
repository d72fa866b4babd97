"""Content for a page: the text behind a commitment, or words that say why there is none."""

from __future__ import annotations

from answerable.vault.errors import Erased, Missing
from answerable.vault.store import text_of

ERASED = "[erased]"
"""What stands where a text was erased by an entry."""

ABSENT = "[not held here]"
"""What stands where a log was copied from elsewhere, and the text behind it was not."""


def opened(commitment: str) -> str:
    """Return the text behind a commitment, `ERASED` when an entry erased it, and "" when nothing was committed to.

    Raises:
        Missing: it is not here.
        Altered: what is here is something else.
    """
    if not commitment:
        return ""
    try:
        return text_of(commitment)
    except Erased:
        return ERASED


def shown(commitment: str) -> str:
    """Return the same for a page that is only read: `ABSENT` where the text is not here.

    Raises:
        Altered: what is here is something else.
    """
    try:
        return opened(commitment)
    except Missing:
        return ABSENT
