"""What can be said about an independent review, from its terms of reference to what became of its report.

A review is named by the case in which it was opened and its key; everything about it is said in that case. A hold is
named the same way. Drafts of the report are committed by hash as they are written: a later softening shows as shifts
between them.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.record.entry import Commitment, Count, Key, OptionalCommitment, OptionalKey, Part, Ref, Said
from answerable.record.personal import Signed

Number = Annotated[int, Meta(ge=1)]


NamedContent = Annotated[str, Meta(pattern=r"^(sha256:[0-9a-f]{64})?$(?!\n)")]
"""The commitment by which another entry carries content, or nothing. Here it names content, and carries none."""


class ReviewOpened(Said, frozen=True, kw_only=True):
    """A review is opened: what it examines (cases, outputs), under which terms, and by when its report is public."""

    kind: ClassVar[str] = "review.opened/1"
    review: Key
    section: Key
    title: Commitment
    terms: Commitment
    cases: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=50)]
    outputs: tuple[Key, ...] = ()
    due: date


class ReviewerNamed(Said, frozen=True, kw_only=True):
    """Somebody is named to review, with the interests that they declared.

    `outside` says that they belong to no section. What the record knows of their acts in the matter is shown beside it.
    """

    kind: ClassVar[str] = "reviewer.named/1"
    review: Key
    reviewer: Key
    outside: bool
    name: Commitment
    interests: Commitment


class ReviewerLeft(Said, frozen=True, kw_only=True):
    """A reviewer leaves, or is replaced, for this reason."""

    kind: ClassVar[str] = "reviewer.left/1"
    review: Key
    reviewer: Key
    reason: Commitment


class HoldPlaced(Said, frozen=True, kw_only=True):
    """Nothing of these cases may be erased until the hold is lifted."""

    kind: ClassVar[str] = "hold.placed/1"
    hold: Key
    review: OptionalKey = ""
    cases: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=50)]
    reason: Commitment


class HoldLifted(Said, frozen=True, kw_only=True):
    """A hold is lifted: of everything, or of one piece of content that has to go although it is held."""

    kind: ClassVar[str] = "hold.lifted/1"
    hold: Key
    content: NamedContent = ""
    reason: Commitment


class AccessAsked(Said, frozen=True, kw_only=True):
    """A reviewer asks to see something in scope that is sealed or withheld.

    Somebody who took no part in the matter says it for a reviewer from outside, who has no log.
    """

    kind: ClassVar[str] = "access.asked/1"
    review: Key
    reviewer: Key
    request: Key
    case: Key
    item: OptionalKey = ""
    what: Commitment


class AccessDecided(Said, frozen=True, kw_only=True):
    """Whether a reviewer may see what they asked for, and why. A refusal is part of what the review reports."""

    kind: ClassVar[str] = "access.decided/1"
    review: Key
    request: Key
    granted: bool
    reason: Commitment


class ReportCommitted(Said, frozen=True, kw_only=True):
    """A draft of the report, bound by hash as it was written; `reviewer` is whose draft it is."""

    kind: ClassVar[str] = "report.committed/1"
    review: Key
    reviewer: Key
    number: Number
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$(?!\n)")]
    text: Commitment


class ReportCommented(Said, frozen=True, kw_only=True):
    """Somebody commented on a draft of the report: on words of it (half-open offsets), or on the whole."""

    kind: ClassVar[str] = "report.commented/1"
    review: Key
    number: Number
    committed_ref: Ref
    capacity: Literal["reviewer", "commissioner", "section", "examined", "outside"]
    who: OptionalCommitment = ""
    start: Count | None = None
    end: Count | None = None
    text: Commitment


class Recommendation(Part, frozen=True, kw_only=True):
    """What a review recommends, to which body of ours."""

    recommendation: Key
    to: Key
    text: Commitment


class ReviewFinished(Signed, frozen=True, kw_only=True):
    """A reviewer says that a draft is the report, with these recommendations."""

    kind: ClassVar[str] = "review.finished/1"
    review: Key
    reviewer: Key
    number: Number
    committed_ref: Ref
    recommendations: Annotated[tuple[Recommendation, ...], Meta(max_length=100)] = ()


class ReviewDelayed(Said, frozen=True, kw_only=True):
    """The report will be public later than was said. The first day stays on every page."""

    kind: ClassVar[str] = "review.delayed/1"
    review: Key
    due: date
    reason: Commitment


class LeftOut(Part, frozen=True, kw_only=True):
    """A stretch of the report (half-open offsets) that is not published, and why."""

    start: Count
    end: Count
    reason: Commitment


class ReviewPublished(Said, frozen=True, kw_only=True):
    """The report is published: whole, or in part, with each stretch that was left out and the reason."""

    kind: ClassVar[str] = "review.published/1"
    review: Key
    number: Number
    committed_ref: Ref
    whole: bool
    left_out: Annotated[tuple[LeftOut, ...], Meta(max_length=200)] = ()
    address: OptionalCommitment = ""
