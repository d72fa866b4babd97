"""The clock of a consultation: since when each affected section has had the draft, and how long it has to have it (PS).

Rules:
  - The days run from the first delivery of a version that was drafted: what was not drafted yet cannot have been
    delivered, whatever day is claimed.
  - A version counts from which no finding of the current one was missing: a stub that is given early, and gets its
    accusation on the last day, starts no clock for it. New words on what was there before leave the clock running.
  - How many there are is the policy's, by the gravity of what is alleged; an expedited case has its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from answerable.clearance.gates.case import ClearanceCase, affected_sections, days_after, minimum_days, now
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import evidence_of, links_of, policy_for, statements_of, used_by, versions_of
from answerable.record.entry import Fact


class SectionClock(msgspec.Struct, frozen=True, kw_only=True):
    """How long a section has had the draft, and how long it has to have it."""

    section: str
    started: datetime | None
    """When the section was first given a version, or None."""
    least: int
    """The days that are due to it."""
    ends: datetime | None
    """When those days have passed, or None where they have not begun."""
    left: int
    """Full or begun days until then; 0 when they have passed, `least` where they have not begun."""
    had: int
    """Full days that it has had."""
    expedited: bool
    """Whether the days are those of the expedited track."""

    @property
    def over(self) -> bool:
        """Whether the section has had its days."""
        return self.ends is not None and self.left == 0


def clocks(case: ClearanceCase) -> tuple[SectionClock, ...]:
    """Return the clock of each affected section, by key."""
    return tuple(clock_of(case, affected.section) for affected in affected_sections(case))


def clock_of(case: ClearanceCase, section: str) -> SectionClock:
    """Return the clock of one section for the output that is judged."""
    least = minimum_days(case, policy_for(case.outputs).consultation)
    started, at = _first_given(case, section), now(case)
    ends = days_after(started, least) if started else None
    return SectionClock(
        section=section,
        started=started,
        least=least,
        ends=ends,
        left=max(-((at - ends) // timedelta(days=1)), 0) if ends else least,
        had=max((at - started).days, 0) if started else 0,
        expedited=evidence_of(case.outputs).opened.body.expedited,
    )


def _first_given(case: ClearanceCase, section: str) -> datetime | None:
    whole = used_by(case.outputs, case.outputs.subject)
    known = versions_of(case.outputs, case.outputs.subject)
    drafted = {version.ref: version.at for version in known if whole <= _held(case, version)}
    given = [fact for fact in case.delivered if fact.body.section == section and fact.body.draft_ref in drafted]
    return min((max(fact.at, drafted[fact.body.draft_ref]) for fact in given), default=None)


def _held(case: ClearanceCase, version: Fact[VersionDrafted]) -> frozenset[str]:
    """Return the findings that the statements of a version were linked to, in whatever words."""
    output, marked = version.body.output, statements_of(case.outputs, version)
    return frozenset(fact.body.finding for each in marked for fact in links_of(case.outputs, output, each))
