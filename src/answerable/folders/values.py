"""From the values of one table to one act, with every error in it found at once.

Each field is checked by itself with msgspec, so that one wrong field does not hide the next; msgspec's place inside the
field (``[0].base``) is turned into the line of that key.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

import msgspec
from msgspec import inspect

from answerable.folders.errors import FolderError, MissingField, UnknownField, WrongValue
from answerable.folders.lines import Path, line_of
from answerable.folders.schema import Form
from answerable.record.entry import SAFE_INTEGER

_PLACE = re.compile(r" - at `\$(?P<place>.*)`$")
_STEP = re.compile(r"\.(?P<name>\w+)|\[(?P<index>\d+)\]")
_MISSING = re.compile(r"^Object missing required field `(?P<name>\w+)`$")
_UNKNOWN = re.compile(r"^Object contains unknown field `(?P<name>[^`]*)`$")
_EXPECTED = re.compile(r"^Expected (?P<expected>.*?)(?:, got (?P<found>.*))?$")

_SHORT_NAME = "a short name (letters, digits, . _ -, at most 64)"

_PATTERNS = {
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$": _SHORT_NAME,
    r"^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$": f"{_SHORT_NAME}, or nothing",
    r"^[0-9a-f]{64}$": "64 hexadecimal digits in lower case",
    r"^([0-9a-f]{64})?$": "64 hexadecimal digits in lower case, or nothing",
    r"^sha256:[0-9a-f]{64}$": "sha256: and 64 hexadecimal digits in lower case",
    r"\S": "some text",
    r"^$|\S": "text, or nothing",
    r"^[^\s+\x00-\x20\x7f]+$": "the name of a log, without blanks and plus signs",
}
"""What a pattern asks for, in words; without the guard against a newline at the end."""

_GUARD = r"(?!\n)"


def asked(pattern: str) -> str:
    """Return what a pattern asks for, in words."""
    plain = pattern.removesuffix(_GUARD)
    return _PATTERNS.get(plain, f"text of the form {plain}")


_KINDS: tuple[tuple[type, str], ...] = (
    (float, "a number with a decimal point"),
    (datetime, "a moment"),
    (date, "a day"),
    (time, "a time of day"),
    (list, "a list"),
    (dict, "a table"),
)

_NAMES = {"int": "a whole number", "str": "text", "bool": "true or false", "array": "a list", "object": "a table",
          "datetime": "a moment", "date": "a day", "float": "a number with a decimal point",
          "time": "a time of day", "null": "nothing"}  # fmt: skip


def read_act(
    form: Form, raw: Mapping[str, Any], *, file: str, lines: Mapping[Path, int], path: Path
) -> tuple[msgspec.Struct | None, list[FolderError]]:
    """Return the act that a table holds, or None and everything that is wrong with it."""
    known = {field.name: field for field in form.fields()}

    def at(*steps: str | int) -> int:
        return line_of(lines, (*path, *steps))

    meant = {name: get_close_matches(name, known.keys() - raw.keys(), n=1) for name in raw if name not in known}
    misspelt = {close for some in meant.values() for close in some}
    errors: list[FolderError] = [
        UnknownField(_one_of(close, known), f"the field {name!r} in {form.table}", file=file, line=at(name))
        for name, close in meant.items()
    ]
    errors += [
        MissingField(f"the field {field.name!r} in {form.table}", "none", file=file, line=at())
        for field in known.values()
        if field.required and field.name not in {*raw, *misspelt}
    ]
    values = {}
    for name, value in raw.items():
        if name in known:
            found = list(_odd_values(value, (name,))) or list(_mistyped(known[name], value))
            errors += [cause(expected, what, file=file, line=at(*steps)) for cause, steps, expected, what in found]
            values[name] = value
    return (None, errors) if errors else (msgspec.convert(values, form.struct, builtin_types=(date, datetime)), [])


Mistake = tuple[Callable[..., FolderError], Path, str, str]


def _one_of(close: list[str], known: Mapping[str, Any]) -> str:
    return f"the field {close[0]!r}" if close else f"one of {', '.join(known)}"


def _odd_values(value: Any, path: Path) -> Iterator[Mistake]:
    """Find what TOML can hold and the record or a database cannot."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _odd_values(part, (*path, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _odd_values(part, (*path, index))
    elif isinstance(value, str) and "\0" in value:
        yield WrongValue, path, "text without the character U+0000", "one"
    elif isinstance(value, int) and abs(value) > SAFE_INTEGER:
        yield WrongValue, path, f"a whole number up to {SAFE_INTEGER}", "a larger one"
    elif isinstance(value, datetime) and value.tzinfo is None:
        yield WrongValue, path, "a moment with its offset, such as 2026-01-05T10:00:00Z", "one without"
    elif isinstance(value, datetime) and not 1 < value.year < 9999:  # noqa: PLR2004 - where calendars end
        yield WrongValue, path, "a year from 2 to 9998, so that it can be told in UTC", str(value.year)


def _mistyped(field: msgspec.structs.FieldInfo, value: Any) -> Iterator[Mistake]:
    try:
        msgspec.convert(value, field.type, builtin_types=(date, datetime))
    except msgspec.ValidationError as error:
        message, steps = _placed(str(error))
        path = (field.name, *steps)
        if match := _MISSING.match(message):
            yield MissingField, path, f"the field {match['name']!r}", "none"
        elif match := _UNKNOWN.match(message):
            yield UnknownField, (*path, match["name"]), "only fields that are known there", repr(match["name"])
        else:
            yield WrongValue, path, _expected(field.type, steps, message), _found(_value_at(value, steps))


def _placed(message: str) -> tuple[str, Path]:
    """Return msgspec's message without its place, and the place."""
    match = _PLACE.search(message)
    if match is None:
        return message, ()
    steps = _STEP.finditer(match["place"])
    return message[: match.start()], tuple(s["name"] or int(s["index"]) for s in steps)


def _expected(hint: Any, steps: Path, message: str) -> str:
    choices = _choices(hint, steps)
    if choices:
        return f"one of {', '.join(map(repr, choices))}"
    pattern = re.search(r"matching regex (?P<quote>['\"])(?P<pattern>.*)(?P=quote)$", message)
    if pattern:
        plain = pattern["pattern"].replace("\\\\", "\\")
        return asked(plain)
    match = _EXPECTED.match(message)
    if match is None:
        return message.lower()
    return re.sub(r"`([^`]*)`", lambda m: " or ".join(_NAMES.get(n, n) for n in m[1].split(" | ")), match["expected"])


def _choices(hint: Any, steps: Path) -> tuple[Any, ...]:
    """Return the values allowed at a place, where they can be counted."""
    kind = inspect.type_info(hint)
    for step in steps:
        kind = _inside(kind, step)
    kind = kind.type if isinstance(kind, inspect.Metadata) else kind
    return tuple(kind.values) if isinstance(kind, inspect.LiteralType) else ()


def _inside(kind: inspect.Type, step: str | int) -> inspect.Type:
    if isinstance(kind, inspect.Metadata):
        return _inside(kind.type, step)
    if isinstance(kind, inspect.UnionType):
        parts = [part for part in kind.types if isinstance(part, inspect.StructType | inspect.VarTupleType)]
        return _inside(parts[0], step) if parts else kind
    if isinstance(kind, inspect.VarTupleType):
        return kind.item_type
    if isinstance(kind, inspect.StructType):
        return next((field.type for field in kind.fields if field.encode_name == step), kind)
    return kind


def _value_at(value: Any, steps: Path) -> Any:
    for step in steps:
        value = value[step]
    return value


def _found(value: Any) -> str:
    if isinstance(value, str):
        return repr(value if len(value) <= 60 else f"{value[:57]}...")  # noqa: PLR2004 - what fits a line
    if isinstance(value, bool | int):
        return str(value).lower()
    return next((name for kind, name in _KINDS if isinstance(value, kind)), type(value).__name__)
