"""The shape of a certificate: an in-toto Statement (v1) in a DSSE envelope, with openings beside it.

Rules:
  - What is signed holds commitments for names and texts; `disclosures` opens them, outside the signature.
    A public view leaves openings out and stays verifiable: it shows that something is there, unchanged.
  - Every entry it rests on is inside, byte for byte, with its proof of inclusion: nothing needs to be fetched.
  - The file is canonical JSON (RFC 8785) and one newline, so that it has one spelling.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from answerable.evidence.entries import Digest
from answerable.outputs.entries import Version
from answerable.people.entries import Role
from answerable.record.entry import Commitment, Key, OptionalCommitment, Part, Ref
from answerable.releases.gates.board import Gate

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "https://answerable.example/clearance/v1"
"""A name, not an address: `.example` is reserved (RFC 2606) and will not resolve."""
PAYLOAD_TYPE = "application/vnd.in-toto+json"

Salt = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$(?!\n)")]
"""A salt of 32 bytes in hex. Were its length free, the first words of a text could be passed off as salt."""


class Subject(Part, frozen=True, kw_only=True):
    """A file that was released, with its digest."""

    name: str
    digest: dict[str, Digest]


class Recorded(Part, frozen=True, kw_only=True):
    """An entry of some section's log: its bytes (base64) and the proof (C2SP tlog-proof) that the log holds it."""

    ref: Ref
    entry: str
    proof: str


class Named(Part, frozen=True, kw_only=True):
    """A person who acted, by handle; the name is a commitment that may or may not be opened."""

    person: Key
    section: Key
    name: OptionalCommitment = ""


class Countersigned(Part, frozen=True, kw_only=True):
    """A section's countersignature: who gave it, in which roles, and the entry that holds the signature."""

    section: Key
    person: Key
    roles: tuple[Role, ...]
    at: datetime
    recorded: Recorded


class Overridden(Part, frozen=True, kw_only=True):
    """An override that opened a gate: officer, reason, and the day it ends."""

    gate: int
    officer: Key
    reason: Commitment
    expires: date
    recorded: Recorded


class Dissented(Part, frozen=True, kw_only=True):
    """A dissent note that travels with the release, in the objector's own words."""

    objection: Key
    person: Key
    section: str
    text: Commitment
    recorded: Recorded


class Declined(Part, frozen=True, kw_only=True):
    """A section's refusal to countersign, publish or translate."""

    section: Key
    refuses: tuple[str, ...]
    text: Commitment
    recorded: Recorded


class Asked(Part, frozen=True, kw_only=True):
    """A section whose part was due, and the rule that named it."""

    section: Key
    rule: str


class Clearance(Part, frozen=True, kw_only=True):
    """What a certificate says: the release, its gates, by which policy, and everyone who answered for it."""

    case: Key
    title: str
    output: Key
    version: Version
    language: str
    released_at: datetime
    released_by: Key
    section: Key
    origin: str
    clock: datetime | None = None
    """For a reconstruction or worked example: the moment at which everything was judged."""
    expedited: bool = False
    gates: tuple[Gate, ...]
    affected: tuple[Asked, ...]
    policy: Recorded | None
    draft: Recorded
    release: Recorded
    countersignatures: tuple[Countersigned, ...]
    overrides: tuple[Overridden, ...]
    dissents: tuple[Dissented, ...]
    declines: tuple[Declined, ...]
    people: tuple[Named, ...]
    personal_keys: tuple[Recorded, ...] = ()
    """What the logs say about the keys of persons whose acts stand here: added, revoked, ended with their section's."""
    section_keys: tuple[Recorded, ...] = ()
    """What the logs say about their own keys, where one of them has changed or revoked one: added, revoked."""
    keys: dict[str, str]
    """The signing key (C2SP vkey) of each log named here, by origin."""


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The in-toto Statement: which files, and what is said of them."""

    type_: str = msgspec.field(name="_type", default=STATEMENT_TYPE)
    subject: tuple[Subject, ...]
    predicate_type: str = msgspec.field(name="predicateType", default=PREDICATE_TYPE)
    predicate: Clearance


class Opening(Part, frozen=True, kw_only=True):
    """What a commitment was made to: SHA-256 over salt and text gives it."""

    salt: Salt
    text: str


class Signature(Part, frozen=True, kw_only=True):
    """A DSSE signature."""

    keyid: str
    sig: str


class Envelope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The certificate file: a DSSE envelope, and beside it the openings of commitments."""

    payload: str
    payload_type: str = msgspec.field(name="payloadType")
    signatures: tuple[Signature, ...]
    disclosures: dict[str, Opening] = {}
