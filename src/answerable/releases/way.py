"""The way of a claim as one picture: evidence, findings, statements, release, and what rests on what.

Four columns of equal height; in each the nodes are spread evenly, so that the middle of node `i` of `n` stands at
(i + 1/2) / n of the height. The lines between two columns are drawn in a box of `WIDTH` by `HEIGHT` that is stretched
over the gap between them. The lines only repeat what every node says in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import msgspec
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from answerable.evidence.gates import item_named
from answerable.findings import gates as findings
from answerable.outputs import gates as outputs
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.record.entry import Fact
from answerable.releases.gates import ReleaseCase
from answerable.releases.reading import Held, last_release, subject_of
from answerable.vault.reading import shown

WIDTH, HEIGHT = 100, 1000
"""Units of the box of lines, stretched to whatever size the gap has."""

EXCERPT = 84
"""Characters of a text shown on a node: three lines of it; chosen by hand."""


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One thing on the way of a claim: its name, what it says, where to read it, what it rests on, what holds it up."""

    name: str
    kind: str
    text: str
    address: str
    rests_on: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    """Names of what was weighed besides: it gives context, or speaks against."""
    held_by: tuple[int, ...] = ()
    """Numbers of the closed gates that hold it up."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A line from a node to one that rests on it, as the path of an SVG."""

    path: str
    supports: bool


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of the picture, with the lines that lead to it from the one before."""

    title: str
    nodes: tuple[Node, ...]
    lines: tuple[Line, ...] = ()


def way_of(state: ReleaseCase, held: Sequence[Held]) -> tuple[Column, ...]:
    """Return the picture of the judged output, from evidence to release; empty when nothing was drafted."""
    version = subject_of(state)
    if version is None:
        return ()
    closed = [each for each in held if each.gate.state == "closed"]
    said = [_statement(state, version, each, closed) for each in _in_text(state, version)]
    found = [_finding(state, name, closed) for name in _first_named(said)]
    items = [_item(state, name, closed) for name in _first_named(found)]
    columns = [(_("Evidence"), items), (_("Findings"), found), (_("Statements"), said)]
    columns.append((_("Release"), [_release(state, version, said, closed)]))
    return tuple(_columns(columns))


def _columns(columns: Sequence[tuple[str, Sequence[Node]]]) -> Iterable[Column]:
    before: Sequence[Node] = ()
    for title, nodes in columns:
        yield Column(title=title, nodes=tuple(nodes), lines=tuple(_lines(before, nodes)))
        before = nodes


def _lines(before: Sequence[Node], after: Sequence[Node]) -> Iterable[Line]:
    start = {node.name: _middle(number, len(before)) for number, node in enumerate(before)}
    for number, node in enumerate(after):
        end, half = _middle(number, len(after)), WIDTH // 2
        for name in (*node.rests_on, *node.beside):
            if name in start:
                path = f"M0 {start[name]} C{half} {start[name]} {half} {end} {WIDTH} {end}"
                yield Line(path=path, supports=name in node.rests_on)


def _middle(number: int, of: int) -> int:
    return round(HEIGHT * (number + 0.5) / of)


def _first_named(nodes: Iterable[Node]) -> tuple[str, ...]:
    """Return the names that nodes rest on, in the order in which they come up: that keeps lines from crossing."""
    return tuple(dict.fromkeys(name for node in nodes for name in (*node.rests_on, *node.beside)))


def _in_text(state: ReleaseCase, version: Fact[VersionDrafted]) -> list[Statement]:
    return sorted(outputs.statements_of(state.clearance.outputs, version), key=lambda each: each.start)


def _held_by(closed: Iterable[Held], here: Callable[[Held], bool]) -> tuple[int, ...]:
    return tuple(sorted({each.gate.number for each in closed if here(each)}))


def _statement(state: ReleaseCase, version: Fact[VersionDrafted], statement: Statement, closed: Iterable[Held]) -> Node:
    drafts = state.clearance.outputs
    case, output = drafts.findings.evidence.case, version.body.output
    return Node(
        name=statement.id,
        kind=statement.says,
        text=_excerpt(statement.words),
        address=reverse("draft", args=[case, output]) + f"#statement-{statement.id}",
        rests_on=tuple(sorted(outputs.resting_on(drafts, output, statement))),
        held_by=_held_by(
            closed,
            lambda each: (each.blocker.where.document, each.blocker.where.statement) == (output, statement.id),
        ),
    )


def _finding(state: ReleaseCase, name: str, closed: Iterable[Held]) -> Node:
    case = state.clearance.outputs.findings
    stated = findings.current(case, name)
    links = stated.body.evidence if stated else ()
    supports = tuple(dict.fromkeys(link.item for link in links if link.does == "supports"))
    return Node(
        name=name,
        kind=stated.body.level if stated else "",
        text=_excerpt(stated.body.text) if stated else "",
        address=reverse("finding", args=[case.evidence.case, name]),
        rests_on=supports,
        beside=tuple(dict.fromkeys(link.item for link in links if link.item not in supports)),
        held_by=_held_by(closed, lambda each: each.blocker.where.finding == name),
    )


def _item(state: ReleaseCase, name: str, closed: Iterable[Held]) -> Node:
    evidence = state.clearance.outputs.findings.evidence
    item = item_named(evidence, name)
    return Node(
        name=name,
        kind=item.body.type if item else "",
        text=_excerpt(item.body.title) if item else "",
        address=reverse("item", args=[evidence.case, name]),
        held_by=_held_by(closed, lambda each: each.blocker.where.item == name),
    )


def _release(state: ReleaseCase, version: Fact[VersionDrafted], said: Sequence[Node], closed: Iterable[Held]) -> Node:
    case, output = state.clearance.outputs.findings.evidence.case, version.body.output
    released = last_release(state, output)
    current = released is not None and released.body.draft_ref == version.ref
    page = reverse("release", args=[case, output, version.body.version])
    return Node(
        name=output,
        kind=_("released") if current else _("not released"),
        text=_("Version %(number)s, with its certificate.") % {"number": version.body.version}
        if current
        else _("Version %(number)s.") % {"number": version.body.version},
        address=page if current else reverse("board", args=[case, output]),
        rests_on=tuple(node.name for node in said),
        held_by=() if current else _held_by(closed, lambda _each: True),
    )


def _excerpt(commitment: str) -> str:
    return Truncator(shown(commitment)).chars(EXCERPT)
