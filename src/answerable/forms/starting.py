"""From what was said to a form that starts with it: the next version of a thing begins as the last one stands."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import inspect

from answerable.forms.fields import is_content
from answerable.vault.errors import Erased, Missing
from answerable.vault.store import text_of


def starting_with(said: msgspec.Struct) -> dict[str, Any]:
    """Return the values with which a form starts, texts behind commitments included; an erased text starts empty."""
    info = inspect.type_info(type(said))
    assert isinstance(info, inspect.StructType)  # noqa: S101 - what is said is a struct
    return {each.name: _value(each.type, getattr(said, each.name)) for each in info.fields}


def _value(kind: inspect.Type, value: Any) -> Any:
    if is_content(kind):
        return _text(value)
    if isinstance(value, msgspec.Struct):
        return starting_with(value)
    if isinstance(value, tuple):
        return [starting_with(each) if isinstance(each, msgspec.Struct) else each for each in value]
    return value


def _text(commitment: str) -> str:
    try:
        return text_of(commitment) if commitment else ""
    except (Erased, Missing):
        return ""
