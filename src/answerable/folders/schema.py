"""What each act looks like in a folder, made from what it says in the record.

Rules:
  - A table has the name of a kind without its number: ``[[finding.stated]]`` is one act of kind ``finding.stated/1``.
  - Every act starts with `by`, `at` and, where it differs from the person's own, `section`; kinds with a field of that
    name use `log` instead.
  - Content stands in plain text. Where only its commitment is left, because it was erased or was never here, that
    stands in its place as ``{ commitment = "sha256:…" }``; such an act can be recognised, and cannot be said again.
  - What can be worked out is left out: refs, pinned words, keys, signatures, sizes (`FREE`). An export writes it only
    where nothing else names what is meant.
"""

from __future__ import annotations

import re
import types
from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from answerable.clearance import entries as clearance
from answerable.critiques import entries as critiques
from answerable.designations import entries as designations
from answerable.echoes import entries as echoes
from answerable.evidence import entries as evidence
from answerable.findings import entries as findings
from answerable.outputs import entries as outputs
from answerable.people import entries as people
from answerable.record.entry import Count, Key, OptionalKey, Origin, Said
from answerable.releases import entries as releases
from answerable.reviews import entries as reviews


class Gone(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Content of which only the commitment is left."""

    commitment: Annotated[str, Meta(pattern=r"^sha256:[0-9a-f]{64}$(?!\n)")]


Text = Annotated[str, Meta(pattern=r"\S", description="plain text")] | Gone
"""Content that has to be there."""

OptionalText = Annotated[str, Meta(pattern=r"^$|\S", description="plain text, or nothing")] | Gone
"""Content, or nothing."""

OptionalRef = Annotated[str, Meta(pattern=r"^([0-9a-f]{64})?$(?!\n)")]
Number = Annotated[int, Meta(ge=1)]

ROOMS: dict[str, Any] = {
    "people.toml": people,
    "case.toml": evidence,
    "evidence.toml": evidence,
    "findings.toml": findings,
    "outputs.toml": outputs,
    "consultation.toml": clearance,
    "releases.toml": releases,
    "echoes.toml": echoes,
    "critiques.toml": critiques,
    "designations.toml": designations,
    "reviews.toml": reviews,
}
"""The files of a folder in the order in which acts of the same moment are said, and the room each belongs to."""

OWN_LOG = frozenset({"section.joined", "key.added", "key.revoked", "house.opened", "person.joined"})
"""Acts that the section they name says itself, in its own log."""

PINNED_WORDS = frozenset({"statement.supported", "statement.reverified", "flag.answered", "misuse.rehearsed"})
"""Acts on the exact words of a statement."""

FREE: dict[str, Any] = {
    "draft_ref": OptionalRef,
    "finding_ref": OptionalRef,
    "assessed_ref": OptionalRef,
    "released_ref": OptionalRef,
    "replaced_by": OptionalRef,
    "drafted_ref": OptionalRef,
    "listed_ref": OptionalRef,
    "answered_ref": OptionalRef,
    "proposed_ref": OptionalRef,
    "committed_ref": OptionalRef,
    "vkey": str,
    "signature": str,
}
"""Fields that are worked out; in a folder each may be left out."""


MADE: dict[str, frozenset[str]] = {
    "person_key.added": frozenset({"public"}),
    "item.taken_in": frozenset({"original_name"}),
}
"""Further fields of single tables that may be left out: a key is made on this machine, a name is that of the file."""

READ: dict[str, frozenset[str]] = {
    "version.read": frozenset({"part", "parts", "engine", "inputs", "strengths", "noticed"}),
    "person_key.added": frozenset({"site"}),
}
"""Fields that are filled in when the act is said, by table: a folder never holds them."""

LEFT_OUT = frozenset({"identity.sealed", "unsealing.asked", "unsealing.decided", "identity.unsealed"})
"""Acts that no folder holds. Who a source is has to be gone everywhere once it is erased, and nobody erases a folder
that was handed on; so what is sealed travels between houses alone."""

PERSONAL = "personal"
"""The field of a person's own signature. It is over commitments, which are made anew whenever a folder is loaded: so no
folder holds one, and loading signs anew for whoever has a key here."""


class Form(msgspec.Struct, frozen=True):
    """One kind of act in a folder: its table, what it becomes in the record, its file, and its fields as a struct."""

    table: str
    said: type[Said]
    file: str
    struct: type[msgspec.Struct]
    added: frozenset[str]

    def fields(self) -> tuple[msgspec.structs.FieldInfo, ...]:
        """Return the fields in the order in which they are written."""
        return msgspec.structs.fields(self.struct)


@cache
def forms() -> dict[str, Form]:
    """Return the form of every act that a folder can hold, by the name of its table."""
    found = {}
    for file, room in ROOMS.items():
        for said in _kinds(room):
            table = said.kind.partition("/")[0]
            if table in LEFT_OUT:
                continue
            if (table == "case.opened") == (file == "case.toml") or room is not evidence:
                found[table] = _form(table, said, file)
    return found


def _kinds(room: Any) -> list[type[Said]]:
    own = [each for each in vars(room).values() if isinstance(each, type) and issubclass(each, Said)]
    return [each for each in own if each is not Said and each.__module__.startswith(room.__name__)]


def _form(table: str, said: type[Said], file: str) -> Form:
    hints = get_type_hints(said, include_extras=True)
    infos = msgspec.structs.fields(said)
    common: dict[str, tuple[Any, ...]] = {"by": (OptionalKey,), "at": (Annotated[datetime, Meta(tz=True)],)}
    common["log" if "section" in said.__struct_fields__ else "section"] = (OptionalKey, "")
    extra = _extra(table)
    typed = [info for info in infos if info.name not in READ.get(table, ()) and info.name != PERSONAL]
    own = {info.name: _field(table, info, hints[info.name]) for info in typed}
    said_of = {name: field for name, field in own.items() if field}
    fields: dict[str, tuple[Any, ...]] = {**common, **extra, **said_of, **_after(table, own)}
    named: list[Any] = [(name, *field) for name, field in fields.items()]
    struct = msgspec.defstruct(said.__name__, named, frozen=True, kw_only=True, forbid_unknown_fields=True)
    return Form(table=table, said=said, file=file, struct=struct, added=frozenset(fields) - set(said.__struct_fields__))


def _extra(table: str) -> dict[str, tuple[Any, ...]]:
    """Return the keys beside the fields that stand before them."""
    if table == "case.opened":
        return {"case": (Key,)}
    if table == "conflict.declared":
        return {"case": (bool, True)}
    if table not in {kind.kind.partition("/")[0] for kind in _kinds(people)}:
        return {}
    return ({"origin": (Origin,)} if table == "section.joined" else {}) | {"case": (bool, False)}


def _after(table: str, fields: Collection[str]) -> dict[str, tuple[Any, ...]]:
    """Return the keys beside the fields that stand after them."""
    if table in {"rule.assessed", "statement.supported"}:
        return {"finding_number": (Number | None, None)} | _version(table)
    if table == "version.drafted":
        return {"statements": (tuple[Statement, ...], ())}
    if "released_ref" in fields and "version" not in fields:
        return {"released_version": (Number | None, None)}
    if table == "item.taken_in":
        return {"path": (str, "")}
    return _version(table)


def _version(table: str) -> dict[str, tuple[Any, ...]]:
    return {"version": (Number | None, None)} if table in PINNED_WORDS else {}


def _field(table: str, info: msgspec.structs.FieldInfo, hint: Any) -> tuple[Any, ...]:
    """Return type and default of a field in the folder."""
    if info.name in FREE:
        return (FREE[info.name], "")
    if info.name == "words" and table in PINNED_WORDS:
        return (OptionalText, "")
    special: dict[tuple[str, str], tuple[Any, ...]] = {
        ("version.drafted", "text"): (Gone | None, None),
        ("statements.marked", "statements"): (Annotated[tuple[Statement, ...], Meta(min_length=1, max_length=100)],),
        ("item.taken_in", "file"): (Literal[""] | Gone | None, None),
        ("item.taken_in", "size"): (Count | None, None),
        ("person_key.added", "type"): (Literal["ed25519"],),
        ("person_key.added", "public"): (str, ""),
    }
    if (table, info.name) in special:
        return special[table, info.name]
    return (plain(hint),) if info.default is msgspec.NODEFAULT else (plain(hint), info.default)


def plain(hint: Any) -> Any:
    """Return the type that a field has in a folder: commitments become text, wherever they stand inside it."""
    if get_origin(hint) is Annotated:
        metas = hint.__metadata__
        content = [meta for meta in metas if isinstance(meta, Meta) and (meta.extra or {}).get("content")]
        if content:
            return OptionalText if re.search(content[0].pattern or "", "") else Text
        return Annotated[(plain(get_args(hint)[0]), *metas)]
    if get_origin(hint) is tuple:
        return tuple[plain(get_args(hint)[0]), ...]  # type: ignore[misc]
    if get_origin(hint) in {Union, types.UnionType}:
        return Union[tuple(plain(part) for part in get_args(hint))]  # noqa: UP007 - built while running
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return _plain_part(hint)
    return hint


@cache
def _plain_part(part: type[msgspec.Struct]) -> type[msgspec.Struct]:
    """Return `part` with text for commitments; itself where it holds none, as a part that nests in itself has to."""
    if not holds_content(part):
        return part
    hints = get_type_hints(part, include_extras=True)
    fields = [
        (info.name, plain(hints[info.name]))
        if info.default is msgspec.NODEFAULT
        else (info.name, plain(hints[info.name]), info.default)
        for info in msgspec.structs.fields(part)
    ]
    told = {"__doc__": part.__doc__}
    return msgspec.defstruct(
        part.__name__, fields, namespace=told, frozen=True, kw_only=True, forbid_unknown_fields=True
    )


def holds_content(part: type[msgspec.Struct]) -> bool:
    """Tell whether a field of `part` itself is a commitment."""
    hints = get_type_hints(part, include_extras=True).values()
    return any((meta.extra or {}).get("content") for h in hints for meta in _metas(h))


def _metas(hint: Any) -> list[Meta]:
    return [meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Meta)]


class Statement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A passage of a draft: its exact words and, where the draft has them more than once, which time is meant (from 1).

    `start` and `end` are worked out; an export writes them only where the draft no longer tells.
    """

    id: Key
    words: Text
    occurrence: Number | None = None
    start: Count | None = None
    end: Count | None = None
    place: Literal["title", "bullet", "lead", "body"]
    says: Literal["fact", "law", "cause", "call", "context", "quote", "method"]
    strength: outputs.Strength = ""
    party: OptionalKey = ""
    carries: tuple[str, ...] = ()
    present: bool = False
