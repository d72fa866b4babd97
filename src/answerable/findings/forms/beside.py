"""What stands beside a form about a finding, and where the browser goes after it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from answerable.findings.gates import current, latest_assessments
from answerable.findings.offers import findings_here
from answerable.forms.description import Context


def finding_beside(context: Context) -> tuple[str, dict[str, Any]]:
    """Return the finding that the address names, and the assessment under the rule that it names, in short."""
    case, name, rule = findings_here(context), context.query.get("finding", ""), context.query.get("rule", "")
    return "findings/beside.html", {
        "stated": current(case, name),
        "assessed": next((fact for fact in latest_assessments(case, name) if fact.body.rule == rule), None),
        "contrary": next(
            (fact for fact in case.contraries if fact.body.contrary == context.query.get("contrary", "")), None
        ),
        "case": context.case,
    }


def to_finding(context: Context, plain: dict[str, Any]) -> str:
    """Lead to the page of the finding."""
    return reverse("finding", args=[context.case, plain["finding"]])
