"""Gate 17: who reviewed could, was independent of the authors and in training, and signed element by element (LL).

Rules:
  - Each role that the policy names is filled by somebody who is no author, has no declared interest, and has shown the
    field: law, military, the country of a finding in use, the language of the output.
  - The legal reviewer signs every element of every assessment in use; a country reviewer at least one element of each;
    a military or language reviewer at least one element in all. A signature holds for the assessment it was made on.
  - What counts is what held on the day of signing: role and training.
  - Somebody who is no author has read the final whole, with the training that the policy asks of an
    independent reviewer, where it asks any.
"""

from __future__ import annotations

from answerable.clearance import entries
from answerable.clearance.gates.case import ClearanceCase, countries_of, is_author, is_current, now, people_of, subject
from answerable.findings.entries import ElementSigned, RuleAssessed
from answerable.findings.gates import assessments, current, current_findings
from answerable.outputs.gates import evidence_of, policy_for, used_findings
from answerable.people.entries import PolicyAdopted, Role
from answerable.people.standing import competent, conflicted, holds_role, in_own_log, modules_of, trained, untrained
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

SIGNING = frozenset({"legal-reviewer", "military-reviewer", "country-reviewer", "language-reviewer"})
"""Roles that sign elements."""


def competence(case: ClearanceCase) -> list[Blocker]:
    """Return a blocker for each role not filled, each element not signed, and a whole that nobody else has read."""
    roles = policy_for(case.outputs).reviewers
    return [
        *(blocker for role in roles for blocker in _unfilled(case, role)),
        *(blocker for role in roles if role in SIGNING for blocker in unsigned(case, role)),
        *unread(case),
    ]


def _unfilled(case: ClearanceCase, role: Role) -> list[Blocker]:
    fields = _fields(case, role, _countries(case))
    granted = {fact.body.person for fact in people_of(case).roles if fact.body.role == role}
    if any(not _unfit(case, person, role, fields) for person in granted):
        return []
    known = f" who knows {' or '.join(sorted(fields))}" if fields else ""
    text = f"No {role}{known} who is independent of the authors holds the role."
    return [_blocker("role-not-filled", text, f"Grant the role of {role} to somebody who is no author.", Where())]


def may_review(case: ClearanceCase, person: str, role: Role) -> bool:
    """Tell whether a person could sign in a role today: holds it, knows the field, is independent."""
    return not _unfit(case, person, role, _fields(case, role, _countries(case)))


def _unfit(case: ClearanceCase, person: str, role: Role, fields: frozenset[str]) -> bool:
    people, name = people_of(case), evidence_of(case.outputs).case
    held = holds_role(people, person, role, case=name, at=now(case))
    knows = not fields or any(competent(people, person, field) for field in fields)
    return not held or not knows or is_author(case, person) or conflicted(people, person, name)


def _fields(case: ClearanceCase, role: Role, countries: tuple[str, ...]) -> frozenset[str]:
    """Return the fields of which a reviewer in `role` has to know one; none where the role asks for no field."""
    version = subject(case)
    if role == "country-reviewer":
        return frozenset(f"country:{country.lower()}" for country in countries)
    if role == "language-reviewer" and version:
        return frozenset({f"language:{version.body.language.split('-')[0]}"})
    if role in {"legal-reviewer", "military-reviewer"}:
        return frozenset({"law" if role == "legal-reviewer" else "military"})
    return frozenset()


def _countries(case: ClearanceCase) -> tuple[str, ...]:
    used = current_findings(case.outputs.findings, used_findings(case.outputs))
    return tuple(dict.fromkeys(country for fact in used for country in countries_of(case, fact.body)))


def unsigned(case: ClearanceCase, role: Role) -> list[Blocker]:
    """Return a blocker for each element that somebody in `role` still has to sign."""
    used = sorted(used_findings(case.outputs))
    rules = [fact for finding in used for fact in assessments(case.outputs.findings, finding)]
    lacking = {
        fact.ref: [blocker for each in fact.body.elements if (blocker := _element(case, role, fact, each.element))]
        for fact in rules
    }
    if role == "legal-reviewer":
        return [blocker for blockers in lacking.values() for blocker in blockers]
    none_signed = [
        lacking[fact.ref][0]
        for fact in rules
        if fact.body.elements and len(lacking[fact.ref]) == len(fact.body.elements)
    ]
    if role == "country-reviewer":
        return none_signed
    return none_signed[:1] if len(none_signed) == len(rules) else []


def _element(case: ClearanceCase, role: Role, rule: Fact[RuleAssessed], element: str) -> Blocker | None:
    """Return why an element does not count as signed in `role`, or None."""
    findings, about = case.outputs.findings, (rule.body.rule, rule.body.finding)
    refs = {fact.ref for fact in findings.rules if (fact.body.rule, fact.body.finding) == about}
    signed = [fact for fact in findings.element_signatures if fact.body.assessed_ref in refs]
    made = [fact for fact in signed if (fact.body.element, fact.body.role) == (element, role)]
    where = Where(finding=rule.body.finding, rule=rule.body.rule, element=element)
    present = [fact for fact in made if fact.body.assessed_ref == rule.ref]
    flaws = [flaw for fact in present if (flaw := _flaw(case, fact, rule))]
    if len(flaws) < len(present):
        return None
    code, text = "element-not-signed", f"No {role} has signed {element} of {rule.body.rule}."
    if flaws:
        code, text = flaws[-1]
    elif made:
        code = "element-signature-stale"
        text = f"{rule.body.rule} was assessed again after {made[-1].actor} signed {element}."
    return _blocker(code, text, f"A {role} who is no author signs {element} of {rule.body.rule}.", where)


def _flaw(case: ClearanceCase, fact: Fact[ElementSigned], rule: Fact[RuleAssessed]) -> tuple[str, str] | None:
    """Return why a signature does not count, as code and sentence, or None."""
    people, actor, role, name = people_of(case), fact.actor, fact.body.role, evidence_of(case.outputs).case
    finding = current(case.outputs.findings, rule.body.finding)
    fields = _fields(case, role, countries_of(case, finding.body) if finding else ())
    lacking = untrained(people, actor, policy_for(case.outputs), role, on=fact.at)
    signed = f"{actor} signed {fact.body.element} of {fact.body.rule}"
    if is_author(case, actor):
        return "reviewer-is-author", f"{signed}, and is an author."
    if conflicted(people, actor, name):
        return "reviewer-has-interest", f"{signed}, and has declared an interest."
    if not in_own_log(people, fact):
        return "reviewer-in-another-log", f"{signed}, but not in the log of their own section."
    if not holds_role(people, actor, role, case=name, at=fact.at):
        return "reviewer-without-role", f"{signed}, and was no {role} on that day."
    if fields and not any(competent(people, actor, field) for field in fields):
        return "reviewer-not-competent", f"{signed}, and has not shown {' or '.join(sorted(fields))}."
    if lacking:
        return "reviewer-not-trained", f"{signed}, and held no credential for {' and '.join(lacking)} on that day."
    return None


def unread(case: ClearanceCase) -> list[Blocker]:
    """Return a blocker where nobody who may has read the current version as a whole."""
    version = subject(case)
    if version is None:
        return []
    output, number = version.body.output, version.body.version
    read = [fact for fact in case.whole_reviews if fact.body.output == output and not _bars_review(case, fact)]
    if any(is_current(case, fact.body) for fact in read):
        return []
    code, text = "whole-not-reviewed", f"Nobody who is no author has read version {number} of {output} as a whole."
    if read:
        code, text = (
            "whole-review-stale",
            f"{read[-1].actor} read version {read[-1].body.version}; {output} is now in version {number}.",
        )
    return [_blocker(code, text, "Somebody who is no author reads the whole.", Where(document=output, version=number))]


def _bars_review(case: ClearanceCase, fact: Fact[entries.WholeReviewed]) -> str:
    """Return why this review of the whole does not count, or ""."""
    people, person = people_of(case), fact.actor
    if is_author(case, person) or conflicted(people, person, evidence_of(case.outputs).case):
        return f"{person} is an author of {fact.body.output} or has an interest, and may not review it."
    if not in_own_log(people, fact):
        return f"{person} does not review {fact.body.output} in the log of their own section."
    asked = _asked_of_readers(policy_for(case.outputs))
    if lacking := [module for module in asked if not trained(people, person, module, on=fact.at)]:
        return f"{person} reads {fact.body.output} and held no credential for {' and '.join(lacking)} on that day."
    return ""


def _asked_of_readers(policy: PolicyAdopted) -> tuple[str, ...]:
    """Return the modules that a policy asks of whoever reads the whole; none where it says nothing of that role."""
    named = any(each.role == "independent-reviewer" for each in policy.requirements)
    return modules_of(policy, "independent-reviewer") if named else ()


def may_review_whole(case: ClearanceCase, fact: Fact[entries.WholeReviewed]) -> list[Blocker]:
    """Return why this review of the whole may not be recorded."""
    blockers = []
    where = Where(document=fact.body.output, version=fact.body.version, person=fact.actor)
    if not is_current(case, fact.body):
        text = f"Version {fact.body.version} of {fact.body.output} is not the current one."
        blockers.append(_blocker("draft-not-current", text, "Read the current version.", where))
    if bar := _bars_review(case, fact):
        blockers.append(_blocker("review-not-independent", bar, "Somebody else reads the whole.", where))
    return blockers


def _blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=17, code=code, text=text, standard="LL", opens=opens, where=where)
