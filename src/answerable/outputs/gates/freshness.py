"""Gate 15: what is said in the present tense was checked lately, and what became known since is answered (LL).

Rules:
  - A statement marked as present, calls included, was checked in these very words at most `freshness` days ago.
  - A later fact is answered in the entry that notes it, or in a later one that notes the same text with an answer.
"""

from __future__ import annotations

from datetime import date

from answerable.outputs.entries import Statement, StatementReverified, VersionDrafted
from answerable.outputs.gates.case import (
    OutputsCase,
    evidence_of,
    marked_statements,
    place,
    policy_for,
    used_findings,
)
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact


def freshness(case: OutputsCase) -> list[Blocker]:
    """Return a blocker for each claim about today that was not checked lately and each later fact left unanswered."""
    present = [(version, statement) for version, statement in marked_statements(case) if statement.present]
    return [blocker for version, statement in present for blocker in _judge(case, version, statement)] + _later(case)


def _judge(case: OutputsCase, version: Fact[VersionDrafted], statement: Statement) -> list[Blocker]:
    checks = _checks(case, version.body.output, statement)
    current = [check.checked for check in checks if check.words == statement.words]
    where, name = place(version, statement), f"Statement {statement.id} of {version.body.output}"
    if not current and checks:
        return [
            _blocker(
                "check-orphaned", f"The words of statement {statement.id} have changed since they were checked.", where
            )
        ]
    if not current:
        return [_blocker("present-not-checked", f"{name} speaks of today, and nobody has checked it.", where)]
    age, most = (_today(case) - max(current)).days, policy_for(case).freshness
    if age > most:
        text = f"{name} speaks of today, and was last checked {age} days ago; at most {most} are allowed."
        return [_blocker("check-too-old", text, where)]
    return []


def _checks(case: OutputsCase, output: str, statement: Statement) -> list[StatementReverified]:
    bodies = [fact.body for fact in case.reverifications]
    return [
        body
        for body in bodies
        if body.output == output and body.statement == statement.id and body.checked <= _today(case)
    ]


def _today(case: OutputsCase) -> date:
    return evidence_of(case).at.date()


def _blocker(code: str, text: str, where: Where) -> Blocker:
    return Blocker(
        gate=15,
        code=code,
        text=text,
        standard="LL",
        opens="Check that it still holds, and record the day and how it was checked.",
        where=where,
    )


def _later(case: OutputsCase) -> list[Blocker]:
    used = used_findings(case)
    noted = [fact.body for fact in case.findings.later_facts if fact.body.finding in used]
    answered = {(body.finding, body.text) for body in noted if body.answer}
    opened = dict.fromkeys((body.finding, body.text) for body in noted if (body.finding, body.text) not in answered)
    return [
        Blocker(
            gate=15,
            code="later-fact-unanswered",
            text=f"Something became known after {finding} was made, and nothing says what it changes.",
            standard="LL",
            opens="Note the same fact again with what it changes.",
            where=Where(finding=finding),
        )
        for finding, _ in opened
    ]
