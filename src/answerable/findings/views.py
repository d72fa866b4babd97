"""The findings of a case, and one of them: what it says and not, on what evidence, its limits, its rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answerable.evidence.clock import moment_of
from answerable.evidence.errors import NoSuchCase
from answerable.evidence.gates import grade_of, item_named
from answerable.findings import gates
from answerable.findings.entries import Element, FindingStated, RuleAssessed
from answerable.findings.gates import FindingsCase
from answerable.findings.models import read_findings
from answerable.findings.offers import names_of
from answerable.people.access import ReadRequest
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.vault.reading import shown


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """An item under a finding: what it does there, and its two grades."""

    item: str
    title: str
    does: str
    source_grade: str
    information_grade: str


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A finding in the list of a case, and what is missing on it."""

    stated: Fact[FindingStated]
    missing: tuple[Blocker, ...]


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """An assessment under one rule, and its elements, each with who signed it."""

    assessed: Fact[RuleAssessed]
    elements: tuple[tuple[Element, tuple[str, ...]], ...]
    is_current: bool


@require_safe
def findings(request: ReadRequest, case: str) -> HttpResponse:
    """Return the list of the findings of a case, with what is missing on each."""
    found = _case(case)
    stated = [fact for name in names_of(found) if (fact := gates.current(found, name))]
    listed = [Listed(stated=fact, missing=tuple(_blockers(found, fact.body.finding))) for fact in stated]
    context = {
        "case": case,
        "opened": found.evidence.opened,
        "findings": listed,
        "incomplete": sum(bool(each.missing) for each in listed),
    }
    return render(request, "findings/findings.html", context)


@require_safe
def finding(request: ReadRequest, case: str, finding: str) -> HttpResponse:
    """Return the page of a finding in its current version."""
    found = _case(case)
    stated = gates.current(found, finding)
    if stated is None:
        raise Http404
    context = {
        "case": case,
        "opened": found.evidence.opened,
        "stated": stated,
        "versions": gates.versions_of(found, finding),
        "bears": gates.established_standard(found, finding),
        "sources": tuple(_sources(found, stated)),
        "limitations": [fact for fact in found.limitations if finding in fact.body.limits],
        "limits_absent": [fact for fact in found.limits_absent if fact.body.finding == finding],
        "contraries": [(fact, _answer(found, fact.body.contrary)) for fact in gates.contraries_of(found, finding)],
        "searches": [fact for fact in found.contrary_searches if fact.body.finding == finding],
        "rules": tuple(_rules(found, stated)),
        "later": [fact for fact in found.later_facts if fact.body.finding == finding],
        "blockers": _blockers(found, finding),
    }
    return render(request, "findings/finding.html", context)


def _case(case: str) -> FindingsCase:
    try:
        return read_findings(case, at=moment_of(case))
    except NoSuchCase as error:
        raise Http404 from error


def _sources(found: FindingsCase, stated: Fact[FindingStated]) -> Iterable[Source]:
    for link in stated.body.evidence:
        item, grade = item_named(found.evidence, link.item), grade_of(found.evidence, link.item)
        yield Source(
            item=link.item,
            title=shown(item.body.title) if item else "",
            does=link.does,
            source_grade=grade.body.source if grade else "",
            information_grade=grade.body.information if grade else "",
        )


def _answer(found: FindingsCase, contrary: str) -> Fact[Any] | None:
    return next((fact for fact in reversed(found.contrary_answers) if fact.body.contrary == contrary), None)


def _rules(found: FindingsCase, stated: Fact[FindingStated]) -> Iterable[Rule]:
    for assessed in gates.latest_assessments(found, stated.body.finding):
        yield Rule(
            assessed=assessed,
            elements=tuple((each, _signers(found, assessed.ref, each.element)) for each in assessed.body.elements),
            is_current=assessed.body.finding_ref == stated.ref,
        )


def _signers(found: FindingsCase, assessed_ref: str, element: str) -> tuple[str, ...]:
    signed = [fact for fact in found.element_signatures if fact.body.assessed_ref == assessed_ref]
    return tuple(
        f"{fact.actor} ({fact.body.role.replace('-', ' ')})" for fact in signed if fact.body.element == element
    )


def _blockers(found: FindingsCase, finding: str) -> list[Blocker]:
    used = frozenset({finding})
    asked = (gates.law, gates.graver_category, gates.contrary_evidence, gates.counting)
    return [blocker for gate in asked for blocker in gate(found, used)]
