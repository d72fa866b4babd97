"""A case as one person looks at it, and the form of what waits for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from answerable.clearance import gates
from answerable.clearance.gates import ClearanceCase
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import evidence_of
from answerable.people.entries import Role
from answerable.people.standing import conflicted, holds_role, section_of, section_of_origin
from answerable.people.waiting import Waiting
from answerable.record.entry import Fact

__all__ = ["View", "Waiting", "of_version", "seen_by"]


class View(msgspec.Struct, frozen=True, kw_only=True):
    """A case as one person looks at it."""

    case: ClearanceCase
    person: str
    section: str
    author: bool
    version: Fact[VersionDrafted] | None
    affected: frozenset[str]

    @property
    def at(self) -> datetime:
        """The moment at which the case is judged."""
        return gates.now(self.case)

    def holds(self, *roles: Role) -> bool:
        """Tell whether the person holds one of the roles in the case."""
        name = evidence_of(self.case.outputs).case
        people = gates.people_of(self.case)
        return any(holds_role(people, self.person, role, case=name, at=self.at) for role in roles)

    @property
    def free(self) -> bool:
        """Whether the person is neither an author nor has an interest."""
        name = evidence_of(self.case.outputs).case
        return not self.author and not conflicted(gates.people_of(self.case), self.person, name)

    @property
    def home(self) -> bool:
        """Whether the output is drafted by the person's own section."""
        people = gates.people_of(self.case)
        return self.version is not None and section_of_origin(people, self.version.origin) == self.section


def seen_by(case: ClearanceCase, person: str) -> View:
    """Return the case as a person looks at it, from the section they work for."""
    return View(
        case=case,
        person=person,
        section=section_of(gates.people_of(case), person),
        author=gates.is_author(case, person),
        version=gates.subject(case),
        affected=frozenset(each.section for each in gates.affected_sections(case)),
    )


def of_version(view: View, version: Fact[VersionDrafted], kind: str, text: str, **more: Any) -> Waiting:
    """Return something about the current version of the judged output."""
    body = version.body
    return Waiting(kind=kind, text=text, output=body.output, version=body.version, section=view.section, **more)
