"""Gate 6: what could not be known stands beside every sentence it limits (LL, CoI).

Rules:
  - A limitation of a finding is carried by every statement that rests on the finding, title and lead included.
  - A finding with no limitation needs a named person's word that there is none.
  - Where nothing was heard or access was refused, the record says who was asked and when.
"""

from __future__ import annotations

from answerable.evidence.gates import in_order
from answerable.findings.gates import limitations_of
from answerable.outputs.gates.case import OutputsCase, evidence_of, marked_statements, place, resting_on, used_findings
from answerable.people.standing import section_of
from answerable.record.blocker import Blocker, Where

SILENCES = frozenset({"no-reply", "access-refused"})
"""Gaps that say something only if somebody was asked."""


def limits_carried(case: OutputsCase) -> list[Blocker]:
    """Return a blocker for each limit that is missing, unasked, or not carried where it belongs."""
    used = sorted(used_findings(case))
    return [*_without_limits(case, used), *_unasked(case, used), *_uncarried(case)]


def _without_limits(case: OutputsCase, used: list[str]) -> list[Blocker]:
    people = evidence_of(case).people
    absent = {fact.body.finding for fact in case.findings.limits_absent if section_of(people, fact.actor)}
    return [
        Blocker(
            gate=6,
            code="finding-without-limits",
            text=f"{finding} is used, and nothing is recorded about what could not be known.",
            standard="LL",
            opens=f"Record what limits {finding}, or state by name that nothing does and why.",
            where=Where(finding=finding),
        )
        for finding in used
        if finding not in absent and not limitations_of(case.findings, finding)
    ]


def _unasked(case: OutputsCase, used: list[str]) -> list[Blocker]:
    latest = {fact.body.limitation: fact.body for fact in in_order(case.findings.limitations)}
    return [
        Blocker(
            gate=6,
            code="silence-without-asking",
            text=f"Limitation {body.limitation} says {body.gap}, but not who was asked and when.",
            standard="LL",
            opens="Record the limitation again with who was asked and when.",
            where=Where(finding=next(finding for finding in used if finding in body.limits)),
        )
        for body in latest.values()
        if body.gap in SILENCES and not body.asked and set(body.limits) & set(used)
    ]


def _uncarried(case: OutputsCase) -> list[Blocker]:
    return [
        Blocker(
            gate=6,
            code="limit-not-carried",
            text=f"Statement {statement.id} of {version.body.output} rests on {finding} without its limit {limit}.",
            standard="CoI",
            opens=f"Say in the next version, beside these words, what {limit} says.",
            where=place(version, statement),
        )
        for version, statement in marked_statements(case)
        for finding in sorted(resting_on(case, version.body.output, statement))
        for limit in limitations_of(case.findings, finding)
        if limit not in statement.carries
    ]
