"""The pages of critiques and of what became of each item, and of the promises that were made.

What may leave is what `critiques.public` lists; here it gets the names of sections. Critics who did not speak in public
are not named, nor are their words told.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from msgspec.structs import replace

from answerable.critiques.public import PublicCommitment, PublicCritique, public_commitments, public_critiques
from answerable.site.frame import Allowed, Page, place
from answerable.site.record import Matter


class CritiqueLine(Allowed, frozen=True, kw_only=True):
    """A critique in the list of all: where it is, when it came, what it is, how much of it is open and late."""

    path: str
    name: str
    case_title: str
    form: str
    who: str
    received: date
    items: int
    unanswered: int
    overdue: int
    clock: datetime | None


class Critiques(Allowed, frozen=True, kw_only=True):
    """Every critique, the one that came last first."""

    critiques: tuple[CritiqueLine, ...]


class CritiquePage(Allowed, frozen=True, kw_only=True):
    """One critique with what became of each item."""

    case: str
    case_title: str
    clock: datetime | None
    critique: PublicCritique


class CommitmentLine(Allowed, frozen=True, kw_only=True):
    """A promise, the case that it was made in, and the days until it is due; below zero where it is overdue."""

    case: str
    case_title: str
    clock: datetime | None
    commitment: PublicCommitment
    left: int
    critique_path: str
    review_path: str


class Commitments(Allowed, frozen=True, kw_only=True):
    """Every promise: overdue ones first, then those that are open, then the others; each by its day."""

    commitments: tuple[CommitmentLine, ...]
    overdue: int


OPEN = frozenset({"open", "reopened", "overdue"})
"""How an item stands while it wants an answer, as `critiques.gates` computes it."""


def critique_pages(matters: tuple[Matter, ...]) -> tuple[Page, ...]:
    """Return the list of critiques and a page for each."""
    pages = [(matter, critique) for matter in matters for critique in critiques_of(matter)]
    listed = Page(
        path="critiques/index.html",
        template="critiques.html",
        title=_("Critiques"),
        content=Critiques(critiques=critique_lines(matters)),
        part="critiques",
    )
    return (listed, *(_page(*pair) for pair in pages))


def critique_lines(matters: tuple[Matter, ...]) -> tuple[CritiqueLine, ...]:
    """Return critiques as lines of a list, the one that came last first."""
    lines = [_line(matter, critique) for matter in matters for critique in critiques_of(matter)]
    lines.sort(key=lambda each: each.path)
    return tuple(sorted(lines, key=lambda each: each.received, reverse=True))


def critiques_of(matter: Matter) -> tuple[PublicCritique, ...]:
    """Return what may leave of the critiques of a case, with sections by their names."""
    return tuple(_named(matter, each) for each in public_critiques(matter.critiques))


def commitments_page(matters: tuple[Matter, ...]) -> Page:
    """Return the page of all promises."""
    content = commitments_of(matters)
    return Page(
        path="commitments/index.html",
        template="commitments.html",
        title=_("Commitments"),
        content=content,
        part="commitments",
    )


def commitments_of(matters: tuple[Matter, ...]) -> Commitments:
    """Return what may leave of the promises of these cases."""
    lines = [_promised(matter, each) for matter in matters for each in public_commitments(matter.critiques)]
    lines.sort(key=lambda each: (each.commitment.due, each.case, each.commitment.name))
    lines.sort(key=lambda each: (each.commitment.outcome != "overdue", each.commitment.outcome != "open"))
    return Commitments(commitments=tuple(lines), overdue=sum(each.commitment.overdue for each in lines))


def _promised(matter: Matter, each: PublicCommitment) -> CommitmentLine:
    return CommitmentLine(
        case=matter.case,
        case_title=matter.opened.body.title,
        clock=matter.opened.body.clock,
        commitment=replace(each, section=matter.section(each.section)),
        left=(each.due - matter.at.date()).days,
        critique_path=f"critiques/{place(matter.case)}/{place(each.critique)}/index.html" if each.critique else "",
        review_path=f"reviews/{place(matter.case)}/{place(each.review)}/index.html" if each.review else "",
    )


def _line(matter: Matter, critique: PublicCritique) -> CritiqueLine:
    return CritiqueLine(
        path=f"{place(matter.case)}/{place(critique.name)}/index.html",
        name=critique.name,
        case_title=matter.opened.body.title,
        form=critique.form,
        who=critique.who,
        received=critique.received,
        items=len(critique.items),
        unanswered=sum(each.standing in OPEN for each in critique.items),
        overdue=sum(each.overdue for each in critique.items) + sum(each.overdue for each in critique.statuses),
        clock=matter.opened.body.clock,
    )


def _page(matter: Matter, critique: PublicCritique) -> Page:
    return Page(
        path=f"critiques/{place(matter.case)}/{place(critique.name)}/index.html",
        template="critique.html",
        title=critique.name,
        content=CritiquePage(
            case=matter.case,
            case_title=matter.opened.body.title,
            clock=matter.opened.body.clock,
            critique=critique,
        ),
        part="critiques",
        feed=f"cases/{place(matter.case)}/feed.xml",
    )


def _named(matter: Matter, critique: PublicCritique) -> PublicCritique:
    return replace(
        critique,
        section=matter.section(critique.section),
        items=tuple(
            replace(item, handed_to=tuple(matter.section(key) for key in item.handed_to)) for item in critique.items
        ),
        replies=tuple(replace(reply, section=matter.section(reply.section)) for reply in critique.replies),
    )
