"""A case with one draft, said through the single write path, and objections to it: acts with a gate and without."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from answerable.clearance.entries import DissentNoted, ObjectionAnswered, ObjectionClosed, ObjectionRaised
from answerable.evidence.entries import CaseOpened
from answerable.outputs.entries import VersionDrafted
from answerable.people.entries import OrganisationNamed, PersonJoined, SectionJoined
from answerable.record.entry import Fact
from answerable.record.log import append
from answerable.record.models import EntryRow
from tests.cases import commit

CENTRE, COAST = "harbour.example/centre", "harbour.example/coast"
NOW = datetime(2026, 1, 5, 10, tzinfo=UTC)


def say(body: Any, *, origin: str = CENTRE, actor: str = "centre-author", case: str = "harbour", **more: Any) -> Any:
    return append(body, origin=origin, actor=actor, at=more.pop("at", NOW), case=case, **more)


def name(number: int, *, origin: str = COAST) -> Fact[Any]:
    """Say something that no gate asks about."""
    return say(OrganisationNamed(organisation=f"o{number}", name="Harbour Watch"), origin=origin, case="")


def drafted() -> Fact[VersionDrafted]:
    """Open the case and draft its release; two sections, one author, one other person."""
    for origin, section, person in ((CENTRE, "centre", "centre-author"), (COAST, "coast", "coast-director")):
        say(SectionJoined(section=section, organisation="harbour-watch", name=section), origin=origin, case="")
        say(PersonJoined(person=person, section=section, name=commit(person)), origin=origin, case="")
    director = PersonJoined(person="centre-director", section="centre", name=commit("centre-director"))
    say(director, case="")
    say(CaseOpened(title="Harbour", terms=commit("terms"), situation="peace"))
    text = commit("the release")
    return say(
        VersionDrafted(
            output="release", version=1, type="release", language="en", text=text, authors=("centre-author",)
        )
    )


def raised(draft: Fact[VersionDrafted], objection: str = "O1", **more: Any) -> Fact[ObjectionRaised]:
    body = ObjectionRaised(
        objection=objection,
        output="release",
        version=1,
        draft_ref=draft.ref,
        about="accuracy",
        severity="serious",
        text=commit("eleven, not twelve"),
    )
    return say(body, origin=COAST, actor="coast-director", **more)


def answered(objection: str = "O1", *, actor: str = "centre-director") -> Fact[ObjectionAnswered]:
    body = ObjectionAnswered(objection=objection, outcome="upheld", reasons=commit("you are right"))
    return say(body, actor=actor)


def closed(objection: str = "O1") -> Fact[ObjectionClosed]:
    return say(ObjectionClosed(objection=objection), origin=COAST, actor="coast-director")


def dissent(objection: str = "O1") -> Fact[DissentNoted]:
    body = DissentNoted(objection=objection, output="release", text=commit("still wrong"))
    return say(body, origin=COAST, actor="coast-director")


def raws(origin: str) -> list[bytes]:
    """Return the bytes of a log's entries, in order."""
    rows = EntryRow.objects.filter(origin=origin).order_by("idx").values_list("raw", flat=True)
    return [bytes(raw) for raw in rows]
