"""Whether the countersignatures at hand meet a quorum rule. The same answer offline, for anyone."""

from __future__ import annotations

from answerable.people.entries import Quorum


def unmet(rule: Quorum, *, sections: frozenset[str], roles: frozenset[str], affected: frozenset[str]) -> list[str]:
    """Return what the rule still asks for, in words; [] when it is met.

    Args:
        rule: The rule; its parts nest.
        sections: Sections whose countersignature is at hand.
        roles: Roles held by those who gave one.
        affected: Sections that the findings concern.
    """

    def asked(parts: tuple[Quorum, ...]) -> list[list[str]]:
        return [unmet(part, sections=sections, roles=roles, affected=affected) for part in parts]

    if rule.section:
        return [] if rule.section in sections else [f"section {rule.section}"]
    if rule.role:
        return [] if rule.role in roles else [f"a person with the role {rule.role}"]
    if rule.affected:
        return [f"affected section {section}" for section in sorted(affected - sections)]
    if rule.all:
        return [missing for part in asked(rule.all) for missing in part]
    return _some(asked(rule.any or rule.among), least=rule.least or 1)


def _some(parts: list[list[str]], *, least: int) -> list[str]:
    met = sum(not part for part in parts)
    if met >= least:
        return []
    open_ways = [", ".join(part) for part in parts if part]
    return [f"{least - met} of: {' or '.join(open_ways)}"]
