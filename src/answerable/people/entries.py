"""What can be said about people and the policy they adopted.

No name, address or mail of a person is ever in the log: a person is a handle, the name is a commitment.
Terms: Lund-London Guidelines (competence, independence), Gerrit-style separation of duty, C2SP vkeys for keys.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.record.entry import Commitment, Count, Key, OptionalKey, Part, Said
from answerable.record.personal import Signed

Role = Literal[
    "author",
    "legal-reviewer",
    "military-reviewer",
    "country-reviewer",
    "language-reviewer",
    "countersigner",
    "approver",
    "override-officer",
    "duty-officer",
    "independent-reviewer",
]
"""What a person may do, in one case or in all."""

Moment = Literal["plan", "findings", "draft"]
"""The three moments at which an affected section has a part (Murad Code; Professional Standards)."""

Days = Annotated[int, Meta(ge=0, le=3650)]


class OrganisationNamed(Said, frozen=True, kw_only=True):
    """An organisation has a name; its sections say that they belong to it."""

    kind: ClassVar[str] = "organisation.named/1"
    organisation: Key
    name: str


class SectionJoined(Said, frozen=True, kw_only=True):
    """A section answers for these countries (ISO 3166-1 alpha-2), peoples, subjects and languages (BCP 47)."""

    kind: ClassVar[str] = "section.joined/1"
    section: Key
    organisation: Key
    name: str
    countries: tuple[str, ...] = ()
    peoples: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


class KeyAdded(Said, frozen=True, kw_only=True):
    """A section signs its checkpoints and countersignatures with this key (a C2SP vkey)."""

    kind: ClassVar[str] = "key.added/1"
    section: Key
    vkey: str


class KeyRevoked(Said, frozen=True, kw_only=True):
    """A key is no longer the section's; what it signed before keeps its meaning."""

    kind: ClassVar[str] = "key.revoked/1"
    section: Key
    vkey: str
    reason: Literal["rotated", "lost", "captured", "closed"]


class PersonJoined(Said, frozen=True, kw_only=True):
    """A person works for a section, under a handle."""

    kind: ClassVar[str] = "person.joined/1"
    person: Key
    section: Key
    name: Commitment


class PersonKeyAdded(Signed, frozen=True, kw_only=True):
    """A person signs with this key from here on.

    `public` is base64: the 32 bytes of an Ed25519 key (RFC 8032), or the COSE key of a passkey (RFC 9052), which is
    bound to the site `site` (the relying party's identifier, WebAuthn level 2). Who has a key already signs with it
    that the new one is theirs.
    """

    kind: ClassVar[str] = "person_key.added/1"
    person: Key
    key: Key
    type: Literal["ed25519", "webauthn"]
    public: str
    site: str = ""


class PersonKeyRevoked(Said, frozen=True, kw_only=True):
    """A person's key is theirs no longer; what it signed before keeps its meaning."""

    kind: ClassVar[str] = "person_key.revoked/1"
    person: Key
    key: Key
    reason: Literal["rotated", "lost", "captured", "left"]


class RoleGranted(Said, frozen=True, kw_only=True):
    """A person may act in a role: in the entry's case, or in every case when the entry names none."""

    kind: ClassVar[str] = "role.granted/1"
    person: Key
    role: Role


class RoleRevoked(Said, frozen=True, kw_only=True):
    """A person no longer acts in a role."""

    kind: ClassVar[str] = "role.revoked/1"
    person: Key
    role: Role


class CompetenceShown(Said, frozen=True, kw_only=True):
    """A person has shown that they know a field: ``law``, ``military``, ``country:xx`` or ``language:xx``."""

    kind: ClassVar[str] = "competence.shown/1"
    person: Key
    field: Annotated[str, Meta(pattern=r"^(law|military|country:[a-z]{2}|language:[a-z]{2,3})$(?!\n)")]
    basis: Commitment


class TrainingPassed(Said, frozen=True, kw_only=True):
    """A person passed a training module; the credential runs out at the start of `expires`."""

    kind: ClassVar[str] = "training.passed/1"
    person: Key
    module: Key
    passed: date
    expires: date


class TrainingAttempted(Said, frozen=True, kw_only=True):
    """A person answered the questions of a training module: `right` of `asked`. `module_sha256` tells which text."""

    kind: ClassVar[str] = "training.attempted/1"
    person: Key
    module: Key
    module_sha256: Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
    right: Count
    asked: Annotated[int, Meta(ge=1)]
    passed: bool


class BadgeAccepted(Said, frozen=True, kw_only=True):
    """A credential that somebody else issued (Open Badges 3.0) is accepted as a pass of a module.

    `issuer` names who issued it, as the credential does; `credential` is the credential itself, word for word. It runs
    out at the start of `expires`.
    """

    kind: ClassVar[str] = "badge.accepted/1"
    person: Key
    module: Key
    issuer: str
    credential: Commitment
    passed: date
    expires: date


class ConflictDeclared(Said, frozen=True, kw_only=True):
    """A person has an interest in the entry's case and keeps out of reviewing it."""

    kind: ClassVar[str] = "conflict.declared/1"
    person: Key
    interest: Commitment


class Quorum(Part, frozen=True, kw_only=True):
    """Who has to countersign. Exactly one of the ways is used; they nest.

    `all` and `any` hold further rules; `least` asks for that many of `among`; `section`, `role` and `affected`
    (every affected section) are the leaves.
    """

    all: tuple[Quorum, ...] = ()
    any: tuple[Quorum, ...] = ()
    least: Count = 0
    among: tuple[Quorum, ...] = ()
    section: OptionalKey = ""
    role: Role | Literal[""] = ""
    affected: bool = False

    def __post_init__(self) -> None:
        """Refuse a rule that says nothing, or two things at once."""
        ways = [self.all, self.any, self.among, self.section, self.role, self.affected]
        if sum(map(bool, ways)) != 1 or bool(self.least) != bool(self.among) or self.least > len(self.among):
            raise ValueError(
                "a quorum rule uses one of all, any, least with among (least not above their number), "
                "section, role, affected"
            )


class Clock(Part, frozen=True, kw_only=True):
    """Minimum days by gravity of what is alleged."""

    ordinary: Days
    grave: Days
    expedited: Days


class Requirement(Part, frozen=True, kw_only=True):
    """What somebody who signs in a role has to bring, besides what the standards ask: current training modules."""

    role: Role
    training: tuple[Key, ...] = ()


class Afterwards(Part, frozen=True, kw_only=True):
    """Days that an organisation gives itself after it has spoken.

    `review`: from a serious critique to the status "under review" or another; `answer`: to an answer to each item;
    `notice`: for an affected section to countersign a notice or a decision before it goes out without it; `held`: until
    a notice has reached those who hold what it is on.
    """

    review: Days = 7
    answer: Days = 30
    notice: Days = 7
    held: Days = 3


class PolicyAdopted(Said, frozen=True, kw_only=True):
    """The organisation's rules for its gates. In force once every section in `by_sections` has endorsed it.

    `advisory` lists the numbers of gates that inform without blocking, besides those that the standards mark so.
    `reviewers` are the roles that must be filled (gate 17), `training` the module a signer must hold, and
    `requirements` what a role asks besides. `signatures` says whether acts that are signatures need the person's own
    key from everybody (``required``), or only from those who have one (``offered``).
    """

    kind: ClassVar[str] = "policy.adopted/1"
    policy: Key
    number: Annotated[int, Meta(ge=1)]
    consultation: Clock
    reply: Clock
    freshness: Days
    quorum: Quorum
    reviewers: tuple[Role, ...]
    training: OptionalKey = ""
    advisory: tuple[Annotated[int, Meta(ge=1, le=25)], ...] = ()
    by_sections: tuple[Key, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    signatures: Literal["offered", "required"] = "offered"
    afterwards: Afterwards = Afterwards()


class PolicyEndorsed(Said, frozen=True, kw_only=True):
    """A section stands by this number of the policy."""

    kind: ClassVar[str] = "policy.endorsed/1"
    policy: Key
    number: Annotated[int, Meta(ge=1)]
    section: Key
