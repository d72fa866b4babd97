"""Gate 21: what publication may do to people was weighed, and those concerned accept what remains (PS, MC).

Rules:
  - Populations, staff, sources and partners: each group has an assessment, also where the risk is remote.
  - What remains is accepted after the latest assessment by somebody who is no author, and by each affected section.
  - An alarm stops everything until the section that raised it lifts it. One in the name of a section that never
    joined stops it as well, and an officer can set it aside, as nobody could ever lift it. A guest's alarm stands in
    the name of the section that asked them. An author lifts none but their own.
"""

from __future__ import annotations

from typing import get_args, get_type_hints

from answerable.clearance import entries
from answerable.clearance.gates.case import (
    ClearanceCase,
    affected_sections,
    is_author,
    people_of,
    speaks_for,
)
from answerable.clearance.gates.guests import is_guest
from answerable.evidence.gates import in_order
from answerable.people.standing import origin_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, came_before

GROUPS: tuple[str, ...] = get_args(get_type_hints(entries.HarmAssessed)["group"])
"""The groups of people that publication may touch."""


def do_no_harm(case: ClearanceCase) -> list[Blocker]:
    """Return a blocker for each open alarm, each group not weighed, and each risk not accepted."""
    return [*_alarms(case), *_groups(case), *_acceptances(case)]


def _alarms(case: ClearanceCase) -> list[Blocker]:
    return [_alarm(case, alarm) for alarm in open_alarms(case)]


def open_alarms(case: ClearanceCase) -> tuple[Fact[entries.AlarmRaised], ...]:
    """Return the alarms that nobody who may has lifted."""
    return tuple(alarm for alarm in case.alarms if not _is_lifted(case, alarm))


def _alarm(case: ClearanceCase, alarm: Fact[entries.AlarmRaised]) -> Blocker:
    section, where = alarm.body.section, Where(section=alarm.body.section)
    who = f"{alarm.actor}, asked by {section}," if is_guest(case, alarm) else section
    text = f"{who} says that publication puts people in harm's way (alarm {alarm.body.alarm})."
    if origin_of(people_of(case), section):
        return _blocker("alarm-open", text, f"{section} lifts the alarm once the danger is met.", where)
    text = f"{text} No section of that name has joined, so nobody can lift it."
    return _blocker("alarm-of-no-section", text, f"{section} joins and lifts it.", where)


def _is_lifted(case: ClearanceCase, alarm: Fact[entries.AlarmRaised]) -> bool:
    return any(
        (fact.body.alarm, fact.body.section) == (alarm.body.alarm, alarm.body.section)
        and speaks_for(case, fact, alarm.body.section)
        and not came_before(fact, alarm)
        and not _is_anothers(case, alarm, fact)
        for fact in case.alarms_lifted
    )


def _is_anothers(case: ClearanceCase, alarm: Fact[entries.AlarmRaised], fact: Fact[entries.AlarmLifted]) -> bool:
    """Tell whether an author lifts an alarm that somebody else raised."""
    return is_author(case, fact.actor) and fact.actor != alarm.actor


def _groups(case: ClearanceCase) -> list[Blocker]:
    weighed = {fact.body.group for fact in latest_harms(case)}
    return [
        _blocker(
            "group-not-assessed",
            f"Nothing is recorded about what publication may do to {group}.",
            f"Assess the risk to {group}, with likelihood, mitigation and owner.",
            Where(),
        )
        for group in GROUPS
        if group not in weighed
    ]


def _acceptances(case: ClearanceCase) -> list[Blocker]:
    affected = [each.section for each in affected_sections(case)]
    return [blocker for harm in latest_harms(case) for blocker in _judge(case, harm, affected)]


def latest_harms(case: ClearanceCase) -> list[Fact[entries.HarmAssessed]]:
    """Return the latest assessment of each risk, in the order in which the risks were first named."""
    return list({fact.body.harm: fact for fact in in_order(case.harms)}.values())


def _judge(case: ClearanceCase, harm: Fact[entries.HarmAssessed], affected: list[str]) -> list[Blocker]:
    name, accepted = harm.body.harm, _acceptances_of(case, harm)
    current = accepted_by(case, harm)
    if not current and not affected:
        text = f"Nobody who is no author has accepted what remains of risk {name}."
        return [_blocker("harm-not-accepted", text, "A named person who is no author accepts it.", Where())]
    blockers = []
    for section in sorted(set(affected) - current):
        code, text = "harm-not-accepted", f"{section} has not accepted what remains of risk {name}."
        if any(fact.body.section == section for fact in accepted):
            code, text = "harm-acceptance-stale", f"Risk {name} was assessed again after {section} accepted it."
        opens = f"Somebody of {section} who is no author accepts it, or it is mitigated further."
        blockers.append(_blocker(code, text, opens, Where(section=section)))
    return blockers


def accepted_by(case: ClearanceCase, harm: Fact[entries.HarmAssessed]) -> frozenset[str]:
    """Return the sections that accepted what remains of a risk as it was assessed."""
    return frozenset(fact.body.section for fact in _acceptances_of(case, harm) if fact.at >= harm.at)


def _acceptances_of(case: ClearanceCase, harm: Fact[entries.HarmAssessed]) -> list[Fact[entries.HarmAccepted]]:
    about = [fact for fact in case.harm_acceptances if fact.body.harm == harm.body.harm]
    return [fact for fact in about if not may_accept_harm(case, fact)]


def may_accept_harm(case: ClearanceCase, fact: Fact[entries.HarmAccepted]) -> list[Blocker]:
    """Return why this person may not accept this risk for that section."""
    body, where = fact.body, Where(section=fact.body.section, person=fact.actor)
    blockers = []
    if body.harm not in {harm.body.harm for harm in case.harms}:
        text = f"There is no assessment of risk {body.harm}."
        blockers.append(_blocker("harm-unknown", text, "Accept a risk that was assessed.", where))
    if not speaks_for(case, fact, body.section):
        text = f"{fact.actor} does not speak for {body.section} here."
        blockers.append(
            _blocker("not-of-the-section", text, f"Somebody of {body.section} accepts it in its own log.", where)
        )
    if is_author(case, fact.actor):
        text = f"{fact.actor} is an author and may not accept the risk of publication."
        blockers.append(_blocker("accepted-by-author", text, "Somebody who is no author accepts it.", where))
    return blockers


def may_lift_alarm(case: ClearanceCase, fact: Fact[entries.AlarmLifted]) -> list[Blocker]:
    """Return why this alarm may not be lifted by this person."""
    body, where = fact.body, Where(section=fact.body.section, person=fact.actor)
    raised = [alarm for alarm in case.alarms if alarm.body.alarm == body.alarm]
    if not raised:
        return [_blocker("alarm-unknown", f"There is no alarm {body.alarm}.", "Name one that was raised.", where)]
    if all(alarm.body.section != body.section for alarm in raised) or not speaks_for(case, fact, body.section):
        section = raised[-1].body.section
        text = f"Alarm {body.alarm} was raised for {section}; {fact.actor} may not lift it."
        return [_blocker("not-of-the-section", text, f"Somebody of {section} lifts it in its own log.", where)]
    if all(_is_anothers(case, alarm, fact) for alarm in raised):
        text = f"{fact.actor} is an author and may not lift alarm {body.alarm}, which somebody else raised."
        opens = f"Somebody of {body.section} who is no author lifts it."
        return [_blocker("alarm-lifted-by-author", text, opens, where)]
    return []


def _blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=21, code=code, text=text, standard="PS", opens=opens, where=where)
