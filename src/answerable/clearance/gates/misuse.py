"""Gate 22: for every statement, the worst honest truncation and the worst reuse were thought through (PS).

Rules:
  - A row is made on exact words; when the words change it is orphaned, and only that statement is asked for again.
  - To accept a risk of misuse, rather than to mitigate it, takes somebody who is no author.
  - A title that is not marked cannot be rehearsed: reports, legal annexes and releases have one.
"""

from __future__ import annotations

from answerable.clearance import entries
from answerable.clearance.gates.case import ClearanceCase, is_author, people_of, subject
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import place, statements_of
from answerable.people.standing import in_own_log
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

TITLED = frozenset({"report", "legal-annex", "release"})
"""Types of output that always have a title."""


def misuse_rehearsal(case: ClearanceCase) -> list[Blocker]:
    """Return a blocker for each statement of the subject whose present words were not rehearsed."""
    version = subject(case)
    if version is None:
        return []
    marked = statements_of(case.outputs, version)
    return _untitled(version, marked) + [
        blocker for statement in marked for blocker in _judge(case, version, statement)
    ]


def _untitled(version: Fact[VersionDrafted], marked: tuple[Statement, ...]) -> list[Blocker]:
    body = version.body
    if body.type not in TITLED or any(statement.place == "title" for statement in marked):
        return []
    where = Where(document=body.output, version=body.version)
    text = f"No title is marked in version {body.version} of {body.output}."
    return [_blocker("title-not-marked", text, "Mark the title as a statement.", where)]


def _judge(case: ClearanceCase, version: Fact[VersionDrafted], statement: Statement) -> list[Blocker]:
    rows = [fact for fact in case.rehearsals if _names(fact.body, version, statement)]
    present = [fact for fact in rows if fact.body.words == statement.words]
    where, name = place(version, statement), f"{statement.id} of {version.body.output}"
    opens = "Write down the worst truncation and the worst reuse of these words, and what is done about them."
    if any(_counts(case, fact) for fact in present):
        return []
    if present:
        who = "who is an author" if is_author(case, present[-1].actor) else "in another section's log"
        text = f"The risk that statement {name} is misused was accepted by {present[-1].actor}, {who}."
        return [_blocker("misuse-accepted-by-author", text, "Mitigate it, or let a non-author accept it.", where)]
    if rows:
        return [
            _blocker(
                "rehearsal-orphaned", f"The words of statement {name} changed since they were rehearsed.", opens, where
            )
        ]
    return [_blocker("statement-not-rehearsed", f"The misuse of statement {name} was not rehearsed.", opens, where)]


def _names(row: entries.MisuseRehearsed, version: Fact[VersionDrafted], statement: Statement) -> bool:
    return (row.output, row.statement) == (version.body.output, statement.id)


def _counts(case: ClearanceCase, fact: Fact[entries.MisuseRehearsed]) -> bool:
    return fact.body.answer == "mitigated" or (not is_author(case, fact.actor) and in_own_log(people_of(case), fact))


def _blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=22, code=code, text=text, standard="PS", opens=opens, where=where)
