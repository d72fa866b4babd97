"""A quorum rule as rows of a form: one rule of parts, and groups of parts within it.

Rules:
  - The rule asks for all of its parts, any of them, or so many of them. A part is a section, a role, every affected
    section, or one of the groups A to C, which asks the same of its own parts.
  - A part that stands alone is the rule itself.
  - A rule that nests deeper, or has more groups, is written as TOML; nothing is left out to make it fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from answerable.people.entries import Quorum
from answerable.people.policies.errors import NotAPolicy, TooDeep

Way = Literal["all", "any", "least"]

WHOLE = "whole"
"""The group of parts that stand in no group."""

GROUPS = ("a", "b", "c")
"""Groups within a rule; their number is chosen by hand, more is read more easily as TOML."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """How many of the parts of a rule or group are asked for."""

    way: Way = "all"
    least: int = 0


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One part: in which group it stands, and whom it names: ``affected``, ``section:...`` or ``role:...``."""

    group: str
    whom: str


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """A rule as the form shows it."""

    asked: dict[str, Asked]
    rows: tuple[Row, ...]


def rows_of(rule: Quorum) -> Rows:
    """Return a rule as rows.

    Raises:
        TooDeep: it does not fit.
    """
    way, parts = _parts(rule)
    asked, rows, free = {WHOLE: way}, list[Row](), list(GROUPS)
    for part in parts:
        if (leaf := _leaf(part)) is not None:
            rows.append(Row(group=WHOLE, whom=leaf))
            continue
        inner, leaves = _parts(part)
        named = [_leaf(each) for each in leaves]
        if not free or None in named:
            raise TooDeep("this rule nests deeper than rows can show")
        asked[free[0]] = inner
        rows += [Row(group=free[0], whom=each) for each in named if each is not None]
        free.pop(0)
    return Rows(asked=asked, rows=tuple(rows))


def rule_of(rows: Rows) -> Quorum:
    """Return the rule that rows say.

    Raises:
        NotAPolicy: they say none.
    """
    parts: list[Quorum] = []
    done = set[str]()
    for row in rows.rows:
        if row.group == WHOLE:
            parts.append(_part(row.whom))
        elif row.group not in done:
            done.add(row.group)
            members = [_part(each.whom) for each in rows.rows if each.group == row.group]
            parts.append(_joined(rows.asked.get(row.group, Asked()), members))
    return _joined(rows.asked.get(WHOLE, Asked()), parts)


def _joined(asked: Asked, parts: Sequence[Quorum]) -> Quorum:
    if not parts:
        raise NotAPolicy("expected somebody who has to countersign, found nobody")
    if asked.way == "least" and not 1 <= asked.least <= len(parts):
        raise NotAPolicy(f"expected a number from 1 to {len(parts)} of these parts, found {asked.least}")
    if len(parts) == 1:
        return parts[0]
    if asked.way == "least":
        return Quorum(least=asked.least, among=tuple(parts))
    return Quorum(all=tuple(parts)) if asked.way == "all" else Quorum(any=tuple(parts))


def _parts(rule: Quorum) -> tuple[Asked, Sequence[Quorum]]:
    if rule.all or rule.any:
        return Asked(way="all" if rule.all else "any"), rule.all or rule.any
    if rule.among:
        return Asked(way="least", least=rule.least), rule.among
    return Asked(), [rule]


def _leaf(part: Quorum) -> str | None:
    """Return whom a part names, or None where it has parts of its own."""
    if part.affected:
        return "affected"
    if part.section:
        return f"section:{part.section}"
    return f"role:{part.role}" if part.role else None


def _part(whom: str) -> Quorum:
    kind, _, name = whom.partition(":")
    plain: dict[str, Any] = {"affected": True} if kind == "affected" else {kind: name}
    try:
        return msgspec.convert(plain, Quorum)
    except msgspec.ValidationError as error:
        raise NotAPolicy(f"expected a section or a role, found {whom!r}") from error
