"""Every case of this installation as it was cleared so far, judged for each of its outputs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from answerable.clearance.gates import ClearanceCase, judging, people_of
from answerable.evidence.clock import moment_of
from answerable.evidence.models import CaseOpened
from answerable.people.standing import People
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.releases.entries import OutputReleased
from answerable.releases.gates import ReleaseCase
from answerable.releases.models import read_release


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A case with everything said to clear it, and what was released of it."""

    name: str
    title: str
    at: datetime
    state: ReleaseCase

    @property
    def cleared(self) -> ClearanceCase:
        """Everything said to clear the case."""
        return self.state.clearance

    @property
    def released(self) -> tuple[Fact[OutputReleased], ...]:
        """What was released of the case, oldest first."""
        return self.state.released

    @property
    def people(self) -> People:
        """What is on record about people and policy of the organisation that opened the case."""
        return people_of(self.cleared)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The outputs of the case, in the order in which they were first drafted."""
        return tuple(dict.fromkeys(fact.body.output for fact in self.cleared.outputs.versions))

    def judged(self, output: str) -> ClearanceCase:
        """The case with `output` as the one that is judged."""
        return judging(self.cleared, output)

    def judged_whole(self, output: str) -> ReleaseCase:
        """The case and its releases, with `output` as the one that is judged."""
        return msgspec.structs.replace(self.state, clearance=self.judged(output))


def opened(case: str) -> Opened:
    """Return a case.

    Raises:
        NoSuchCase: nobody opened a case by that name.
    """
    at = moment_of(case)
    state = read_release(case, at=at)
    title = state.clearance.outputs.findings.evidence.opened.body.title
    return Opened(name=case, title=title, at=at, state=state)


def every_case() -> Iterable[Opened]:
    """Yield every case, by title, then by name."""
    first = {fact.case: fact.body.title for fact in reversed(read(CaseOpened))}
    for name in sorted(first, key=lambda name: (first[name], name)):
        yield opened(name)
