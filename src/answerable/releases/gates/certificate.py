"""Gate 24: what a certificate has to stand on before it can be written.

Rules: an adopted policy is in force; the section that releases has a key on record that has not expired; nothing is
released that was never drafted. Where the section has adopted the root of its organisation, the root has not expired,
nobody contests it, and it lists the key. Neither the log that releases nor that of a section that countersigned was
shown to have told two stories with a key that it still signs with. This gate can be neither overridden nor made
advisory: without it there is nothing to verify.
"""

from __future__ import annotations

from answerable.clearance.gates import valid_countersignatures
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import current_version
from answerable.people.gates.forks import forks_by_current_key
from answerable.people.roots import has_ended
from answerable.people.standing import keys_of, policy_in_force, section_of_origin
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact
from answerable.releases.gates.case import ReleaseCase

GATE = 24


def certificate(case: ReleaseCase) -> list[Blocker]:
    """Return what is missing for a certificate that strangers can verify."""
    return [*_draft(case), *_policy(case), *_key(case), *_root(case), *_forks(case)]


def _draft(case: ReleaseCase) -> list[Blocker]:
    if _current(case) is not None:
        return []
    text = "The case has no draft to release."
    return [_blocker("no-draft", text, "Draft a version of an output and mark its statements.", Where())]


def _policy(case: ReleaseCase) -> list[Blocker]:
    if policy_in_force(case.people, at=case.at) is not None:
        return []
    text = "No policy is in force, so nobody can say by which rules the gates were judged."
    return [_blocker("no-policy", text, "Adopt a policy and have the sections it names endorse it.", Where())]


def _key(case: ReleaseCase) -> list[Blocker]:
    section = _section(case)
    if _current(case) is None or keys_of(case.people, section, at=case.at):
        return []
    where = Where(section=section)
    if keys_of(case.people, section):
        text = f"The signing key of section {section} has expired."
        return [_blocker("section-key-expired", text, "Change it with `answerable keys rotate`.", where)]
    named = section or _origin(case)
    text = f"Section {named} has no signing key on record, so nothing it releases can be verified."
    return [_blocker("no-section-key", text, "Make a key with `answerable keys new` and record it.", where)]


def _root(case: ReleaseCase) -> list[Blocker]:
    """Return what is wrong with the root in force and the key of the section that releases; [] where there is none."""
    people, section = case.people, _section(case)
    if people.rooted is None or _current(case) is None:
        return []
    root, blockers = people.rooted.root, []
    if has_ended(root, case.at):
        text = f"Root {root.number} of {root.organisation} ended on {root.expires}, and none is in its place."
        blockers.append(_blocker("root-expired", text, "Sign and adopt the next: `answerable root new`.", Where()))
    if people.rooted.contested:
        text = f"Two different roots of {root.organisation} are signed under one number, so neither counts."
        opens = "Let the holders of the keys sign the next, which sets both aside."
        blockers.append(_blocker("root-contested", text, opens, Where()))
    held = keys_of(people, section, at=case.at)
    if held and not any(people.rooted.lists(_origin(case), vkey) for vkey in held):
        text = f"The root of {root.organisation} does not list the signing key of section {section}."
        opens = "List it in the next root: `answerable root new --member`."
        blockers.append(_blocker("key-not-in-root", text, opens, Where(section=section)))
    return blockers


def _forks(case: ReleaseCase) -> list[Blocker]:
    """Return a blocker for each log that is needed here and was shown to have told two stories."""
    signed = {fact.origin for fact in valid_countersignatures(case.clearance)}
    blockers = []
    for origin in sorted({*signed, _origin(case)} - {""}):
        if forks_by_current_key(case.people, origin):
            section = section_of_origin(case.people, origin)
            text = f"The log of {section} was shown to tell two stories, and its section still signs with that key."
            opens = f"{section} finds out which story holds, revokes the key as captured, and signs with another."
            blockers.append(_blocker("log-forked", text, opens, Where(section=section)))
    return blockers


def _origin(case: ReleaseCase) -> str:
    current = _current(case)
    return current.origin if current else ""


def _section(case: ReleaseCase) -> str:
    return section_of_origin(case.people, _origin(case))


def _current(case: ReleaseCase) -> Fact[VersionDrafted] | None:
    return current_version(case.clearance.outputs, case.clearance.outputs.subject)


def _blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=GATE, code=code, text=text, standard="CO", opens=opens, where=where)
