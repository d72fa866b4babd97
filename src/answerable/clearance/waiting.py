"""What waits for a person in a case: what they can do now, until when, and about what.

Rules:
  - Only what the gates would let this person do is named; what waits for somebody else is not.
  - Nothing here blocks: the gates do. A thing leaves the list when it was done, by whomever.
  - `waiting_for` speaks of the output that is judged and of the case; asked for several outputs, the case's own things
    come back equal (without an output), so that they can be told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from answerable.clearance import entries, gates
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.gates.competence import SIGNING, may_review, unread, unsigned
from answerable.clearance.gates.extensions import undecided
from answerable.clearance.gates.harm import accepted_by, latest_harms, open_alarms
from answerable.clearance.gates.objections import is_answered
from answerable.clearance.gates.reply import replied_since, uncarried
from answerable.clearance.gates.signing import SIGNS
from answerable.clearance.looking import View, Waiting, of_version, seen_by
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import accused, documents, evidence_of, grave, policy_for, used_findings
from answerable.outputs.gates.reading import noticed
from answerable.people.entries import Quorum, Role
from answerable.people.standing import (
    holds_role,
    origin_of,
    policy_in_force,
)
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact

ANSWER_DAYS = 7
"""Days in which an objection should be answered; chosen by hand: half of the shortest ordinary consultation."""

REMIND_AFTER = 0.5
"""Part of a party's days after which a reminder is due; chosen by hand."""

LONGEST = 3650
"""Days after which nothing is waited for, as the policy has them at most."""

READ_GATES = range(1, 26)

CHECKING: tuple[Role, ...] = ("approver", "countersigner", "independent-reviewer")
"""Roles of those who answer, review and decide where authors may not."""


def waiting_for(
    case: ClearanceCase, person: str, *, clear: bool = False, blockers: Iterable[Blocker] = ()
) -> tuple[Waiting, ...]:
    """Return what a person can do now about the judged output and its case, what is due first first.

    Args:
        case: The case, with the output that is judged.
        person: The handle of somebody who joined; nothing waits for anybody else.
        clear: Whether the board of the output is clear and its current version not released: then it can be.
        blockers: What closes gates on that board, for its authors.
    """
    view = seen_by(case, person)
    if not view.section:
        return ()
    found = [each for question in _QUESTIONS for each in question(view)]
    found += [*_release(view, clear=clear), *_blocked(view, tuple(blockers))]
    return tuple(sorted(dict.fromkeys(found), key=lambda each: (each.due is None, each.due or view.at, not each.grave)))


def _named(version: Fact[VersionDrafted]) -> str:
    return f"version {version.body.version} of {version.body.output}"


def _is_grave(case: ClearanceCase) -> bool:
    return grave(case.outputs, used_findings(case.outputs))


def _parts(view: View) -> Iterator[Waiting]:
    if view.author:
        return
    own = [fact for fact in view.case.parts if fact.body.section == view.section]
    taken = {
        fact.body.moment
        for fact in own
        if gates.speaks_for(view.case, fact, view.section) and not gates.is_author(view.case, fact.actor)
    }
    ends = gates.clock_of(view.case, view.section).ends
    asked = (fact.body.moment for fact in view.case.asked if fact.body.section == view.section)
    for moment in dict.fromkeys(asked):
        if moment not in taken:
            due = ends if moment == "draft" else None
            text = f"{view.section} was asked at the {moment}: say what it says."
            yield Waiting(kind="take-part", text=text, due=due, section=view.section, name=moment)


def _receipts(view: View) -> Iterator[Waiting]:
    version = view.version
    if version is None or view.author:
        return
    given = any((f.body.section, f.body.draft_ref) == (view.section, version.ref) for f in view.case.delivered)
    opened = any(
        fact.body.draft_ref == version.ref
        and gates.speaks_for(view.case, fact, view.section)
        and not gates.is_author(view.case, fact.actor)
        for fact in view.case.acknowledged
    )
    if given and not opened:
        due = gates.clock_of(view.case, view.section).ends
        text = f"Open {_named(version)} and acknowledge it for {view.section}."
        yield of_version(view, version, "acknowledge", text, due=due, grave=_is_grave(view.case))


def _objections(view: View) -> Iterator[Waiting]:
    names = {version.body.output for version in documents(view.case.outputs)}
    for fact in view.case.objections:
        if fact.body.output in names and not gates.is_settled(view.case, fact):
            yield from _objection(view, fact)


def _objection(view: View, fact: Fact[entries.ObjectionRaised]) -> Iterator[Waiting]:
    body, own = fact.body, (view.person, origin_of(gates.people_of(view.case), view.section))
    where: dict[str, Any] = {"output": body.output, "version": body.version, "name": body.objection}
    where |= {"section": view.section, "grave": body.severity == "grave"}
    answered, mine = is_answered(view.case, fact), (fact.actor, fact.origin) == own
    if not answered and not mine and not view.author and (view.home or view.holds(*CHECKING)):
        text = f"Answer objection {body.objection} by {fact.actor} with reasons."
        yield Waiting(kind="answer-objection", text=text, due=gates.days_after(fact.at, ANSWER_DAYS), **where)
    if answered and mine:
        text = f"Your objection {body.objection} was answered: close it, or note dissent."
        yield Waiting(kind="settle-objection", text=text, **where)
    ours = gates.is_guest(view.case, fact) and fact.origin == own[1] and not view.author
    if answered and ours and not _asked_to_settle(view.case, fact):
        text = f"Ask {fact.actor} whether the answer settles objection {body.objection}."
        yield Waiting(kind="ask-guest-to-settle", text=text, **where)


def _asked_to_settle(case: ClearanceCase, objection: Fact[entries.ObjectionRaised]) -> bool:
    links = (each for each in case.guests if each.body.objection == objection.body.objection)
    return any(gates.is_open(case, each, at=gates.now(case)) for each in links)


def _harms(view: View) -> Iterator[Waiting]:
    if view.author:
        return
    for harm in latest_harms(view.case):
        accepted = accepted_by(view.case, harm)
        own = view.section in view.affected and view.section not in accepted
        anybodys = not view.affected and not accepted and view.home and view.holds(*CHECKING)
        if own or anybodys:
            text = f"Say whether {view.section} accepts what remains of risk {harm.body.harm}."
            likely = harm.body.likelihood == "likely"
            yield Waiting(kind="accept-harm", text=text, grave=likely, section=view.section, name=harm.body.harm)


def _alarms(view: View) -> Iterator[Waiting]:
    for alarm in open_alarms(view.case):
        own = alarm.body.section == view.section and (not view.author or alarm.actor == view.person)
        if own or view.holds("duty-officer"):
            kind, name, section = "lift-alarm" if own else "alarm", alarm.body.alarm, alarm.body.section
            text = f"Alarm {name} of {section} stops everything until {section} lifts it."
            yield Waiting(kind=kind, text=text, grave=True, section=section, name=name)


def _elements(view: View) -> Iterator[Waiting]:
    for role in policy_for(view.case.outputs).reviewers:
        if role in SIGNING and may_review(view.case, view.person, role):
            rules = dict.fromkeys((each.where.finding, each.where.rule) for each in unsigned(view.case, role))
            for finding, rule in rules:
                text = f"Sign the elements of {rule} ({finding}) as {role}."
                yield Waiting(kind="sign-elements", text=text, section=view.section, name=f"{finding} {rule}")


def _whole(view: View) -> Iterator[Waiting]:
    reads = view.holds(*CHECKING, "legal-reviewer", "military-reviewer", "country-reviewer", "language-reviewer")
    if view.version is not None and view.free and reads and unread(view.case):
        yield of_version(
            view, view.version, "review-whole", f"Read {_named(view.version)} as a whole, with fresh eyes."
        )


def _countersignature(view: View) -> Iterator[Waiting]:
    version = view.version
    if version is None or not view.free or not view.holds(*SIGNS):
        return
    missing = gates.countersignature(view.case)
    declined = any(each.code == "declined" and each.where.section == view.section for each in missing)
    signed = any(fact.actor == view.person for fact in gates.valid_countersignatures(view.case))
    if missing and not declined and not signed and _can_meet(view, policy_for(view.case.outputs).quorum):
        text = f"Countersign {_named(version)} for {view.section}, or decline."
        due = gates.clock_of(view.case, view.section).ends if view.section in view.affected else None
        yield of_version(view, version, "countersign", text, due=due, grave=_is_grave(view.case))


def _can_meet(view: View, rule: Quorum) -> bool:
    """Tell whether this person's countersignature would meet a part of a rule that is not met."""
    parts = rule.all or rule.any or rule.among
    if parts:
        return any(_can_meet(view, part) for part in parts)
    signed = gates.valid_countersignatures(view.case)
    if rule.role:
        name, people = evidence_of(view.case.outputs).case, gates.people_of(view.case)
        held = any(holds_role(people, fact.actor, rule.role, case=name, at=fact.at) for fact in signed)
        return view.holds(rule.role) and not held
    asked = view.section == rule.section or (rule.affected and view.section in view.affected)
    return asked and view.section not in {fact.body.section for fact in signed}


def _replies(view: View) -> Iterator[Waiting]:
    for party in accused(view.case.outputs):
        request = next((fact for fact in reversed(view.case.requests) if fact.body.party == party), None)
        if request is not None and gates.waiver_of(view.case, party) is None:
            yield from _reply(view, party, request)


def _reply(view: View, party: str, request: Fact[entries.ReplyRequested]) -> Iterator[Waiting]:
    days = min(gates.days_given(view.case, request), LONGEST)
    ends, half = gates.days_after(request.at, days), gates.days_after(request.at, days * REMIND_AFTER)
    where: dict[str, Any] = {"output": request.body.output, "section": view.section, "name": party}
    asks = view.author or request.actor == view.person
    silent = not replied_since(view.case, request)
    reminded = any(fact.body.party == party and fact.at >= request.at for fact in view.case.reminders)
    if asks and silent and not reminded and view.at >= half:
        yield Waiting(kind="remind-party", text=f"Remind {party}, which has not replied.", due=ends, **where)
    if view.author and silent and view.at >= ends and uncarried(view.case, party):
        text = f"{party} let its days pass without a reply: say so beside each conclusion about it."
        yield Waiting(kind="reply-overdue", text=text, due=ends, grave=True, **where)
    if not view.author and (view.home or view.holds(*CHECKING)) and undecided(view.case, party):
        text = f"Decide whether {party} gets more time to reply to {request.body.output}."
        yield Waiting(kind="decide-extension", text=text, due=ends, **where)


def _reviews(view: View) -> Iterator[Waiting]:
    if not (view.home or view.holds(*CHECKING, "duty-officer", "override-officer")):
        return
    for each in gates.reviews_due(view.case, view.at):
        body = each.override.body
        theirs = gates.is_author(gates.judging(view.case, body.output), view.person)
        if view.person != each.override.actor and not theirs:
            yield Waiting(
                kind="review-override",
                text=f"Review the override of gate {body.gate} for version {body.version} of {body.output}.",
                due=each.due,
                grave=each.overdue,
                output=body.output,
                version=body.version,
                section=view.section,
                name=each.override.ref,
            )


def _policies(view: View) -> Iterator[Waiting]:
    people = gates.people_of(view.case)
    if view.author or not view.holds(*SIGNS):
        return
    held = policy_in_force(people, at=view.at)
    own = {(f.body.policy, f.body.number) for f in people.endorsements if f.body.section == view.section}
    for fact in people.policies:
        body = fact.body
        newer = held is None or body.policy != held.body.policy or body.number > held.body.number
        if newer and fact != held and view.section in body.by_sections and (body.policy, body.number) not in own:
            text = f"Say whether {view.section} stands by number {body.number} of the policy {body.policy}."
            yield Waiting(kind="endorse-policy", text=text, section=view.section, name=f"{body.policy} {body.number}")


def _release(view: View, *, clear: bool) -> Iterator[Waiting]:
    if clear and view.version is not None and not view.author and view.holds("approver"):
        yield of_version(view, view.version, "release", f"Release {_named(view.version)}: every gate is open.")


def _blocked(view: View, blockers: tuple[Blocker, ...]) -> Iterator[Waiting]:
    if not view.author or view.version is None:
        return
    flags = [blocker for gate in READ_GATES for blocker in noticed(view.case.outputs, gate)]
    if flags:
        text = f"Answer {len(flags)} flags at words of {_named(view.version)}, or change the words."
        yield of_version(view, view.version, "answer-flags", text)
    rest = [blocker for blocker in blockers if blocker not in flags]
    if rest:
        text = f"{len(rest)} things keep {_named(view.version)} from being released."
        yield of_version(view, view.version, "meet-blockers", text)


_QUESTIONS = (
    _alarms,
    _receipts,
    _parts,
    _objections,
    _harms,
    _elements,
    _whole,
    _countersignature,
    _replies,
    _reviews,
    _policies,
)
