"""Writing a certificate: everything a stranger needs to check a release, signed by the section that released it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

import msgspec
from securesystemslib.dsse import Envelope as SignedEnvelope
from securesystemslib.signer import CryptoSigner

from answerable.clearance.gates import affected_sections, overriding, travelling_dissents, valid_countersignatures
from answerable.clearance.gates.case import speaks_for
from answerable.evidence.entries import CaseOpened
from answerable.outputs.entries import VersionDrafted
from answerable.people.entries import Role
from answerable.people.models import keys_trusted_by
from answerable.people.signing import history_of
from answerable.people.standing import holds_role, policy_in_force, section_of, section_of_origin
from answerable.record.checkpoint import Checkpoint, open_checkpoint
from answerable.record.entry import Fact, canonical, decode
from answerable.record.errors import KeyMissing, UnknownKey
from answerable.record.keys import KeyRing
from answerable.record.log import inclusion, sign_log
from answerable.record.models import CheckpointRow, EntryRow
from answerable.record.note import Signer, Verifier, from_base64, to_base64
from answerable.record.proof import parse_proof
from answerable.releases.entries import OutputReleased
from answerable.releases.gates import Gate, ReleaseCase
from answerable.releases.statement import (
    PAYLOAD_TYPE,
    Asked,
    Clearance,
    Countersigned,
    Declined,
    Dissented,
    Envelope,
    Named,
    Overridden,
    Recorded,
    Statement,
    Subject,
)
from answerable.releases.verification import commitments, dsse_key, write_envelope
from answerable.vault.errors import Erased, Missing
from answerable.vault.store import salt_of, text_of

_Said = Countersigned | Overridden | Dissented | Declined


def certify(
    case: ReleaseCase,
    released: Fact[OutputReleased],
    *,
    current: Fact[VersionDrafted],
    gates: tuple[Gate, ...],
    keyring: KeyRing,
) -> bytes:
    """Return the certificate file of a release.

    Raises:
        KeyMissing, KeyLocked: the key of a section is needed here and is not at hand.
    """
    logs = _Logs(keyring, view=released.origin)
    statement = Statement(
        subject=tuple(Subject(name=file.name, digest={"sha256": file.sha256}) for file in released.body.renderings),
        predicate=_clearance(case, released, current=current, gates=gates, logs=logs),
    )
    return write_envelope(_signed(statement, keyring.signer(released.origin)))


class _Logs:
    """The logs a certificate rests on: each is signed once, and its key kept."""

    def __init__(self, keyring: KeyRing, *, view: str) -> None:
        self._keyring = keyring
        self._view = view
        self._notes: dict[str, tuple[str, int]] = {}
        self.keys: dict[str, str] = {}

    def recorded(self, fact: Fact[Any]) -> Recorded:
        """Return the entry of a fact with its proof of inclusion."""
        if fact.origin not in self._notes:
            note, checkpoint, vkey = self._signed(fact.origin, fact.index)
            self.keys[fact.origin] = vkey
            self._notes[fact.origin] = note, checkpoint.size
        note, size = self._notes[fact.origin]
        raw = EntryRow.objects.filter(origin=fact.origin, idx=fact.index).values_list("raw", flat=True).get()
        return Recorded(ref=fact.ref, entry=to_base64(bytes(raw)), proof=inclusion(fact.origin, fact.index, note, size))

    def _signed(self, origin: str, index: int) -> tuple[str, Checkpoint, str]:
        """Return a checkpoint made now, or, where the key is elsewhere, the newest one that covers `index`; its key."""
        try:
            signer = self._keyring.signer(origin)
        except KeyMissing:
            return self._signed_elsewhere(origin, index)
        note, verifier = sign_log(origin, signer), signer.verifier()
        return note, open_checkpoint(note, origin=origin, verifiers=[verifier]), verifier.vkey()

    def _signed_elsewhere(self, origin: str, index: int) -> tuple[str, Checkpoint, str]:
        trusted = keys_trusted_by(self._view)
        rows = CheckpointRow.objects.filter(origin=origin, size__gt=index).order_by("-size")
        for note, size in rows.values_list("note", "size"):
            for verifier in (*trusted(origin, size), *self._here(origin)):
                try:
                    return note, open_checkpoint(note, origin=origin, verifiers=[verifier]), verifier.vkey()
                except UnknownKey:
                    continue
        raise KeyMissing(
            f"{origin}: expected its key here, or a checkpoint of its section that covers entry {index}, found neither"
        )

    def _here(self, origin: str) -> list[Verifier]:
        """Return the public key of a log that lies in the ring without its private half."""
        return [each for each in self._keyring.verifiers() if each.name == origin]


def _clearance(
    case: ReleaseCase,
    released: Fact[OutputReleased],
    *,
    current: Fact[VersionDrafted],
    gates: tuple[Gate, ...],
    logs: _Logs,
) -> Clearance:
    opened: CaseOpened = case.clearance.outputs.findings.evidence.opened.body
    affected = tuple(Asked(section=each.section, rule=each.rule) for each in affected_sections(case.clearance))
    countersigned = tuple(_countersigned(case, fact, logs) for fact in valid_countersignatures(case.clearance))
    overrides = tuple(_overrides(case, gates, logs))
    dissents = tuple(_dissent(case, fact, logs) for fact in travelling_dissents(case.clearance))
    declines = tuple(_declines(case, current, logs))
    return Clearance(
        case=released.case,
        title=opened.title,
        **_named_version(current),
        released_at=released.at,
        released_by=released.actor,
        section=section_of(case.people, released.actor),
        origin=released.origin,
        clock=opened.clock,
        expedited=opened.expedited,
        gates=gates,
        affected=affected,
        policy=_policy(case, logs),
        draft=logs.recorded(current),
        release=logs.recorded(released),
        countersignatures=countersigned,
        overrides=overrides,
        dissents=dissents,
        declines=declines,
        people=_people(case, released, current, (*countersigned, *dissents), overrides),
        personal_keys=_personal_keys(case, released, [*countersigned, *overrides, *dissents, *declines], logs),
        section_keys=_section_keys(case, logs),
        keys=logs.keys,
    )


def _named_version(current: Fact[VersionDrafted]) -> dict[str, Any]:
    return {name: getattr(current.body, name) for name in ("output", "version", "language")}


def _policy(case: ReleaseCase, logs: _Logs) -> Recorded | None:
    policy = policy_in_force(case.people, at=case.at)
    return logs.recorded(policy) if policy else None


def _countersigned(case: ReleaseCase, fact: Fact[Any], logs: _Logs) -> Countersigned:
    held = [r for r in get_args(Role) if holds_role(case.people, fact.actor, r, case=fact.case, at=fact.at)]
    return Countersigned(
        section=fact.body.section, person=fact.actor, roles=tuple(held), at=fact.at, recorded=logs.recorded(fact)
    )


def _overrides(case: ReleaseCase, gates: tuple[Gate, ...], logs: _Logs) -> Iterable[Overridden]:
    for gate in gates:
        fact = overriding(case.clearance, gate.number, case.at) if gate.state == "overridden" else None
        if fact is not None:
            yield Overridden(
                gate=gate.number,
                officer=fact.actor,
                reason=fact.body.reason,
                expires=fact.body.expires,
                recorded=logs.recorded(fact),
            )


def _dissent(case: ReleaseCase, fact: Fact[Any], logs: _Logs) -> Dissented:
    return Dissented(
        objection=fact.body.objection,
        person=fact.actor,
        section=section_of_origin(case.people, fact.origin),
        text=fact.body.text,
        recorded=logs.recorded(fact),
    )


def _declines(case: ReleaseCase, current: Fact[VersionDrafted], logs: _Logs) -> Iterable[Declined]:
    for fact in case.clearance.declines:
        if fact.body.draft_ref == current.ref and speaks_for(case.clearance, fact, fact.body.section):
            yield Declined(
                section=fact.body.section,
                refuses=fact.body.refuses,
                text=fact.body.text,
                recorded=logs.recorded(fact),
            )


def _personal_keys(
    case: ReleaseCase,
    released: Fact[OutputReleased],
    acts: Iterable[_Said],
    logs: _Logs,
) -> tuple[Recorded, ...]:
    """Return what the logs said about the keys of everybody whose act stands in the certificate, before they did it."""
    last: dict[tuple[str, str], int] = {(released.actor, released.origin): released.index}
    for each in acts:
        entry, place = decode(from_base64(each.recorded.entry, where="entry")), parse_proof(each.recorded.proof).index
        who = (entry.actor, entry.origin)
        last[who] = max(place, last.get(who, -1))
    told = {
        fact.ref: fact
        for (person, origin), place in sorted(last.items())
        for fact in history_of(case.people, person)
        if fact.origin == origin and fact.index < place
    }
    return tuple(logs.recorded(fact) for fact in told.values())


def _section_keys(case: ReleaseCase, logs: _Logs) -> tuple[Recorded, ...]:
    """Return what each log in the certificate says about its own keys, where it ever changed or revoked one."""
    told: dict[str, list[Fact[Any]]] = {}
    about: list[Fact[Any]] = [*case.people.keys, *case.people.key_revocations]
    for fact in about:
        if fact.origin in logs.keys and section_of_origin(case.people, fact.origin) == fact.body.section:
            told.setdefault(fact.origin, []).append(fact)
    changed = (sorted(facts, key=lambda fact: fact.index) for _, facts in sorted(told.items()) if len(facts) > 1)
    return tuple(logs.recorded(fact) for facts in changed for fact in facts)


def _people(
    case: ReleaseCase,
    released: Fact[OutputReleased],
    current: Fact[VersionDrafted],
    signed: tuple[Countersigned | Dissented, ...],
    overrides: tuple[Overridden, ...],
) -> tuple[Named, ...]:
    """Return everyone the certificate speaks of: who released, wrote, signed, dissented or overrode."""
    officers = {override.officer for override in overrides}
    handles = {released.actor, *current.body.authors, *(each.person for each in signed)} | officers
    return tuple(_named(case, person) for person in sorted(handles))


def _named(case: ReleaseCase, person: str) -> Named:
    names = [fact.body.name for fact in case.people.persons if fact.body.person == person]
    return Named(person=person, section=section_of(case.people, person), name=names[-1] if names else "")


def _signed(statement: Statement, signer: Signer) -> Envelope:
    """Return the statement in its envelope, signed, with every opening that is still at hand."""
    key = dsse_key(signer.verifier())
    envelope = SignedEnvelope(canonical(msgspec.to_builtins(statement)), PAYLOAD_TYPE, {})
    envelope.sign(CryptoSigner(signer.private_key, key))
    written = {**envelope.to_dict(), "disclosures": _openings(commitments(statement))}
    return msgspec.convert(written, type=Envelope)


def _openings(all_commitments: Iterable[str]) -> dict[str, dict[str, str]]:
    openings = {}
    for commitment in all_commitments:
        try:
            openings[commitment] = {"salt": salt_of(commitment).hex(), "text": text_of(commitment)}
        except (Erased, Missing):
            continue  # what was erased, or lies with another section, stays closed; that it was there is shown
    return openings
