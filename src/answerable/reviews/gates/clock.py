"""The clock of a review: when its report was to be public, when it is now, and what became of it.

Rules:
  - The day that was said first stays. A later day with its reason stands beside it and moves nothing: a review is
    overdue from the day after the first day on, until a report is public.
  - A report of which a part is left out stops the clock, and is marked as such for as long as it is not whole.
"""

from __future__ import annotations

from datetime import date

import msgspec

from answerable.record.entry import Fact
from answerable.reviews import entries
from answerable.reviews.gates.case import ReviewCase


class Clock(msgspec.Struct, frozen=True, kw_only=True):
    """When a report was to be public, and when it was; days are whole, below zero where a day lies ahead."""

    first: date
    due: date
    today: date
    delays: tuple[Fact[entries.ReviewDelayed], ...] = ()
    published: Fact[entries.ReviewPublished] | None = None
    whole: Fact[entries.ReviewPublished] | None = None

    @property
    def overdue(self) -> bool:
        """Whether the first day has passed and nothing is public."""
        return self.published is None and self.today > self.first

    @property
    def late(self) -> int:
        """Days after the first day: until today, or until the report was public."""
        return ((self.published.at.date() if self.published else self.today) - self.first).days

    @property
    def broken(self) -> bool:
        """Whether the day that was said last has passed as well."""
        return self.published is None and self.today > self.due


def clock_of(case: ReviewCase, opened: Fact[entries.ReviewOpened]) -> Clock:
    """Return the clock of a review at the moment at which it is looked at."""
    return Clock(
        first=opened.body.due,
        due=case.delayed[-1].body.due if case.delayed else opened.body.due,
        today=case.at.date(),
        delays=case.delayed,
        published=case.published[0] if case.published else None,
        whole=next((fact for fact in case.published if fact.body.whole), None),
    )
