"""What can be said about drafts.

A statement keeps its `id` across versions and languages. Its `words` is a commitment to its exact text: an unchanged
statement carries the same commitment into the next version, an edit makes a new one, and whatever was pinned to the old
one is orphaned. Nothing is ever re-anchored.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.record.entry import Commitment, Count, Key, OptionalCommitment, OptionalKey, Part, Ref, Said

Strength = Literal["", "raises-concern", "may-have", "likely", "categorical"]
"""The ladder of verbs: *raises concern*, *may have violated*, *is likely to have violated*, *violated*."""

STRENGTHS: tuple[str, ...] = ("", "raises-concern", "may-have", "likely", "categorical")
"""The ladder of verbs in order, weakest first; each is carried by the standard of proof at the same place."""

Version = Annotated[int, Meta(ge=1)]

Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
"""A SHA-256, in hex."""


class VersionDrafted(Said, frozen=True, kw_only=True):
    """One version of an output: a report, release, post, reply or translation, as CommonMark.

    `parent` is the report or legal annex that a release summarises; `variant_of` the output of which this one is a
    translation or short form. `accuses` lists the parties of whom it says
    something that a reader would hold against them; each is owed a reply.
    """

    kind: ClassVar[str] = "version.drafted/1"
    output: Key
    version: Version
    type: Literal["report", "legal-annex", "release", "post", "reply", "questions-and-answers"]
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$(?!\n)")]
    text: Commitment
    authors: tuple[Key, ...]
    parent: OptionalKey = ""
    variant_of: OptionalKey = ""
    accuses: tuple[Key, ...] = ()


class Statement(Part, frozen=True, kw_only=True):
    """A passage of a draft that says something: where it stands, what it says, how strongly, and what it carries.

    `start` and `end` are half-open offsets in characters of the draft's CommonMark text. `carries` lists the
    limitations, replies (``reply:party``) and contrary evidence stated beside it. `present` marks the present tense.
    """

    id: Key
    start: Count
    end: Count
    words: Commitment
    place: Literal["title", "bullet", "lead", "body"]
    says: Literal["fact", "law", "cause", "call", "context", "quote", "method"]
    strength: Strength = ""
    party: OptionalKey = ""
    carries: tuple[str, ...] = ()
    present: bool = False


class StatementsMarked(Said, frozen=True, kw_only=True):
    """The statements of a version, at most 100 in one entry; `part` counts the entries from 1."""

    kind: ClassVar[str] = "statements.marked/1"
    output: Key
    version: Version
    draft_ref: Ref
    part: Annotated[int, Meta(ge=1)]
    statements: Annotated[tuple[Statement, ...], Meta(min_length=1, max_length=100)]


class StatementSupported(Said, frozen=True, kw_only=True):
    """A statement, in these exact words, rests on a finding, in this exact version."""

    kind: ClassVar[str] = "statement.supported/1"
    output: Key
    statement: Key
    words: Commitment
    finding: Key
    finding_ref: Ref


class StatementReverified(Said, frozen=True, kw_only=True):
    """Somebody checked on this day that a statement in the present tense still holds."""

    kind: ClassVar[str] = "statement.reverified/1"
    output: Key
    statement: Key
    words: Commitment
    checked: date
    how: Commitment


class MethodRecorded(Said, frozen=True, kw_only=True):
    """How the work behind an output was done (Lund-London Guidelines; Berkeley Protocol)."""

    kind: ClassVar[str] = "method.recorded/1"
    output: Key
    who: OptionalCommitment = ""
    where: OptionalCommitment = ""
    since: date
    until: date
    interviews: Count
    chosen: OptionalCommitment = ""
    verified: OptionalCommitment = ""
    safety: OptionalCommitment = ""
    limits: OptionalCommitment = ""


class ContextGiven(Said, frozen=True, kw_only=True):
    """Who does what in the wider pattern: where the lead says so, which parties are covered and why."""

    kind: ClassVar[str] = "context.given/1"
    output: Key
    statements: tuple[Key, ...]
    covers: tuple[Key, ...]
    why: Commitment
    earlier_outputs: tuple[str, ...] = ()


class FlagAnswered(Said, frozen=True, kw_only=True):
    """An author answers a flag on exact words with a reason."""

    kind: ClassVar[str] = "flag.answered/1"
    output: Key
    statement: Key
    words: Commitment
    flag: str
    reason: Commitment


class Noticed(Part, frozen=True, kw_only=True):
    """One thing that the text engine noticed at words of a version, without the words.

    `flag` names it within the reading; an answer names it too. `start` and `end` are half-open offsets in characters of
    the draft. `shift` and `direction` say what changed against `against`, a finding or an output, where something was
    compared; `value` what the words are within their kind, such as a graver category. `carried` marks words that what
    they rest on has as well. `sure` marks what a rule can show by the words; what is not sure never blocks.
    """

    flag: Annotated[str, Meta(max_length=200)]
    gate: Annotated[int, Meta(ge=1, le=25)]
    code: Key
    statement: OptionalKey = ""
    start: Count
    end: Count
    shift: str = ""
    direction: Literal["", "stronger", "weaker", "changed"] = ""
    against: str = ""
    value: Annotated[str, Meta(max_length=80)] = ""
    carried: bool = False
    sure: bool = False


class ReadStrength(Part, frozen=True, kw_only=True):
    """How strongly a statement asserts what it says, as its words read."""

    statement: Key
    strength: Strength


class VersionRead(Said, frozen=True, kw_only=True):
    """The text engine read a version against what it rests on; at most 100 things noticed in one entry of `parts`.

    `engine` names the engine with a digest of its rules and models. `inputs` is a digest of the refs of everything that
    was read: the draft, its statements, their links, the findings under them, and the versions it is compared with.
    """

    kind: ClassVar[str] = "version.read/1"
    output: Key
    version: Version
    draft_ref: Ref
    part: Annotated[int, Meta(ge=1)] = 1
    parts: Annotated[int, Meta(ge=1)] = 1
    engine: str
    inputs: Digest
    strengths: Annotated[tuple[ReadStrength, ...], Meta(max_length=100)] = ()
    noticed: Annotated[tuple[Noticed, ...], Meta(max_length=100)] = ()
