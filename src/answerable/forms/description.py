"""What a form for an act is: the entry it says, its words, what it offers, and what it works out by itself.

Rules:
  - The fields come from the entry. A description adds words (`labels`, `values`), what may be chosen (`offers`) and
    what nobody types (`given`, worked out by `fills`).
  - A field is named by its path: ``item``, ``counts.base`` for a field of the rows `counts`, ``capture.tool`` for a
    field of the part `capture`.
  - What the address names (``?item=E3``) is settled: the form says it and does not ask again.
  - Nothing here decides whether an act may be said; the gates do. `roles` holds back acts that no gate asks about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

import msgspec
from django import forms
from django.utils.functional import Promise

from answerable.forms.making import form_class, plain_values
from answerable.record.entry import Said

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise
else:
    Words = str | Promise
"""Text for a page, translated when it is shown."""

Options = list[tuple[str, Words]]
"""What may be chosen: the value, and its words."""


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """Where a form is filled in: by whom, for which log and case, at which moment, and what the address names."""

    person: str
    section: str
    origin: str
    case: str = ""
    at: datetime
    query: Mapping[str, str] = {}


class ActForm(msgspec.Struct, frozen=True, kw_only=True):
    """The form of one kind of act.

    `place` says where it can be said: in a case, outside every case (``house``), or either. `roles` are the roles of
    which a person needs one; empty: every insider. `starts` fills in the form before anybody types; what it returns
    has the shape of what is said. `files` are content fields that take a file, `lines` those that take one line.
    `adds` are fields that the entry does not have, for `fills` to read; `names_case` is the one among them that names
    the case the act opens. `blocked` puts a blocker, by its code, beside a field. `says` says the act where that
    takes more than appending it; it returns nothing and raises what `people.saying` raises.
    """

    said: type[Said]
    title: Words
    intro: Words = ""
    labels: Mapping[str, tuple[Words, Words]] = {}
    values: Mapping[str, Mapping[str, Words]] = {}
    given: frozenset[str] = frozenset()
    fills: Callable[[Context, dict[str, Any]], dict[str, Any]] | None = None
    offers: Mapping[str, Callable[[Context], Options]] = {}
    beside: Callable[[Context], tuple[str, dict[str, Any]]] | None = None
    back: Callable[[Context, dict[str, Any]], str]
    place: Literal["case", "house", "either"] = "case"
    roles: frozenset[str] = frozenset()
    starts: Callable[[Context], dict[str, Any]] | None = None
    files: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    adds: Mapping[str, Callable[[Context], forms.Field]] = {}
    names_case: str = ""
    blocked: Mapping[str, str] = {}
    says: Callable[[Context, dict[str, Any]], None] | None = None

    @property
    def table(self) -> str:
        """Return the kind without its number, as addresses name it."""
        return table_of(self.said)


def table_of(said: type[Said]) -> str:
    """Return the name of a kind without its number: ``item.graded`` for ``item.graded/1``."""
    return said.kind.partition("/")[0]


__all__ = ["ActForm", "Context", "Options", "Words", "form_class", "plain_values", "table_of"]
