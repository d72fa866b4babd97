"""The first page: the cases, for insiders with the state of each; what was released, for everyone."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answerable.evidence import models as evidence
from answerable.evidence.entries import CaseOpened
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import versions_of
from answerable.people.access import ReadRequest, everyone
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.releases.entries import OutputReleased
from answerable.releases.gates import ReleaseCase, board
from answerable.releases.models import OutputReleased as Releases
from answerable.releases.reading import last_release, outputs_of, state_of
from answerable.releases.rendering import title_of
from answerable.releases.views.release import status_of
from answerable.vault.reading import shown


class Output(msgspec.Struct, frozen=True, kw_only=True):
    """An output of a case: its current version, how many gates are closed, and its latest release, if there is one."""

    version: Fact[VersionDrafted]
    closed: int
    released: Fact[OutputReleased] | None
    is_current: bool


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A case in the list."""

    name: str
    opened: Fact[CaseOpened]
    outputs: tuple[Output, ...]


class Published(msgspec.Struct, frozen=True, kw_only=True):
    """A release in the list that everyone sees."""

    case: str
    title: str
    opened: CaseOpened
    released: Fact[OutputReleased]
    status: str


@everyone
@require_safe
def cases(request: ReadRequest) -> HttpResponse:
    """Return the list of cases for insiders, or of releases for everyone else."""
    shown_cases = _cases() if request.reader.insider else ()
    return render(request, "releases/cases.html", {"cases": shown_cases, "published": _published()})


def _cases() -> tuple[Case, ...]:
    first = {fact.case: fact for fact in reversed(read(evidence.CaseOpened))}
    return tuple(
        Case(name=name, opened=first[name], outputs=tuple(_outputs(name)))
        for name in sorted(first, key=lambda name: (first[name].body.title, name))
    )


def _outputs(case: str) -> Iterable[Output]:
    for version in outputs_of(state_of(case)):
        state = state_of(case, version.body.output)
        released = last_release(state, version.body.output)
        yield Output(
            version=version,
            closed=sum(gate.state == "closed" for gate in board(state)),
            released=released,
            is_current=released is not None and released.body.draft_ref == version.ref,
        )


def _published() -> tuple[Published, ...]:
    """Return the latest release of every output, newest first."""
    latest = {(fact.case, fact.body.output): fact for fact in read(Releases)}
    return tuple(
        _release(state_of(fact.case), fact)
        for fact in sorted(latest.values(), key=lambda fact: (fact.at, fact.origin, fact.index), reverse=True)
    )


def _release(state: ReleaseCase, released: Fact[OutputReleased]) -> Published:
    drafts = state.clearance.outputs
    texts = [v.body.text for v in versions_of(drafts, released.body.output) if v.ref == released.body.draft_ref]
    return Published(
        case=released.case,
        title=title_of(shown(texts[0])) if texts else released.body.output,
        opened=drafts.findings.evidence.opened.body,
        released=released,
        status=status_of(state, released),
    )
