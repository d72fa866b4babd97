"""How the gates of lists say that something is missing."""

from __future__ import annotations

from typing import Any

from answerable.designations.gates.case import DesignationCase
from answerable.people.standing import holds_role, in_own_log
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

GATE = 25
STANDARD = "CO"


def blocker(code: str, text: str, opens: str, where: Where | None = None) -> Blocker:
    """Return one thing that is missing."""
    return Blocker(gate=GATE, code=code, text=text, standard=STANDARD, opens=opens, where=where or Where())


def own_log(case: DesignationCase, fact: Fact[Any]) -> list[Blocker]:
    """Return that an act stands in another's log."""
    if in_own_log(case.people, fact):
        return []
    text = f"This log is not that of {fact.actor}'s section."
    return [blocker("not-own-log", text, "Say it in the log of your own section.", Where(person=fact.actor))]


def by_approver(case: DesignationCase, fact: Fact[Any]) -> list[Blocker]:
    """Return that somebody who is no approver says what only an approver says."""
    if holds_role(case.people, fact.actor, "approver", case=fact.case, at=fact.at):
        return []
    text = f"{fact.actor} is no approver here."
    return [blocker("not-approver", text, "An approver says it.", Where(person=fact.actor))]


def in_keepers_log(fact: Fact[Any], keeper: str, origin: str) -> list[Blocker]:
    """Return that something stands elsewhere than in the log of the section that keeps the list."""
    if fact.origin == origin:
        return []
    text = f"The list is kept by {keeper}, and this is not its log."
    return [blocker("not-keepers-log", text, f"An approver of {keeper} says it.", Where(section=keeper))]
