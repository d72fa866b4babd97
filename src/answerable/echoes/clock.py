"""Misuses and alerts as one list, each with its clock: what waits for a section, until when, and what it answered.

Rules:
  - The clock of an alert runs out when its rule says. That of a misuse that somebody reported runs for as many hours as
    the section that it touches had given itself by then, or else for `HOURS`: nobody gives themselves more afterwards.
  - An answer is the section's own. Anybody else's does not stop the clock.
  - Hours are counted by the clock of the case: in a worked example, whose clock stands, they stand too.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import floor
from typing import Any

import msgspec

from answerable.echoes import entries
from answerable.echoes.gates import EchoCase
from answerable.echoes.tables import Alert
from answerable.people.standing import in_own_log, section_of
from answerable.record.entry import Fact

HOURS = 24
"""Hours in which a misuse is answered where its section named none; as `document.followed` has it."""


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """An alert or a misuse that somebody reported, with its clock and what its section answered."""

    name: str
    output: str
    version: int
    passage: str
    section: str
    uses: tuple[str, ...]
    began: datetime
    due: datetime
    now: datetime
    rule: str = ""
    reach: int = 0
    reported: Fact[entries.MisuseReported] | None = None
    answers: tuple[Fact[entries.MisuseAnswered], ...] = ()

    @property
    def answered(self) -> bool:
        """Whether the section it touches said what it did."""
        return bool(self.answers)

    @property
    def hours(self) -> int:
        """Whole hours left; below zero when it is overdue."""
        return floor((self.due - self.now) / timedelta(hours=1))

    @property
    def overdue(self) -> bool:
        """Whether the hour has passed and nothing was answered."""
        return not self.answered and self.due < self.now


def matters(state: EchoCase, alerts: Iterable[Alert], output: str = "") -> list[Matter]:
    """Return the alerts and reported misuses of an output, or of all: what is due first first, answered ones last."""
    found = [*(_alert(state, each) for each in alerts), *(_reported(state, each) for each in state.reported)]
    own = [each for each in found if not output or each.output == output]
    return sorted(own, key=lambda each: (each.answered, each.due, each.name))


def open_matters(state: EchoCase, alerts: Iterable[Alert], output: str = "") -> list[Matter]:
    """Return those that no section has answered yet, what is due first first."""
    return [each for each in matters(state, alerts, output) if not each.answered]


def _alert(state: EchoCase, alert: Alert) -> Matter:
    return Matter(
        name=alert.key,
        output=alert.output,
        version=alert.version,
        passage=alert.passage,
        section=alert.section,
        uses=tuple(alert.uses),
        began=alert.raised,
        due=alert.due,
        now=state.release.at,
        rule=alert.rule,
        reach=alert.reach,
        answers=answers_to(state, alert.key, alert.section),
    )


def _reported(state: EchoCase, reported: Fact[entries.MisuseReported]) -> Matter:
    body = reported.body
    given = [
        fact.body.answer_hours
        for fact in state.followed
        if (fact.body.output, fact.body.section) == (body.output, body.section) and fact.at <= reported.at
    ]
    return Matter(
        name=body.misuse,
        output=body.output,
        version=body.version,
        passage=body.passage,
        section=body.section,
        uses=tuple(body.echoes),
        began=reported.at,
        due=reported.at + timedelta(hours=given[-1] if given else HOURS),
        now=state.release.at,
        reported=reported,
        answers=answers_to(state, body.misuse, body.section),
    )


def answers_to(state: EchoCase, misuse: str, section: str) -> tuple[Fact[Any], ...]:
    """Return what a section itself said it did about a misuse or an alert."""
    people = state.release.people
    return tuple(
        fact
        for fact in state.answered
        if (fact.body.misuse, fact.body.section) == (misuse, section)
        and section_of(people, fact.actor) == section
        and in_own_log(people, fact)
    )
