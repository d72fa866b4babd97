"""What a form can offer of a case's findings: findings, assessments, elements, contrary evidence."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from answerable.evidence.offers import natural, shortened
from answerable.findings.entries import FindingStated, RuleAssessed
from answerable.findings.gates import FindingsCase, current, latest_assessments
from answerable.findings.models import read_findings
from answerable.forms.description import Context, Options
from answerable.forms.errors import NotThere
from answerable.record.entry import Fact
from answerable.vault.reading import shown


def findings_here(context: Context) -> FindingsCase:
    """Return the findings of the case in which a form is filled in."""
    return read_findings(context.case, at=context.at)


def names_of(case: FindingsCase) -> list[str]:
    """Return the keys of every finding, F9 before F10."""
    return sorted({fact.body.finding for fact in case.findings}, key=natural)


def findings(context: Context) -> Options:
    """Offer every finding of the case, with its words."""
    case = findings_here(context)
    stated = [fact for name in names_of(case) if (fact := current(case, name))]
    return [(fact.body.finding, f"{fact.body.finding}: {shortened(shown(fact.body.text))}") for fact in stated]


def contraries(context: Context) -> Options:
    """Offer the contrary evidence on record."""
    recorded = {fact.body.contrary: fact for fact in findings_here(context).contraries}
    return [
        (name, f"{name} ({recorded[name].body.finding}): {shortened(shown(recorded[name].body.text))}")
        for name in sorted(recorded, key=natural)
    ]


def rules(context: Context) -> Options:
    """Offer the rules under which the finding that the address names was assessed, or any finding."""
    found = {fact.body.rule: fact.body.name for fact in _assessed(context)}
    return [(rule, f"{rule}: {found[rule]}") for rule in sorted(found, key=natural)]


def elements(context: Context) -> Options:
    """Offer the elements of those assessments."""
    rule = context.query.get("rule", "")
    found = {
        each.element: each.asks
        for fact in _assessed(context)
        if not rule or fact.body.rule == rule
        for each in fact.body.elements
    }
    return [(element, f"{element}: {shortened(asks)}") for element, asks in found.items()]


def stated_now(context: Context, plain: dict[str, Any]) -> Fact[FindingStated]:
    """Return the current version of the finding that a form names.

    Raises:
        NotThere: nobody has stated it.
    """
    found = current(findings_here(context), str(plain.get("finding", "")))
    if found is None:
        raise NotThere("finding", _("Nobody has stated this finding."))
    return found


def assessed_now(context: Context, finding: str, rule: str) -> Fact[RuleAssessed]:
    """Return the latest assessment of a finding under a rule.

    Raises:
        NotThere: it was not assessed under this rule.
    """
    for fact in latest_assessments(findings_here(context), finding):
        if fact.body.rule == rule:
            return fact
    raise NotThere("rule", _("This finding was not assessed under this rule."))


def _assessed(context: Context) -> list[Fact[RuleAssessed]]:
    case, finding = findings_here(context), context.query.get("finding", "")
    names = [finding] if finding else names_of(case)
    return [fact for name in names for fact in latest_assessments(case, name)]
