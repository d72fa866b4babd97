"""Whether the countersignatures at hand meet a quorum rule. The same answer on the board and offline, for anyone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from answerable.people.entries import Quorum

Lack = TypeVar("Lack")


def lacking(
    rule: Quorum, *, ask: Callable[[Quorum], list[Lack]], sum_up: Callable[[int, int, list[Lack]], list[Lack]]
) -> list[Lack]:
    """Return what a rule still asks for; [] when it is met.

    Args:
        rule: The rule; its parts nest.
        ask: Returns what a leaf (section, role, affected) lacks; [] when it is met.
        sum_up: Returns in one what is lacking where only some of several are needed: how many are met, how many are
            needed, and what the open ones lack.
    """
    parts = rule.all or rule.any or rule.among
    if not parts:
        return ask(rule)
    least = len(parts) if rule.all else rule.least or 1
    open_parts = [missing for part in parts if (missing := lacking(part, ask=ask, sum_up=sum_up))]
    met = len(parts) - len(open_parts)
    if met >= least:
        return []
    missing = [each for part in open_parts for each in part]
    return missing if least == len(parts) else sum_up(met, least, missing)


def unmet(rule: Quorum, *, sections: frozenset[str], roles: frozenset[str], affected: frozenset[str]) -> list[str]:
    """Return what the rule still asks for, in words; [] when it is met.

    Args:
        rule: The rule; its parts nest.
        sections: Sections whose countersignature is at hand.
        roles: Roles held by those who gave one.
        affected: Sections that the findings concern.
    """

    def ask(leaf: Quorum) -> list[str]:
        if leaf.section:
            return [] if leaf.section in sections else [f"section {leaf.section}"]
        if leaf.role:
            return [] if leaf.role in roles else [f"a person with the role {leaf.role}"]
        return [f"affected section {section}" for section in sorted(affected - sections)]

    return lacking(rule, ask=ask, sum_up=lambda met, least, missing: [f"{least - met} of: {' or '.join(missing)}"])
