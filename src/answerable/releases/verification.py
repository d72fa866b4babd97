"""Checking a certificate offline, with nothing but its file, the released files and, better, keys known beforehand.

What is checked, in order; each failure has its own error and exit status:
  1. the file has the one permitted form;            2. the releasing section's key signed it, and is a key we trust;
  3. every file given is one that was released;      4. the entries inside are in the signed logs, at their places;
  5. release, draft and statement agree;             6. no gate stood closed;
  7. every countersignature the policy asks for is there, over these exact words, by that section's key;
  8. every opening fits its commitment.
No Django, no network, no clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from securesystemslib.dsse import Envelope as SignedEnvelope
from securesystemslib.exceptions import VerificationError
from securesystemslib.signer import SSlibKey

from answerable.clearance.entries import DissentNoted, DraftCountersigned, DraftDeclined, GateOverridden
from answerable.clearance.gates.message import countersignature_message
from answerable.outputs.entries import VersionDrafted
from answerable.people.entries import PolicyAdopted
from answerable.people.quorum import unmet
from answerable.record.entry import Entry, Said, canonical, decode, read_body
from answerable.record.errors import RecordError, WrongSignature
from answerable.record.merkle import leaf_hash
from answerable.record.note import Verifier, from_base64, parse_vkey, to_base64
from answerable.record.proof import verify_proof
from answerable.releases.entries import OutputReleased
from answerable.releases.errors import (
    BadCountersignature,
    BadOpening,
    BadSignature,
    Inconsistent,
    MissingCountersignature,
    NotInLog,
    Unreadable,
    UntrustedKey,
    WrongFile,
)
from answerable.releases.statement import (
    PAYLOAD_TYPE,
    PREDICATE_TYPE,
    STATEMENT_TYPE,
    Clearance,
    Countersigned,
    Envelope,
    Recorded,
    Statement,
)

COUNTERSIGNATURE = 23
"""Number of the gate whose override lets countersignatures be missing."""


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What was found to be so."""

    statement: Statement
    files: tuple[str, ...]
    """Names of the files that were checked."""
    trusted: bool
    """Whether every key was known beforehand; if not, compare them with what the sections publish."""
    opened: dict[str, str]
    """Texts that were opened, by commitment."""
    withheld: int
    """How many names and texts are there, unchanged, and not shown."""


def verify(raw: bytes, *, digests: Mapping[str, str], trusted: Sequence[Verifier] = ()) -> Verified:
    """Return what a certificate proves.

    Args:
        raw: The bytes of the certificate file.
        digests: SHA-256 in hex of the files to check, by file name.
        trusted: Keys known beforehand; with none, those in the certificate are taken and `trusted` is False.

    Raises:
        CertificateError: one leaf of it for each way in which a certificate can fail.
    """
    envelope = read_envelope(raw)
    statement = read_statement(envelope)
    keys = _keys(statement.predicate, trusted)
    _check_signature(envelope, keys, statement.predicate.origin)
    files = _check_files(statement, digests)
    _check_release(statement, keys)
    _check_gates(statement.predicate)
    _check_voices(statement.predicate, keys)
    _check_countersignatures(statement.predicate, keys)
    opened = _check_openings(envelope)
    return Verified(
        statement=statement,
        files=files,
        trusted=bool(trusted),
        opened=opened,
        withheld=len(commitments(statement) - set(opened)),
    )


def read_envelope(raw: bytes) -> Envelope:
    """Return the envelope in a certificate file.

    Raises:
        Unreadable: it is none, or it is spelled in another way than the one permitted.
    """
    try:
        envelope = msgspec.json.decode(raw, type=Envelope)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"expected a certificate (a DSSE envelope in JSON), found something else: {error}") from error
    if write_envelope(envelope) != raw:
        raise Unreadable("expected canonical JSON and one newline, found another spelling: the file was changed")
    if envelope.payload_type != PAYLOAD_TYPE:
        raise Unreadable(f"expected the payload type {PAYLOAD_TYPE}, found {envelope.payload_type[:80]!r}")
    return envelope


def write_envelope(envelope: Envelope) -> bytes:
    """Return the bytes of a certificate file."""
    return canonical(envelope) + b"\n"


def read_statement(envelope: Envelope) -> Statement:
    """Return the statement inside an envelope, its signature not yet checked.

    Raises:
        Unreadable: the payload is no statement of ours in canonical JSON.
    """
    try:
        payload = from_base64(envelope.payload, where="certificate payload")
        statement = msgspec.json.decode(payload, type=Statement)
        same = canonical(msgspec.json.decode(payload)) == payload
    except (RecordError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Unreadable(f"expected an in-toto Statement in the payload, found something else: {error}") from error
    if not same or (statement.type_, statement.predicate_type) != (STATEMENT_TYPE, PREDICATE_TYPE):
        raise Unreadable(f"expected a canonical Statement of type {PREDICATE_TYPE}, found {statement.predicate_type!r}")
    return statement


def public_view(raw: bytes) -> bytes:
    """Return a certificate file with the names of persons withheld; it verifies as before."""
    envelope = read_envelope(raw)
    names = {person.name for person in read_statement(envelope).predicate.people}
    kept = {commitment: opening for commitment, opening in envelope.disclosures.items() if commitment not in names}
    return write_envelope(msgspec.structs.replace(envelope, disclosures=kept))


def commitments(statement: Statement) -> set[str]:
    """Return the commitments to names and texts that a certificate speaks of."""
    said = statement.predicate
    names = {person.name for person in said.people if person.name}
    reasons = {override.reason for override in said.overrides}
    refusals = {decline.text for decline in said.declines}
    return names | reasons | refusals | {dissent.text for dissent in said.dissents}


def _keys(said: Clearance, trusted: Sequence[Verifier]) -> dict[str, Verifier]:
    """Return the key of each log, by origin; each is one that is trusted, when any is."""
    try:
        keys = {origin: parse_vkey(vkey) for origin, vkey in said.keys.items()}
    except RecordError as error:
        raise Unreadable(f"expected the keys of the logs, found {error}") from error
    known = {verifier.vkey() for verifier in trusted}
    for origin, verifier in keys.items():
        if verifier.name != origin:
            raise UntrustedKey(f"expected a key named {origin}, found one named {verifier.name}")
        if trusted and verifier.vkey() not in known:
            raise UntrustedKey(
                f"the key that the certificate gives for {origin} is not one we trust: {verifier.vkey()}"
            )
    return keys


def dsse_key(verifier: Verifier) -> SSlibKey:
    """Return a section's key as securesystemslib takes it."""
    return SSlibKey.from_crypto(verifier.public_key)


def _check_signature(envelope: Envelope, keys: Mapping[str, Verifier], origin: str) -> None:
    if origin not in keys:
        raise BadSignature(f"expected the key of {origin} in the certificate, found none")
    key = dsse_key(keys[origin])
    if [signature.keyid for signature in envelope.signatures] != [key.keyid]:
        raise BadSignature(f"expected one signature, by the key of {origin} ({key.keyid[:12]}…), found another")
    try:
        signed = {name: value for name, value in msgspec.to_builtins(envelope).items() if name != "disclosures"}
        SignedEnvelope.from_dict(signed).verify([key], 1)
        spelled = to_base64(from_base64(envelope.signatures[0].sig, where="signature"))
    except (VerificationError, RecordError, ValueError) as error:
        raise BadSignature(f"the signature by {origin} does not fit: the certificate was changed") from error
    if spelled != envelope.signatures[0].sig:
        raise Unreadable("expected a signature in plain base64, found another spelling")


def _check_files(statement: Statement, digests: Mapping[str, str]) -> tuple[str, ...]:
    released = {subject.name: subject.digest.get("sha256", "") for subject in statement.subject}
    for name, digest in digests.items():
        if name in released and released[name] != digest:
            raise WrongFile(f"{name} was changed: expected SHA-256 {released[name]}, found {digest}")
        if digest not in released.values():
            raise WrongFile(f"{name} is not a file of this release: it holds {', '.join(sorted(released))}")
    return tuple(name for name, digest in released.items() if digest in digests.values())


def _check_release(statement: Statement, keys: Mapping[str, Verifier]) -> None:
    said = statement.predicate
    released = _read(said.release, OutputReleased, keys)[1]
    drafted = _read(said.draft, VersionDrafted, keys)[1]
    renderings = {rendering.name: rendering.sha256 for rendering in released.renderings}
    if renderings != {subject.name: subject.digest.get("sha256", "") for subject in statement.subject}:
        raise Inconsistent("the files of the certificate are not those that the log says were released")
    if released.draft_ref != said.draft.ref or (drafted.output, drafted.version) != (said.output, said.version):
        raise Inconsistent("the draft in the certificate is not the one that the log says was released")
    if {outcome.gate: outcome.state for outcome in released.outcomes} != {g.number: g.state for g in said.gates}:
        raise Inconsistent("the gates of the certificate are not those that the log says stood open")


def _read(recorded: Recorded, kind: type[Said], keys: Mapping[str, Verifier]) -> tuple[Entry, Any]:
    """Return an entry and what it says, after proving that its section's signed log holds it."""
    try:
        raw = from_base64(recorded.entry, where="entry")
        entry = decode(raw)
        if leaf_hash(raw).hex() != recorded.ref:
            raise NotInLog(f"entry {recorded.ref[:12]}…: its bytes are others than its name says")
        if entry.origin not in keys:
            raise NotInLog(f"entry {recorded.ref[:12]}…: no key given for its log {entry.origin}")
        verify_proof(recorded.proof, leaf=leaf_hash(raw), verifiers=[keys[entry.origin]], origin=entry.origin)
        if entry.kind != kind.kind:
            raise Inconsistent(f"entry {recorded.ref[:12]}…: expected {kind.kind}, found {entry.kind}")
        return entry, read_body(entry, kind)
    except RecordError as error:
        raise NotInLog(f"entry {recorded.ref[:12]}… is not proved to be in its log: {error}") from error


def _check_gates(said: Clearance) -> None:
    closed = [f"{gate.number} {gate.name}" for gate in said.gates if gate.state == "closed"]
    if closed:
        raise Inconsistent(f"released although gates stood closed: {', '.join(closed)}")
    overridden = {gate.number for gate in said.gates if gate.state == "overridden"}
    missing = overridden - {override.gate for override in said.overrides}
    if missing:
        raise Inconsistent(f"gates {sorted(missing)} are called overridden, and nobody is named who did it")


def _check_voices(said: Clearance, keys: Mapping[str, Verifier]) -> None:
    """Check that overrides, dissents and refusals are shown as they stand in the logs of those who said them."""
    for override in said.overrides:
        entry, body = _read(override.recorded, GateOverridden, keys)
        _same(
            "override",
            (body.gate, entry.actor, body.reason, body.expires, body.draft_ref),
            (override.gate, override.officer, override.reason, override.expires, said.draft.ref),
        )
    for dissent in said.dissents:
        entry, body = _read(dissent.recorded, DissentNoted, keys)
        shown = (dissent.objection, dissent.person, dissent.text)
        _same("dissent", (body.objection, entry.actor, body.text), shown)
    for decline in said.declines:
        body = _read(decline.recorded, DraftDeclined, keys)[1]
        _same(
            "refusal",
            (body.section, body.refuses, body.text, body.draft_ref),
            (decline.section, decline.refuses, decline.text, said.draft.ref),
        )


def _same(what: str, logged: tuple[Any, ...], shown: tuple[Any, ...]) -> None:
    if logged != shown:
        raise Inconsistent(f"the {what} shown is not the one in the log")


def _check_countersignatures(said: Clearance, keys: Mapping[str, Verifier]) -> None:
    for each in said.countersignatures:
        _check_countersignature(each, said, keys)
    if said.policy is None or any(
        gate.number == COUNTERSIGNATURE and gate.state == "overridden" for gate in said.gates
    ):
        return
    policy: PolicyAdopted = _read(said.policy, PolicyAdopted, keys)[1]
    missing = unmet(
        policy.quorum,
        sections=frozenset(each.section for each in said.countersignatures),
        roles=frozenset(role for each in said.countersignatures for role in each.roles),
        affected=frozenset(each.section for each in said.affected),
    )
    if missing or not said.countersignatures:
        missing = missing or ["at least one section"]
        raise MissingCountersignature(f"missing countersignature: {'; '.join(missing)}")


def _check_countersignature(each: Countersigned, said: Clearance, keys: Mapping[str, Verifier]) -> None:
    entry, body = _read(each.recorded, DraftCountersigned, keys)
    if (body.section, entry.actor) != (each.section, each.person):
        raise BadCountersignature(f"the countersignature shown for {each.section} is that of {body.section}")
    if body.draft_ref != said.draft.ref:
        raise BadCountersignature(f"section {each.section} countersigned other words than those released")
    if body.vkey != keys[entry.origin].vkey():
        raise BadCountersignature(f"section {each.section} countersigned with another key than that of its log")
    message = countersignature_message(
        origin_of_section=entry.origin, output=body.output, version=body.version, draft_ref=body.draft_ref
    )
    try:
        keys[entry.origin].verify_bytes(message, from_base64(body.signature, where="countersignature"))
    except (WrongSignature, RecordError) as error:
        raise BadCountersignature(f"the countersignature of {each.section} does not fit these words") from error


def _check_openings(envelope: Envelope) -> dict[str, str]:
    opened = {}
    for commitment, opening in envelope.disclosures.items():
        digest = hashlib.sha256(bytes.fromhex(opening.salt) + opening.text.encode()).hexdigest()
        if commitment != f"sha256:{digest}":
            raise BadOpening(f"a name or text was changed: {opening.text[:60]!r} is not what was committed to")
        opened[commitment] = opening.text
    return opened
