"""The tables of findings: one for each kind, one row for each entry; and how a case is read from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from answerable.evidence.models import read_evidence
from answerable.findings import entries
from answerable.findings.gates import FindingsCase
from answerable.record.acts import Seen
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.record.models import FactRow, key_column


class FindingStated(FactRow):
    """A finding, in one version: `number` 1 when first stated, one more after each change."""

    said = entries.FindingStated
    finding = key_column()


class LimitationRecorded(FactRow):
    """Something that could not be known, and which findings it limits."""

    said = entries.LimitationRecorded
    limitation = key_column()


class LimitsAbsent(FactRow):
    """A named person looked for limits of a finding and states that there are none."""

    said = entries.LimitsAbsent
    finding = key_column()


class ContraryRecorded(FactRow):
    """Evidence or an account that goes against a finding."""

    said = entries.ContraryRecorded
    contrary = key_column()
    finding = key_column()


class ContraryAnswered(FactRow):
    """How the finding stands in the light of contrary evidence, and where the text of an output says so."""

    said = entries.ContraryAnswered
    contrary = key_column()


class ContrarySearched(FactRow):
    """A named person searched for contrary evidence on a finding and found none; `searched` says where and how."""

    said = entries.ContrarySearched
    finding = key_column()


class RuleAssessed(FactRow):
    """A finding was held against one rule, element by element."""

    said = entries.RuleAssessed
    rule = key_column()
    finding = key_column()


class ElementSigned(FactRow):
    """A reviewer signs one element of one assessment, in a role."""

    said = entries.ElementSigned
    rule = key_column()


class LaterFactNoted(FactRow):
    """Something became known after a finding was made; `answer` says what it changes."""

    said = entries.LaterFactNoted
    finding = key_column()


def read_findings(case: str, *, at: datetime, seen: Seen | None = None) -> FindingsCase:
    """Return a case's findings with the evidence under them, as of `seen`."""
    return FindingsCase(
        evidence=read_evidence(case, at=at, seen=seen),
        findings=read(FindingStated, seen=seen, case=case),
        limitations=read(LimitationRecorded, seen=seen, case=case),
        limits_absent=read(LimitsAbsent, seen=seen, case=case),
        contraries=read(ContraryRecorded, seen=seen, case=case),
        contrary_answers=read(ContraryAnswered, seen=seen, case=case),
        contrary_searches=read(ContrarySearched, seen=seen, case=case),
        rules=read(RuleAssessed, seen=seen, case=case),
        element_signatures=read(ElementSigned, seen=seen, case=case),
        later_facts=read(LaterFactNoted, seen=seen, case=case),
    )


def asks(may: Callable[[FindingsCase, Fact[Any]], list[Blocker]]) -> Callable[[Fact[Any], Seen], list[Blocker]]:
    """Return the question whether an act may be said, put to the pure gate `may` on the case as of `seen`."""
    return lambda fact, seen: may(read_findings(fact.case, at=fact.at, seen=seen), fact)
