"""What each statement rests on, link by link: what holds, what an edit or a newer finding took away, and why.

A link is made to exact words and to one version of a finding. It is never moved: where the words changed, a person
looks at the new words and links them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec
from django.utils.translation import gettext as _

from answerable.clearance.authoring.desk import Desk
from answerable.findings.entries import FindingStated
from answerable.findings.gates import current, versions_of
from answerable.outputs.entries import Statement, StatementSupported
from answerable.outputs.gates import links_of
from answerable.outputs.gates.case import JUDGED
from answerable.record.entry import Fact
from answerable.vault.reading import shown


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link from a statement to a finding, and why it does not hold where it does not."""

    finding: str
    state: Literal["holds", "orphaned", "stale"]
    why: str = ""
    words: str = ""
    gone: bool = False


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A finding that a statement can be linked to."""

    value: str
    finding: str
    text: str


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """A statement with its links, and the findings it can still be linked to."""

    number: int
    statement: Statement
    words: str
    links: tuple[Link, ...]
    offers: tuple[Offer, ...]

    @property
    def due(self) -> bool:
        """Whether it has to rest on something, and does not."""
        return self.statement.says in JUDGED and (
            not any(each.state == "holds" for each in self.links) or any(each.state == "stale" for each in self.links)
        )


def linked(found: Desk) -> tuple[Linked, ...]:
    """Return the statements of the version in question with their links, in the order of the text."""
    stated = current_findings(found)
    return tuple(_linked(found, number, each, stated) for number, each in enumerate(found.statements, start=1))


def current_findings(found: Desk) -> dict[str, Fact[FindingStated]]:
    """Return every finding of the case as it stands now, by its name."""
    case = found.state.outputs.findings
    names = dict.fromkeys(fact.body.finding for fact in case.findings)
    return {name: stated for name in names if (stated := current(case, name)) is not None}


def _linked(found: Desk, number: int, statement: Statement, stated: dict[str, Fact[FindingStated]]) -> Linked:
    made = links_of(found.state.outputs, found.output, statement)
    names = dict.fromkeys(fact.body.finding for fact in made)
    links = tuple(
        _link(found, statement, [each for each in made if each.body.finding == name], stated.get(name))
        for name in names
    )
    holding = {each.finding for each in links if each.state == "holds"}
    return Linked(
        number=number,
        statement=statement,
        words=shown(statement.words),
        links=links,
        offers=tuple(
            Offer(value=f"{statement.id}/{name}", finding=name, text=shown(fact.body.text))
            for name, fact in stated.items()
            if name not in holding
        ),
    )


def _link(
    found: Desk,
    statement: Statement,
    made: Sequence[Fact[StatementSupported]],
    stated: Fact[FindingStated] | None,
) -> Link:
    name = made[-1].body.finding
    present = [each for each in made if each.body.words == statement.words]
    if not present:
        why = _("The words have changed. The link was made to other words, and was not moved.")
        return Link(finding=name, state="orphaned", why=why, words=shown(made[-1].body.words), gone=stated is None)
    if stated is not None and any(each.body.finding_ref == stated.ref for each in present):
        return Link(finding=name, state="holds")
    numbers = {fact.ref: fact.body.number for fact in versions_of(found.state.outputs.findings, name)}
    why = _(
        "The finding has changed: the link was made to version %(old)s of it, and it stands in version %(new)s."
    ) % {
        "old": numbers.get(present[-1].body.finding_ref, "?"),
        "new": stated.body.number if stated else "?",
    }
    return Link(finding=name, state="stale", why=why, gone=stated is None)
