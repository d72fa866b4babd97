"""From plain words to a body that carries commitments, and the act that says it, in one transaction.

Which fields are content is told by their type: `Commitment` and `OptionalCommitment` carry ``content`` as metadata.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction
from msgspec import inspect

from answerable.record.entry import Fact, Said, moment
from answerable.record.log import append, lock, size_of
from answerable.vault.entries import ContentErased
from answerable.vault.erasing import forget
from answerable.vault.store import store


class Sealed(str):
    """A commitment made before, to be carried into a new act as it is."""

    __slots__ = ()


def say(
    said: type[Said],
    plain: Mapping[str, Any],
    *,
    origin: str,
    actor: str,
    at: datetime,
    case: str = "",
    sign: Callable[[Fact[Any]], Said] | None = None,
) -> Fact[Any]:
    """Store every content field of `plain`, append the act, and return it as a fact.

    `sign` is given the act as it is about to be said, and returns its body with the person's own signature.

    Raises:
        Refused: the act's gate is closed; nothing was kept.
        msgspec.ValidationError: `plain` does not have the fields of `said`.
    """
    with transaction.atomic():
        body = msgspec.convert(sealed(said, plain, seal=_stored), type=said)
        if sign is not None:
            lock(origin)
            place = size_of(origin)
            body = sign(Fact(ref="", origin=origin, index=place, case=case, actor=actor, at=moment(at), body=body))
        return append(body, origin=origin, actor=actor, at=at, case=case)


def erase(commitment: str, *, reason: str, origin: str, actor: str, at: datetime) -> Fact[ContentErased]:
    """Erase content everywhere here, and say so in the log, in one transaction.

    Raises:
        Erased, Missing: there is nothing behind the commitment here; nothing was said.
        Lingering: it was erased and said; see `erasing.finish`.
    """
    body = msgspec.convert({"content": commitment, "reason": reason}, type=ContentErased)
    with transaction.atomic():
        forget(commitment)
        return append(body, origin=origin, actor=actor, at=at)


def sealed(said: type[Any], plain: Mapping[str, Any], *, seal: Callable[[str], str]) -> dict[str, Any]:
    """Return `plain` with the text of every content field replaced by what `seal` makes of it."""
    info = inspect.type_info(said)
    assert isinstance(info, inspect.StructType)  # noqa: S101 - callers pass structs only
    whole: dict[str, Any] = _walk(info, plain, seal)
    return whole


def is_content(kind: inspect.Type) -> bool:
    """Tell whether a field of this type holds a commitment to content."""
    return isinstance(kind, inspect.Metadata) and bool((kind.extra or {}).get("content"))


def _walk(kind: inspect.Type, value: Any, seal: Callable[[str], str]) -> Any:
    if is_content(kind):
        return seal(value) if isinstance(value, str) and value else value
    if isinstance(kind, inspect.Metadata):
        return _walk(kind.type, value, seal)
    if isinstance(kind, inspect.StructType) and isinstance(value, Mapping):
        types = {field.encode_name: field.type for field in kind.fields}
        return {name: _walk(types[name], part, seal) if name in types else part for name, part in value.items()}
    if isinstance(kind, inspect.VarTupleType) and isinstance(value, list | tuple):
        return [_walk(kind.item_type, part, seal) for part in value]
    if isinstance(kind, inspect.UnionType):
        return _walk(next((t for t in kind.types if isinstance(t, inspect.StructType)), inspect.AnyType()), value, seal)
    return value


def _stored(text: str) -> str:
    return str(text) if isinstance(text, Sealed) else store(text)
