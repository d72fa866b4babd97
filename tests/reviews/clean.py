"""A review of the clean case, from its terms to its report, in which everything is in order."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec.structs import replace

from answerable.people.entries import ConflictDeclared, PersonJoined
from answerable.record.entry import Fact
from answerable.reviews import entries
from answerable.reviews.gates import ReviewCase
from tests.cases import commit, fact
from tests.clearance.clean import by, home
from tests.people.clean import clean_people, origin
from tests.releases.clean import clean_release, released

OPENED, NAMED, WROTE, FINISHED, PUBLISHED = (f"2026-03-{day:02}T10:00:00Z" for day in (5, 6, 10, 12, 14))
PEER, CLERK = "north-peer", "north-clerk"
"""A reviewer of another section who took no part in the matter, and somebody else who took none."""


def people():
    """Return the clean people, and two of the north who did nothing."""
    joined = tuple(
        by(person, PersonJoined(person=person, section="north", name=commit(person)), at="2026-01-01T08:00:00Z")
        for person in (PEER, CLERK)
    )
    known = clean_people()
    return replace(known, persons=(*known.persons, *joined))


def opening(**changes: Any) -> Fact[entries.ReviewOpened]:
    plain = {
        "review": "R1",
        "section": "centre",
        "title": commit("title"),
        "terms": commit("terms"),
        "cases": ("harbour",),
        "due": date(2026, 4, 1),
    }
    return by("centre-director", entries.ReviewOpened(**{**plain, **changes}), at=OPENED)


def naming(reviewer: str = PEER, *, by_whom: str = CLERK, outside: bool = False) -> Fact[entries.ReviewerNamed]:
    plain = {"name": commit("name"), "interests": commit("none")}
    return by(by_whom, entries.ReviewerNamed(review="R1", reviewer=reviewer, outside=outside, **plain), at=NAMED)


def leaving(reviewer: str = PEER, *, by_whom: str = PEER) -> Fact[entries.ReviewerLeft]:
    body = entries.ReviewerLeft(review="R1", reviewer=reviewer, reason=commit("ill"))
    return by(by_whom, body, at=WROTE)


def draft(
    number: int = 1, *, reviewer: str = PEER, by_whom: str = PEER, language: str = "en"
) -> Fact[entries.ReportCommitted]:
    text = commit(f"draft {number}")
    body = entries.ReportCommitted(review="R1", reviewer=reviewer, number=number, language=language, text=text)
    return by(by_whom, body, at=WROTE, index=number)


def comment(of: Fact[Any] | None = None, *, by_whom: str = "centre-author", **changes: Any) -> Fact[Any]:
    of = of or draft()
    plain = {
        "review": "R1",
        "number": of.body.number,
        "committed_ref": of.ref,
        "capacity": "examined",
        "text": commit("too strong"),
    }
    return by(by_whom, entries.ReportCommented(**{**plain, **changes}), at=FINISHED)


def finishing(
    of: Fact[Any] | None = None, *, by_whom: str = PEER, reviewer: str = PEER, keys: tuple[str, ...] = ("P1",)
) -> Fact[entries.ReviewFinished]:
    of = of or draft()
    wanted = tuple(entries.Recommendation(recommendation=key, to="centre", text=commit(key)) for key in keys)
    body = entries.ReviewFinished(
        review="R1", reviewer=reviewer, number=of.body.number, committed_ref=of.ref, recommendations=wanted
    )
    return by(by_whom, body, at=FINISHED)


def publishing(
    of: Fact[Any] | None = None, *, by_whom: str = PEER, left_out: tuple[tuple[int, int], ...] = (), **changes: Any
) -> Fact[entries.ReviewPublished]:
    of = of or draft()
    stretches = tuple(entries.LeftOut(start=a, end=b, reason=commit("a source")) for a, b in left_out)
    plain = {"whole": not left_out, "left_out": stretches, "number": of.body.number, "committed_ref": of.ref}
    return by(by_whom, entries.ReviewPublished(**{"review": "R1", **plain, **changes}), at=PUBLISHED)


def delaying(due: date = date(2026, 5, 1), *, by_whom: str = PEER) -> Fact[entries.ReviewDelayed]:
    return by(by_whom, entries.ReviewDelayed(review="R1", due=due, reason=commit("more interviews")), at=PUBLISHED)


def clean_review(**changes: Any) -> ReviewCase:
    """Return a review with a reviewer of another section, one draft that is finished, and nothing public yet."""
    matter = replace(clean_release(), released=(released(),))
    plain = {
        "people": people(),
        "at": opening().at,
        "case": "harbour",
        "known": frozenset({"harbour", "quay"}),
        "matters": (matter,),
        "opened": (opening(),),
        "named": (naming(),),
        "committed": (draft(),),
        "finished": (finishing(),),
    }
    return ReviewCase(**{**plain, **changes})


def interested(person: str) -> Any:
    """Return the people with an interest that somebody declared."""
    said = fact(
        ConflictDeclared(person=person, interest=commit("a brother")), actor=person, origin=origin(home(person))
    )
    known = people()
    return replace(known, conflicts=(*known.conflicts, said))
