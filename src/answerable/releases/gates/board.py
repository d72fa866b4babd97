"""The board: every gate of the standards, open or closed, why, where, and what would open it.

Rules:
  - A closed gate is opened by supplying what it asks for, or overridden by a named officer until a day; an override is
    shown as such and never as open.
  - An open alarm can be neither overridden nor made advisory, nor can the certificate's own gate.
  - Gate 12 informs and never blocks; a policy may name more such gates, but not gate 24.
  - A reply, a post or an interview that says nothing new passes a short form (`short`); gate 25 is due for these, and
    for what depends on a release with a notice (`afterwards`).
  - Gates that need reading of language ask for a reading of each document by the text engine; see
    `outputs.gates.reading`. What does not block stands beside the gate as a remark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import msgspec

from answerable.clearance import gates as clearance
from answerable.evidence import gates as evidence
from answerable.findings import gates as findings
from answerable.outputs import gates as outputs
from answerable.people.standing import policy_of
from answerable.record.blocker import Blocker
from answerable.releases.gates.afterwards import afterwards, is_due
from answerable.releases.gates.case import ReleaseCase
from answerable.releases.gates.certificate import certificate
from answerable.releases.gates.short import left_out

State = Literal["open", "closed", "overridden", "advisory", "not-examined", "not-due"]
"""How a gate stands. No gate is left unexamined any more; certificates from before say so of gates 10, 11 and 16."""

GATE_NAMES: Mapping[int, str] = {
    1: "custody",
    2: "consent",
    3: "law",
    4: "proof",
    5: "graver category",
    6: "limits carried",
    7: "contrary evidence",
    8: "counting",
    9: "support",
    10: "cause",
    11: "stands alone",
    12: "context",
    13: "format fits gravity",
    14: "method",
    15: "freshness",
    16: "parity",
    17: "competence",
    18: "right of reply",
    19: "consultation",
    20: "objections",
    21: "do no harm",
    22: "misuse rehearsal",
    23: "countersignature",
    24: "certificate",
    25: "afterwards",
}
"""The gates of the standards, by number."""

INFORMS = frozenset({12})
"""Gates that the standards mark as advisory."""

ALWAYS_BLOCKS = frozenset({24})
"""Gates that neither an officer nor a policy can set aside: without a certificate there is nothing to verify."""

NOT_TO_OVERRIDE = frozenset({"alarm-open"})
"""Blockers that neither officer nor policy can set aside: an alarm is lifted by the section that raised it."""


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """One gate as it stands: number, name, state, what blocks it, and the override that opens it, if one does."""

    number: int
    name: str
    state: State
    blockers: tuple[Blocker, ...] = ()
    override: str = ""
    """Ref of the override in force, or ""."""
    remarks: tuple[Blocker, ...] = ()
    """What was noticed and does not block: what is not sure, and what an author answered."""


def board(case: ReleaseCase) -> tuple[Gate, ...]:
    """Return all gates, in order."""
    return tuple(_gate(case, number) for number in GATE_NAMES)


def is_clear(gates: tuple[Gate, ...]) -> bool:
    """Tell whether no gate is closed."""
    return all(gate.state != "closed" for gate in gates)


def cited(case: ReleaseCase) -> frozenset[str]:
    """Return the items of evidence under the findings that the judged documents rest on."""
    drafts = case.clearance.outputs
    return findings.cited_items(drafts.findings, outputs.used_findings(drafts))


def released_current(case: ReleaseCase) -> str:
    """Return the ref of the release of the judged output's current version, or "" when it is not released."""
    drafts = case.clearance.outputs
    current = outputs.current_version(drafts, drafts.subject)
    refs = [fact.ref for fact in case.released if current is not None and fact.body.draft_ref == current.ref]
    return refs[-1] if refs else ""


def _gate(case: ReleaseCase, number: int) -> Gate:
    name = GATE_NAMES[number]
    if number in left_out(case) or (number in WHEN_DUE and not WHEN_DUE[number](case)):
        return Gate(number=number, name=name, state="not-due")
    drafts = case.clearance.outputs
    blockers = (*QUESTIONS[number](case), *outputs.reading(drafts, number))
    override = _override(case, number, blockers) if blockers else ""
    return Gate(
        number=number,
        name=name,
        state=_state(case, number, blockers, override),
        blockers=blockers,
        override=override,
        remarks=tuple(outputs.remarks(drafts, number)),
    )


def _state(case: ReleaseCase, number: int, blockers: tuple[Blocker, ...], override: str) -> State:
    if not blockers:
        return "open"
    if number in INFORMS | advisory_by_policy(case) and not _never_set_aside(blockers):
        return "advisory"
    return "overridden" if override else "closed"


def advisory_by_policy(case: ReleaseCase) -> frozenset[int]:
    """Return the gates that the policy in force makes advisory; the certificate's own gate is never among them."""
    return frozenset(policy_of(case.people, at=case.at).advisory) - ALWAYS_BLOCKS


def _override(case: ReleaseCase, number: int, blockers: tuple[Blocker, ...]) -> str:
    if number in ALWAYS_BLOCKS or _never_set_aside(blockers):
        return ""
    override = clearance.overriding(case.clearance, number, case.at)
    return override.ref if override else ""


def _never_set_aside(blockers: tuple[Blocker, ...]) -> bool:
    return any(blocker.code in NOT_TO_OVERRIDE for blocker in blockers)


def _evidence(case: ReleaseCase) -> evidence.EvidenceCase:
    return case.clearance.outputs.findings.evidence


def _findings(case: ReleaseCase) -> tuple[findings.FindingsCase, frozenset[str]]:
    drafts = case.clearance.outputs
    return drafts.findings, outputs.used_findings(drafts)


QUESTIONS: Mapping[int, Callable[[ReleaseCase], list[Blocker]]] = {
    1: lambda case: evidence.custody(_evidence(case), cited(case)),
    2: lambda case: [*evidence.consent(_evidence(case), cited(case)), *clearance.guest_consent(case.clearance)],
    3: lambda case: findings.law(*_findings(case)),
    4: lambda case: outputs.proof(case.clearance.outputs),
    5: lambda case: findings.graver_category(*_findings(case)),
    6: lambda case: outputs.limits_carried(case.clearance.outputs),
    7: lambda case: findings.contrary_evidence(*_findings(case)),
    8: lambda case: findings.counting(*_findings(case)),
    9: lambda case: outputs.support(case.clearance.outputs),
    10: lambda case: findings.cause_stated(*_findings(case)),
    11: lambda _case: [],  # all of it is reading
    12: lambda case: outputs.context(case.clearance.outputs),
    13: lambda case: outputs.format_fits_gravity(case.clearance.outputs),
    14: lambda case: outputs.method(case.clearance.outputs),
    15: lambda case: outputs.freshness(case.clearance.outputs),
    16: lambda _case: [],  # all of it is reading
    17: lambda case: clearance.competence(case.clearance),
    18: lambda case: clearance.right_of_reply(case.clearance),
    19: lambda case: clearance.consultation(case.clearance),
    20: lambda case: clearance.objections(case.clearance),
    21: lambda case: clearance.do_no_harm(case.clearance),
    22: lambda case: clearance.misuse_rehearsal(case.clearance),
    23: lambda case: clearance.countersignature(case.clearance),
    24: certificate,
    25: afterwards,
}
"""The gate of each number."""

WHEN_DUE: Mapping[int, Callable[[ReleaseCase], bool]] = {25: is_due}
"""Gates that are not due for every output."""
