"""When single acts on drafts may be said.

Rules:
  - Versions of an output are numbered 1, 2, 3; each has an author; what it names as parent or original was drafted.
  - The statements of a version are marked once, part by part; a mistake is mended in the next version. Otherwise marks
    could change under a signature, which is made over the draft.
  - Links, checks and answers to flags are made to words that stand in the current version.
"""

from __future__ import annotations

from itertools import pairwise

from answerable.findings.gates import versions_of as finding_versions
from answerable.outputs import entries
from answerable.outputs.gates.case import OutputsCase, authors, current_version, statements, statements_of, versions_of
from answerable.outputs.gates.reading import inputs_of, is_raised
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact


def may_draft_version(case: OutputsCase, fact: Fact[entries.VersionDrafted]) -> list[Blocker]:
    """Return why this version may not be drafted."""
    body = fact.body
    where = Where(document=body.output, version=body.version)
    last = max((version.body.version for version in versions_of(case, body.output)), default=0)
    blockers = []
    if body.version != last + 1:
        text = f"Expected version {last + 1} of {body.output}, found version {body.version}."
        blockers.append(_refusal("version-out-of-order", text, f"Number it {last + 1}.", where))
    if not body.authors:
        text = f"Version {body.version} of {body.output} names no author."
        blockers.append(_refusal("version-without-author", text, "Name everybody who wrote it.", where))
    for above in dict.fromkeys((body.parent, body.variant_of)):
        if above and (above == body.output or not versions_of(case, above)):
            text = f"{body.output} names {above} above it, which is not another output of this case."
            blockers.append(_refusal("parent-unknown", text, f"Draft {above} first, or name another.", where))
    return blockers


def may_mark_statements(case: OutputsCase, fact: Fact[entries.StatementsMarked]) -> list[Blocker]:
    """Return why these statements may not be marked."""
    body = fact.body
    where = Where(document=body.output, version=body.version)
    version = next((v for v in versions_of(case, body.output) if v.ref == body.draft_ref), None)
    if version is None or version.body.version != body.version:
        text = f"There is no version {body.version} of {body.output} under the reference given."
        return [_refusal("version-unknown", text, "Mark a version that was drafted.", where, gate=9)]
    parts = {marked.body.part for marked in case.marked if marked.body.draft_ref == version.ref}
    blockers = []
    if body.part in parts:
        text = f"Part {body.part} of version {body.version} of {body.output} is marked already."
        blockers.append(_refusal("part-already-marked", text, "Mend it in the next version.", where, gate=9))
    taken = {statement.id for statement in statements_of(case, version)}
    return [*blockers, *_twice(body, taken), *_misplaced(body)]


def _twice(body: entries.StatementsMarked, taken: set[str]) -> list[Blocker]:
    names = [statement.id for statement in body.statements]
    return [
        _refusal(
            "statement-marked-twice",
            f"Two statements of version {body.version} of {body.output} are called {name}.",
            "Give each statement its own name.",
            Where(document=body.output, version=body.version, statement=name),
            gate=9,
        )
        for name in dict.fromkeys(names)
        if name in taken or names.count(name) > 1
    ]


def _misplaced(body: entries.StatementsMarked) -> list[Blocker]:
    """Return the statements that are empty, out of order or overlap; a title may also be a passage of the text."""
    text = [statement for statement in body.statements if statement.place != "title"]
    wrong = [statement for statement in body.statements if statement.start >= statement.end]
    wrong += [after for before, after in pairwise(text) if after.start < before.end]
    return [
        _refusal(
            "statement-misplaced",
            f"Statement {statement.id} ({statement.start} to {statement.end}) is empty or overlaps what comes before.",
            "Mark statements in the order of the text, each with at least one character, without overlap.",
            Where(
                document=body.output,
                version=body.version,
                start=statement.start,
                end=statement.end,
                statement=statement.id,
            ),
            gate=9,
        )
        for statement in wrong
    ]


def may_support_statement(case: OutputsCase, fact: Fact[entries.StatementSupported]) -> list[Blocker]:
    """Return why this link may not be made."""
    body = fact.body
    blockers = _not_current(case, body, gate=9)
    if body.finding_ref not in {version.ref for version in finding_versions(case.findings, body.finding)}:
        where = Where(document=body.output, statement=body.statement, finding=body.finding)
        text = f"There is no version of {body.finding} under the reference given."
        blockers.append(_refusal("finding-unknown", text, "Link to a version that was stated.", where, gate=9))
    return blockers


def may_reverify_statement(case: OutputsCase, fact: Fact[entries.StatementReverified]) -> list[Blocker]:
    """Return why this check may not be recorded."""
    body = fact.body
    blockers = _not_current(case, body, gate=15)
    if body.checked > fact.at.date():
        where = Where(document=body.output, statement=body.statement)
        text = f"Statement {body.statement} cannot have been checked on {body.checked}, after {fact.at.date()}."
        blockers.append(_refusal("checked-in-the-future", text, "Record the day of the check.", where, gate=15))
    return blockers


def may_read_version(case: OutputsCase, fact: Fact[entries.VersionRead]) -> list[Blocker]:
    """Return why this reading may not be recorded: its draft is not current, or what it was made from has changed."""
    body = fact.body
    where = Where(document=body.output, version=body.version)
    version = current_version(case, body.output)
    if version is None or version.ref != body.draft_ref or version.body.version != body.version:
        text = f"Version {body.version} of {body.output} is not the current one under the reference given."
        return [_refusal("version-not-current", text, "Read the current version.", where, gate=11)]
    if fact.origin != version.origin:
        text = f"{body.output} is drafted in another log than {fact.origin}."
        return [_refusal("reading-by-another-section", text, "Have it read where it is drafted.", where, gate=11)]
    if body.inputs != inputs_of(case, body.output):
        text = f"What {body.output} rests on has changed since it was read."
        return [_refusal("reading-stale", text, "Read it again.", where, gate=11)]
    if body.part > body.parts:
        text = f"Part {body.part} of {body.parts} of a reading of {body.output} cannot be."
        return [_refusal("part-out-of-order", text, "Number the parts from 1.", where, gate=11)]
    return []


def may_answer_flag(case: OutputsCase, fact: Fact[entries.FlagAnswered]) -> list[Blocker]:
    """Return why this flag may not be answered: it is not raised, or not the author's to answer."""
    body = fact.body
    if blockers := _not_current(case, body, gate=11):
        return blockers
    where = Where(document=body.output, statement=body.statement)
    if not is_raised(case, body.output, body.statement, body.flag):
        text = f"The reading of {body.output}, as it stands now, does not raise {body.flag} at {body.statement}."
        return [_refusal("flag-not-raised", text, "Look at what it raises, and answer that.", where, gate=11)]
    if fact.actor not in (names := authors(case)):
        text = f"{fact.actor} is no author of {body.output}, and only an author answers a flag."
        return [_refusal("answer-by-no-author", text, f"Ask {' or '.join(sorted(names))}.", where, gate=11)]
    return []


def _not_current(
    case: OutputsCase,
    body: entries.StatementSupported | entries.StatementReverified | entries.FlagAnswered,
    *,
    gate: int,
) -> list[Blocker]:
    """Return a blocker unless these words stand under this name in the current version."""
    version = current_version(case, body.output)
    marked = statements(case, body.output)
    if any(statement.id == body.statement and statement.words == body.words for statement in marked):
        return []
    found = (
        f"version {version.body.version} of {body.output}"
        if version
        else f"{body.output}, of which there is no version"
    )
    text = f"Expected the words of statement {body.statement} in {found}, found other words."
    where = Where(document=body.output, version=version.body.version if version else 0, statement=body.statement)
    return [_refusal("words-not-current", text, "Use the words of the current version.", where, gate=gate)]


def _refusal(code: str, text: str, opens: str, where: Where, *, gate: int = 0) -> Blocker:
    return Blocker(gate=gate, code=code, text=text, standard="LL" if gate else "record", opens=opens, where=where)
