"""Gate 23: those whom the policy names have signed these exact words, each section with its own key (MC).

Rules:
  - A countersignature counts for the draft it was made over. A key revoked later takes nothing back.
  - Of a section's countersignatures and refusals to countersign or publish on one draft the latest counts.
  - A refusal blocks where the quorum cannot do without that section. No veto: the gate can be overridden, by name.
  - Whatever the quorum says, at least one section has signed.
"""

from __future__ import annotations

from answerable.clearance import entries
from answerable.clearance.gates.case import (
    ClearanceCase,
    affected_sections,
    is_current,
    people_of,
    speaks_for,
    subject,
)
from answerable.clearance.gates.signing import flaws
from answerable.outputs.gates import evidence_of, policy_for
from answerable.people.entries import Quorum, Role
from answerable.people.quorum import lacking
from answerable.people.standing import holds_role
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, came_before

BLOCKING = frozenset({"countersign", "publish"})
"""Refusals that stop a release; a refusal to translate is a recorded state and stops nothing here."""


def countersignature(case: ClearanceCase) -> list[Blocker]:
    """Return a blocker for each signature that the quorum still needs."""
    if subject(case) is None:
        return [_blocker("nothing-to-sign", f"No version of {case.outputs.subject} was drafted.", "Draft it.", Where())]
    rule = policy_for(case.outputs).quorum
    missing = lacking(rule, ask=lambda leaf: _asked(case, leaf), sum_up=lambda *found: _some(case, *found))
    if not missing and not valid_countersignatures(case):
        text = f"No section has countersigned {case.outputs.subject}."
        missing = [_blocker("not-countersigned", text, "A section countersigns the current version.", _where(case))]
    return list(dict.fromkeys(missing))


def valid_countersignatures(case: ClearanceCase) -> tuple[Fact[entries.DraftCountersigned], ...]:
    """Return the countersignatures that count for the current version and were not taken back by a refusal."""
    return tuple(
        fact
        for fact in case.countersignatures
        if is_current(case, fact.body) and not flaws(case, fact) and not _declined(case, fact.body.section, since=fact)
    )


def _declined(
    case: ClearanceCase, section: str, *, since: Fact[entries.DraftCountersigned] | None = None
) -> Fact[entries.DraftDeclined] | None:
    """Return the section's latest refusal of the current version, made after `since`, or None."""
    return next(
        (
            fact
            for fact in reversed(case.declines)
            if fact.body.section == section
            and is_current(case, fact.body)
            and BLOCKING & set(fact.body.refuses)
            and speaks_for(case, fact, section)
            and (since is None or not came_before(fact, since))
        ),
        None,
    )


def _asked(case: ClearanceCase, leaf: Quorum) -> list[Blocker]:
    """Return what keeps one leaf of the quorum from being met; nothing when it is."""
    if leaf.section:
        return _section(case, leaf.section)
    if leaf.role:
        return _role(case, leaf.role)
    return [blocker for affected in affected_sections(case) for blocker in _section(case, affected.section)]


def _some(case: ClearanceCase, met: int, least: int, missing: list[Blocker]) -> list[Blocker]:
    named = sorted({_name(blocker) for blocker in missing} - {""})
    text = f"{met} of {least} countersignatures are there; {', '.join(named)} can still give one."
    return [_blocker("quorum-not-met", text, "One of them countersigns the current version.", _where(case))]


def _name(blocker: Blocker) -> str:
    return blocker.where.section or blocker.where.person


def _section(case: ClearanceCase, section: str) -> list[Blocker]:
    if any(fact.body.section == section for fact in valid_countersignatures(case)):
        return []
    where, opens = _where(case, section), f"{section} countersigns the current version with its own key."
    if declined := _declined(case, section):
        text = (
            f"{section} declined to {' or '.join(declined.body.refuses)} version {where.version} of {where.document}."
        )
        return [_blocker("declined", text, f"Meet the reasons of {section} in a new version.", where)]
    made = [
        fact for fact in case.countersignatures if fact.body.section == section and fact.body.output == where.document
    ]
    current = [fact for fact in made if is_current(case, fact.body)]
    if current:
        return flaws(case, current[-1])
    if made:
        text = f"{section} countersigned version {made[-1].body.version}; {_now_in(where)}."
        return [_blocker("countersignature-stale", text, opens, where)]
    text = f"{section} has not countersigned version {where.version} of {where.document}."
    return [_blocker("section-not-countersigned", text, opens, where)]


def _role(case: ClearanceCase, role: Role) -> list[Blocker]:
    people, name = people_of(case), evidence_of(case.outputs).case
    if any(holds_role(people, fact.actor, role, case=name, at=fact.at) for fact in valid_countersignatures(case)):
        return []
    where = _where(case)
    made = [fact for fact in case.countersignatures if fact.body.output == where.document]
    earlier = [fact for fact in made if holds_role(people, fact.actor, role, case=name, at=fact.at)]
    opens = f"A person with the role of {role} countersigns the current version."
    if earlier and not is_current(case, earlier[-1].body):
        text = f"{earlier[-1].actor} signed version {earlier[-1].body.version} as {role}; {_now_in(where)}."
        return [_blocker("countersignature-stale", text, opens, where)]
    text = f"No {role} has countersigned version {where.version} of {where.document}."
    return [_blocker("role-not-countersigned", text, opens, where)]


def _now_in(where: Where) -> str:
    return f"{where.document} is now in version {where.version}"


def _where(case: ClearanceCase, section: str = "") -> Where:
    version = subject(case)
    return Where(document=case.outputs.subject, version=version.body.version if version else 0, section=section)


def _blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=23, code=code, text=text, standard="MC", opens=opens, where=where)
