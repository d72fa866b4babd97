"""Acts as TOML, in the one form that an export writes.

Rules:
  - One blank line between tables; keys in the order of the schema; four spaces before the parts of a list.
  - Text with line ends is a multi-line basic string, any other a basic string; what cannot be seen is escaped.
  - Statements are tables of their own; other parts are inline tables, one on a line unless there is one that fits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from answerable.folders.schema import Gone

WIDTH = 120
"""Columns that a list on one line may take; chosen by hand, the width of the project's code."""

TABLES = frozenset({"statements"})
"""Fields whose parts are tables of their own."""

_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_UNSEEN = "\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
"""Control characters, line ends that are none in TOML, and marks that turn the direction of text around."""

_ESCAPED = re.compile(f'["\\\\{_UNSEEN}]')
_ESCAPED_IN_LINES = re.compile(f'\\\\|[{_UNSEEN}]|"(?="")|"(?=\\Z)')


def write_acts(acts: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    """Return a TOML document with these acts, each given as the name of its table and its keys in order."""
    return "\n".join(block for table, keys in acts for block in _blocks(table, keys))


def _blocks(table: str, keys: Mapping[str, Any]) -> list[str]:
    """Return the table of an act, and the tables nested in it."""
    own = {name: value for name, value in keys.items() if not (name in TABLES and _holds_tables(value))}
    nested = [
        block for name in keys if name not in own for part in keys[name] for block in _blocks(f"{table}.{name}", part)
    ]
    lines = [f"{name} = {write_value(value, key=name)}\n" for name, value in own.items()]
    return ["".join([f"[[{table}]]\n", *lines]), *nested]


def _holds_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def write_value(value: Any, *, key: str = "") -> str:
    """Return a value as TOML; `key` is the name before it, which counts towards the width."""
    if isinstance(value, str):
        return f'"""\n{_ESCAPED_IN_LINES.sub(_escape_in_lines, value)}"""' if "\n" in value else write_text(value)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return _list_of_parts(value, key)
    return _inline(value)


def write_text(value: str) -> str:
    """Return a basic string on one line."""
    return f'"{_ESCAPED.sub(_escape, value)}"'


def write_moment(value: datetime) -> str:
    """Return an offset date-time, with Z for UTC."""
    text = value.isoformat()
    return f"{text.removesuffix('+00:00')}Z" if value.utcoffset() == UTC.utcoffset(None) else text


def _list_of_parts(parts: list[Any], key: str) -> str:
    written = [_inline(part) for part in parts]
    line = f"[{written[0]}]"
    if len(written) == 1 and len(f"{key} = {line}") <= WIDTH:
        return line
    return "[\n" + "".join(f"    {part},\n" for part in written) + "]"


def _inline(value: Any) -> str:
    if isinstance(value, str):
        return write_text(value)
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, datetime):
        return write_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Gone):
        return _inline({"commitment": value.commitment})
    if isinstance(value, list):
        return f"[{', '.join(_inline(part) for part in value)}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_inline(part)}" for name, part in value.items()) + " }" if value else "{}"
    raise TypeError(f"expected text, a number, a moment, a list or a table, found {type(value).__name__}")


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT.get(character) or f"\\u{ord(character):04x}"


def _escape_in_lines(match: re.Match[str]) -> str:
    return "\n" if match.group() == "\n" else _escape(match)
