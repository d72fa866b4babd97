"""What can be said about persons: who they work for, their keys, roles, competences and training.

No name, address or mail of a person is ever in the log: a person is a handle, the name is a commitment.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from answerable.record.entry import Commitment, Count, Key, Said
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


class SealKeyAdded(Said, frozen=True, kw_only=True):
    """A person can be trusted with what is sealed to this age recipient; the newest one of a person holds."""

    kind: ClassVar[str] = "seal_key.added/1"
    person: Key
    recipient: Annotated[str, Meta(pattern=r"^age1[a-z0-9]{20,100}$(?!\n)")]
