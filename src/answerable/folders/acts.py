"""One act of a case in the form in which folder and record can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec

from answerable.evidence import naming
from answerable.folders.lines import Path, line_of
from answerable.folders.schema import FREE, MADE, PERSONAL, PINNED_WORDS, READ, Form, Gone

STARTS = frozenset({"by", "at", "section", "log", "case", "origin"})
"""Keys with which an act may start, beside the fields of its kind."""

HERE = True
"""Stands in `values` for a file that is there to be read."""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """An act with its content in plain text.

    `origin` is the log it is or will be in, `case` the case it belongs to or "". `values` holds the fields of the kind
    that differ from their defaults, without what is worked out; `pins` what a folder may say of that all the same.
    """

    form: Form
    by: str
    at: datetime
    origin: str
    case: str
    values: dict[str, Any]
    pins: dict[str, Any] = {}
    file: str = ""
    lines: Mapping[Path, int] = {}
    path: Path = ()

    def line(self, *steps: str | int) -> int:
        """Return the line of the act, or of a key in it."""
        return line_of(self.lines, (*self.path, *steps))


def plain_values(part: msgspec.Struct) -> dict[str, Any]:
    """Return the fields of `part` that differ from their defaults, in order, as TOML holds them."""
    found = {}
    for field in msgspec.structs.fields(part):
        value = getattr(part, field.name)
        default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        if value != default and value is not None:
            found[field.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Gone):
        return value
    if isinstance(value, msgspec.Struct):
        return plain_values(value)
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def split_pins(form: Form, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields of the kind without what is worked out, and what was said of that.

    What every act starts with is in neither.
    """
    words = {"words"} if form.table in PINNED_WORDS else set()
    made = MADE.get(form.table, frozenset()) | READ.get(form.table, frozenset())
    worked_out = (set(FREE) | form.added | words | made) - {"statements"}
    own = {name: value for name, value in values.items() if name not in {*worked_out, "by", "at", PERSONAL}}
    pins = {name: value for name, value in values.items() if name in worked_out - STARTS}
    return own, pins


def named_apart(values: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """Return the fields of an intake with its file called by the item, and what it was called; "" where that was so."""
    called = naming.named(str(values["item"]), str(values.get("file_name", "")))
    name = called.pop("original_name", "")
    return {**values, **called}, name


def same(one: Any, other: Any) -> bool:
    """Tell whether two plain values say the same; content of which only the commitment is left equals any text."""
    if isinstance(one, Gone) and isinstance(other, Gone):
        return one == other
    if isinstance(one, Gone) or isinstance(other, Gone):
        return True
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)
