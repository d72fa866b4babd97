"""Gate 4: no statement says more than the weakest finding it rests on was shown to be (CoI, standards of proof).

Rules:
  - The ladder of verbs and the standards of proof stand side by side; a verb may stand at its standard or lower.
  - How strong a sentence of law or cause is, is the stronger of what its author entered and what the text engine
    reads. A plain sentence of fact always reads categorical; it is held to the words of its finding (gate 11), and
    here to what its author entered.
  - A legal conclusion rests on a finding that was held against a rule; facts alone carry none.
  - Judged: statements of fact, law and cause, against the current findings that their present words are linked to.
    A statement linked to none is named by gate 9, not again here.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from answerable.findings.entries import STANDARDS
from answerable.findings.gates import current, established_standard, what_caps
from answerable.outputs.entries import STRENGTHS, Statement
from answerable.outputs.gates.case import JUDGED, OutputsCase, documents, marked_statements, place, resting_on
from answerable.outputs.gates.reading import read_strengths
from answerable.record.blocker import Blocker, Where


def proof(case: OutputsCase) -> list[Blocker]:
    """Return a blocker for each statement that is stronger than what it rests on, or whose strength is unknown."""
    read = {version.body.output: read_strengths(case, version.body.output) for version in documents(case)}
    return [
        blocker
        for version, statement in marked_statements(case)
        if statement.says in JUDGED
        for blocker in _judge(
            case,
            _as_read(statement, read[version.body.output]),
            resting_on(case, version.body.output, statement),
            place(version, statement),
        )
    ]


def _as_read(statement: Statement, strengths: Mapping[str, str]) -> Statement:
    """Return the statement with the strength it is judged by."""
    read = strengths.get(statement.id, "") if statement.says != "fact" else ""
    strength = max(statement.strength, read, key=STRENGTHS.index)
    return msgspec.structs.replace(statement, strength=strength)


def _judge(case: OutputsCase, statement: Statement, rests_on: frozenset[str], where: Where) -> list[Blocker]:
    if statement.says == "law" and not statement.strength:
        return [_unrecorded(statement, where)]
    found = [fact.body for finding in sorted(rests_on) if (fact := current(case.findings, finding))]
    if statement.says == "law" and found and all(finding.level == "fact" for finding in found):
        return [_without_law(statement, [finding.finding for finding in found], where)]
    refuted = [finding.finding for finding in found if not finding.established]
    if refuted and statement.strength == "categorical":
        return [_not_established(statement, refuted, where)]
    ranks = {body.finding: STANDARDS.index(established_standard(case.findings, body.finding)) for body in found}
    weakest = min(ranks, key=lambda finding: (ranks[finding], finding), default="")
    if weakest and STRENGTHS.index(statement.strength) > ranks[weakest]:
        asked = STANDARDS[STRENGTHS.index(statement.strength)]
        reasons = what_caps(case.findings, weakest, below=asked)
        return [_too_strong(statement, weakest, ranks[weakest], reasons, where)]
    return []


def _unrecorded(statement: Statement, where: Where) -> Blocker:
    return Blocker(
        gate=4,
        code="strength-not-recorded",
        text=f"Statement {statement.id} of {where.document} draws a legal conclusion, but not how strongly.",
        standard="CoI",
        opens="Mark it in the next version with its place on the ladder of verbs.",
        where=where,
    )


def _without_law(statement: Statement, findings: list[str], where: Where) -> Blocker:
    return Blocker(
        gate=4,
        code="law-without-legal-finding",
        text=f"Statement {statement.id} of {where.document} draws a legal conclusion from what "
        f"{', '.join(findings)} states as fact, held against no rule.",
        standard="CoI",
        opens="Rest it on a finding that was held against a rule, element by element, or say what happened as a fact.",
        where=where,
    )


def _not_established(statement: Statement, findings: list[str], where: Where) -> Blocker:
    return Blocker(
        gate=4,
        code="stated-as-established",
        text=f"Statement {statement.id} of {where.document} asserts what {', '.join(findings)} did not establish.",
        standard="CoI",
        opens="Say that it is an allegation that was not established, or take it out.",
        where=where,
    )


def _too_strong(statement: Statement, finding: str, rank: int, reasons: tuple[str, ...], where: Where) -> Blocker:
    bears = f"{finding} bears {STANDARDS[rank].replace('-', ' ')}" if rank else f"{finding} bears no standard of proof"
    allowed = f"no more than {STRENGTHS[rank]}" if rank else f"nothing that rests on {finding} as fact or law"
    return Blocker(
        gate=4,
        code="stronger-than-proof",
        text=f"Statement {statement.id} of {where.document} says {statement.strength}; {bears}: {'; '.join(reasons)}.",
        standard="CoI",
        opens=f"Say {allowed}, or establish {finding} to a higher standard.",
        where=where,
    )
