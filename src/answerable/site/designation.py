"""The public registers of governed lists, with their history, as of the moment of publishing.

What may leave is what `designations.public` lists: a sealed decision is told as one that is sealed until its day.
Organisations keep lists apart from cases; with `cases`, those that were opened in one of them are told alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from answerable.designations.exports import document, table
from answerable.designations.gates import opened_of
from answerable.designations.models import read_designations
from answerable.designations.public import PublicList
from answerable.designations.reading import every_list, public_list
from answerable.site.frame import Allowed, Page, place
from answerable.site.record import moment_in


class ListLine(Allowed, frozen=True, kw_only=True):
    """A list among all lists: key, title, keeper, how many are on it, how many decisions are sealed."""

    list: str
    title: str
    organisation: str
    listed: int
    sealed: int


class Lists(Allowed, frozen=True, kw_only=True):
    """Every governed list."""

    lists: tuple[ListLine, ...]


class ListPage(Allowed, frozen=True, kw_only=True):
    """The public register of one list."""

    register: PublicList


def registers(*, at: datetime, cases: Sequence[str] = ()) -> tuple[PublicList, ...]:
    """Return the public register of every list that was opened by a section of its own organisation."""
    found = []
    for opened in every_list():
        if not cases or opened.case in cases:
            held = read_designations("", opened.body.list, at=moment_in(opened.case, at))
            if opened_of(held) is not None:
                found.append(public_list(held))
    return tuple(found)


def list_pages(lists: tuple[PublicList, ...]) -> tuple[Page, ...]:
    """Return the list of lists and a page for each."""
    lines = tuple(
        ListLine(
            list=each.list,
            title=each.title,
            organisation=each.organisation,
            listed=len(each.listed),
            sealed=len(each.sealed),
        )
        for each in lists
    )
    first = Page(
        path="lists/index.html", template="lists.html", title=_("Lists"), content=Lists(lists=lines), part="lists"
    )
    return (first, *(_page(each) for each in lists))


def list_files(lists: tuple[PublicList, ...]) -> dict[str, bytes]:
    """Return the registers for programs, as JSON and as CSV, by path."""
    files = {}
    for each in lists:
        files[f"lists/{place(each.list)}/register.json"] = document(each)
        files[f"lists/{place(each.list)}/register.csv"] = table(each)
    return files


def _page(register: PublicList) -> Page:
    return Page(
        path=f"lists/{place(register.list)}/index.html",
        template="list.html",
        title=register.title,
        content=ListPage(register=register),
        part="lists",
    )
