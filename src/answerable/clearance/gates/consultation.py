"""Gate 19: every affected section has a part, at every moment, on these exact words, with time (PS, MC).

Rules:
  - A section is asked at the plan, at the findings and at the draft, and takes a part each time; no comment is a part.
  - Every version of the output goes to it; it acknowledges the current one, by the reference of the draft.
  - From the first delivery until now at least the days of the policy have passed. What was not drafted yet cannot have
    been delivered, whatever day is claimed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

from answerable.clearance.gates.case import (
    Affected,
    ClearanceCase,
    affected_sections,
    minimum_days,
    now,
    speaks_for,
    subject,
)
from answerable.outputs.gates import policy_for, versions_of
from answerable.people.entries import Moment
from answerable.record.blocker import Blocker, Where


def consultation(case: ClearanceCase) -> list[Blocker]:
    """Return a blocker for each part, delivery, acknowledgement and day that an affected section still lacks."""
    return [
        blocker
        for affected in affected_sections(case)
        for blocker in (
            *_parts(case, affected),
            *_deliveries(case, affected.section),
            *_acknowledgement(case, affected.section),
            *_days(case, affected.section),
        )
    ]


def _parts(case: ClearanceCase, affected: Affected) -> list[Blocker]:
    section, where = affected.section, Where(section=affected.section)
    asked = {fact.body.moment for fact in case.asked if fact.body.section == section}
    taken = {
        fact.body.moment for fact in case.parts if fact.body.section == section and speaks_for(case, fact, section)
    }
    blockers = []
    for moment in get_args(Moment):
        if moment not in asked:
            text = f"{section} was not asked at the {moment}; {affected.rule}."
            blockers.append(_blocker("section-not-asked", text, f"Ask {section} at the {moment}.", where))
        elif moment not in taken:
            text = f"{section} was asked at the {moment} and has taken no part."
            blockers.append(_blocker("part-not-taken", text, f"Record what {section} says, if only no comment.", where))
    return blockers


def _deliveries(case: ClearanceCase, section: str) -> list[Blocker]:
    output = case.outputs.subject
    given = {fact.body.draft_ref for fact in case.delivered if fact.body.section == section}
    return [
        _blocker(
            "version-not-delivered",
            f"{section} was not given version {version.body.version} of {output}.",
            f"Deliver it to {section}.",
            Where(document=output, version=version.body.version, section=section),
        )
        for version in versions_of(case.outputs, output)
        if version.ref not in given
    ]


def _acknowledgement(case: ClearanceCase, section: str) -> list[Blocker]:
    version = subject(case)
    if version is None:
        return []
    opened = [
        fact.body
        for fact in case.acknowledged
        if fact.body.section == section and fact.body.output == version.body.output and speaks_for(case, fact, section)
    ]
    if any(body.draft_ref == version.ref for body in opened):
        return []
    current = f"version {version.body.version} of {version.body.output}"
    code, text = "draft-not-acknowledged", f"{section} has not acknowledged {current}."
    if opened:
        code = "acknowledgement-stale"
        text = f"{section} acknowledged version {opened[-1].version}; what has to go out is {current}."
    where = Where(document=version.body.output, version=version.body.version, section=section)
    return [_blocker(code, text, f"{section} opens {current} and acknowledges it.", where)]


def _days(case: ClearanceCase, section: str) -> list[Blocker]:
    output = case.outputs.subject
    drafted = {version.ref: version.at for version in versions_of(case.outputs, output)}
    given = [fact for fact in case.delivered if fact.body.section == section and fact.body.draft_ref in drafted]
    first = min((max(fact.at, drafted[fact.body.draft_ref]) for fact in given), default=None)
    least = minimum_days(case, policy_for(case.outputs).consultation)
    if first is None or now(case) - first >= timedelta(days=least):
        return []
    text = f"{section} has had the draft for {(now(case) - first).days} days; {least} are due."
    return [
        _blocker(
            "consultation-too-short", text, "Wait until the days have passed.", Where(document=output, section=section)
        )
    ]


def _blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=19, code=code, text=text, standard="MC", opens=opens, where=where)
