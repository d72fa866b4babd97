"""Gate 5, graver category: the next graver category is listed and answered; its words are locked without it.

Rules (Elements of Crimes: graver categories have elements of their own, the mental ones above all):
  - Every used finding but those of fact answers at least one graver category: found, not found or not examined.
  - What is found says why. "Not examined" is an honest answer; it opens the gate and keeps the words locked.
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.findings import entries
from answerable.findings.gates.case import FindingsCase, current_findings
from answerable.record.blocker import Blocker, Where

GATE = 5


def graver_category(case: FindingsCase, used: frozenset[str]) -> list[Blocker]:
    """Return the findings in `used` whose next graver category is not listed, or found without a reason."""
    return [blocker for stated in current_findings(case, used) for blocker in _finding(stated.body)]


def found_categories(case: FindingsCase, used: frozenset[str]) -> frozenset[str]:
    """Return the graver categories that a finding in `used` found, with a reason: their words are open."""
    gravers = _gravers(case, used)
    return frozenset(graver.category for graver in gravers if graver.state == "found" and graver.reason)


def locked_categories(case: FindingsCase, used: frozenset[str]) -> frozenset[str]:
    """Return the graver categories that findings in `used` list and none of them found: their words are locked.

    A category that is not listed at all is locked as well: see `found_categories`.
    """
    return frozenset(graver.category for graver in _gravers(case, used)) - found_categories(case, used)


def _gravers(case: FindingsCase, used: frozenset[str]) -> list[entries.Graver]:
    return [graver for stated in current_findings(case, used) for graver in stated.body.gravers]


def _finding(finding: entries.FindingStated) -> Iterator[Blocker]:
    key = finding.finding
    if finding.level != "fact" and not any(graver.category.strip() for graver in finding.gravers):
        yield Blocker(
            gate=GATE,
            code="graver-not-listed",
            text=f"Finding {key} does not say what the next graver category is, nor whether it was found.",
            standard="IHL",
            opens=f"List the next graver category of finding {key}: found, not found or not examined.",
            where=Where(finding=key),
        )
    for graver in finding.gravers:
        if graver.state == "found" and not graver.reason:
            yield Blocker(
                gate=GATE,
                code="graver-without-reason",
                text=f"Finding {key} finds {graver.category} and gives no reason.",
                standard="IHL",
                opens=f"Say why {graver.category} is found, or that it was not examined.",
                where=Where(finding=key),
            )
