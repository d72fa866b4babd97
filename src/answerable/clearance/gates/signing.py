"""Whether one countersignature counts: whose it is, whether that person may sign, and whether the key made it.

The board and the gate of the act ask the same question here, so that what was let in cannot later be read otherwise.
"""

from __future__ import annotations

from answerable.clearance import entries
from answerable.clearance.gates.case import ClearanceCase, is_author, people_of, speaks_for
from answerable.clearance.gates.message import countersignature_message
from answerable.outputs.gates import evidence_of, policy_for
from answerable.people.entries import Role
from answerable.people.rotation import has_expired
from answerable.people.standing import conflicted, holds_role, origin_of, untrained
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, came_before
from answerable.record.errors import Malformed, WrongSignature
from answerable.record.note import from_base64, parse_vkey

SIGNS: tuple[Role, ...] = ("countersigner", "approver")
"""The roles in which somebody signs for a section; who holds both needs the training of one."""

_Signed = Fact[entries.DraftCountersigned]


def flaws(case: ClearanceCase, fact: _Signed) -> list[Blocker]:
    """Return why a countersignature does not count, whichever version it was made on."""
    return [*_signer(case, fact), *_signature(case, fact)]


def _signer(case: ClearanceCase, fact: _Signed) -> list[Blocker]:
    people, actor, section, name = people_of(case), fact.actor, fact.body.section, evidence_of(case.outputs).case
    policy = policy_for(case.outputs)
    roles = [role for role in SIGNS if holds_role(people, actor, role, case=name, at=fact.at)]
    lacking = [untrained(people, actor, policy, role, on=fact.at) for role in roles or SIGNS]
    missing = " and ".join(lacking[0])
    return [
        _blocker(code, text, fact)
        for code, text, applies in (
            ("not-of-the-section", f"{actor} does not speak for {section} here.", not speaks_for(case, fact, section)),
            ("signed-by-author", f"{actor} is an author and may not countersign.", is_author(case, actor)),
            ("signer-without-role", f"{actor} is neither countersigner nor approver.", not roles),
            ("signer-has-interest", f"{actor} has declared an interest.", conflicted(people, actor, name)),
            ("signer-not-trained", f"{actor} held no credential for {missing} on that day.", all(lacking)),
        )
        if applies
    ]


def _signature(case: ClearanceCase, fact: _Signed) -> list[Blocker]:
    body = fact.body
    if not _owns_key(case, fact):
        text = f"The key used is not one that {body.section} held when it signed."
        return [_blocker("key-not-of-the-section", text, fact)]
    message = countersignature_message(
        origin_of_section=origin_of(people_of(case), body.section),
        output=body.output,
        version=body.version,
        draft_ref=body.draft_ref,
    )
    try:
        parse_vkey(body.vkey).verify_bytes(message, from_base64(body.signature, where=f"signature of {body.section}"))
    except (Malformed, WrongSignature):
        text = f"The signature of {body.section} is not by its key over version {body.version} of {body.output}."
        return [_blocker("signature-wrong", text, fact)]
    return []


def _owns_key(case: ClearanceCase, fact: _Signed) -> bool:
    """Tell whether the section's own log added the key, and had not revoked it, before it signed; see `rotation`.

    Where there is a root, it or one before it lists the key: who took a log over can add a key to it, and no more.
    """
    people, vkey = people_of(case), fact.body.vkey
    if people.rooted and vkey not in people.rooted.ever:
        return False
    here = (each.body for each in people.keys if each.origin == fact.origin)
    if any(body.vkey == vkey and has_expired(body, fact.at) for body in here):
        return False
    own = (origin_of(people, fact.body.section), fact.body.section, fact.body.vkey)
    added, revoked = (
        any((each.origin, each.body.section, each.body.vkey) == own and came_before(each, fact) for each in facts)
        for facts in (people.keys, people.key_revocations)
    )
    return added and not revoked


def _blocker(code: str, text: str, fact: _Signed) -> Blocker:
    return Blocker(
        gate=23,
        code=code,
        text=text,
        standard="MC",
        opens=f"Somebody of {fact.body.section} who may countersigns with the section's own key.",
        where=Where(document=fact.body.output, version=fact.body.version, section=fact.body.section, person=fact.actor),
    )
