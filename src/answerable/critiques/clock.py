"""The clocks that a critique starts: a status for the release, an answer to each item, what was promised (gate 25).

Rules:
  - A critique is serious where it concerns a release and makes an allegation or a demand, or is not listed yet by
    anybody but those who wrote the release. It is computed: nobody decides it, and how loud a critique is counts for
    nothing.
  - Within the policy's days of a serious critique, each release that it concerns is given a status (under review or
    another) or a notice. What was said of the release before the critique came does not count, nor what others say
    than the section that released, nor regret alone, nor what is said of a version that was no longer the last.
  - Days count from the one on which the critique came, as it stands on record, not from when somebody took it in.
  - What is overdue is overdue in public.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Literal

import msgspec

from answerable.critiques import entries
from answerable.critiques.gates import (
    SERIOUS,
    CritiqueCase,
    is_read,
    lists_of,
    made_of,
    outputs_of,
    received_of,
    releases_of,
)
from answerable.critiques.gates.case import blocker
from answerable.evidence.gates import in_order
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.releases.gates.wording import issued

REGRETS = frozenset({"apology", "addendum"})
"""Notices that say nothing of whether a release stands."""

Outcome = Literal["open", "overdue", "kept", "partly", "broken"]


class StatusClock(msgspec.Struct, frozen=True, kw_only=True):
    """By when a release is to have a status after a serious critique, and whether it has."""

    critique: str
    output: str
    due: date
    set_on: date | None
    today: date

    @property
    def overdue(self) -> bool:
        """Whether the day has passed and nothing was said."""
        return self.set_on is None and self.today > self.due

    @property
    def late(self) -> bool:
        """Whether it was said after its day."""
        return self.set_on is not None and self.set_on > self.due


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """A promise as it stands: its first words, what it was called since, and what became of it."""

    made: Fact[entries.CommitmentMade]
    outcome: Outcome
    judged: tuple[Fact[entries.CommitmentJudged], ...] = ()
    restated: tuple[Fact[entries.CommitmentRestated], ...] = ()

    @property
    def shifted(self) -> bool:
        """Whether it was said again in words that say something else, or with a later day."""
        return any(each.body.shifts or _later(each, self.made) for each in self.restated)

    @property
    def softened(self) -> bool:
        """Whether it was said again in weaker words, or with a later day."""
        weaker = (shift.direction == "weaker" for each in self.restated for shift in each.body.shifts)
        return any(weaker) or any(_later(each, self.made) for each in self.restated)


def is_serious(case: CritiqueCase, critique: str) -> bool:
    """Tell whether a critique is serious by the rules above."""
    lists = lists_of(case, critique)
    if not outputs_of(case, critique):
        return False
    return not is_read(case, critique) or any(each.kind in SERIOUS for each in lists[-1].body.items)


def status_clocks(case: CritiqueCase, critique: str) -> tuple[StatusClock, ...]:
    """Return the clock of each release that a serious critique concerns; none where it is not serious."""
    received = received_of(case, critique)
    if received is None or not is_serious(case, critique):
        return ()
    since, days = received.body.received, timedelta(days=case.afterwards.review)
    return tuple(
        StatusClock(
            critique=critique,
            output=output,
            due=since + days,
            set_on=_set_on(case, output, since),
            today=case.at.date(),
        )
        for output in outputs_of(case, critique)
        if releases_of(case, output)
    )


def status_due(case: CritiqueCase, output: str = "") -> tuple[Blocker, ...]:
    """Return what is overdue of the status of releases after serious critiques, as gate 25 says it."""
    names = dict.fromkeys(fact.body.critique for fact in in_order(case.received))
    clocks = (clock for name in names for clock in status_clocks(case, name))
    return tuple(_overdue(clock) for clock in clocks if clock.overdue and output in {"", clock.output})


def promised(case: CritiqueCase, commitment: str) -> Promised | None:
    """Return how a promise stands, or None where there is none."""
    made = made_of(case, commitment)
    return _promised(case, made) if made else None


def _promised(case: CritiqueCase, made: Fact[entries.CommitmentMade]) -> Promised:
    commitment = made.body.commitment
    judged = in_order(fact for fact in case.outcomes if fact.body.commitment == commitment)
    shown = [fact for fact in judged if fact.body.outcome == "broken" or fact.body.evidence or fact.body.address]
    counted = [fact for fact in shown if fact.actor not in {made.body.owner, made.actor}]
    late: Outcome = "overdue" if case.at.date() > made.body.due else "open"
    return Promised(
        made=made,
        outcome=counted[-1].body.outcome if counted else late,
        judged=tuple(counted),
        restated=in_order(fact for fact in case.restated if fact.body.commitment == commitment),
    )


def all_promised(case: CritiqueCase) -> tuple[Promised, ...]:
    """Return every promise of a case: overdue ones first, then by their day.

    What two sections promise under one key is two promises, and what a section says twice is its first words.
    """
    first: dict[tuple[str, str], Fact[entries.CommitmentMade]] = {}
    for fact in sorted(case.made, key=lambda each: each.index):
        first.setdefault((fact.body.commitment, fact.origin), fact)
    found = [_promised(case, fact) for fact in in_order(first.values())]
    return tuple(
        sorted(found, key=lambda each: (each.outcome != "overdue", each.outcome != "open", each.made.body.due))
    )


def _set_on(case: CritiqueCase, output: str, since: date) -> date | None:
    """Return the day on which a release was first given a status or a notice from a day on, or None."""
    out = releases_of(case, output)
    before = [fact for fact in out if fact.at.date() <= since][:-1]
    logs = {fact.ref: fact.origin for fact in out if fact not in before}
    notices = [fact for fact in issued(case.echoes.release) if fact.body.type not in REGRETS]
    facts: tuple[Fact[Any], ...] = (*case.echoes.release.statuses, *notices)
    days = sorted(fact.at.date() for fact in facts if logs.get(fact.body.released_ref) == fact.origin)
    return next((day for day in days if day >= since), None)


def _later(restated: Fact[entries.CommitmentRestated], made: Fact[entries.CommitmentMade]) -> bool:
    return restated.body.due is not None and restated.body.due > made.body.due


def _overdue(clock: StatusClock) -> Blocker:
    text = f"{clock.output} has no status since {clock.critique}, which was due on {clock.due}."
    opens = "Say that it is under review, or what else it is."
    return blocker("status-overdue", text, opens, document=clock.output)
