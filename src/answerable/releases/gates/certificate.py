"""Gate 24: what a certificate has to stand on before it can be written.

Rules: an adopted policy is in force; the section that releases has a key on record; nothing is released that was never
drafted. This gate can be neither overridden nor made advisory: without it there is nothing to verify.
"""

from __future__ import annotations

from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import current_version
from answerable.people.standing import keys_of, policy_in_force, section_of_origin
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact
from answerable.releases.gates.case import ReleaseCase

GATE = 24


def certificate(case: ReleaseCase) -> list[Blocker]:
    """Return what is missing for a certificate that strangers can verify."""
    return [*_draft(case), *_policy(case), *_key(case)]


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
    current = _current(case)
    section = section_of_origin(case.people, current.origin) if current else ""
    if current is None or keys_of(case.people, section):
        return []
    text = f"Section {section or current.origin} has no signing key on record, so nothing it releases can be verified."
    opens = "Make a key with `answerable keys new` and record it."
    return [_blocker("no-section-key", text, opens, Where(section=section))]


def _current(case: ReleaseCase) -> Fact[VersionDrafted] | None:
    return current_version(case.clearance.outputs, case.clearance.outputs.subject)


def _blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=GATE, code=code, text=text, standard="CO", opens=opens, where=where)
