"""What waits for a person because of the uses of a release: alerts and misuses that their section has not answered."""

from __future__ import annotations

from collections.abc import Iterable

from answerable.clearance.looking import Waiting
from answerable.echoes.clock import open_matters
from answerable.echoes.gates import EchoCase
from answerable.echoes.tables import Alert
from answerable.people.standing import section_of

ALERT, MISUSE = "answer-alert", "answer-misuse"
"""The kinds of what waits."""


def waiting_for(state: EchoCase, alerts: Iterable[Alert], person: str) -> tuple[Waiting, ...]:
    """Return the open alerts and misuses of a person's own section, what is due first first."""
    section = section_of(state.release.people, person)
    return tuple(
        Waiting(
            kind=ALERT if each.reported is None else MISUSE,
            text=f"Say what {section} does about {each.name}.",
            due=each.due,
            grave=each.overdue,
            output=each.output,
            version=each.version,
            section=section,
            name=each.name,
        )
        for each in open_matters(state, alerts)
        if section and each.section == section
    )
