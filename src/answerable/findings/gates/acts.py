"""Whether one act about a finding may be said: asked when it is written, not when an output is cleared.

Rules:
  - The versions of a finding follow each other, from 1.
  - Law is assessed on the current version, and signed on the current assessment, element by element.
  - Who signs an element holds the role on that day, has shown the competence the role asks for, is current in the
    training the policy names, has no interest in the case, and neither stated the finding nor made the assessment
    (Lund-London Guidelines: competence, independence). That authors of an output sign nothing is asked at gate 17.
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.findings import entries
from answerable.findings.gates.case import FindingsCase, current, latest_assessments, versions_of
from answerable.findings.gates.law import GATE as LAW, assessment_stale
from answerable.people.standing import conflicted, holds_role, in_own_log, policy_of, section_of, untrained
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

CONTRARY = 7
COMPETENCE = 17
Signature = Fact[entries.ElementSigned]


def may_state_finding(case: FindingsCase, fact: Fact[entries.FindingStated]) -> list[Blocker]:
    """Refuse a version that does not follow the last one."""
    finding, number = fact.body.finding, fact.body.number
    last = max((old.body.number for old in versions_of(case, finding) if old.ref != fact.ref), default=0)
    if number == last + 1:
        return []
    return [
        Blocker(
            gate=0,
            code="version-out-of-order",
            text=f"Finding {finding} is in version {last}, so the next is version {last + 1}, not {number}."
            if last
            else f"Finding {finding} was not stated before, so it begins with version 1, not {number}.",
            standard="record",
            opens=f"State finding {finding} in version {last + 1}.",
            where=Where(finding=finding),
        )
    ]


def may_assess_rule(case: FindingsCase, fact: Fact[entries.RuleAssessed]) -> list[Blocker]:
    """Refuse an assessment of an unknown finding or of an old version, or one that lists an element twice."""
    stated = current(case, fact.body.finding)
    if stated is None:
        return [_finding_unknown(fact.body.finding, gate=LAW)]
    if fact.body.finding_ref != stated.ref:
        return [assessment_stale(case, stated, fact)]
    keys = [element.element for element in fact.body.elements]
    return [
        Blocker(
            gate=LAW,
            code="element-twice",
            text=f"Element {key} is listed more than once under {fact.body.rule}.",
            standard="IHL",
            opens=f"List element {key} once.",
            where=Where(finding=fact.body.finding, rule=fact.body.rule, element=key),
        )
        for key in sorted({key for key in keys if keys.count(key) > 1})
    ]


def may_search_contrary(case: FindingsCase, fact: Fact[entries.ContrarySearched]) -> list[Blocker]:
    """Refuse a search for an unknown finding, or one that nobody signs."""
    if current(case, fact.body.finding) is None:
        return [_finding_unknown(fact.body.finding, gate=CONTRARY)]
    if section_of(case.evidence.people, fact.actor):
        return []
    return [
        Blocker(
            gate=CONTRARY,
            code="search-unsigned",
            text=f"The search for contrary evidence on finding {fact.body.finding} names nobody who has joined.",
            standard="LL",
            opens="Sign the search as the person who made it.",
            where=Where(finding=fact.body.finding, person=fact.actor),
        )
    ]


def may_answer_contrary(case: FindingsCase, fact: Fact[entries.ContraryAnswered]) -> list[Blocker]:
    """Refuse an answer to contrary evidence that nobody recorded."""
    name = fact.body.contrary
    if any(recorded.body.contrary == name for recorded in case.contraries):
        return []
    return [
        Blocker(
            gate=CONTRARY,
            code="contrary-unknown",
            text=f"No contrary evidence was recorded as {name}.",
            standard="CoI",
            opens=f"Record {name} first, or answer the contrary evidence that is meant.",
        )
    ]


def may_sign_element(case: FindingsCase, fact: Signature) -> list[Blocker]:
    """Refuse a signature on what is not current, or by somebody who may not sign it."""
    assessed = next((rule for rule in case.rules if rule.ref == fact.body.assessed_ref), None)
    if assessed is None or assessed.body.rule != fact.body.rule:
        return [
            _unsignable(
                fact,
                "assessment-unknown",
                f"No assessment under {fact.body.rule} is the one that is signed.",
                f"Sign the current assessment under {fact.body.rule}.",
            )
        ]
    return [*_current(case, assessed, fact), *_signer(case, assessed, fact)]


def _current(case: FindingsCase, assessed: Fact[entries.RuleAssessed], fact: Signature) -> Iterator[Blocker]:
    rule, stated = assessed.body, current(case, assessed.body.finding)
    if stated is None:
        yield _finding_unknown(rule.finding, gate=LAW)
    elif rule.finding_ref != stated.ref:
        yield assessment_stale(case, stated, assessed)
    elif assessed not in latest_assessments(case, rule.finding):
        yield _unsignable(
            fact,
            "signature-stale",
            f"Finding {rule.finding} was assessed under {rule.rule} again after the assessment that is signed.",
            f"Read and sign the latest assessment under {rule.rule}.",
        )
    if fact.body.element not in {element.element for element in rule.elements}:
        yield _unsignable(
            fact,
            "element-unknown",
            f"The assessment under {rule.rule} has no element {fact.body.element}.",
            f"Sign one of its elements: {', '.join(element.element for element in rule.elements) or 'it has none'}.",
        )


def _signer(case: FindingsCase, assessed: Fact[entries.RuleAssessed], fact: Signature) -> Iterator[Blocker]:
    people, person, finding = case.evidence.people, fact.actor, assessed.body.finding
    role = fact.body.role.replace("-", " ")
    another = f"Ask another {role}."
    held = holds_role(people, person, fact.body.role, case=case.evidence.case, at=fact.at)
    if not (held and in_own_log(people, fact)):
        text = f"{person} is no {role} in this case."
        yield _unsignable(fact, "role-not-held", text, f"Ask a {role} to sign, or grant the role.")
    if not _has_shown_competence(case, finding, fact):
        text = f"{person} has not shown the competence that a {role} needs for finding {finding}."
        yield _unsignable(fact, "competence-not-shown", text, f"Record what shows it, or ask another {role}.")
    for module in untrained(people, person, policy_of(people, at=fact.at), fact.body.role, on=fact.at):
        text = f'{person} held no current credential for the module "{module}" on the day of signing.'
        yield _unsignable(fact, "training-not-current", text, f'Pass the module "{module}" and sign again.')
    if conflicted(people, person, case.evidence.case):
        yield _unsignable(fact, "signer-conflicted", f"{person} has declared an interest in this case.", another)
    if person in _makers(case, assessed):
        text = f"{person} stated finding {finding} or assessed it, and cannot sign it as well."
        yield _unsignable(fact, "signer-not-independent", text, another)


def _has_shown_competence(case: FindingsCase, finding: str, fact: Signature) -> bool:
    people, person = case.evidence.people, fact.actor
    shown = {shown.body.field for shown in people.competences if shown.body.person == person}
    match fact.body.role:
        case "legal-reviewer":
            return "law" in shown
        case "military-reviewer":
            return "military" in shown
        case "language-reviewer":
            return any(field.startswith("language:") for field in shown)
        case "country-reviewer":
            return any(field.startswith("country:") and field in _countries(case, finding, shown) for field in shown)


def _countries(case: FindingsCase, finding: str, shown: set[str]) -> set[str]:
    stated = current(case, finding)
    countries = (stated.body.countries if stated else ()) or case.evidence.opened.body.countries
    # Where neither the finding nor the case names a country, knowing any is what can be asked.
    return {f"country:{country.lower()}" for country in countries} or shown


def _makers(case: FindingsCase, assessed: Fact[entries.RuleAssessed]) -> set[str]:
    return {assessed.actor, *(stated.actor for stated in versions_of(case, assessed.body.finding))}


def _unsignable(fact: Signature, code: str, text: str, opens: str) -> Blocker:
    where = Where(rule=fact.body.rule, element=fact.body.element, person=fact.actor)
    return Blocker(gate=COMPETENCE, code=code, text=text, standard="LL", opens=opens, where=where)


def _finding_unknown(finding: str, *, gate: int) -> Blocker:
    return Blocker(
        gate=gate,
        code="finding-unknown",
        text=f"Finding {finding} was never stated.",
        standard="LL",
        opens=f"State finding {finding} first, or name the finding that is meant.",
        where=Where(finding=finding),
    )
