"""What can be said about the uses that the world makes of a release.

What a machine found stands in ordinary tables and is a proposal. What a person says of it is an entry: the label that
they stand for, beside the one that was proposed, with a digest of what the machine was given.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.echoes.relations import Direction, Place, Relation, ShiftKind
from answerable.evidence.entries import Digest
from answerable.outputs.entries import Version
from answerable.record.entry import Commitment, Key, OptionalCommitment, OptionalKey, Part, Ref, Said

OptionalDigest = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$(?!\n)")]
"""A SHA-256 in hex, or nothing."""

Region = Annotated[str, Meta(pattern=r"^[a-z]{2,3}$(?!\n)")]
"""A language (ISO 639-1) or the country at the end of an internet name (ISO 3166-1, small letters)."""


class Rule(Part, frozen=True, kw_only=True):
    """When an alert is raised: uses of one passage that meet all that is named here; what is empty asks for nothing.

    `reach` is the number of pages, copies of one text counted once. `shifts` names kinds that the engine is sure of.
    """

    name: Key
    relations: tuple[Relation, ...] = ()
    shifts: tuple[ShiftKind, ...] = ()
    reach: Annotated[int, Meta(ge=1, le=100_000)] = 1
    regions: tuple[Region, ...] = ()


class DocumentFollowed(Said, frozen=True, kw_only=True):
    """A section follows a release: under which names we are known, what alerts it, and how soon it answers.

    Each section speaks for itself; a later entry of the same section takes the place of its earlier one.
    """

    kind: ClassVar[str] = "document.followed/1"
    output: Key
    released_ref: Ref
    section: Key
    names: Annotated[tuple[Commitment, ...], Meta(max_length=100)] = ()
    rules: Annotated[tuple[Rule, ...], Meta(max_length=50)] = ()
    answer_hours: Annotated[int, Meta(ge=1, le=2160)] = 24
    until: date | None = None


class Changed(Part, frozen=True, kw_only=True):
    """One way in which a use says something else than our words."""

    kind: ShiftKind
    direction: Direction


class EchoConfirmed(Said, frozen=True, kw_only=True):
    """A person read a use beside our words and says how they relate.

    `proposed` and `proposed_shifts` are what the engine had said; empty where a person found the use. `run` is the
    digest of what the engine was given: what was released, the sources, the settings. `capture` is the digest of the
    page as it was kept.
    """

    kind: ClassVar[str] = "echo.confirmed/1"
    echo: Digest
    output: Key
    version: Version
    released_ref: Ref
    passage: OptionalKey = ""
    place: Place
    relation: Relation
    shifts: Annotated[tuple[Changed, ...], Meta(max_length=24)] = ()
    attributed: bool
    proposed: Relation | Literal[""] = ""
    proposed_shifts: Annotated[tuple[Changed, ...], Meta(max_length=24)] = ()
    address: Commitment
    words: Commitment
    published: datetime | None = None
    capture: OptionalDigest = ""
    run: OptionalDigest = ""
    reason: OptionalCommitment = ""


class EchoRejected(Said, frozen=True, kw_only=True):
    """A person read what the engine found and says that it is no use of our words."""

    kind: ClassVar[str] = "echo.rejected/1"
    echo: Digest
    output: Key
    version: Version
    released_ref: Ref
    proposed: Relation
    address: Commitment
    words: Commitment
    run: OptionalDigest = ""
    reason: Commitment


class MisuseReported(Said, frozen=True, kw_only=True):
    """Somebody reports that a statement is being misused, and the clock of the section that it touches begins."""

    kind: ClassVar[str] = "misuse.reported/1"
    misuse: Key
    output: Key
    version: Version
    released_ref: Ref
    passage: OptionalKey = ""
    section: Key
    echoes: Annotated[tuple[Digest, ...], Meta(max_length=100)] = ()
    what: Commitment


class MisuseAnswered(Said, frozen=True, kw_only=True):
    """A section says what it did about a misuse that was reported, or about an alert that a rule raised.

    `how`: an answer was sent or published; the outlet put it right; it was left as it is, for the reason given.
    """

    kind: ClassVar[str] = "misuse.answered/1"
    misuse: Key
    output: Key
    section: Key
    how: Literal["answered", "put-right", "left"]
    text: Commitment
    address: OptionalCommitment = ""
