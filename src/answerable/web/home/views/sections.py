"""The sections, and for each one what it was asked, how long it had, and what became of what it said."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from answerable.people.access import ReadRequest
from answerable.people.entries import SectionJoined
from answerable.people.models import read_people
from answerable.people.standing import People, section_of_origin
from answerable.record.entry import Fact
from answerable.web.home import sections as of
from answerable.web.home.reading import every_case


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """A section in the list, with the organisation it belongs to and how many persons it has."""

    joined: Fact[SectionJoined]
    organisation: str
    persons: int


@require_safe
def sections(request: ReadRequest) -> HttpResponse:
    """Return the list of sections."""
    people = read_people()
    listed = [_listed(people, fact) for fact in _joined(people)]
    return render(request, "web/home/sections.html", {"sections": listed})


@require_safe
def section(request: ReadRequest, section: str) -> HttpResponse:
    """Return the page of one section."""
    people = read_people()
    joined = next((fact for fact in _joined(people) if fact.body.section == section), None)
    if joined is None:
        raise Http404
    context = {"section": section, "listed": _listed(people, joined), **_people(people, section), **_done(section)}
    return render(request, "web/home/section.html", context)


def _joined(people: People) -> list[Fact[SectionJoined]]:
    """Return each section's latest word about itself, by name."""
    own = [fact for fact in people.sections if section_of_origin(people, fact.origin) == fact.body.section]
    latest = {fact.body.section: fact for fact in own}
    return sorted(latest.values(), key=lambda fact: (fact.body.name, fact.body.section))


def _listed(people: People, fact: Fact[SectionJoined]) -> Listed:
    names = {each.body.organisation: each.body.name for each in people.organisations}
    organisation = fact.body.organisation
    persons = len(of.members(people, fact.body.section, at=datetime.now(UTC)))
    return Listed(joined=fact, organisation=names.get(organisation, organisation), persons=persons)


def _people(people: People, section: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    return {"members": of.members(people, section, at=now), "keys": of.keys(people, section)}


def _done(section: str) -> dict[str, Any]:
    cases = list(every_case())
    return {
        "asked": [each for case in cases for each in of.asked(case, section)],
        "had": [each for case in cases for each in of.had(case, section)],
        "objections": [each for case in cases for each in of.objections(case, case.people, section)],
        "alarms": [each for case in cases for each in of.alarms(case, section)],
    }
