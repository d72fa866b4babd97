"""A case with one finding under one rule, in which everything about findings is in order."""

from __future__ import annotations

from datetime import date

from answerable.findings import entries
from answerable.findings.gates import FindingsCase
from tests.cases import commit, fact
from tests.evidence.clean import clean_evidence

STATED = "2026-01-10T10:00:00Z"
ASSESSED = "2026-01-11T10:00:00Z"
SIGNED = "2026-01-12T10:00:00Z"

FINDING = entries.FindingStated(
    finding="F1",
    number=1,
    level="characterisation",
    established=True,
    text=commit("The port authority closed the harbour to 12 of 40 dock workers who had joined the union."),
    doer="port-authority",
    conduct="act",
    act="closed the harbour to union members",
    affected="dock workers",
    countries=("xa",),
    since=date(2025, 10, 1),
    until=date(2025, 12, 1),
    standard="clear-and-convincing",
    counts=(
        entries.Counted(
            numerator=12, base=40, unit="dock workers", chosen=commit("all who held a pass"), evidence="told"
        ),
    ),
    evidence=(entries.Link(item="E1", does="supports"), entries.Link(item="E2", does="supports")),
    gravers=(entries.Graver(category="persecution", state="not-found", reason=commit("no policy was seen")),),
    not_asserted=commit("that the closing was ordered by the ministry"),
)
F1 = fact(FINDING, at=STATED)

RULE = entries.RuleAssessed(
    rule="R1",
    finding="F1",
    finding_ref=F1.ref,
    name="Freedom of association at work",
    source="ILO Convention 98, article 1",
    norm="treaty",
    conduct="exclusion from work",
    status="workers in employment",
    elements=(
        entries.Element(
            element="exclusion",
            asks="Were workers kept from work?",
            state="met",
            evidence_for=("E1", "E2"),
            standard="clear-and-convincing",
        ),
        entries.Element(
            element="because-of-union",
            asks="Was it because of their membership?",
            state="met",
            evidence_for=("E1",),
            standard="clear-and-convincing",
        ),
    ),
    weighs=("warnings",),
    considered=(entries.Consideration(about="warnings", text=commit("no warning was given")),),
)
R1 = fact(RULE, at=ASSESSED)

LIMITATION = entries.LimitationRecorded(
    limitation="L1",
    gap="access-refused",
    limits=("F1",),
    text=commit("The port authority did not let us see its lists of passes."),
    asked=commit("asked by letter on 2 January"),
)
SIGNERS = {"centre-lawyer": "legal-reviewer", "coast-reviewer": "country-reviewer"}


def clean_findings() -> FindingsCase:
    """Return a case with finding F1, limited by L1, held against rule R1, both of whose elements are signed twice."""
    return FindingsCase(
        evidence=clean_evidence(),
        findings=(F1,),
        limitations=(fact(LIMITATION, at=STATED, index=1),),
        contrary_searches=(
            fact(
                entries.ContrarySearched(finding="F1", finding_ref=F1.ref, searched=commit("the port's own notices")),
                at=STATED,
                index=2,
            ),
        ),
        rules=(R1,),
        element_signatures=tuple(
            fact(
                entries.ElementSigned(rule="R1", element=element.element, assessed_ref=R1.ref, role=role),
                actor=person,
                at=SIGNED,
                origin=f"harbour.example/{person.split('-')[0]}",
                index=index,
            )
            for index, element in enumerate(RULE.elements)
            for person, role in SIGNERS.items()
        ),
    )
