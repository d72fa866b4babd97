"""What can be said about a governed list: its criteria, who is proposed, and what was decided, by whom and why.

Rules:
  - Every decision is on record before it takes effect. One that has to stay closed for now is sealed, and says on which
    day it discloses itself.
  - Criteria are never edited: a new version is adopted, and each decision cites the version it was made under.
  - A person is known to the record by a key that names nobody; the name lies in the vault.
  - A list is kept by the section that opened it. Its criteria and its decisions stand in the log of that section alone,
    so that their order is evidence. Anybody in the organisation can propose, in the case where the evidence lies.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.record.entry import Commitment, Key, OptionalCommitment, OptionalKey, Part, Ref, Said
from answerable.record.personal import Signed

Number = Annotated[int, Meta(ge=1)]

Decision = Literal["designated", "refused", "changed", "ended"]
"""What is decided about a person: they are put on the list, are not, have another status, or are taken off it."""


class ListOpened(Said, frozen=True, kw_only=True):
    """A section opens a governed list: what it is for, which statuses it has, and how many persons decide."""

    kind: ClassVar[str] = "list.opened/1"
    list: Key
    section: Key
    title: Commitment
    purpose: Commitment
    statuses: Annotated[tuple[Key, ...], Meta(min_length=1, max_length=20)]
    signers: Annotated[int, Meta(ge=1, le=20)] = 2


class Criterion(Part, frozen=True, kw_only=True):
    """One criterion of a list, in its exact words."""

    criterion: Key
    text: Commitment
    excludes: bool = False


class CriteriaAdopted(Said, frozen=True, kw_only=True):
    """A version of the criteria of a list. One that `excludes` keeps a person off where it is met."""

    kind: ClassVar[str] = "criteria.adopted/1"
    list: Key
    number: Number
    criteria: Annotated[tuple[Criterion, ...], Meta(min_length=1, max_length=50)]
    reason: Commitment


class Examined(Part, frozen=True, kw_only=True):
    """How a person stands to one criterion, and the items of evidence for that."""

    criterion: Key
    state: Literal["met", "not-met", "unknown"]
    evidence: tuple[Key, ...] = ()
    reason: OptionalCommitment = ""


class DesignationProposed(Said, frozen=True, kw_only=True):
    """What is proposed about a person, with the criteria as examined, the findings it rests on, and the reasons.

    `countries` (ISO 3166-1, small letters) say whose section is affected, besides what the findings say. `reverses`
    names the proposal whose decision this one undoes. `public_reasons` are what the public register says.
    """

    kind: ClassVar[str] = "designation.proposed/1"
    list: Key
    proposal: Key
    person: Key
    name: Commitment
    decision: Decision
    status: OptionalKey = ""
    number: Number
    criteria: Annotated[tuple[Examined, ...], Meta(max_length=50)]
    findings: tuple[Key, ...] = ()
    countries: Annotated[tuple[Annotated[str, Meta(pattern=r"^[a-z]{2}$(?!\n)")], ...], Meta(max_length=20)] = ()
    reasons: Commitment
    public_reasons: Commitment
    reverses: OptionalKey = ""


class DesignationRehearsed(Said, frozen=True, kw_only=True):
    """How a decision could be misused once it is known, and what is done about it."""

    kind: ClassVar[str] = "designation.rehearsed/1"
    list: Key
    proposal: Key
    proposed_ref: Ref
    reuse: Commitment
    answer: Literal["mitigated", "accepted"]
    how: Commitment


class DesignationNotified(Said, frozen=True, kw_only=True):
    """The person, or somebody who speaks for them, was told of a proposal; or nobody could be, for this reason."""

    kind: ClassVar[str] = "designation.notified/1"
    list: Key
    proposal: Key
    proposed_ref: Ref
    to: Literal["person", "representative", "nobody"]
    day: date
    who: OptionalCommitment = ""
    how: Commitment
    reply: OptionalCommitment = ""


class DesignationSigned(Signed, frozen=True, kw_only=True):
    """One of those who decide signs a proposal, as it stands."""

    kind: ClassVar[str] = "designation.signed/1"
    list: Key
    proposal: Key
    proposed_ref: Ref


class DesignationCountersigned(Signed, frozen=True, kw_only=True):
    """An affected section stands by a proposal, as it stands."""

    kind: ClassVar[str] = "designation.countersigned/1"
    list: Key
    proposal: Key
    proposed_ref: Ref
    section: Key


class DesignationDeclined(Signed, frozen=True, kw_only=True):
    """An affected section does not stand by a proposal; its reason travels with the decision."""

    kind: ClassVar[str] = "designation.declined/1"
    list: Key
    proposal: Key
    proposed_ref: Ref
    section: Key
    reason: Commitment


class DesignationDecided(Signed, frozen=True, kw_only=True):
    """What was decided about a person, from which day on, and until when it is sealed.

    `discloses` is the day on which a sealed decision discloses itself; nobody has to act for that. `sealed` says why.
    `silent` names the affected sections that said nothing in the days they had.
    """

    kind: ClassVar[str] = "designation.decided/1"
    list: Key
    proposal: Key
    proposed_ref: Ref
    person: Key
    decision: Decision
    status: OptionalKey = ""
    number: Number
    effective: date
    silent: tuple[Key, ...] = ()
    discloses: date | None = None
    sealed: OptionalCommitment = ""
