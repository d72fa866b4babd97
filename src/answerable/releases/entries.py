"""What can be said once a draft is cleared.

Terms: COPE Retraction Guidelines and NISO RP-45-2024 CREC (typed notices, status on the original).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.evidence.entries import Digest
from answerable.record.entry import Commitment, Key, Part, Ref, Said
from answerable.record.personal import Signed

Version = Annotated[int, Meta(ge=1)]


class Rendering(Part, frozen=True, kw_only=True):
    """A file that was given out, and the SHA-256 of its bytes."""

    name: str
    sha256: Digest


class Outcome(Part, frozen=True, kw_only=True):
    """A gate on the day: its number and whether it stood open, was overridden, informed only, or was not examined."""

    gate: Annotated[int, Meta(ge=1, le=25)]
    state: Literal["open", "closed", "overridden", "advisory", "not-examined", "not-due"]


class OutputReleased(Signed, frozen=True, kw_only=True):
    """A version was released: these bytes, with these outcomes of its gates."""

    kind: ClassVar[str] = "output.released/1"
    output: Key
    version: Version
    draft_ref: Ref
    renderings: tuple[Rendering, ...]
    outcomes: tuple[Outcome, ...]


class StatusSet(Said, frozen=True, kw_only=True):
    """What readers should know about a release now."""

    kind: ClassVar[str] = "status.set/1"
    output: Key
    released_ref: Ref
    status: Literal["current", "under-review", "corrected", "retracted"]
    reason: Commitment


class NoticeIssued(Said, frozen=True, kw_only=True):
    """A typed notice on a release: which statements it concerns, and what it says of them."""

    kind: ClassVar[str] = "notice.issued/1"
    notice: Key
    type: Literal["correction"]
    output: Key
    released_ref: Ref
    statements: tuple[Key, ...] = ()
    text: Commitment
