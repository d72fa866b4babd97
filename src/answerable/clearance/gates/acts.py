"""When drafts may be acknowledged, countersigned, declined, and a gate overridden, and when a part may be taken.

The gates of objections, risks, waivers and reviews stand beside their board gates; these share one question: does this
person speak for that section, of these exact words?
"""

from __future__ import annotations

from answerable.clearance import entries
from answerable.clearance.gates.case import ClearanceCase, is_author, is_current, is_officer, speaks_for
from answerable.clearance.gates.overrides import reviews_due
from answerable.clearance.gates.signing import flaws
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, moment


def may_take_part(case: ClearanceCase, fact: Fact[entries.PartTaken]) -> list[Blocker]:
    """Return why this part may not be taken by this person."""
    text = f"{fact.actor} is an author and does not take the part of {fact.body.section}."
    return [*_voice(case, fact, 19), *_author(case, fact, "part-by-author", text)]


def may_acknowledge_draft(case: ClearanceCase, fact: Fact[entries.DraftAcknowledged]) -> list[Blocker]:
    """Return why this draft may not be acknowledged by this person."""
    body = fact.body
    text = f"{fact.actor} is an author and does not acknowledge for {body.section}."
    blockers = [
        *_voice(case, fact, 19),
        *_author(case, fact, "acknowledged-by-author", text),
        *_currency(case, body, 19),
    ]
    if not any(
        (given.body.section, given.body.draft_ref) == (body.section, body.draft_ref) for given in case.delivered
    ):
        text = f"Version {body.version} of {body.output} was not delivered to {body.section}."
        blockers.append(_blocker(19, "version-not-delivered", text, f"Deliver it to {body.section}.", _where(fact)))
    return blockers


def may_countersign(case: ClearanceCase, fact: Fact[entries.DraftCountersigned]) -> list[Blocker]:
    """Return why this draft may not be countersigned by this person."""
    return [*_currency(case, fact.body, 23), *flaws(case, fact)]


def may_decline(case: ClearanceCase, fact: Fact[entries.DraftDeclined]) -> list[Blocker]:
    """Return why this draft may not be declined by this person."""
    blockers = [*_voice(case, fact, 23), *_currency(case, fact.body, 23)]
    if not fact.body.refuses:
        text = f"{fact.body.section} declines without saying what it refuses."
        opens = "Say whether the section refuses to countersign, publish or translate."
        blockers.append(_blocker(23, "refusal-empty", text, opens, _where(fact)))
    return blockers


def may_override(case: ClearanceCase, fact: Fact[entries.GateOverridden]) -> list[Blocker]:
    """Return why this gate may not be overridden by this person."""
    body = fact.body
    where = Where(document=body.output, version=body.version, person=fact.actor)
    blockers = _currency(case, body, body.gate)
    if not is_officer(case, fact):
        text = f"{fact.actor} is no override officer of the section that writes this log."
        blockers.append(_blocker(body.gate, "not-an-officer", text, "An override officer decides.", where))
    if is_author(case, fact.actor):
        text = f"{fact.actor} is an author and may not override a gate of {body.output}."
        blockers.append(
            _blocker(body.gate, "overridden-by-author", text, "An officer who is no author decides.", where)
        )
    if moment(body.expires) <= fact.at:
        text = f"Expected an override that expires after {fact.at.date()}, found {body.expires}."
        blockers.append(_blocker(body.gate, "override-expired", text, "Name a later day.", where))
    overdue = (each.override.body for each in reviews_due(case, fact.at) if each.overdue)
    if any((other.output, other.gate) == (body.output, body.gate) for other in overdue):
        text = f"The review of an earlier override of this gate for {body.output} is overdue."
        opens = "Somebody who neither wrote these words nor overrode a gate for them reviews it first."
        blockers.append(_blocker(body.gate, "override-review-overdue", text, opens, where))
    return blockers


_OfDraft = entries.DraftAcknowledged | entries.DraftCountersigned | entries.DraftDeclined | entries.GateOverridden


def _voice(
    case: ClearanceCase,
    fact: Fact[entries.PartTaken] | Fact[entries.DraftAcknowledged] | Fact[entries.DraftDeclined],
    gate: int,
) -> list[Blocker]:
    if speaks_for(case, fact, fact.body.section):
        return []
    text = f"{fact.actor} does not speak for {fact.body.section} here."
    opens = f"Somebody of {fact.body.section} says it in its own log."
    return [_blocker(gate, "not-of-the-section", text, opens, Where(section=fact.body.section, person=fact.actor))]


def _author(
    case: ClearanceCase, fact: Fact[entries.PartTaken] | Fact[entries.DraftAcknowledged], code: str, text: str
) -> list[Blocker]:
    section, person = fact.body.section, fact.actor
    if not is_author(case, person):
        return []
    opens = f"Somebody of {section} who is no author says it."
    return [_blocker(19, code, text, opens, Where(section=section, person=person))]


def _currency(case: ClearanceCase, body: _OfDraft, gate: int) -> list[Blocker]:
    if is_current(case, body):
        return []
    text = f"Version {body.version} of {body.output} is not the current one."
    where = Where(document=body.output, version=body.version)
    return [_blocker(gate, "draft-not-current", text, "Take the current version.", where)]


def _where(fact: Fact[entries.DraftAcknowledged] | Fact[entries.DraftDeclined]) -> Where:
    return Where(document=fact.body.output, version=fact.body.version, section=fact.body.section, person=fact.actor)


def _blocker(gate: int, code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=gate, code=code, text=text, standard="MC", opens=opens, where=where)
