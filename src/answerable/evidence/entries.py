"""What can be said about a case and its evidence.

Terms: Berkeley Protocol (capture, custody, verification in two halves), Admiralty grading, Professional Standards for
Protection Work (consent by use, revocable).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.record.entry import Commitment, Count, Key, OptionalCommitment, Part, Ref, Said
from answerable.record.personal import Signed

Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
"""SHA-256 of a file, in hex."""

OptionalDigest = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$(?!\n)")]

Use = Literal["internal", "shared", "public", "justice"]
"""What a person consented to, each asked for by itself."""


class CaseOpened(Said, frozen=True, kw_only=True):
    """A matter is examined, under terms of reference. The entry's `case` is its name.

    `parties` are the parties whose conduct may be in question. `clock` is set only for reconstructions and worked
    examples: the moment at which the case is judged, and each act in it at its own where that is earlier.
    """

    kind: ClassVar[str] = "case.opened/1"
    title: str
    terms: Commitment
    parties: tuple[Key, ...] = ()
    countries: tuple[str, ...] = ()
    situation: Literal["peace", "armed-conflict", "occupation", "emergency"]
    expedited: bool = False
    clock: Annotated[datetime, Meta(tz=True)] | None = None


class Capture(Part, frozen=True, kw_only=True):
    """How a copy was made: when, by whom, with which tool (Berkeley Protocol, preservation)."""

    at: Annotated[datetime, Meta(tz=True)]
    operator: Key
    tool: str


class ItemTakenIn(Said, frozen=True, kw_only=True):
    """An item of evidence came into custody.

    `source` says who or what it comes from (a commitment); `origin` where it can be found again: an address, an
    archive mark, a place. `sha256` and `size` (bytes) describe the file; an item without a file leaves them out.
    `file_name` is the item and an ending, since a name may name somebody; `original_name` that under which it came.
    `party` names the party to the matter that the item comes from, if it does; `root` the item on which this one
    depends when both come from one origin.
    """

    kind: ClassVar[str] = "item.taken_in/1"
    item: Key
    type: Literal[
        "testimony", "document", "image", "video", "audio", "web-page", "physical", "official-record", "hearsay"
    ]
    title: Commitment
    source: Commitment
    origin: OptionalCommitment = ""
    file: OptionalCommitment = ""
    file_name: str = ""
    original_name: OptionalCommitment = ""
    sha256: OptionalDigest = ""
    size: Count = 0
    capture: Capture | None = None
    custodian: Key
    public: bool = False
    party: str = ""
    root: str = ""


class ItemTransferred(Said, frozen=True, kw_only=True):
    """An item went from one custodian to another; the digests before and after are those measured at the time."""

    kind: ClassVar[str] = "item.transferred/1"
    item: Key
    giver: Key
    taker: Key
    purpose: str
    before: OptionalDigest = ""
    after: OptionalDigest = ""


class ItemRehashed(Said, frozen=True, kw_only=True):
    """The file of an item was read again, and had this digest."""

    kind: ClassVar[str] = "item.rehashed/1"
    item: Key
    sha256: Digest


class ItemVerified(Said, frozen=True, kw_only=True):
    """An item was verified, in two halves recorded apart: its source and its content."""

    kind: ClassVar[str] = "item.verified/1"
    item: Key
    source_analysis: OptionalCommitment = ""
    content_analysis: OptionalCommitment = ""


class ItemGraded(Said, frozen=True, kw_only=True):
    """Reliability of the source (A to F) and of the information (1 to 6), judged apart, never merged."""

    kind: ClassVar[str] = "item.graded/1"
    item: Key
    source: Literal["A", "B", "C", "D", "E", "F"]
    information: Literal["1", "2", "3", "4", "5", "6"]
    reasons: Commitment


class ConsentGiven(Said, frozen=True, kw_only=True):
    """The person behind a testimony agreed to these uses, after being told what they mean."""

    kind: ClassVar[str] = "consent.given/1"
    item: Key
    uses: tuple[Use, ...]
    record: OptionalCommitment = ""


class ConsentWithdrawn(Said, frozen=True, kw_only=True):
    """The person behind a testimony took back these uses."""

    kind: ClassVar[str] = "consent.withdrawn/1"
    item: Key
    uses: tuple[Use, ...]


class ItemWithheld(Said, frozen=True, kw_only=True):
    """An item is not published: why, and with whom it was shared instead."""

    kind: ClassVar[str] = "item.withheld/1"
    item: Key
    reason: Commitment
    shared_with: tuple[str, ...] = ()


class ItemStamped(Said, frozen=True, kw_only=True):
    """An authority vouched for the time at which the file of an item was there (RFC 3161).

    `token` is its answer in base64 DER, over `sha256`; it is checked offline. `at` is the moment it gives.
    """

    kind: ClassVar[str] = "item.stamped/1"
    item: Key
    sha256: Digest
    authority: str
    at: Annotated[datetime, Meta(tz=True)]
    token: Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]+={0,2}$(?!\n)", max_length=40_000)]


class ItemAccessed(Said, frozen=True, kw_only=True):
    """Somebody opened the file of an item, copied it, gave it out or had it taken back.

    It says for what, to whom, and what the file was then. ``recalled``: whoever had it from us (`to`) has given it back
    or removed it.
    """

    kind: ClassVar[str] = "item.accessed/1"
    item: Key
    way: Literal["opened", "copied", "exported", "recalled"]
    purpose: str
    to: str = ""
    sha256: OptionalDigest = ""


class ItemDerived(Said, frozen=True, kw_only=True):
    """An item was made from another, whose file stays as it is: what was done, and with which tool.

    `of_sha256` and `sha256` are those of the two files. A redaction is destructive: what was taken out is not in it.
    """

    kind: ClassVar[str] = "item.derived/1"
    item: Key
    of: Key
    way: Literal["redaction", "excerpt", "transcript", "picture", "conversion"]
    of_sha256: Digest
    sha256: Digest
    tool: str
    method: OptionalCommitment = ""


class IdentitySealed(Said, frozen=True, kw_only=True):
    """Who is behind an item was sealed: `needed` of the `holders` together can open it, and none alone.

    `sealed` is what was sealed, as text that only they can read; `shares` are the parts of its key, one for each
    holder in their order, each sealed to that holder.
    """

    kind: ClassVar[str] = "identity.sealed/1"
    item: Key
    sealed: Commitment
    holders: tuple[Key, ...]
    needed: Annotated[int, Meta(ge=2)]
    shares: tuple[Commitment, ...]


class UnsealingAsked(Said, frozen=True, kw_only=True):
    """Somebody asks to learn who is behind an item, and says why. `recipient` is the age key to answer to."""

    kind: ClassVar[str] = "unsealing.asked/1"
    item: Key
    sealed_ref: Ref
    recipient: Annotated[str, Meta(pattern=r"^age1[a-z0-9]{20,100}$(?!\n)")]
    reason: Commitment


class UnsealingDecided(Signed, frozen=True, kw_only=True):
    """A holder agreed to an unsealing or refused. Who agrees hands over their part, sealed to whoever asked."""

    kind: ClassVar[str] = "unsealing.decided/1"
    item: Key
    asked_ref: Ref
    agreed: bool
    reason: Commitment
    share: OptionalCommitment = ""


class IdentityUnsealed(Said, frozen=True, kw_only=True):
    """Whoever asked has opened the seal, with the parts that enough holders handed over."""

    kind: ClassVar[str] = "identity.unsealed/1"
    item: Key
    asked_ref: Ref
