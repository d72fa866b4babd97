"""A case with its drafts, as the gates see it, and what can be read from it.

Rules:
  - The current version of an output is the one with the highest number; of two with the same number, the latest.
  - Judged together (`documents`): the output in question, everything above it (parent, original), and its variants.
  - A statement rests on a finding through links made to its present words. Where an edit left it without any, the older
    links still count towards `used_findings`, so that an edit takes no finding out of sight.
  - Whoever is named as author of any version of these documents, put one into the record, marked its statements or
    rested them on findings is an author.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from answerable.evidence.gates import EvidenceCase, in_order
from answerable.findings.gates import FindingsCase, current
from answerable.outputs import entries
from answerable.people.entries import PolicyAdopted
from answerable.people.standing import policy_of
from answerable.record.blocker import Where
from answerable.record.entry import Fact

JUDGED = frozenset({"fact", "law", "cause"})
"""What a statement says when it claims something itself; quotes, calls, context and method do not."""


SPOKEN = frozenset({"post", "reply", "questions-and-answers"})
"""What is said after a release, and not one itself; an interview is prepared as questions and answers."""


class OutputsCase(msgspec.Struct, frozen=True, kw_only=True):
    """Every fact about one case up to its drafts; `subject` is the key of the output that is judged."""

    findings: FindingsCase
    subject: str
    versions: tuple[Fact[entries.VersionDrafted], ...] = ()
    marked: tuple[Fact[entries.StatementsMarked], ...] = ()
    supports: tuple[Fact[entries.StatementSupported], ...] = ()
    reverifications: tuple[Fact[entries.StatementReverified], ...] = ()
    methods: tuple[Fact[entries.MethodRecorded], ...] = ()
    contexts: tuple[Fact[entries.ContextGiven], ...] = ()
    flags: tuple[Fact[entries.FlagAnswered], ...] = ()
    readings: tuple[Fact[entries.VersionRead], ...] = ()


def evidence_of(case: OutputsCase) -> EvidenceCase:
    """Return the case with its evidence, in which the moment, the people and the terms lie."""
    return case.findings.evidence


def policy_for(case: OutputsCase) -> PolicyAdopted:
    """Return the policy by which the case is judged."""
    evidence = evidence_of(case)
    return policy_of(evidence.people, at=evidence.at)


def versions_of(case: OutputsCase, output: str) -> tuple[Fact[entries.VersionDrafted], ...]:
    """Return every version of `output`, lowest number first."""
    drafted = in_order(fact for fact in case.versions if fact.body.output == output)
    return tuple(sorted(drafted, key=lambda fact: fact.body.version))


def current_version(case: OutputsCase, output: str) -> Fact[entries.VersionDrafted] | None:
    """Return the current version of `output`, or None when nothing was drafted under that key."""
    return next(reversed(versions_of(case, output)), None)


def documents(case: OutputsCase) -> tuple[Fact[entries.VersionDrafted], ...]:
    """Return the current versions that are judged together: the subject first, then those above it, then variants."""
    names = [case.subject]
    for name in names:  # grows while it is walked: parents of parents, originals of originals
        names += [above for above in _above(case, name) if above not in names]
    variants = {fact.body.output for fact in case.versions if fact.body.variant_of == case.subject}
    names += sorted(name for name in variants - set(names) if case.subject in _above(case, name))
    found = (current_version(case, name) for name in names)
    return tuple(version for version in found if version is not None)


def _above(case: OutputsCase, output: str) -> list[str]:
    version = current_version(case, output)
    return [name for name in (version.body.parent, version.body.variant_of) if name] if version else []


def parent_of(case: OutputsCase, version: Fact[entries.VersionDrafted]) -> str:
    """Return the key of the parent of a version; a variant has its original's parent. "" when there is none."""
    seen: set[str] = set()
    step: Fact[entries.VersionDrafted] | None = version
    while step is not None and step.body.output not in seen:
        if step.body.parent:
            return step.body.parent
        seen.add(step.body.output)
        step = current_version(case, step.body.variant_of)
    return ""


def statements(case: OutputsCase, output: str) -> tuple[entries.Statement, ...]:
    """Return the statements marked in the current version of `output`, in the order of their parts."""
    version = current_version(case, output)
    return statements_of(case, version) if version else ()


def statements_of(case: OutputsCase, version: Fact[entries.VersionDrafted]) -> tuple[entries.Statement, ...]:
    """Return the statements marked in one version, in the order of their parts."""
    parts = sorted(
        in_order(fact for fact in case.marked if fact.body.draft_ref == version.ref), key=lambda fact: fact.body.part
    )
    return tuple(statement for fact in parts for statement in fact.body.statements)


def marked_statements(case: OutputsCase) -> Iterator[tuple[Fact[entries.VersionDrafted], entries.Statement]]:
    """Yield every statement of the documents judged together, each with its version."""
    for version in documents(case):
        for statement in statements_of(case, version):
            yield version, statement


def place(version: Fact[entries.VersionDrafted], statement: entries.Statement) -> Where:
    """Return where a statement stands."""
    return Where(
        document=version.body.output,
        version=version.body.version,
        start=statement.start,
        end=statement.end,
        statement=statement.id,
    )


def links_of(
    case: OutputsCase, output: str, statement: entries.Statement
) -> tuple[Fact[entries.StatementSupported], ...]:
    """Return every link ever made from the statement with this id, whatever its words were, earliest first."""
    return in_order(
        fact for fact in case.supports if fact.body.output == output and fact.body.statement == statement.id
    )


def resting_on(case: OutputsCase, output: str, statement: entries.Statement) -> frozenset[str]:
    """Return the findings that a statement rests on in its present words."""
    links = links_of(case, output, statement)
    return frozenset(fact.body.finding for fact in links if fact.body.words == statement.words)


def used_by(case: OutputsCase, output: str) -> frozenset[str]:
    """Return the findings that the current version of `output` uses."""
    return frozenset(
        finding for statement in statements(case, output) for finding in _reaching(case, output, statement)
    )


def _reaching(case: OutputsCase, output: str, statement: entries.Statement) -> frozenset[str]:
    older = frozenset(fact.body.finding for fact in links_of(case, output, statement))
    return resting_on(case, output, statement) or older


def used_findings(case: OutputsCase) -> frozenset[str]:
    """Return the findings that the documents judged together use."""
    return frozenset(finding for version in documents(case) for finding in used_by(case, version.body.output))


def authors(case: OutputsCase) -> frozenset[str]:
    """Return everybody who had a hand in any version of the documents judged together."""
    names = {version.body.output for version in documents(case)}
    written = {author for fact in case.versions if fact.body.output in names for author in fact.body.authors}
    by_hand: tuple[Fact[Any], ...] = (*case.versions, *case.marked, *case.supports)
    return frozenset(written | {fact.actor for fact in by_hand if fact.body.output in names})


def accused_by(case: OutputsCase, version: Fact[entries.VersionDrafted]) -> frozenset[str]:
    """Return the parties that a version accuses.

    Those it names itself, those a legal sentence in it names, or that did what the findings under one that names nobody
    say, and whoever did what a grave finding it uses says.
    """
    output, legal = version.body.output, [each for each in statements_of(case, version) if each.says == "law"]
    unnamed = {finding for each in legal if not each.party for finding in _reaching(case, output, each)}
    doers = {
        stated.body.doer
        for finding in used_by(case, output)
        if (stated := current(case.findings, finding)) and (stated.body.grave or finding in unnamed)
    }
    return frozenset({*version.body.accuses, *(each.party for each in legal), *doers} - {""})


def accused(case: OutputsCase) -> tuple[str, ...]:
    """Return the parties that the documents judged together accuse, by key."""
    return tuple(sorted({party for version in documents(case) for party in accused_by(case, version)}))


def grave(case: OutputsCase, used: frozenset[str]) -> bool:
    """Tell whether one of the findings in `used` is grave."""
    return any((stated := current(case.findings, finding)) and stated.body.grave for finding in used)
