"""A draft: its words, and beside each statement what it rests on, what it carries, what holds it up, who objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answerable.clearance import gates as clearance
from answerable.clearance.authoring.desk import why_not
from answerable.clearance.entries import DraftCountersigned, ObjectionRaised
from answerable.findings import gates as findings
from answerable.outputs import gates as outputs
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.rendering import Passage, passages
from answerable.people.access import Reader, ReadRequest
from answerable.people.entries import Role
from answerable.people.standing import holds_role
from answerable.record.entry import Fact
from answerable.releases.gates import ReleaseCase, board
from answerable.releases.margin import Raised, beside_passages, marks_of, raised_in, reading_of, without_flags
from answerable.releases.reading import Held, held_up, outputs_of, overlap, state_of, subject_of
from answerable.releases.views.reader import reading_by, variants_of
from answerable.vault.reading import ABSENT, ERASED, shown

NO_TEXT = frozenset({ERASED, ABSENT})
"""What stands for a text that cannot be read here."""


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """A finding under a statement, with the standard of proof that it carries."""

    finding: str
    text: str
    standard: str
    stale: bool


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """A limitation, reply or contrary account that a statement carries, in words."""

    name: str
    text: str


class Objection(msgspec.Struct, frozen=True, kw_only=True):
    """An objection, and whether it is settled."""

    raised: Fact[ObjectionRaised]
    settled: bool


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the margin beside a statement."""

    number: int
    statement: Statement
    rests_on: tuple[Rest, ...]
    carries: tuple[Carried, ...]
    held: tuple[Held, ...]
    flags: tuple[Raised, ...]
    objections: tuple[Objection, ...]

    @property
    def remarks(self) -> int:
        """How many of the flags are folded away."""
        return sum(each.remark for each in self.flags)

    @property
    def stops(self) -> bool:
        """Whether something here keeps the draft from being released."""
        closed = any(each.gate.state == "closed" for each in self.held)
        return closed or any(each.flag.blocks and each.gate.state == "closed" for each in self.flags)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A passage with the notes on the statements that begin in it, and the flags at words of no statement."""

    passage: Passage
    notes: tuple[Note, ...]
    unmarked: tuple[Raised, ...] = ()


@require_safe
def draft(request: ReadRequest, case: str, output: str = "", version: int = 0) -> HttpResponse:
    """Return the page of a draft: the current version of the headline, or the output and version asked for."""
    state = state_of(case, output)
    output = state.clearance.outputs.subject
    if not output:
        return _not_drafted(request, state)
    current = subject_of(state)
    drafted = _version(state, output, version)
    is_current = current is not None and drafted.ref == current.ref
    gates = board(state) if is_current else ()
    text = shown(drafted.body.text)
    raised = raised_in(state, drafted, text, gates)
    held = without_flags(held_up(state, gates), raised)
    objections = _objections(state, output)
    parts = _parts(state, drafted, text=text, held=held, raised=raised, objections=objections)
    given = _countersignatures(state, drafted)
    context = {
        **_headed(state, output),
        "drafted": drafted,
        "current": current,
        "parts": parts,
        "unreadable": text in NO_TEXT,
        "reading": reading_of(state, drafted, request.reader, gates=gates, raised=raised) if is_current else None,
        "is_author": request.reader.person in outputs.authors(state.clearance.outputs),
        "on_the_whole": [each for each in held if _on_the_whole(each, drafted)],
        "objections": objections,
        "countersignatures": given,
        "me": reading_by(state, drafted, request.reader),
        "may_countersign": _may_countersign(state, request.reader, given),
    }
    return render(request, "releases/draft.html", context)


def _headed(state: ReleaseCase, output: str) -> dict[str, Any]:
    """Return what the page shows of the case, and of the output beside the version."""
    return {
        "case": state.clearance.outputs.findings.evidence.case,
        "opened": state.clearance.outputs.findings.evidence.opened,
        "versions": outputs.versions_of(state.clearance.outputs, output),
        "outputs": outputs_of(state),
        "variants": variants_of(state, output),
        "now": state.at,
    }


def _not_drafted(request: ReadRequest, state: ReleaseCase) -> HttpResponse:
    """Return the page of a case in which nothing was drafted yet."""
    evidence = state.clearance.outputs.findings.evidence
    context = {"case": evidence.case, "opened": evidence.opened, "why_not": why_not(state.clearance, request.reader)}
    return render(request, "releases/no_draft.html", context)


def _version(state: ReleaseCase, output: str, number: int) -> Fact[VersionDrafted]:
    versions = outputs.versions_of(state.clearance.outputs, output)
    wanted = [fact for fact in versions if not number or fact.body.version == number]
    if not wanted:
        raise Http404
    return wanted[-1]


def _parts(
    state: ReleaseCase,
    drafted: Fact[VersionDrafted],
    *,
    text: str,
    held: Sequence[Held],
    raised: Sequence[Raised],
    objections: Sequence[Objection],
) -> list[Part]:
    statements = outputs.statements_of(state.clearance.outputs, drafted) if text not in NO_TEXT else ()
    ordered = sorted(statements, key=lambda each: (each.start, each.end))
    notes = {
        each.id: _note(state, drafted, each, number=number, held=held, raised=raised, objections=objections)
        for number, each in enumerate(ordered, start=1)
    }
    stopped = frozenset(name for name, note in notes.items() if note.stops)
    found = passages(text, ordered, held=stopped, flagged=marks_of(raised))
    return [
        Part(passage=passage, notes=tuple(notes[name] for name in passage.begins), unmarked=unmarked)
        for passage, unmarked in zip(found, beside_passages(found, raised), strict=True)
    ]


def _note(
    state: ReleaseCase,
    drafted: Fact[VersionDrafted],
    statement: Statement,
    *,
    number: int,
    held: Sequence[Held],
    raised: Sequence[Raised],
    objections: Sequence[Objection],
) -> Note:
    return Note(
        number=number,
        statement=statement,
        rests_on=_rests_on(state, drafted.body.output, statement),
        carries=tuple(_carried(state, name) for name in statement.carries),
        held=tuple(each for each in held if _concerns(each, drafted, statement)),
        flags=tuple(each for each in raised if each.flag.noticed.statement == statement.id),
        objections=tuple(each for each in objections if _objects_to(each.raised, drafted, statement)),
    )


def _concerns(held: Held, drafted: Fact[VersionDrafted], statement: Statement) -> bool:
    where = held.blocker.where
    if where.document != drafted.body.output:
        return False
    if where.statement or where.start is None or where.end is None:
        return where.statement == statement.id
    same = where.version == drafted.body.version
    return same and overlap(where.start, where.end, statement.start, statement.end)


def _on_the_whole(held: Held, drafted: Fact[VersionDrafted]) -> bool:
    where = held.blocker.where
    return where.document == drafted.body.output and not where.statement and where.start is None


def _objects_to(raised: Fact[ObjectionRaised], drafted: Fact[VersionDrafted], statement: Statement) -> bool:
    body = raised.body
    if body.draft_ref != drafted.ref or body.start is None or body.end is None:
        return False
    return overlap(body.start, body.end, statement.start, statement.end)


def _objections(state: ReleaseCase, output: str) -> tuple[Objection, ...]:
    return tuple(
        Objection(raised=fact, settled=clearance.is_settled(state.clearance, fact))
        for fact in state.clearance.objections
        if fact.body.output == output
    )


def _rests_on(state: ReleaseCase, output: str, statement: Statement) -> tuple[Rest, ...]:
    found = state.clearance.outputs.findings
    links = outputs.links_of(state.clearance.outputs, output, statement)
    pinned = {fact.body.finding: fact.body.finding_ref for fact in links if fact.body.words == statement.words}
    return tuple(_rest(found, name, finding_ref=ref) for name, ref in pinned.items())


def _rest(found: findings.FindingsCase, name: str, *, finding_ref: str) -> Rest:
    stated = findings.current(found, name)
    return Rest(
        finding=name,
        text=shown(stated.body.text) if stated else "",
        standard=findings.established_standard(found, name),
        stale=stated is None or stated.ref != finding_ref,
    )


def _carried(state: ReleaseCase, name: str) -> Carried:
    """Return what stands behind a name that a statement carries: a limitation, a contrary account, or a reply."""
    found = state.clearance.outputs.findings
    texts: list[Any] = [fact.body.text for fact in found.limitations if fact.body.limitation == name]
    texts += [fact.body.text for fact in found.contraries if fact.body.contrary == name]
    texts += [fact.body.text for fact in state.clearance.replies if f"reply:{fact.body.party}" == name]
    return Carried(name=name, text=shown(texts[-1]) if texts else "")


def _countersignatures(state: ReleaseCase, drafted: Fact[VersionDrafted]) -> list[Fact[DraftCountersigned]]:
    """Return the countersignatures over these exact words; on the current version, those that still count."""
    made = [fact for fact in state.clearance.countersignatures if fact.body.draft_ref == drafted.ref]
    current = subject_of(state)
    if current is None or current.ref != drafted.ref:
        return made
    valid = {fact.ref for fact in clearance.valid_countersignatures(state.clearance)}
    return [fact for fact in made if fact.ref in valid]


def _may_countersign(state: ReleaseCase, reader: Reader, given: list[Fact[DraftCountersigned]]) -> bool:
    """Tell whether to offer it: the reader has a role that countersigns, and the section has not done so."""
    case = state.clearance.outputs.findings.evidence.case
    roles: tuple[Role, ...] = ("countersigner", "approver")
    held = any(holds_role(state.people, reader.person, role, case=case, at=state.at) for role in roles)
    return held and reader.section not in {fact.body.section for fact in given}
