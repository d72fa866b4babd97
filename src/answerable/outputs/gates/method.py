"""Gate 14: how the work was done is on record in all its parts, and what is withheld is declared (LL, BP)."""

from __future__ import annotations

from answerable.evidence.gates import in_order, item_named
from answerable.findings.gates import cited_items
from answerable.outputs.entries import MethodRecorded
from answerable.outputs.gates.case import OutputsCase, current_version, evidence_of, used_findings
from answerable.record.blocker import Blocker, Where

PARTS = {
    "who": "who did the work",
    "where": "where it was done",
    "chosen": "how witnesses and places were chosen",
    "verified": "how it was verified",
    "safety": "consent and safety",
    "limits": "what limits were met",
}
"""The parts of a method that are told in words; days and number of interviews are always there."""


def method(case: OutputsCase) -> list[Blocker]:
    """Return a blocker for each missing part of the method and each item held back without saying so."""
    return [*_parts(case), *_undeclared(case)]


def _report(case: OutputsCase) -> str:
    """Return the key of the document at the top: the subject, or the last parent or original above it."""
    seen = [case.subject]
    while version := current_version(case, seen[-1]):
        above = version.body.parent or version.body.variant_of
        if not above or above in seen:
            break
        seen.append(above)
    return seen[-1]


def _parts(case: OutputsCase) -> list[Blocker]:
    report = _report(case)
    recorded = in_order(fact for fact in case.methods if fact.body.output == report)
    if not recorded:
        return [_blocker("method-missing", f"Nothing is recorded about how the work behind {report} was done.", report)]
    return [
        _blocker("method-incomplete", f"The method of {report} does not say {told}.", report)
        for part, told in PARTS.items()
        if not _says(recorded[-1].body, part)
    ]


def _says(recorded: MethodRecorded, part: str) -> bool:
    return bool(getattr(recorded, part))


def _blocker(code: str, text: str, report: str) -> Blocker:
    return Blocker(
        gate=14,
        code=code,
        text=text,
        standard="LL",
        opens=f"Record the method of {report} with all its parts.",
        where=Where(document=report),
    )


def _undeclared(case: OutputsCase) -> list[Blocker]:
    evidence = evidence_of(case)
    declared = {fact.body.item for fact in evidence.withheld}
    return [
        Blocker(
            gate=14,
            code="item-not-declared",
            text=f"Item {item} is cited and not published, and nothing says why or with whom it was shared.",
            standard="LL",
            opens=f"Publish {item}, or declare that it is withheld and why.",
            where=Where(item=item),
        )
        for item in sorted(cited_items(case.findings, used_findings(case)) - declared)
        if (taken := item_named(evidence, item)) and not taken.body.public
    ]
