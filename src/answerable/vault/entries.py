"""What can be said about content: that it was erased. Storing it is said by the entry that carries its commitment."""

from __future__ import annotations

from typing import ClassVar, Literal

from answerable.record.entry import Commitment, Said


class ContentErased(Said, frozen=True, kw_only=True):
    """Content and salt are gone; the commitment stays in the log and can never again be opened."""

    kind: ClassVar[str] = "content.erased/1"
    content: Commitment
    reason: Literal["consent withdrawn", "safety", "law", "mistake"]
