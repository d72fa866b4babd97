"""Gate 3, law: a legal finding names its rule and carries every element.

Rules (ICRC customary law study; Elements of Crimes; OHCHR commissions of inquiry, 2015):
  - A characterisation, attribution or responsibility is held against at least one rule, in its current version.
  - Every element was examined. One that is met names the evidence for it; evidence against it is recorded as contrary.
  - What the rule weighs was considered, one by one; the conduct and the status of object or person are named.
  - An element that is unknown or not met does not block: it bounds how strongly the law may be spoken of (gate 4).
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.findings import entries
from answerable.findings.gates.case import (
    FindingsCase,
    contraries_of,
    current_findings,
    latest_assessments,
    versions_of,
)
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

GATE = 3
Assessment = Fact[entries.RuleAssessed]


def law(case: FindingsCase, used: frozenset[str]) -> list[Blocker]:
    """Return what is missing from the legal assessment of the findings in `used`."""
    legal = [stated for stated in current_findings(case, used) if stated.body.level != "fact"]
    return [blocker for stated in legal for blocker in _finding(case, stated)]


def assessment_stale(case: FindingsCase, stated: Fact[entries.FindingStated], assessed: Assessment) -> Blocker:
    """Return the blocker for an assessment of another version of a finding than the current one."""
    finding, rule = stated.body.finding, assessed.body.rule
    old = next((fact for fact in versions_of(case, finding) if fact.ref == assessed.body.finding_ref), None)
    made_on = f"version {old.body.number}" if old else "a version that is not in the record"
    if old and old.body.number == stated.body.number:
        made_on = f"another text of version {old.body.number}"
    return Blocker(
        gate=GATE,
        code="assessment-stale",
        text=f"Finding {finding} is now in version {stated.body.number}; the assessment under {rule} is of {made_on}.",
        standard="IHL",
        opens=f"Assess finding {finding} under {rule} again, in version {stated.body.number}.",
        where=Where(finding=finding, rule=rule),
    )


def _finding(case: FindingsCase, stated: Fact[entries.FindingStated]) -> Iterator[Blocker]:
    finding, level = stated.body.finding, stated.body.level
    assessed = latest_assessments(case, finding)
    if not assessed:
        yield Blocker(
            gate=GATE,
            code="finding-without-rule",
            text=f"Finding {finding} is of level {level}, and was held against no rule.",
            standard="IHL",
            opens=f"Assess finding {finding} under a rule, element by element, or state it as a fact.",
            where=Where(finding=finding),
        )
    for fact in assessed:
        if fact.body.finding_ref != stated.ref:
            yield assessment_stale(case, stated, fact)
        else:
            yield from _rule(fact.body)
            for element in fact.body.elements:
                yield from _element(case, fact.body, element)


def _blocker(rule: entries.RuleAssessed, code: str, text: str, opens: str, *, element: str = "") -> Blocker:
    where = Where(finding=rule.finding, rule=rule.rule, element=element)
    return Blocker(gate=GATE, code=code, text=text, standard="IHL", opens=opens, where=where)


def _rule(rule: entries.RuleAssessed) -> Iterator[Blocker]:
    name = f"The assessment of finding {rule.finding} under {rule.rule}"
    again = f"Assess finding {rule.finding} under {rule.rule} again"
    if not rule.elements:
        yield _blocker(rule, "rule-without-elements", f"{name} lists no element.", f"{again}, element by element.")
    if not rule.conduct.strip():
        yield _blocker(
            rule, "conduct-not-named", f"{name} does not name the conduct judged.", f"{again}, naming one conduct."
        )
    if not rule.status.strip():
        yield _blocker(
            rule,
            "status-not-named",
            f"{name} does not say what status the object or person had at the time.",
            f"{again}, naming the status at the time.",
        )
    for about in rule.weighs:
        if about not in {considered.about for considered in rule.considered}:
            plain = about.replace("-", " ")
            yield _blocker(
                rule, "consideration-missing", f"{name} weighs {plain}, and says nothing of it.", f"{again}, with it."
            )


def _element(case: FindingsCase, rule: entries.RuleAssessed, element: entries.Element) -> Iterator[Blocker]:
    name = f"Element {element.element} of {rule.rule} (finding {rule.finding})"
    if element.state == "not-examined":
        yield _blocker(
            rule,
            "element-not-examined",
            f"{name} was not examined.",
            f"Examine element {element.element} and say whether it is met, not met or unknown.",
            element=element.element,
        )
    if element.state != "met":
        return
    if not element.evidence_for:
        yield _blocker(
            rule,
            "met-without-evidence",
            f"{name} is said to be met, without evidence for it.",
            f"Name the evidence for element {element.element}, or say that it is unknown.",
            element=element.element,
        )
    recorded = {fact.body.item for fact in contraries_of(case, rule.finding)}
    for item in sorted(set(element.evidence_against) - recorded):
        yield _blocker(
            rule,
            "evidence-against-unrecorded",
            f"{name} is said to be met; item {item} speaks against it, and is not recorded as contrary evidence.",
            f"Record item {item} as contrary evidence on finding {rule.finding}, and answer it.",
            element=element.element,
        )
