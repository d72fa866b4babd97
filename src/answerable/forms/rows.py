"""Fields in groups: rows of parts, of which there are as many as somebody fills in, and parts that may be left out.

Rules:
  - A row that is left blank says nothing. A row that is begun has to be finished: what is missing is said beside it.
  - How many rows a page has stands in the page itself, so that rows can be added without script.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

MOST_ROWS = 200
"""Most rows of one kind that are read from a page; chosen by hand."""


def is_blank(value: Any) -> bool:
    """Tell whether a field holds what nobody filled in; zero is an answer."""
    return value is None or value is False or value in ("", [])


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One form field: its name on the page, the field of the entry that it fills, and whether it must be filled."""

    name: str
    field: str
    needed: bool


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one field of the entry; a part that may be left out is one row that cannot be repeated."""

    field: str
    label: Any
    help: Any
    needed: bool
    repeated: bool
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def count_name(self) -> str:
        """Return the name of the hidden field that says how many rows the page has."""
        return count_name(self.field)


def count_name(field: str) -> str:
    """Return the name of the hidden field that says how many rows of `field` a page has."""
    return f"{field}-rows"


def rows_on_page(data: Mapping[str, Any], field: str) -> int:
    """Return how many rows a page that was sent has, whatever it claims: at least one and at most `MOST_ROWS`."""
    claimed = str(data.get(count_name(field), ""))
    return min(max(int(claimed), 1), MOST_ROWS) if claimed.isascii() and claimed.isdigit() else 1


def filled_rows(group: Group, cleaned: Mapping[str, Any], wrong: Iterable[str]) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows that are not blank; a field with something wrong in it is not blank."""
    errors = set(wrong)
    for row in group.rows:
        if any(cell.name in errors or not is_blank(cleaned.get(cell.name)) for cell in row):
            yield row


def row_values(row: Iterable[Cell], cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a row says; what is empty and need not be there is left out."""
    return {
        cell.field: cleaned[cell.name] for cell in row if cell.needed or cleaned.get(cell.name) not in (None, "", [])
    }
