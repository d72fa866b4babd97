"""Forms with which a finding is held against a rule, element by element, and each element signed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from answerable.evidence.offers import items
from answerable.findings import entries
from answerable.findings.forms.beside import finding_beside, to_finding
from answerable.findings.forms.words import MET, NORM, STANDARD, WEIGHED
from answerable.findings.gates import latest_assessments
from answerable.findings.offers import assessed_now, elements, findings, findings_here, rules, stated_now
from answerable.forms.description import ActForm, Context
from answerable.forms.starting import starting_with
from answerable.people.entries import Role
from answerable.people.offers import CASEWORK, ROLES, people_here
from answerable.people.standing import holds_role

SIGNING: tuple[Role, ...] = ("legal-reviewer", "military-reviewer", "country-reviewer", "language-reviewer")


def _as_assessed(context: Context) -> dict[str, Any]:
    """Start as the finding was last assessed under the rule that the address names."""
    case, rule = findings_here(context), context.query.get("rule", "")
    for fact in latest_assessments(case, context.query.get("finding", "")):
        if fact.body.rule == rule:
            return starting_with(fact.body)
    return {}


def _on_current(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    return {"finding_ref": stated_now(context, plain).ref}


def _finding(context: Context) -> forms.Field:
    return forms.ChoiceField(label=_("Finding"), choices=[("", _("Choose")), *findings(context)])


def _assessment(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    return {"assessed_ref": assessed_now(context, plain["finding"], plain["rule"]).ref}


def _own_role(context: Context) -> dict[str, Any]:
    people = people_here(context)
    held = (role for role in SIGNING if holds_role(people, context.person, role, case=context.case, at=context.at))
    return {"role": next(held, "")}


def _to_rule(context: Context, plain: dict[str, Any]) -> str:
    assessed = next(fact for fact in findings_here(context).rules if fact.ref == plain["assessed_ref"])
    return reverse("finding", args=[context.case, assessed.body.finding]) + f"#rule-{plain['rule']}"


LAW: tuple[ActForm, ...] = (
    ActForm(
        said=entries.RuleAssessed,
        title=_("Assess a rule"),
        intro=_("Element by element, on the current version of the finding. What is not examined is said to be so."),
        labels={
            "rule": (_("Key of the rule"), _("Such as: CIHL-14")),
            "name": (_("Name of the rule"), ""),
            "source": (_("Where it stands"), _("Treaty and article, or study and number.")),
            "norm": (_("Kind of norm"), ""),
            "conduct": (_("The one type of conduct judged"), _("Unlike types are not judged under one label.")),
            "status": (_("Status at the time"), _("Of the object or person, such as: hospital, detainee.")),
            "elements": (_("Elements"), _("Each by itself, with the evidence on both sides.")),
            "elements.element": (_("Key"), _("Such as: a, b, intent")),
            "elements.asks": (_("What it asks"), ""),
            "elements.state": (_("State"), ""),
            "elements.evidence_for": (_("Evidence for it"), ""),
            "elements.evidence_against": (_("Evidence against it"), ""),
            "elements.standard": (_("Standard of proof reached"), ""),
            "weighs": (_("What this rule asks to be weighed"), _("Each needs a consideration below.")),
            "considered": (_("Considerations"), ""),
            "considered.about": (_("About"), ""),
            "considered.text": (_("What was found about it"), _("It is kept word for word.")),
        },
        values={
            "norm": NORM,
            "elements.state": MET,
            "elements.standard": STANDARD,
            "weighs": WEIGHED,
            "considered.about": WEIGHED,
        },
        given=frozenset({"finding_ref"}),
        fills=_on_current,
        offers={"finding": findings, "elements.evidence_for": items, "elements.evidence_against": items},
        starts=_as_assessed,
        beside=finding_beside,
        blocked={"finding-unknown": "finding", "assessment-stale": "finding", "element-twice": "elements.element"},
        back=to_finding,
        roles=CASEWORK,
    ),
    ActForm(
        said=entries.ElementSigned,
        title=_("Sign an element"),
        intro=_(
            "You sign what this assessment says of one element, in a role that you hold, as a person who neither "
            "stated the finding nor assessed it."
        ),
        labels={"role": (_("In which role"), "")},
        values={"role": {role: ROLES[role] for role in SIGNING}},
        given=frozenset({"assessed_ref"}),
        adds={"finding": _finding},
        fills=_assessment,
        offers={"rule": rules, "element": elements},
        starts=_own_role,
        beside=finding_beside,
        blocked={"role-not-held": "role", "element-unknown": "element", "assessment-unknown": "rule"},
        back=_to_rule,
    ),
)
