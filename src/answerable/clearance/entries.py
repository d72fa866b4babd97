"""What can be said while a draft is cleared.

Terms: Murad Code (nothing about us without us), Professional Standards for Protection Work (do no harm, persuasion
before denunciation), Lund-London Guidelines (right of reply).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.people.entries import Moment
from answerable.record.entry import Commitment, Count, Key, OptionalCommitment, OptionalKey, Part, Ref, Said
from answerable.record.personal import Signed

Version = Annotated[int, Meta(ge=1)]


class SectionAsked(Said, frozen=True, kw_only=True):
    """A section was asked for its part at one of the three moments, with what it was shown."""

    kind: ClassVar[str] = "section.asked/1"
    section: Key
    moment: Moment
    shown: Commitment


class SectionAdded(Said, frozen=True, kw_only=True):
    """An author adds a section to those that the findings name; sections are never taken out."""

    kind: ClassVar[str] = "section.added/1"
    section: Key
    reason: Commitment


class PartTaken(Said, frozen=True, kw_only=True):
    """What a section said when it was asked."""

    kind: ClassVar[str] = "part.taken/1"
    section: Key
    moment: Moment
    text: Commitment


class DraftDelivered(Said, frozen=True, kw_only=True):
    """A section was given a version."""

    kind: ClassVar[str] = "draft.delivered/1"
    section: Key
    output: Key
    version: Version
    draft_ref: Ref


class DraftAcknowledged(Signed, frozen=True, kw_only=True):
    """A section has opened a version: these exact bytes."""

    kind: ClassVar[str] = "draft.acknowledged/1"
    section: Key
    output: Key
    version: Version
    draft_ref: Ref


class ObjectionRaised(Signed, frozen=True, kw_only=True):
    """Somebody objects to words of a draft (half-open offsets), or to the whole (no offsets).

    A warning from outside is logged alike: `outside` says in what capacity it was given.
    """

    kind: ClassVar[str] = "objection.raised/1"
    objection: Key
    output: Key
    version: Version
    draft_ref: Ref
    start: Count | None = None
    end: Count | None = None
    about: Literal["accuracy", "law", "context", "harm", "wording", "process", "reply"]
    severity: Literal["remark", "serious", "grave"]
    text: Commitment
    outside: str = ""


class ObjectionAnswered(Said, frozen=True, kw_only=True):
    """Somebody who is no author answers an objection with reasons."""

    kind: ClassVar[str] = "objection.answered/1"
    objection: Key
    outcome: Literal["upheld", "partly-upheld", "not-upheld"]
    reasons: Commitment


class ObjectionClosed(Signed, frozen=True, kw_only=True):
    """The person who objected confirms that the matter is settled."""

    kind: ClassVar[str] = "objection.closed/1"
    objection: Key


class DissentNoted(Signed, frozen=True, kw_only=True):
    """The person who objected is not satisfied and says so in words that travel with the release."""

    kind: ClassVar[str] = "dissent.noted/1"
    objection: Key
    output: Key
    text: Commitment


class AlarmRaised(Said, frozen=True, kw_only=True):
    """Somebody says: this puts us in harm's way. Everything stops."""

    kind: ClassVar[str] = "alarm.raised/1"
    alarm: Key
    section: Key
    text: Commitment


class AlarmLifted(Said, frozen=True, kw_only=True):
    """The section that raised an alarm lifts it."""

    kind: ClassVar[str] = "alarm.lifted/1"
    alarm: Key
    section: Key
    reason: Commitment


class Question(Part, frozen=True, kw_only=True):
    """A question put to a party, for a finding and, where the law is in question, an open element."""

    finding: Key
    rule: OptionalKey = ""
    element: OptionalKey = ""
    text: Commitment


class EngagementConsidered(Said, frozen=True, kw_only=True):
    """Confidential engagement with a party was considered before public words, and why it was or was not chosen."""

    kind: ClassVar[str] = "engagement.considered/1"
    party: Key
    choice: Literal["persuasion", "mobilisation", "denunciation"]
    reason: Commitment


class ReplyRequested(Said, frozen=True, kw_only=True):
    """The full allegations were put to a party, with questions and the days it has; `proof` shows delivery."""

    kind: ClassVar[str] = "reply.requested/1"
    party: Key
    output: Key
    findings: tuple[Key, ...]
    allegations: Commitment
    questions: tuple[Question, ...]
    proof: OptionalCommitment = ""
    days: Count


class ReplyReminded(Said, frozen=True, kw_only=True):
    """A party that had not replied was reminded."""

    kind: ClassVar[str] = "reply.reminded/1"
    party: Key
    proof: OptionalCommitment = ""


class ReplyReceived(Said, frozen=True, kw_only=True):
    """A party replied; the reply is kept word for word."""

    kind: ClassVar[str] = "reply.received/1"
    party: Key
    text: Commitment


class ReplyWaived(Said, frozen=True, kw_only=True):
    """A named person decided not to ask a party, or not to wait, and says why."""

    kind: ClassVar[str] = "reply.waived/1"
    party: Key
    reason: Commitment


class HarmAssessed(Said, frozen=True, kw_only=True):
    """What publication may do to a group of people: how likely, what is done about it, and by whom."""

    kind: ClassVar[str] = "harm.assessed/1"
    harm: Key
    group: Literal["population", "staff", "sources", "partners"]
    who: str
    risk: Commitment
    likelihood: Literal["remote", "possible", "likely"]
    mitigation: Commitment
    owner: Key


class HarmAccepted(Said, frozen=True, kw_only=True):
    """A named person accepts, for a section, what risk remains."""

    kind: ClassVar[str] = "harm.accepted/1"
    harm: Key
    section: Key


class MisuseRehearsed(Said, frozen=True, kw_only=True):
    """The worst honest truncation and the worst reuse of a statement, and the answer to them."""

    kind: ClassVar[str] = "misuse.rehearsed/1"
    output: Key
    statement: Key
    words: Commitment
    truncation: Commitment
    reuse: Commitment
    answer: Literal["mitigated", "accepted"]
    how: Commitment


class WholeReviewed(Said, frozen=True, kw_only=True):
    """Somebody who is no author has read the final whole with fresh eyes."""

    kind: ClassVar[str] = "whole.reviewed/1"
    output: Key
    version: Version
    draft_ref: Ref


class DraftCountersigned(Signed, frozen=True, kw_only=True):
    """A section signs exact words with its own key.

    `signature` is Ed25519, in base64, over `countersignature_message`.
    """

    kind: ClassVar[str] = "draft.countersigned/1"
    section: Key
    output: Key
    version: Version
    draft_ref: Ref
    vkey: str
    signature: str


class DraftDeclined(Signed, frozen=True, kw_only=True):
    """A section refuses to countersign, publish or translate a version, and says why."""

    kind: ClassVar[str] = "draft.declined/1"
    section: Key
    output: Key
    version: Version
    draft_ref: Ref
    refuses: tuple[Literal["countersign", "publish", "translate"], ...]
    text: Commitment


class GateOverridden(Signed, frozen=True, kw_only=True):
    """An officer opens a gate for one version, with a reason, until the start of `expires`. Everyone sees it."""

    kind: ClassVar[str] = "gate.overridden/1"
    gate: Annotated[int, Meta(ge=1, le=25)]
    output: Key
    version: Version
    draft_ref: Ref
    reason: Commitment
    expires: date


class OverrideReviewed(Said, frozen=True, kw_only=True):
    """What an organisation learned from an override: whether it was right, and what will be done otherwise."""

    kind: ClassVar[str] = "override.reviewed/1"
    override_ref: Ref
    output: Key
    outcome: Literal["justified", "avoidable", "wrong"]
    text: Commitment
    change: OptionalCommitment = ""


class ExtensionConsidered(Said, frozen=True, kw_only=True):
    """More time for a party to reply was considered: whether it asked, what was given, and why."""

    kind: ClassVar[str] = "extension.considered/1"
    party: Key
    output: Key
    asked: bool
    days: Count
    reason: Commitment


class GuestAsked(Said, frozen=True, kw_only=True):
    """Somebody without an account is asked one thing about exact words of a version, through a link of their own.

    `guest` is the name under which the record knows them; who they are is in `who`, in the vault. Half-open offsets
    `start` and `end` bind the words; without them the whole is meant. `settle` asks whether the answer to `objection`
    settles it. Only a digest of the link's token is kept; it serves until `expires`, or until it is used or revoked.
    """

    kind: ClassVar[str] = "guest.asked/1"
    guest: Key
    who: Commitment
    capacity: Literal["rights-holder", "expert", "translator", "partner"]
    purpose: Literal["consent", "check", "translation", "settle"]
    output: Key
    version: Version
    draft_ref: Ref
    start: Count | None = None
    end: Count | None = None
    objection: OptionalKey = ""
    question: Commitment
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$(?!\n)")]
    token_sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
    expires: Annotated[datetime, Meta(tz=True)]


class GuestAnswered(Said, frozen=True, kw_only=True):
    """What somebody without an account answered, in their own words, kept in the vault."""

    kind: ClassVar[str] = "guest.answered/1"
    guest: Key
    answer: Literal["agrees", "objects", "comments"]
    text: OptionalCommitment = ""


class GuestWithdrew(Said, frozen=True, kw_only=True):
    """Somebody without an account took back what they had said; the words are erased with it."""

    kind: ClassVar[str] = "guest.withdrew/1"
    guest: Key


class GuestRevoked(Said, frozen=True, kw_only=True):
    """A link was closed before it was used."""

    kind: ClassVar[str] = "guest.revoked/1"
    guest: Key
    reason: Commitment
