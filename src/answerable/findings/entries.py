"""What can be said about findings.

Terms: OHCHR commissions of inquiry (standards of proof; fact, characterisation, attribution and responsibility kept
apart), HURIDOCS (act or omission, counting unit), ICRC customary law and Elements of Crimes (rule, element).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.record.entry import Commitment, Count, Key, OptionalCommitment, OptionalKey, Part, Ref, Said
from answerable.record.personal import Signed

Standard = Literal["", "reasonable-suspicion", "reasonable-grounds", "clear-and-convincing", "beyond-reasonable-doubt"]
"""Standard of proof that a finding reached, weakest first; empty: none was reached or stated."""

STANDARDS: tuple[Standard, ...] = (
    "",
    "reasonable-suspicion",
    "reasonable-grounds",
    "clear-and-convincing",
    "beyond-reasonable-doubt",
)
"""The standards of proof in order, weakest first."""

Weighed = Literal[
    "feasibility", "alternatives", "risks-of-alternatives", "military-considerations", "consent", "warnings"
]
"""What a rule on conduct in hostilities weighs."""


class Counted(Part, frozen=True, kw_only=True):
    """A number with everything needed to read it: how many, of how many, of what, and how the base was chosen.

    `evidence` says how the unit is known; unlike kinds are not pooled. `period` is free words for now or before.
    """

    numerator: Count
    base: Count | None = None
    unit: str
    chosen: OptionalCommitment = ""
    evidence: Literal["seen", "traced", "told"]
    quantifier: str = ""


class Link(Part, frozen=True, kw_only=True):
    """An item of evidence and what it does for the finding."""

    item: Key
    does: Literal["supports", "contradicts", "context"]


class Graver(Part, frozen=True, kw_only=True):
    """The next graver category, and the answer to it."""

    category: str
    state: Literal["found", "not-found", "not-examined"]
    reason: OptionalCommitment = ""


class Cause(Part, frozen=True, kw_only=True):
    """An act of one that is said to have led to harm done by another: incidents, how many, and who did the harm."""

    harm: str
    doer: str
    incidents: Count


class FindingStated(Said, frozen=True, kw_only=True):
    """A finding, in one version: `number` 1 when first stated, one more after each change.

    `level` keeps fact, legal characterisation, attribution and individual responsibility apart. `doer` did `act` (or
    left it undone: `omission`) to `affected`, in `countries`, from `since` until before `until`. `not_asserted` says
    what the finding does not claim. An allegation that was not established has `established` false, end to end.
    """

    kind: ClassVar[str] = "finding.stated/1"
    finding: Key
    number: Annotated[int, Meta(ge=1)]
    level: Literal["fact", "characterisation", "attribution", "responsibility"]
    established: bool
    text: Commitment
    doer: OptionalKey = ""
    conduct: Literal["act", "omission"]
    act: str
    affected: str
    countries: tuple[str, ...] = ()
    peoples: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    standard: Standard = ""
    grave: bool = False
    counts: tuple[Counted, ...] = ()
    cause: Cause | None = None
    evidence: tuple[Link, ...] = ()
    gravers: tuple[Graver, ...] = ()
    not_asserted: OptionalCommitment = ""


class LimitationRecorded(Said, frozen=True, kw_only=True):
    """Something that could not be known, and which findings it limits.

    `asked` says who was asked and when, and is needed where the gap is that nothing was heard.
    """

    kind: ClassVar[str] = "limitation.recorded/1"
    limitation: Key
    gap: Literal[
        "access-refused", "no-reply", "not-visited", "no-records", "not-interviewed", "sources-dependent", "other"
    ]
    limits: tuple[Key, ...]
    text: Commitment
    asked: OptionalCommitment = ""


class LimitsAbsent(Said, frozen=True, kw_only=True):
    """A named person looked for limits of a finding and states that there are none."""

    kind: ClassVar[str] = "limits.absent/1"
    finding: Key
    reason: Commitment


class ContraryRecorded(Said, frozen=True, kw_only=True):
    """Evidence or an account that goes against a finding."""

    kind: ClassVar[str] = "contrary.recorded/1"
    contrary: Key
    finding: Key
    item: OptionalKey = ""
    text: Commitment


class ContraryAnswered(Said, frozen=True, kw_only=True):
    """How the finding stands in the light of contrary evidence, and where the text of an output says so."""

    kind: ClassVar[str] = "contrary.answered/1"
    contrary: Key
    answer: Commitment


class ContrarySearched(Said, frozen=True, kw_only=True):
    """A named person searched for contrary evidence on a finding, in this version, and found none.

    `searched` says where and how.
    """

    kind: ClassVar[str] = "contrary.searched/1"
    finding: Key
    finding_ref: Ref
    searched: Commitment


class Element(Part, frozen=True, kw_only=True):
    """One element of a rule, whether it is met, and the evidence on both sides."""

    element: Key
    asks: str
    state: Literal["met", "not-met", "unknown", "not-examined"]
    evidence_for: tuple[Key, ...] = ()
    evidence_against: tuple[Key, ...] = ()
    standard: Standard = ""


class Consideration(Part, frozen=True, kw_only=True):
    """Something the rule weighs, and what was found about it."""

    about: Weighed
    text: Commitment


class RuleAssessed(Said, frozen=True, kw_only=True):
    """A finding was held against one rule, element by element.

    `conduct` names the one type of conduct judged: unlike types are not pooled under one label. `status` is the
    status of the object or person at the time (civilian object, hospital, combatant, detainee, ...). `weighs` lists
    what this rule asks to be weighed; each needs a consideration.
    """

    kind: ClassVar[str] = "rule.assessed/1"
    rule: Key
    finding: Key
    finding_ref: Ref
    name: str
    source: str
    norm: Literal["treaty", "custom", "policy", "recommendation"]
    conduct: str
    status: str = ""
    elements: tuple[Element, ...]
    weighs: tuple[Weighed, ...] = ()
    considered: tuple[Consideration, ...] = ()


class ElementSigned(Signed, frozen=True, kw_only=True):
    """A reviewer signs one element of one assessment, in a role."""

    kind: ClassVar[str] = "element.signed/1"
    rule: Key
    element: Key
    assessed_ref: Ref
    role: Literal["legal-reviewer", "military-reviewer", "country-reviewer", "language-reviewer"]


class LaterFactNoted(Said, frozen=True, kw_only=True):
    """Something became known after a finding was made; `answer` says what it changes."""

    kind: ClassVar[str] = "later_fact.noted/1"
    finding: Key
    text: Commitment
    answer: OptionalCommitment = ""
