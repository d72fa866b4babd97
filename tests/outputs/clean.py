"""A report and the release that summarises it, in which everything about drafts is in order."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace

from answerable.evidence.entries import CaseOpened, ItemWithheld
from answerable.findings.entries import FindingStated
from answerable.outputs import entries
from answerable.outputs.gates import OutputsCase, current_version, inputs_of
from answerable.record.entry import Fact
from tests.cases import commit, fact
from tests.findings.clean import F1, clean_findings

DRAFTED = "2026-01-20T10:00:00Z"
LINKED = "2026-01-21T10:00:00Z"
READ = "2026-01-21T11:00:00Z"
REDRAFTED = "2026-02-20T10:00:00Z"

PORT = "port-authority"
TOLD = ("L1", f"reply:{PORT}")
"""What every sentence on the port authority carries: the limit of F1, and the reply or silence of the authority."""


def said(name: str, **changes: Any) -> entries.Statement:
    """Return a statement, by name, as a legal sentence of the lead at the strength that F1 carries."""
    plain = {"start": 0, "end": 40, "words": commit(name), "place": "lead", "says": "law", "strength": "likely"}
    return entries.Statement(**{"id": name, "party": PORT, "carries": TOLD, **plain, **changes})


REPORT = fact(
    entries.VersionDrafted(
        output="report",
        version=1,
        type="report",
        language="en",
        text=commit("the report"),
        authors=("centre-author",),
        accuses=(PORT,),
    ),
    at=DRAFTED,
)
REPORT_SAYS = (
    said("report-title", place="title"),
    said("report-lead", start=41, end=80),
    said("report-fact", place="body", says="fact", strength="", start=81, end=160),
    said("report-method", place="body", says="method", strength="", start=161, end=200, party="", carries=()),
)
RELEASE = fact(
    entries.VersionDrafted(
        output="release",
        version=1,
        type="release",
        language="en",
        text=commit("the release"),
        authors=("centre-author",),
        parent="report",
        accuses=(PORT,),
    ),
    at=DRAFTED,
    index=1,
)
RELEASE_SAYS = (
    said("title", place="title"),
    said("bullet", place="bullet", start=41, end=80),
    said("lead", start=81, end=160, strength="may-have"),
    said("now", place="body", says="fact", strength="", start=161, end=200, present=True),
    said("call", place="body", says="call", strength="", start=201, end=240, party="", carries=()),
    said("quote", place="body", says="quote", strength="categorical", start=241, end=300, party="", carries=()),
)


def marks(version: Fact[entries.VersionDrafted], *statements: entries.Statement) -> Fact[entries.StatementsMarked]:
    """Return the marks of one version, as one part."""
    body = version.body
    said_of = {"output": body.output, "version": body.version, "draft_ref": version.ref}
    at = version.at.isoformat()
    return fact(entries.StatementsMarked(**said_of, part=1, statements=statements), at=at)


def link(
    output: str, statement: entries.Statement, finding: Fact[FindingStated] = F1, *, at: str = LINKED
) -> Fact[entries.StatementSupported]:
    """Return the link from the words of a statement to a version of a finding."""
    return fact(
        entries.StatementSupported(
            output=output,
            statement=statement.id,
            words=statement.words,
            finding=finding.body.finding,
            finding_ref=finding.ref,
        ),
        at=at,
    )


def links(output: str, statements: tuple[entries.Statement, ...]) -> tuple[Fact[entries.StatementSupported], ...]:
    """Return a link to F1 from every statement of fact or law."""
    return tuple(link(output, statement) for statement in statements if statement.says in {"fact", "law"})


def checked(statement: entries.Statement, *, on: date = date(2026, 2, 20)) -> Fact[entries.StatementReverified]:
    """Return that somebody checked a statement of the release on that day."""
    how = commit("asked the union by telephone")
    body = entries.StatementReverified(
        output="release", statement=statement.id, words=statement.words, checked=on, how=how
    )
    return fact(body, at="2026-02-20T12:00:00Z")


METHOD = entries.MethodRecorded(
    output="report",
    who=commit("two researchers"),
    where=commit("in the harbour"),
    since=date(2025, 11, 1),
    until=date(2026, 1, 10),
    interviews=40,
    chosen=commit("all who held a pass"),
    verified=commit("each account against the film"),
    safety=commit("told what publication means"),
    limits=commit("no access to the lists"),
)


def read(case: OutputsCase, output: str, *notes: entries.Noticed, **strengths: str) -> OutputsCase:
    """Return the case in which the engine read the current version of an output, and noticed this and no more."""
    version = current_version(case, output)
    assert version is not None
    said_of = {"output": output, "version": version.body.version, "draft_ref": version.ref}
    rungs = tuple(entries.ReadStrength(statement=name, strength=rung) for name, rung in strengths.items())
    body = entries.VersionRead(
        **said_of, engine="test", inputs=inputs_of(case, output), strengths=rungs, noticed=tuple(notes)
    )
    return replace(case, readings=(*case.readings, fact(body, at=READ)))


def clean_outputs() -> OutputsCase:
    """Return a case with a report and a release of it, both in version 1, read, that say no more than F1 carries."""
    case = _unread()
    return read(read(case, "report"), "release")


def _unread() -> OutputsCase:
    findings = clean_findings()
    withheld = fact(ItemWithheld(item="E1", reason=commit("the safety of the worker")), at=DRAFTED)
    return OutputsCase(
        findings=replace(findings, evidence=replace(findings.evidence, withheld=(withheld,))),
        subject="release",
        versions=(REPORT, RELEASE),
        marked=(marks(REPORT, *REPORT_SAYS), marks(RELEASE, *RELEASE_SAYS)),
        supports=(*links("report", REPORT_SAYS), *links("release", RELEASE_SAYS)),
        reverifications=(checked(RELEASE_SAYS[3]),),
        methods=(fact(METHOD, at=DRAFTED),),
    )


def saying(case: OutputsCase, name: str, **changes: Any) -> OutputsCase:
    """Return the case in which one statement was marked otherwise; its words stay, unless they are changed too."""
    return replace(case, marked=tuple(_remarked(each, name, changes) for each in case.marked))


def _remarked(
    marked: Fact[entries.StatementsMarked], name: str, changes: dict[str, Any]
) -> Fact[entries.StatementsMarked]:
    statements = tuple(replace(each, **changes) if each.id == name else each for each in marked.body.statements)
    return replace(marked, body=replace(marked.body, statements=statements))


def drafting(case: OutputsCase, name: str, **changes: Any) -> OutputsCase:
    """Return the case in which the versions of one output say otherwise about themselves; their refs stay."""
    return replace(
        case,
        versions=tuple(
            replace(each, body=replace(each.body, **changes)) if each.body.output == name else each
            for each in case.versions
        ),
    )


def finding(case: OutputsCase, **changes: Any) -> OutputsCase:
    """Return the case in which F1 says otherwise; its ref stays, so that nothing else changes."""
    stated = replace(F1, body=replace(F1.body, **changes))
    return replace(case, findings=replace(case.findings, findings=(stated,)))


def opened(case: OutputsCase, **changes: Any) -> OutputsCase:
    """Return the case that was opened otherwise."""
    evidence = case.findings.evidence
    body: CaseOpened = replace(evidence.opened.body, **changes)
    evidence = replace(evidence, opened=replace(evidence.opened, body=body))
    return replace(case, findings=replace(case.findings, evidence=evidence))


RELEASE_2 = fact(replace(RELEASE.body, version=2, text=commit("the release, mended")), at=REDRAFTED, index=2)
"""The release in its second version, in which one sentence of the lead was changed."""

LEAD_2 = replace(RELEASE_SAYS[2], words=commit("lead, mended"))


def edited() -> OutputsCase:
    """Return the clean case after the release went into version 2, in which only the statement `lead` has new words."""
    case = clean_outputs()
    statements = tuple(LEAD_2 if each.id == "lead" else each for each in RELEASE_SAYS)
    return replace(case, versions=(*case.versions, RELEASE_2), marked=(*case.marked, marks(RELEASE_2, *statements)))
