"""Gate 18: the full allegations were put to each accused party, with time, and its reply or silence is told (LL, CoI).

Rules:
  - Accused is whoever a document names as accused, whoever a legal sentence names (the doers of the findings under it,
    where it names nobody), and the doer of a grave finding.
  - Confidential engagement was considered first. That is asked for even where the right of reply is waived.
  - Each finding on the party, and a question for every element of it that is not met, was put to it in a request with
    proof of delivery, which gave at least the days of the policy; and those days have passed, or the party replied.
    Several requests may share this between them; what is wrong with one is owed for all that only this one put.
  - A party that did not reply was reminded. Its reply or its silence stands beside every legal sentence about it.
  - A reply that came after a document was drafted needs a version drafted after it, waived or not.
  - A party that asked for more time gets a decision; days given add to those of the request (`extensions`).
  - A waiver by a named person who is no author stands for all else but engagement; the certificate prints it.
"""

from __future__ import annotations

from answerable.clearance import entries
from answerable.clearance.gates.case import ClearanceCase, is_author, minimum_days, now, people_of
from answerable.clearance.gates.extensions import days_given, undecided
from answerable.findings.entries import Element, RuleAssessed
from answerable.findings.gates import assessments, current_findings
from answerable.outputs.entries import Statement
from answerable.outputs.gates import (
    accused,
    accused_by,
    documents,
    marked_statements,
    place,
    policy_for,
    resting_on,
    used_findings,
)
from answerable.people.standing import in_own_log
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, came_before


def right_of_reply(case: ClearanceCase) -> list[Blocker]:
    """Return a blocker for each thing that an accused party is still owed."""
    return [blocker for party in accused(case.outputs) for blocker in _owed(case, party)]


def waiver_of(case: ClearanceCase, party: str) -> Fact[entries.ReplyWaived] | None:
    """Return the latest waiver of the right of reply of `party` by somebody who is no author, or None."""
    return next(
        (fact for fact in reversed(case.waivers) if fact.body.party == party and not may_waive_reply(case, fact)), None
    )


def _owed(case: ClearanceCase, party: str) -> list[Blocker]:
    engaged = any(fact.body.party == party for fact in case.engagements)
    blockers = [] if engaged else [_not_engaged(party)]
    late = _late(case, party)
    if waiver_of(case, party) is not None:
        return [*blockers, *late]
    return [
        *blockers,
        *_requests(case, party),
        *undecided(case, party),
        *_reminder(case, party),
        *late,
        *uncarried(case, party),
    ]


def _not_engaged(party: str) -> Blocker:
    return _blocker(
        "engagement-not-considered",
        f"Nothing says whether confidential engagement with {party} was considered.",
        "Record what was chosen, and why.",
        Where(party=party),
        standard="PS",
    )


def findings_on(case: ClearanceCase, party: str) -> tuple[str, ...]:
    """Return the findings in use on `party`: it is their doer, or a legal sentence about it rests on them."""
    used = current_findings(case.outputs.findings, used_findings(case.outputs))
    done = {fact.body.finding for fact in used if fact.body.doer == party}
    said = {
        finding
        for version, statement in marked_statements(case.outputs)
        if statement.says == "law" and statement.party == party
        for finding in resting_on(case.outputs, version.body.output, statement)
    }
    return tuple(sorted(done | said))


def _requests(case: ClearanceCase, party: str) -> list[Blocker]:
    names = {version.body.output for version in documents(case.outputs)}
    requests = [fact for fact in case.requests if fact.body.party == party and fact.body.output in names]
    if not requests:
        text = f"{party} was not asked to reply."
        opens = f"Put the full allegations to {party}, with questions and days to answer."
        return [_blocker("reply-not-requested", text, opens, Where(party=party))]
    findings = findings_on(case, party)
    blockers = [blocker for finding in findings or ("",) for blocker in _put(case, requests, finding)]
    return list(dict.fromkeys([*blockers, *_questions(case, requests, findings)]))


def _put(case: ClearanceCase, requests: list[Fact[entries.ReplyRequested]], finding: str) -> list[Blocker]:
    """Return what is wrong with how `finding` was put: nothing if one request was right, else the latest's faults."""
    party = requests[-1].body.party
    put = [fact for fact in requests if not finding or finding in fact.body.findings]
    if not put:
        text = f"{finding} was not put to {party}."
        return [_blocker("finding-not-put", text, f"Put {finding} to {party}.", Where(party=party, finding=finding))]
    faults = [_faults(case, fact) for fact in put]
    return min(faults, key=len) and faults[-1]


def _faults(case: ClearanceCase, request: Fact[entries.ReplyRequested]) -> list[Blocker]:
    body, where = request.body, Where(document=request.body.output, party=request.body.party)
    least, passed = minimum_days(case, policy_for(case.outputs).reply), now(case) - request.at
    days = days_given(case, request)
    blockers = []
    if not body.proof:
        text = f"Nothing proves that the request reached {body.party}."
        blockers.append(_blocker("reply-without-proof", text, "Ask again, with proof of delivery.", where))
    if days < least:
        text = f"{body.party} was given {days} days; {least} are due."
        blockers.append(_blocker("reply-days-too-few", text, f"Ask again, with at least {least} days.", where))
    if passed.days < days and not replied_since(case, request):
        text = f"{body.party} was given {days} days, of which {passed.days} have passed, and has not replied."
        blockers.append(
            _blocker("reply-days-running", text, "Wait for the reply, or until the days have passed.", where)
        )
    return blockers


def _late(case: ClearanceCase, party: str) -> list[Blocker]:
    """Return a blocker for each document that was drafted before the party's reply came, and not again since."""
    replies = [fact for fact in case.replies if fact.body.party == party]
    return [
        _blocker(
            "reply-came-late",
            f"{party} replied after version {version.body.version} of {version.body.output} was drafted.",
            "Draft a version that carries the reply.",
            Where(document=version.body.output, version=version.body.version, party=party),
        )
        for version in documents(case.outputs)
        if party in accused_by(case.outputs, version) and any(came_before(version, reply) for reply in replies)
    ]


def replied_since(case: ClearanceCase, request: Fact[entries.ReplyRequested]) -> bool:
    """Tell whether the party has replied since a request."""
    return any(fact.body.party == request.body.party and fact.at >= request.at for fact in case.replies)


def _questions(
    case: ClearanceCase, requests: list[Fact[entries.ReplyRequested]], findings: tuple[str, ...]
) -> list[Blocker]:
    return [
        blocker
        for finding in findings
        for rule in assessments(case.outputs.findings, finding)
        for element in rule.body.elements
        if element.state != "met"
        for blocker in _question(case, requests, rule, element)
    ]


def _question(
    case: ClearanceCase,
    requests: list[Fact[entries.ReplyRequested]],
    rule: Fact[RuleAssessed],
    element: Element,
) -> list[Blocker]:
    """Return what is wrong with how an open element was asked about: nothing if one request that did was right."""
    party, finding = requests[-1].body.party, rule.body.finding
    named = (finding, rule.body.rule, element.element)
    asked = [fact for fact in requests if named in {(q.finding, q.rule, q.element) for q in fact.body.questions}]
    if asked:
        faults = [_faults(case, fact) for fact in asked]
        return min(faults, key=len) and faults[-1]
    return [
        _blocker(
            "question-not-put",
            f"{party} was not asked about {element.element} of {rule.body.rule} ({finding}), which is {element.state}.",
            f"Put a question on it to {party}.",
            Where(party=party, finding=finding, rule=rule.body.rule, element=element.element),
        )
    ]


def _reminder(case: ClearanceCase, party: str) -> list[Blocker]:
    requests = [fact for fact in case.requests if fact.body.party == party]
    if not requests or replied_since(case, requests[0]):
        return []
    if any(fact.body.party == party and fact.at >= requests[0].at for fact in case.reminders):
        return []
    text = f"{party} has not replied and was not reminded."
    return [_blocker("party-not-reminded", text, f"Remind {party}.", Where(party=party))]


def uncarried(case: ClearanceCase, party: str) -> list[Blocker]:
    """Return a blocker for each conclusion about a party that stands without its reply or silence."""
    return [
        _blocker(
            "reply-not-carried",
            f"Statement {statement.id} of {version.body.output} concludes about {party} without its reply or silence.",
            f"Say beside these words, in the next version, what {party} replied or that it did not.",
            place(version, statement),
        )
        for version, statement in marked_statements(case.outputs)
        if concludes_about(case, version.body.output, statement, party) and f"reply:{party}" not in statement.carries
    ]


def concludes_about(case: ClearanceCase, output: str, statement: Statement, party: str) -> bool:
    """Tell whether a legal sentence is about this party: it names it, or nobody, and rests on what the party did."""
    if statement.says != "law":
        return False
    if statement.party:
        return statement.party == party
    rests_on = current_findings(case.outputs.findings, resting_on(case.outputs, output, statement))
    return any(fact.body.doer == party for fact in rests_on)


def may_waive_reply(case: ClearanceCase, fact: Fact[entries.ReplyWaived]) -> list[Blocker]:
    """Return why this person may not waive the right of reply of this party."""
    where, opens = Where(party=fact.body.party, person=fact.actor), "Somebody who is no author decides, with a reason."
    if is_author(case, fact.actor):
        text = f"{fact.actor} is an author and may not waive the right of reply of {fact.body.party}."
        return [_blocker("waived-by-author", text, opens, where)]
    if not in_own_log(people_of(case), fact):
        text = f"{fact.actor or 'Nobody'} waives the right of reply of {fact.body.party} in another section's log."
        return [_blocker("waiver-unsigned", text, opens, where)]
    return []


def _blocker(code: str, text: str, opens: str, where: Where, *, standard: str = "LL") -> Blocker:
    return Blocker(gate=18, code=code, text=text, standard=standard, opens=opens, where=where)
