"""What can be said once a draft is cleared.

Terms: COPE Retraction Guidelines and NISO RP-45-2024 CREC (typed notices, status on the original).
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.evidence.entries import Digest
from answerable.record.entry import Commitment, Key, OptionalCommitment, Part, Ref, Said
from answerable.record.personal import Signed

Version = Annotated[int, Meta(ge=1)]

OptionalRef = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$(?!\n)")]
"""The leaf hash of another entry, or nothing."""

OptionalLanguage = Annotated[str, Meta(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]+)*)?$(?!\n)")]
"""A language tag (BCP 47), or nothing."""


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
    status: Literal["current", "under-review", "corrected", "retracted", "withdrawn"]
    reason: Commitment


NoticeType = Literal[
    "correction",
    "clarification",
    "addendum",
    "new-version",
    "expression-of-concern",
    "partial-retraction",
    "retraction",
    "withdrawal",
    "apology",
]
"""What a notice of the organisation does to a release. A section's own, the dissociation, is `SectionDissociated`."""


class NoticeDrafted(Said, frozen=True, kw_only=True):
    """The wording of a notice on a release, for the affected sections to countersign.

    `statements` are those that it concerns; none: the whole release. `replaced_by` is the release that takes its place,
    for a new version. A later draft under the same key takes the place of an earlier one.
    """

    kind: ClassVar[str] = "notice.drafted/1"
    notice: Key
    type: NoticeType
    output: Key
    released_ref: Ref
    statements: tuple[Key, ...] = ()
    text: Commitment
    replaced_by: OptionalRef = ""


class NoticeCountersigned(Signed, frozen=True, kw_only=True):
    """An affected section stands by the exact wording of a notice."""

    kind: ClassVar[str] = "notice.countersigned/1"
    section: Key
    notice: Key
    drafted_ref: Ref


class NoticeDeclined(Signed, frozen=True, kw_only=True):
    """An affected section does not stand by the wording of a notice; its reason travels with the notice."""

    kind: ClassVar[str] = "notice.declined/1"
    section: Key
    notice: Key
    drafted_ref: Ref
    reason: Commitment


class NoticeIssued(Said, frozen=True, kw_only=True):
    """A typed notice on a release: which statements it concerns, and what it says of them."""

    kind: ClassVar[str] = "notice.issued/1"
    notice: Key
    type: NoticeType
    output: Key
    released_ref: Ref
    drafted_ref: Ref
    statements: tuple[Key, ...] = ()
    text: Commitment
    replaced_by: OptionalRef = ""


class SectionDissociated(Signed, frozen=True, kw_only=True):
    """A section does not stand by a release, and says so in its own log; nobody else can take that away or hide it."""

    kind: ClassVar[str] = "section.dissociated/1"
    section: Key
    notice: Key
    output: Key
    released_ref: Ref
    statements: tuple[Key, ...] = ()
    text: Commitment


class DissociationEnded(Signed, frozen=True, kw_only=True):
    """The section that did not stand by a release stands by it again, or by what has been made of it."""

    kind: ClassVar[str] = "dissociation.ended/1"
    section: Key
    notice: Key
    reason: Commitment


class CopyGiven(Said, frozen=True, kw_only=True):
    """Somebody was given an output: under embargo before its release, or when it went out.

    `holder` is the name under which the record knows them; who they are and how they are reached is in the vault.
    """

    kind: ClassVar[str] = "copy.given/1"
    holder: Key
    output: Key
    version: Version
    capacity: Literal["embargo", "subscriber", "press", "partner", "authority", "translator", "other"]
    who: Commitment
    address: OptionalCommitment = ""
    language: OptionalLanguage = ""


class CopyLapsed(Said, frozen=True, kw_only=True):
    """Somebody is given no further outputs. What they hold they still hold: notices on it reach them as before."""

    kind: ClassVar[str] = "copy.lapsed/1"
    holder: Key
    reason: OptionalCommitment = ""


class NoticeSent(Said, frozen=True, kw_only=True):
    """A notice was sent to somebody who holds what it concerns. `proof` shows delivery."""

    kind: ClassVar[str] = "notice.sent/1"
    notice: Key
    holder: Key
    way: Literal["mail", "post", "by-hand", "call", "record"]
    proof: OptionalCommitment = ""


class NoticeAcknowledged(Said, frozen=True, kw_only=True):
    """Somebody who holds what a notice concerns has read it: through their link, or as they told us."""

    kind: ClassVar[str] = "notice.acknowledged/1"
    notice: Key
    holder: Key
    way: Literal["link", "told", "record"]
    told: OptionalCommitment = ""
