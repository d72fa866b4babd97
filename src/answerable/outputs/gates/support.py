"""Gate 9: each statement of fact, law or cause rests on a current finding, in exactly these words (LL).

Rules:
  - A link holds for the words and for the version of the finding it was made to; it is never re-anchored.
  - When the words changed the link is orphaned; when the finding changed it is stale. Both are named with what changed.
  - A version in which nothing is marked cannot be judged at all, and stays closed here.
"""

from __future__ import annotations

from answerable.findings.gates import current, versions_of as finding_versions
from answerable.outputs.entries import Statement, StatementSupported, VersionDrafted
from answerable.outputs.gates.case import (
    JUDGED,
    OutputsCase,
    documents,
    links_of,
    marked_statements,
    place,
    statements_of,
)
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact


def support(case: OutputsCase) -> list[Blocker]:
    """Return a blocker for each version that is not marked and each statement that rests on nothing current."""
    unmarked = [_unmarked(version) for version in documents(case) if not statements_of(case, version)]
    judged = [(version, statement) for version, statement in marked_statements(case) if statement.says in JUDGED]
    return unmarked + [blocker for version, statement in judged for blocker in _judge(case, version, statement)]


def _judge(case: OutputsCase, version: Fact[VersionDrafted], statement: Statement) -> list[Blocker]:
    where = place(version, statement)
    links = links_of(case, version.body.output, statement)
    present = [link for link in links if link.body.words == statement.words]
    if not links:
        return [_unsupported(where)]
    if not present:
        return [_orphaned(links[-1], where)]
    return _stale(case, present, where)


def _stale(case: OutputsCase, links: list[Fact[StatementSupported]], where: Where) -> list[Blocker]:
    blockers = []
    for finding in dict.fromkeys(link.body.finding for link in links):
        stated = current(case.findings, finding)
        refs = [link.body.finding_ref for link in links if link.body.finding == finding]
        if stated is None or stated.ref not in refs:
            blockers.append(_moved(finding, _what_changed(case, finding, refs[-1]), where))
    return blockers


def _what_changed(case: OutputsCase, finding: str, ref: str) -> str:
    numbers = {fact.ref: fact.body.number for fact in finding_versions(case.findings, finding)}
    if not numbers:
        return f"Nobody has stated {finding}."
    made_to = f"version {numbers[ref]}" if ref in numbers else "a version that is not on record"
    return f"Finding {finding} is now in version {list(numbers.values())[-1]}; the link was made to {made_to}."


def _unmarked(version: Fact[VersionDrafted]) -> Blocker:
    return Blocker(
        gate=9,
        code="nothing-marked",
        text=f"No statement is marked in version {version.body.version} of {version.body.output}.",
        standard="LL",
        opens="Mark what each passage says.",
        where=Where(document=version.body.output, version=version.body.version),
    )


def _unsupported(where: Where) -> Blocker:
    return Blocker(
        gate=9,
        code="statement-without-finding",
        text=f"Statement {where.statement} of {where.document} rests on no finding.",
        standard="LL",
        opens="Link it to the finding it rests on, or take it out.",
        where=where,
    )


def _orphaned(link: Fact[StatementSupported], where: Where) -> Blocker:
    return Blocker(
        gate=9,
        code="support-orphaned",
        text=f"The words of statement {where.statement} of {where.document} have changed; "
        f"its link to {link.body.finding} was made to other words.",
        standard="LL",
        opens=f"Check the new words against {link.body.finding} and link them again.",
        where=where,
    )


def _moved(finding: str, changed: str, where: Where) -> Blocker:
    return Blocker(
        gate=9,
        code="support-stale",
        text=changed,
        standard="LL",
        opens=f"Check statement {where.statement} against {finding} as it stands now and link it again.",
        where=Where(
            document=where.document,
            version=where.version,
            start=where.start,
            end=where.end,
            statement=where.statement,
            finding=finding,
        ),
    )
