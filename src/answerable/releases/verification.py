"""Checking a certificate offline, with nothing but its file, the released files and, better, keys known beforehand.

What is checked, in order; each failure has its own error and exit status:
  1. the file has the one permitted form;            2. the releasing section's key signed it, and is a key we trust;
  3. every file given is one that was released;      4. the entries inside are in the signed logs, at their places;
  5. release, draft, policy and statement agree;     6. no gate stood closed;
  7. every countersignature the policy asks for is there, over these exact words, by a key that its section had then
     (see `section_keys`);
  8. every act that carries a person's own signature was signed by a key that the log says they had (see `persons`);
  9. every opening fits its commitment;
  10. where a root was given, no entry stands beyond what it counts of the log of a section that left.
A section speaks in its own log alone: the last part of the log's origin is its key (see `people.standing`).
What the releasing section could leave out, and nobody can see from here, docs/explanation/certificate.md names.
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
from answerable.record.entry import canonical, moment
from answerable.record.errors import RecordError, WrongSignature
from answerable.record.note import Verifier, from_base64, parse_vkey, to_base64
from answerable.record.proof import parse_proof
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
from answerable.releases.gates.board import ALWAYS_BLOCKS, GATE_NAMES
from answerable.releases.persons import check_persons
from answerable.releases.proved import Proved, read_recorded, speaks_for
from answerable.releases.section_keys import Told, check_limits, key_when, told_of_keys
from answerable.releases.statement import (
    PAYLOAD_TYPE,
    PREDICATE_TYPE,
    STATEMENT_TYPE,
    Clearance,
    Countersigned,
    Envelope,
    Statement,
)

COUNTERSIGNATURE = 23
"""Number of the gate whose override lets countersignatures be missing."""

WITHDRAWS = frozenset({"countersign", "publish"})
"""Refusals after which a section's earlier countersignature on the same draft no longer counts."""

MAX_CERTIFICATE_BYTES = 32 * 1024 * 1024
"""Largest certificate read; chosen by hand: three hundred of the largest entries. It bounds time and memory."""


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
    signed: tuple[str, ...] = ()
    """The acts that carry a person's own signature, in words; each was checked."""
    unsigned: tuple[str, ...] = ()
    """The acts that carry none: nothing but the section's log says who did them."""


def verify(
    raw: bytes,
    *,
    digests: Mapping[str, str],
    trusted: Sequence[Verifier] = (),
    limits: Mapping[str, int] | None = None,
) -> Verified:
    """Return what a certificate proves.

    Args:
        raw: The bytes of the certificate file.
        digests: SHA-256 in hex of the files to check, by file name.
        trusted: Keys known beforehand; with none, those in the certificate are taken and `trusted` is False.
        limits: How many entries of a log count, by origin, where a root says so; all of the others.

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
    told = told_of_keys(statement.predicate, keys)
    _check_countersignatures(statement.predicate, keys, told)
    signed = check_persons(statement.predicate, keys)
    _check_one_past(statement.predicate)
    check_limits(statement.predicate, limits or {})
    opened = _check_openings(envelope, commitments(statement))
    return Verified(
        statement=statement,
        files=files,
        trusted=bool(trusted),
        opened=opened,
        withheld=len(commitments(statement) - set(opened)),
        signed=signed.signed,
        unsigned=signed.unsigned,
    )


def read_envelope(raw: bytes) -> Envelope:
    """Return the envelope in a certificate file.

    Raises:
        Unreadable: it is none, or it is spelled in another way than the one permitted.
    """
    if len(raw) > MAX_CERTIFICATE_BYTES:
        raise Unreadable(f"expected a certificate of at most {MAX_CERTIFICATE_BYTES} bytes, found more")
    try:
        envelope = msgspec.json.decode(raw, type=Envelope)
        same = write_envelope(envelope) == raw
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise Unreadable(f"expected a certificate (a DSSE envelope in JSON), found something else: {error}") from error
    if not same:
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
    except (RecordError, msgspec.MsgspecError, ValueError, RecursionError) as error:
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


def without_opening(raw: bytes, commitment: str) -> bytes:
    """Return a certificate file in which what `commitment` stands for is withheld; it verifies as before."""
    envelope = read_envelope(raw)
    kept = {each: opening for each, opening in envelope.disclosures.items() if each != commitment}
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
    released = read_recorded(said.release, OutputReleased, keys)
    drafted = read_recorded(said.draft, VersionDrafted, keys)
    _check_act(said, released)
    _check_draft(said, released, drafted)
    renderings = [(rendering.name, {"sha256": rendering.sha256}) for rendering in released.body.renderings]
    if renderings != [(subject.name, subject.digest) for subject in statement.subject]:
        raise Inconsistent("the files of the certificate are not those that the log says were released")
    if not renderings or len({name for name, _ in renderings}) != len(renderings):
        raise Inconsistent("expected files with a name each, found none, or one name for two")
    if [(outcome.gate, outcome.state) for outcome in released.body.outcomes] != [
        (g.number, g.state) for g in said.gates
    ]:
        raise Inconsistent("the gates of the certificate are not those that the log says stood open")


def _check_act(said: Clearance, released: Proved) -> None:
    """Check that who released what, when and by which policy is what the releasing section's own log says."""
    entry, body = released.entry, released.body
    _same(
        "release",
        (entry.origin, entry.case, entry.actor, entry.at, body.output, body.version, body.draft_ref),
        (said.origin, said.case, said.released_by, said.released_at, said.output, said.version, said.draft.ref),
    )
    if not speaks_for(said.section, entry):
        raise Inconsistent(f"the release is shown as one by {said.section}, and stands in the log {entry.origin}")
    if said.policy is None or said.policy.ref != entry.policy:
        raise Inconsistent("the policy in the certificate is not the one that the log says the release was judged by")


def _check_draft(said: Clearance, released: Proved, drafted: Proved) -> None:
    _check_before(released, drafted, "draft")
    _same(
        "draft",
        (drafted.entry.case, drafted.body.output, drafted.body.version, drafted.body.language),
        (said.case, said.output, said.version, said.language),
    )
    acting = {said.released_by, *(c.person for c in said.countersignatures), *(o.officer for o in said.overrides)}
    if closing := acting & set(drafted.body.authors):
        raise Inconsistent(f"authors close none of their own gates, and {', '.join(sorted(closing))} wrote the draft")


def _check_before(released: Proved, rests_on: Proved, what: str) -> None:
    """Check that an entry stood in its log when the gates were asked: the release keeps the size of every log."""
    entry = rests_on.entry
    if rests_on.place >= released.entry.seen.get(entry.origin, 0):
        raise Inconsistent(f"the {what} in {entry.origin} at {rests_on.place} came after the release that rests on it")


def _check_one_past(said: Clearance) -> None:
    """Check that all proofs from one log end in one checkpoint; two could belong to two pasts."""
    voices = [
        *(each.recorded for each in said.countersignatures),
        *(each.recorded for each in said.overrides),
        *(each.recorded for each in said.dissents),
        *(each.recorded for each in said.declines),
    ]
    ends: dict[str, str] = {}
    for recorded in filter(
        None, (said.policy, said.draft, said.release, *voices, *said.personal_keys, *said.section_keys)
    ):
        checkpoint = parse_proof(recorded.proof).checkpoint
        origin = checkpoint.partition("\n")[0]
        if ends.setdefault(origin, checkpoint) != checkpoint:
            raise NotInLog(f"expected one checkpoint of {origin}, found two: they could belong to two pasts")


def _check_gates(said: Clearance) -> None:
    if [(gate.number, gate.name) for gate in said.gates] != list(GATE_NAMES.items()):
        raise Inconsistent(f"expected the gates 1 to {max(GATE_NAMES)} by their names, each once, found others")
    closed = [
        f"{gate.number} {gate.name}"
        for gate in said.gates
        if gate.state == "closed" or (gate.number in ALWAYS_BLOCKS and gate.state != "open")
    ]
    if closed:
        raise Inconsistent(f"released although gates stood closed: {', '.join(closed)}")
    overridden = [gate.number for gate in said.gates if gate.state == "overridden"]
    if sorted(override.gate for override in said.overrides) != overridden:
        raise Inconsistent(f"gates {overridden} are called overridden, and not exactly those who did it are named")


def _check_voices(said: Clearance, keys: Mapping[str, Verifier]) -> None:
    """Check that overrides, dissents and refusals are shown as they stand in the logs of those who said them."""
    released = read_recorded(said.release, OutputReleased, keys)
    for override in said.overrides:
        proved = read_recorded(override.recorded, GateOverridden, keys)
        entry, body = proved.entry, proved.body
        _check_before(released, proved, "override")
        _same(
            "override",
            (entry.case, body.gate, entry.actor, body.reason, body.expires, body.draft_ref),
            (said.case, override.gate, override.officer, override.reason, override.expires, said.draft.ref),
        )
        if moment(said.released_at) >= moment(body.expires):
            raise Inconsistent(f"the override of gate {body.gate} ended on {body.expires}, before the release")
    for dissent in said.dissents:
        entry, body, _ = read_recorded(dissent.recorded, DissentNoted, keys)
        shown = (said.case, dissent.objection, dissent.person, dissent.text)
        _same("dissent", (entry.case, body.objection, entry.actor, body.text), shown)
        if dissent.section and not speaks_for(dissent.section, entry):
            raise Inconsistent(f"the dissent shown as one by {dissent.section} stands in the log {entry.origin}")
    for decline in said.declines:
        entry, body, _ = read_recorded(decline.recorded, DraftDeclined, keys)
        _same(
            "refusal",
            (entry.case, body.section, body.refuses, body.text, body.draft_ref),
            (said.case, decline.section, decline.refuses, decline.text, said.draft.ref),
        )
        if not speaks_for(decline.section, entry):
            raise Inconsistent(f"the refusal shown as one by {decline.section} stands in the log {entry.origin}")
        signed = [each.at for each in said.countersignatures if each.section == decline.section]
        if WITHDRAWS & set(body.refuses) and any(at <= entry.at for at in signed):
            raise BadCountersignature(f"section {decline.section} took its countersignature back by a refusal")


def _same(what: str, logged: tuple[Any, ...], shown: tuple[Any, ...]) -> None:
    if logged != shown:
        raise Inconsistent(f"the {what} shown is not the one in the log")


def _check_countersignatures(said: Clearance, keys: Mapping[str, Verifier], told: Told) -> None:
    released = read_recorded(said.release, OutputReleased, keys)
    for each in said.countersignatures:
        _check_countersignature(each, said, keys, released, told)
    assert said.policy is not None  # noqa: S101 - `_check_act` refuses a release without one
    policy = read_recorded(said.policy, PolicyAdopted, keys)
    _check_before(released, policy, "policy")
    if any(gate.number == COUNTERSIGNATURE and gate.state == "overridden" for gate in said.gates):
        return
    try:
        missing = unmet(
            policy.body.quorum,
            sections=frozenset(each.section for each in said.countersignatures),
            roles=frozenset(role for each in said.countersignatures for role in each.roles),
            affected=frozenset(each.section for each in said.affected),
        )
    except RecursionError as error:
        raise Inconsistent("the quorum of the policy is nested too deeply to be read") from error
    if missing or not said.countersignatures:
        missing = missing or ["at least one section"]
        raise MissingCountersignature(f"missing countersignature: {'; '.join(missing)}")


def _check_countersignature(
    each: Countersigned, said: Clearance, keys: Mapping[str, Verifier], released: Proved, told: Told
) -> None:
    proved = read_recorded(each.recorded, DraftCountersigned, keys)
    entry, body = proved.entry, proved.body
    if (body.section, entry.actor, entry.at) != (each.section, each.person, each.at):
        raise BadCountersignature(f"the countersignature shown for {each.section} is that of {body.section}")
    if not speaks_for(each.section, entry):
        raise BadCountersignature(f"the countersignature shown for {each.section} stands in the log {entry.origin}")
    if (entry.case, body.output, body.version, body.draft_ref) != (
        said.case,
        said.output,
        said.version,
        said.draft.ref,
    ):
        raise BadCountersignature(f"section {each.section} countersigned other words than those released")
    verifier = key_when(told, keys, entry, body.vkey, proved.place)
    if verifier is None:
        raise BadCountersignature(f"section {each.section} countersigned with another key than that of its log")
    _check_before(released, proved, "countersignature")
    message = countersignature_message(
        origin_of_section=entry.origin, output=body.output, version=body.version, draft_ref=body.draft_ref
    )
    try:
        verifier.verify_bytes(message, from_base64(body.signature, where="countersignature"))
    except (WrongSignature, RecordError) as error:
        raise BadCountersignature(f"the countersignature of {each.section} does not fit these words") from error


def _check_openings(envelope: Envelope, spoken_of: set[str]) -> dict[str, str]:
    opened = {}
    for commitment, opening in envelope.disclosures.items():
        if commitment not in spoken_of:
            raise BadOpening(f"a text stands beside the certificate of which it does not speak: {opening.text[:60]!r}")
        digest = hashlib.sha256(bytes.fromhex(opening.salt) + opening.text.encode()).hexdigest()
        if commitment != f"sha256:{digest}":
            raise BadOpening(f"a name or text was changed: {opening.text[:60]!r} is not what was committed to")
        opened[commitment] = opening.text
    return opened
