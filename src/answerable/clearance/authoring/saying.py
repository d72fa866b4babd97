"""The acts of drafting: a version with what it carries over, marks, and links; after each, what follows from it.

Rules:
  - A version goes out with the marks of what stands in it unchanged, and is delivered, in one transaction.
  - After marks and links the sections that have a part now are given what they lack, and the engine reads the version.
    A reading that cannot be made undoes nothing: the page of the draft says that it was not read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from django.db import transaction
from django.http import HttpResponse

from answerable.clearance.authoring.carrying import carried
from answerable.clearance.delivery import deliver_all, lock_drafting
from answerable.evidence.clock import moment_of
from answerable.outputs.entries import Statement, StatementsMarked, StatementSupported, VersionDrafted
from answerable.outputs.gates import OutputsCase, current_version, resting_on, statements_of, versions_of
from answerable.outputs.models import read_outputs
from answerable.outputs.saying import have_read
from answerable.people.access import Reader, ReadRequest
from answerable.people.saying import submit
from answerable.record.blocker import Refused
from answerable.record.entry import Fact
from answerable.text.errors import TextError
from answerable.vault.errors import Erased, Missing
from answerable.vault.sealing import Sealed, say
from answerable.vault.store import text_of

AT_ONCE = 100
"""Statements in one entry, at most."""

Mark = dict[str, Any]
"""A statement in plain: its words, or the commitment they carry, beside the fields of `Statement`."""


def draft_version(request: ReadRequest, case: str, plain: dict[str, Any], *, carry: bool, back: str) -> HttpResponse:
    """Say a version, mark again what stands in it unchanged, deliver it, and lead `back`.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    at = moment_of(case)
    with transaction.atomic():
        lock_drafting(case)
        answer = submit(request, VersionDrafted, plain, case=case, back=back, at=at)
        state = read_outputs(case, at=at, subject=plain["output"])
        drafted = current_version(state, plain["output"])
        if carry and drafted is not None:
            marks = [as_mark(each) for each in carried_into(state, drafted)]
            _mark(case, drafted, marks, first=1, reader=request.reader)
        deliver_all(case, reader=request.reader, at=at)
    return answer


def carried_into(state: OutputsCase, drafted: Fact[VersionDrafted]) -> tuple[Statement, ...]:
    """Return the statements of the version before that stand in `drafted` in their very words."""
    earlier = [each for each in versions_of(state, drafted.body.output) if each.body.version < drafted.body.version]
    if not earlier:
        return ()
    statements = [each for each in statements_of(state, earlier[-1]) if _is_held(each)]
    try:
        return carried(statements, text_of(earlier[-1].body.text), text_of(drafted.body.text))
    except (Erased, Missing):
        return ()


def _is_held(statement: Statement) -> bool:
    """Tell whether the words of a statement are still here: what was erased is not marked again."""
    with suppress(Erased, Missing):
        return bool(text_of(statement.words))
    return False


def as_mark(statement: Statement) -> Mark:
    """Return a statement with the commitment to its words as it is."""
    return {**msgspec.structs.asdict(statement), "words": Sealed(statement.words)}


def mark(case: str, output: str, marks: Sequence[Mark], *, reader: Reader) -> None:
    """Mark statements of the current version of an output, deliver what is due, and have it read.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    at = moment_of(case)
    with transaction.atomic():
        lock_drafting(case)
        state = read_outputs(case, at=at, subject=output)
        drafted = current_version(state, output)
        if drafted is None:
            return
        parts = [fact.body.part for fact in state.marked if fact.body.draft_ref == drafted.ref]
        standing = {(each.id, each.start, each.end) for each in statements_of(state, drafted)}
        new = [each for each in marks if (each["id"], each["start"], each["end"]) not in standing]
        _mark(case, drafted, new, first=max(parts, default=0) + 1, reader=reader)
        deliver_all(case, reader=reader, at=at)
    read_again(case, output, reader=reader)


def _mark(case: str, drafted: Fact[VersionDrafted], marks: Sequence[Mark], *, first: int, reader: Reader) -> None:
    body = {"output": drafted.body.output, "version": drafted.body.version, "draft_ref": drafted.ref}
    for part, start in enumerate(range(0, len(marks), AT_ONCE), start=first):
        plain = {**body, "part": part, "statements": list(marks[start : start + AT_ONCE])}
        say(StatementsMarked, plain, origin=reader.origin, actor=reader.person, at=moment_of(case), case=case)


def link(case: str, output: str, links: Iterable[tuple[Statement, Fact[Any]]], *, reader: Reader) -> None:
    """Link statements of the current version to findings as they stand now, deliver what is due, and have it read.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    at = moment_of(case)
    with transaction.atomic():
        lock_drafting(case)
        state = read_outputs(case, at=at, subject=output)
        for statement, finding in links:
            if not _is_linked(state, output, statement, finding):
                plain = {
                    "output": output,
                    "statement": statement.id,
                    "words": Sealed(statement.words),
                    "finding": finding.body.finding,
                    "finding_ref": finding.ref,
                }
                say(StatementSupported, plain, origin=reader.origin, actor=reader.person, at=at, case=case)
        deliver_all(case, reader=reader, at=at)
    read_again(case, output, reader=reader)


def _is_linked(state: OutputsCase, output: str, statement: Statement, finding: Fact[Any]) -> bool:
    if finding.body.finding not in resting_on(state, output, statement):
        return False
    return any(
        fact.body.finding_ref == finding.ref and fact.body.words == statement.words and fact.body.output == output
        for fact in state.supports
    )


def read_again(case: str, output: str, *, reader: Reader) -> None:
    """Have the engine read the current version where that is possible."""
    state = read_outputs(case, at=moment_of(case), subject=output)
    drafted = current_version(state, output)
    if drafted is not None and statements_of(state, drafted):
        with suppress(Refused, Erased, Missing, TextError):
            have_read(case, output, drafted.body.version, reader=reader)
