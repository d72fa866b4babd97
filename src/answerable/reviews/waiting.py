"""What waits for a person because of the reviews of a case: drafts, decisions on access, publication, promises.

The name of a thing begins with the key of its review.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

from answerable.clearance.looking import Waiting
from answerable.people.standing import section_of
from answerable.reviews.reading import Review

WRITE, DECIDE, PUBLISH, PROMISE = "write-review", "decide-access", "publish-review", "answer-recommendation"
"""The kinds of what waits."""


def waiting_for(reviews: tuple[Review, ...], person: str) -> tuple[Waiting, ...]:
    """Return what a person can do for the reviews of a case."""
    return tuple(each for review in reviews for each in _of(review, person))


def _of(review: Review, person: str) -> Iterator[Waiting]:
    section = section_of(review.state.people, person)
    if not section:
        return
    due, late = _end(review.clock.due), review.clock.overdue
    mine = any(each.named.body.reviewer == person and not each.barred for each in review.standing)
    if mine and not review.state.finished:
        text = f"Write and finish the report of review {review.name}."
        yield Waiting(kind=WRITE, text=text, due=due, section=section, name=review.name)
    if review.state.finished and review.published is None and section == review.opened.body.section:
        text = f"Publish the report of review {review.name}."
        yield Waiting(kind=PUBLISH, text=text, due=due, grave=late, section=section, name=review.name)
    yield from _access(review, person, section)
    for each in review.recommended:
        if each.body.to == section and not each.promised:
            text = f"Say what {section} promises on recommendation {each.body.recommendation} of review {review.name}."
            yield Waiting(kind=PROMISE, text=text, section=section, name=f"{review.name} {each.body.recommendation}")


def _access(review: Review, person: str, section: str) -> Iterator[Waiting]:
    for each in review.requests:
        asked = {each.asked.actor, each.asked.body.reviewer}
        mine = section in each.holding if each.holding else section == review.opened.body.section
        if each.decided is None and mine and person not in asked:
            text = f"Decide on request {each.asked.body.request} for access in review {review.name}."
            yield Waiting(kind=DECIDE, text=text, section=section, name=f"{review.name} {each.asked.body.request}")


def _end(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
