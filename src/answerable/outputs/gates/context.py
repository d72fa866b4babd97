"""Gate 12, which informs and does not block: who does what in the wider pattern stands in the lead (IF, PS).

Rules:
  - Asked of a document that accuses a party, in a case with more than one party.
  - The record of context names a statement that stands in the lead and gives context, and a party besides the accused.
  - The gate looks the same whichever party is accused.
"""

from __future__ import annotations

from answerable.evidence.gates import in_order
from answerable.outputs.entries import ContextGiven, VersionDrafted
from answerable.outputs.gates.case import OutputsCase, accused_by, documents, evidence_of, statements_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact


def context(case: OutputsCase) -> list[Blocker]:
    """Return a remark for each document that speaks of one party and leaves the others out."""
    parties = set(evidence_of(case).opened.body.parties)
    return [
        blocker
        for version in documents(case)
        if (accused := accused_by(case, version)) and len(parties | accused) > 1
        for blocker in _judge(case, version, accused)
    ]


def _judge(case: OutputsCase, version: Fact[VersionDrafted], accused: frozenset[str]) -> list[Blocker]:
    given = in_order(fact for fact in case.contexts if fact.body.output == version.body.output)
    where = Where(document=version.body.output, version=version.body.version)
    if not given:
        return [_remark("context-missing", f"{where.document} does not say who does what in the wider pattern.", where)]
    remarks = []
    if not _in_lead(case, version, given[-1].body):
        text = f"The context recorded for {where.document} stands in no statement of its lead."
        remarks.append(_remark("context-not-in-lead", text, where))
    if not set(given[-1].body.covers) - accused:
        text = f"The context recorded for {where.document} covers no party besides {', '.join(sorted(accused))}."
        remarks.append(_remark("context-covers-one-party", text, where))
    return remarks


def _in_lead(case: OutputsCase, version: Fact[VersionDrafted], given: ContextGiven) -> bool:
    return any(
        statement.id in given.statements and statement.place == "lead" and statement.says == "context"
        for statement in statements_of(case, version)
    )


def _remark(code: str, text: str, where: Where) -> Blocker:
    return Blocker(
        gate=12,
        code=code,
        text=text,
        standard="IF",
        opens="Say in the lead what the other parties do, and record which are covered and why.",
        where=where,
    )
