"""Gate 19: every affected section has a part, at every moment, on these exact words, with time (PS, MC).

Rules:
  - A section is asked at the plan, at the findings and at the draft, and takes a part each time; no comment is a part.
  - Every version of the output goes to it; it acknowledges the current one, by the reference of the draft.
  - Who speaks for a section is no author: where only an author took its part or acknowledged, it has not spoken.
  - From the first delivery until now at least the days of the policy have passed; `clock` counts them.
  - An author may add a section; nobody takes one out.
"""

from __future__ import annotations

from typing import get_args

from answerable.clearance import entries
from answerable.clearance.gates.case import (
    Affected,
    ClearanceCase,
    affected_sections,
    is_author,
    people_of,
    speaks_for,
    subject,
)
from answerable.clearance.gates.clock import clock_of
from answerable.outputs.gates import versions_of
from answerable.people.entries import Moment
from answerable.people.standing import holds_role, in_own_log, origin_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact


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
    said = [fact for fact in case.parts if fact.body.section == section and speaks_for(case, fact, section)]
    taken = {fact.body.moment for fact in said if not is_author(case, fact.actor)}
    by_author = {fact.body.moment: fact.actor for fact in said if fact.body.moment not in taken}
    blockers = []
    for moment in get_args(Moment):
        if moment not in asked:
            why = affected.rule
            text = f"{section} was not asked at the {moment}; {why}."
            blockers.append(_blocker("section-not-asked", text, f"Ask {section} at the {moment}.", where))
        elif moment in by_author:
            text = f"At the {moment} only {by_author[moment]}, who is an author, spoke for {section}."
            opens = f"Somebody of {section} who is no author says what it says."
            blockers.append(_blocker("part-only-by-author", text, opens, where))
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
    said = [
        fact
        for fact in case.acknowledged
        if fact.body.section == section and fact.body.output == version.body.output and speaks_for(case, fact, section)
    ]
    opened = [fact.body for fact in said if not is_author(case, fact.actor)]
    if any(body.draft_ref == version.ref for body in opened):
        return []
    current = f"version {version.body.version} of {version.body.output}"
    code, text = "draft-not-acknowledged", f"{section} has not acknowledged {current}."
    if any(fact.body.draft_ref == version.ref for fact in said):
        code, text = "acknowledged-only-by-author", f"Only an author has acknowledged {current} for {section}."
    elif opened:
        code = "acknowledgement-stale"
        text = f"{section} acknowledged version {opened[-1].version}; what has to go out is {current}."
    where = Where(document=version.body.output, version=version.body.version, section=section)
    return [_blocker(code, text, f"{section} opens {current} and acknowledges it.", where)]


def _days(case: ClearanceCase, section: str) -> list[Blocker]:
    clock = clock_of(case, section)
    if clock.started is None or clock.over:
        return []
    text = f"{section} has had the draft for {clock.had} days; {clock.least} are due."
    where = Where(document=case.outputs.subject, section=section)
    return [_blocker("consultation-too-short", text, "Wait until the days have passed.", where)]


def may_add_section(case: ClearanceCase, fact: Fact[entries.SectionAdded]) -> list[Blocker]:
    """Return why this section may not be added to those that the findings name; nobody takes one out."""
    body, people = fact.body, people_of(case)
    where, blockers = Where(section=body.section, person=fact.actor), []
    writes = holds_role(people, fact.actor, "author", case=fact.case, at=fact.at)
    if not in_own_log(people, fact) or not (is_author(case, fact.actor) or writes):
        text = f"{fact.actor or 'Nobody'} is no author and adds no section to those that the findings name."
        opens = "An author adds it; who is not asked may object."
        blockers.append(_blocker("section-added-by-no-author", text, opens, where))
    if not origin_of(people, body.section):
        text = f"No section called {body.section} has joined, so nobody could speak for it."
        blockers.append(_blocker("section-unknown", text, "Name a section that has joined.", where))
    return blockers


def _blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=19, code=code, text=text, standard="MC", opens=opens, where=where)
