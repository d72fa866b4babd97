"""Whether the acts in a certificate carry the signatures of the persons who are said to have done them.

Each act is judged by the keys that its own log gave the person before it: those added, without those revoked, or ended
with their section's captured key (see `people.signing`). That a revocation was left out of the certificate cannot be
seen from here; who has the log can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from answerable.clearance.entries import DissentNoted, DraftCountersigned, DraftDeclined, GateOverridden
from answerable.people.entries import KeyRevoked, PersonKeyAdded, PersonKeyRevoked, PolicyAdopted
from answerable.people.signing import flaws_by, keys_after
from answerable.record.entry import Fact, Said, came_before, decode
from answerable.record.errors import RecordError
from answerable.record.note import Verifier, from_base64
from answerable.releases.entries import OutputReleased
from answerable.releases.errors import BadPersonalSignature, Inconsistent, NotInLog
from answerable.releases.proved import as_fact, read_recorded
from answerable.releases.statement import Clearance, Recorded

_OF_KEYS: Mapping[str, type[Said]] = {said.kind: said for said in (PersonKeyAdded, PersonKeyRevoked, KeyRevoked)}
"""What a log says about the keys of persons, by kind."""

Keys = Mapping[str, Verifier]


class Signatures(msgspec.Struct, frozen=True):
    """The acts that carry a personal signature, and those that carry none, in words."""

    signed: tuple[str, ...]
    unsigned: tuple[str, ...]


def check_persons(said: Clearance, keys: Keys) -> Signatures:
    """Return which acts carry the signature of their person, after checking each.

    Raises:
        BadPersonalSignature: one does not fit, is by a key that did not count, or is missing where it was due.
        NotInLog, Inconsistent: what is said about keys is not in the logs.
    """
    told = sorted((_told(each, keys) for each in said.personal_keys), key=lambda fact: (fact.origin, fact.index))
    required = _required(said, keys)
    signed: list[str] = []
    unsigned: list[str] = []
    for name, fact, policy in _acts(said, keys):
        about = [each for each in told if _concerns(each, fact)]
        due = required and said.policy is not None and policy == said.policy.ref
        if blockers := flaws_by(keys_after(about), fact, required=due):
            raise BadPersonalSignature(f"{name}: {blockers[0].text}")
        (signed if fact.body.personal else unsigned).append(name)
    return Signatures(tuple(signed), tuple(unsigned))


def _acts(said: Clearance, keys: Keys) -> Iterator[tuple[str, Fact[Any], str]]:
    """Yield every act in a certificate that is a signature, with a name for it and the policy it was judged by."""
    yield f"release by {said.released_by}", *_judged(said.release, OutputReleased, keys)
    for signed in said.countersignatures:
        yield f"countersignature by {signed.person}", *_judged(signed.recorded, DraftCountersigned, keys)
    for override in said.overrides:
        name = f"override of gate {override.gate} by {override.officer}"
        yield name, *_judged(override.recorded, GateOverridden, keys)
    for dissent in said.dissents:
        fact, policy = _judged(dissent.recorded, DissentNoted, keys)
        yield f"dissent by {dissent.person}", fact, policy if dissent.section else ""  # a guest has no key
    for decline in said.declines:
        fact, policy = _judged(decline.recorded, DraftDeclined, keys)
        yield f"refusal of {decline.section} by {fact.actor}", fact, policy


def _judged(recorded: Recorded, kind: type[Said], keys: Keys) -> tuple[Fact[Any], str]:
    proved = read_recorded(recorded, kind, keys)
    return as_fact(proved, recorded.ref), proved.entry.policy


def _told(recorded: Recorded, keys: Keys) -> Fact[Any]:
    """Return what an entry says about somebody's keys."""
    try:
        kind = decode(from_base64(recorded.entry, where="entry about a key")).kind
    except RecordError as error:
        raise NotInLog(f"entry {recorded.ref[:12]}… cannot be read: {error}") from error
    if kind not in _OF_KEYS:
        raise Inconsistent(f"entry {recorded.ref[:12]}…: expected one about the key of a person, found {kind}")
    return as_fact(read_recorded(recorded, _OF_KEYS[kind], keys), recorded.ref)


def _concerns(told: Fact[Any], act: Fact[Any]) -> bool:
    """Tell whether an entry about keys stands before an act in its log, and is about the keys of who did it."""
    if told.origin != act.origin or not came_before(told, act):
        return False
    if isinstance(told.body, KeyRevoked):
        return told.body.reason == "captured" and told.origin.rsplit("/", maxsplit=1)[-1] == told.body.section
    of_person: bool = told.body.person == act.actor
    return of_person and (told.actor == act.actor or isinstance(told.body, PersonKeyRevoked))


def _required(said: Clearance, keys: Keys) -> bool:
    """Tell whether the policy by which the release was judged asks everybody for a signature."""
    if said.policy is None:
        return False
    return bool(read_recorded(said.policy, PolicyAdopted, keys).body.signatures == "required")
