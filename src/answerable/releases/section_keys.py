"""Which keys of sections count in a certificate: what each log says about its own, and what a root says of them all.

Rules:
  - A certificate gives one key for each log, which signed the checkpoint that its proofs end in. Where the log revoked
    that very key, as an entry inside says, the checkpoint covers its own key's revocation, and counts for nothing.
  - A countersignature by an earlier key of the same log keeps its meaning: an entry inside has to show that the log had
    added that key before it, and none that it had revoked it.
  - Whoever checks with a root takes of the log of a section that left as many entries as the root says.
  - That a revocation was left out cannot be seen from here; who has the log, or a newer root, can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from answerable.people.entries import KeyAdded, KeyRevoked
from answerable.people.vkeys import verifier_of
from answerable.record.entry import Entry, decode
from answerable.record.errors import RecordError
from answerable.record.note import Verifier, from_base64
from answerable.record.proof import parse_proof
from answerable.releases.errors import Inconsistent, NotInLog, UntrustedKey
from answerable.releases.proved import Proved, read_recorded, speaks_for
from answerable.releases.statement import Clearance, Recorded

Keys = Mapping[str, Verifier]
Told = Mapping[str, list[Proved]]
"""What each log says about its own keys, by origin."""


def told_of_keys(said: Clearance, keys: Keys) -> Told:
    """Return what the entries inside say about the keys of their own logs, after proving each.

    Raises:
        NotInLog, Inconsistent: an entry is not in its log, or says something else.
        UntrustedKey: a log revoked the key with which the certificate has it sign.
    """
    told: dict[str, list[Proved]] = {}
    for recorded in said.section_keys:
        proved = _read(recorded, keys)
        if not speaks_for(proved.body.section, proved.entry):
            raise Inconsistent(f"a key of {proved.body.section} is told of in the log {proved.entry.origin}")
        told.setdefault(proved.entry.origin, []).append(proved)
    for origin, proofs in told.items():
        for proved in proofs:
            if isinstance(proved.body, KeyRevoked) and proved.body.vkey == keys[origin].vkey():
                raise UntrustedKey(f"the key given for {origin} was revoked in entry {proved.place} of its own log")
    return told


def key_when(told: Told, keys: Keys, entry: Entry, vkey: str, place: int) -> Verifier | None:
    """Return the key that a section named when it signed in entry `place`, or None where it was not its own then."""
    if vkey == keys[entry.origin].vkey():
        return keys[entry.origin]
    before = [each.body for each in told.get(entry.origin, []) if each.place < place and each.body.vkey == vkey]
    added = any(isinstance(body, KeyAdded) for body in before)
    if not added or any(isinstance(body, KeyRevoked) for body in before):
        return None
    try:
        return verifier_of(vkey, name=entry.origin)
    except RecordError:
        return None


def check_limits(said: Clearance, limits: Mapping[str, int]) -> None:
    """Return only if no entry inside, each proved before, stands beyond what counts of its log.

    Raises:
        UntrustedKey: one does.
    """
    for recorded in _every(said) if limits else ():
        origin, place = decode(from_base64(recorded.entry, where="entry")).origin, parse_proof(recorded.proof).index
        most = limits.get(origin, place + 1)
        if place >= most:
            raise UntrustedKey(f"the root counts {most} entries of {origin}, and entry {place} is shown")


def _every(said: Clearance) -> Iterator[Recorded]:
    yield said.release
    yield said.draft
    if said.policy is not None:
        yield said.policy
    yield from (each.recorded for each in said.countersignatures)
    yield from (each.recorded for each in said.overrides)
    yield from (each.recorded for each in said.dissents)
    yield from (each.recorded for each in said.declines)
    yield from said.personal_keys
    yield from said.section_keys


def _read(recorded: Recorded, keys: Keys) -> Proved:
    kinds = {said.kind: said for said in (KeyAdded, KeyRevoked)}
    kind = _kind(recorded)
    if kind not in kinds:
        raise Inconsistent(f"entry {recorded.ref[:12]}…: expected one about the key of a section, found {kind}")
    return read_recorded(recorded, kinds[kind], keys)


def _kind(recorded: Recorded) -> str:
    try:
        return decode(from_base64(recorded.entry, where="entry about a key")).kind
    except RecordError as error:
        raise NotInLog(f"entry {recorded.ref[:12]}… cannot be read: {error}") from error
