"""A case with its findings, as the gates see it, and what can be read from it.

Rules:
  - The current version of a finding is the one with the highest number; of two with the same number, the latest.
  - A rule assessment holds for the version of the finding it was made on, and for no other.
  - `used` is always a set of finding keys: those that an output, its parents and its variants rest on.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from answerable.evidence.gates import EvidenceCase, in_order
from answerable.findings import entries
from answerable.record.entry import Fact


class FindingsCase(msgspec.Struct, frozen=True, kw_only=True):
    """Every fact about one case, its evidence and its findings, as of one moment of the record."""

    evidence: EvidenceCase
    findings: tuple[Fact[entries.FindingStated], ...] = ()
    limitations: tuple[Fact[entries.LimitationRecorded], ...] = ()
    limits_absent: tuple[Fact[entries.LimitsAbsent], ...] = ()
    contraries: tuple[Fact[entries.ContraryRecorded], ...] = ()
    contrary_answers: tuple[Fact[entries.ContraryAnswered], ...] = ()
    contrary_searches: tuple[Fact[entries.ContrarySearched], ...] = ()
    rules: tuple[Fact[entries.RuleAssessed], ...] = ()
    element_signatures: tuple[Fact[entries.ElementSigned], ...] = ()
    later_facts: tuple[Fact[entries.LaterFactNoted], ...] = ()


def versions_of(case: FindingsCase, finding: str) -> tuple[Fact[entries.FindingStated], ...]:
    """Return every version of `finding`, lowest number first."""
    stated = in_order(fact for fact in case.findings if fact.body.finding == finding)
    return tuple(sorted(stated, key=lambda fact: fact.body.number))


def current(case: FindingsCase, finding: str) -> Fact[entries.FindingStated] | None:
    """Return the current version of `finding`, or None when nobody has stated it."""
    return next(reversed(versions_of(case, finding)), None)


def current_findings(case: FindingsCase, used: frozenset[str]) -> tuple[Fact[entries.FindingStated], ...]:
    """Return the current version of each finding in `used` that was stated, by key."""
    found = (current(case, finding) for finding in sorted(used))
    return tuple(fact for fact in found if fact is not None)


def latest_assessments(case: FindingsCase, finding: str) -> tuple[Fact[entries.RuleAssessed], ...]:
    """Return the latest assessment of `finding` under each rule, whichever version it was made on, by rule."""
    by_rule = {fact.body.rule: fact for fact in in_order(case.rules) if fact.body.finding == finding}
    return tuple(by_rule[rule] for rule in sorted(by_rule))


def assessments(case: FindingsCase, finding: str) -> tuple[Fact[entries.RuleAssessed], ...]:
    """Return the assessments that hold for the current version of `finding`, by rule."""
    stated = current(case, finding)
    return tuple(
        fact for fact in latest_assessments(case, finding) if stated is not None and fact.body.finding_ref == stated.ref
    )


def limitations_of(case: FindingsCase, finding: str) -> tuple[str, ...]:
    """Return the keys of the limitations that limit `finding`."""
    return tuple(sorted({fact.body.limitation for fact in case.limitations if finding in fact.body.limits}))


def contraries_of(case: FindingsCase, finding: str) -> tuple[Fact[entries.ContraryRecorded], ...]:
    """Return the contrary evidence recorded against `finding`, earliest first."""
    return in_order(fact for fact in case.contraries if fact.body.finding == finding)


def cited_items(case: FindingsCase, used: frozenset[str]) -> frozenset[str]:
    """Return the items that the findings in `used` name: for, against, as context, by element, and as contrary."""
    return frozenset(item for stated in current_findings(case, used) for item in _named(case, stated))


def _named(case: FindingsCase, stated: Fact[entries.FindingStated]) -> Iterable[str]:
    yield from (link.item for link in stated.body.evidence)
    for fact in assessments(case, stated.body.finding):
        for element in fact.body.elements:
            yield from (*element.evidence_for, *element.evidence_against)
    yield from (fact.body.item for fact in contraries_of(case, stated.body.finding) if fact.body.item)
