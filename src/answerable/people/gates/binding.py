"""Who may bind a section in what concerns it as a whole: its approvers and countersigners."""

from __future__ import annotations

from datetime import datetime

from answerable.people.entries import Role
from answerable.people.standing import People, holds_role, section_of

BINDING: tuple[Role, ...] = ("approver", "countersigner")
"""The roles that may bind a section, as gate 23 has them."""


def binds(people: People, person: str, *, at: datetime) -> bool:
    """Tell whether a person held a binding role then, in every case or in one of those for which it was granted."""
    granted = {(each.case, each.body.role) for each in people.roles if each.body.person == person}
    return any(holds_role(people, person, role, case=case, at=at) for case, role in granted if role in BINDING)


def can_be_bound(people: People, section: str, *, at: datetime) -> bool:
    """Tell whether anybody could bind a section then: at its beginning nobody can."""
    handles = {each.body.person for each in people.persons}
    return any(section_of(people, person) == section and binds(people, person, at=at) for person in handles)
