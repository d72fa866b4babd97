"""The reference of the case folder, rendered from the schema: a page for people, and a JSON Schema for editors."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from msgspec import inspect

from answerable.folders.schema import PINNED_WORDS, ROOMS, Form, Gone, forms
from answerable.folders.values import asked

HEAD = """# The case folder

Written from the code by `make reference`; edit it there.

A case lives in a folder of plain files that people read, compare and keep under version control.
`answerable load FOLDER` appends it to the record, whole or not at all; `answerable export CASE` writes it back.

| file | holds |
| --- | --- |
| `case.toml` | the case itself: exactly one `[[case.opened]]` |
| `people.toml` | sections, persons, keys, roles, policy |
| `evidence.toml`, `evidence/` | items, and their files; a file is stored and never opened |
| `findings.toml` | findings, limits, contrary evidence, law |
| `outputs.toml`, `outputs/` | drafts, their statements and what these rest on; the text of version 2 of `release` is `outputs/release-2.md` |
| `consultation.toml` | all that happens while a draft is cleared |
| `releases.toml` | releases, their status, notices |
| `echoes.toml` | who follows a release, what people say about uses of its words, misuse and what was done about it |
| `critiques.toml` | critiques item by item, replies, answers, promises |
| `designations.toml` | governed lists: criteria, proposals, decisions |
| `reviews.toml` | reviews, reviewers, holds, drafts of the report, its publication |

Another file whose name ends in `.toml` is an error; any other file, such as `README.md`, is for people and is passed over.
Files are UTF-8; a TOML or Markdown file has at most 8 MiB, an evidence file at most `ANSWERABLE_LARGEST_FILE` bytes.

## Acts

Every act is a table with the name of its kind, without the number: `[[finding.stated]]`.
It starts with these keys:

| key | holds | when left out |
| --- | --- | --- |
| `by` | the handle of the person; `""` before there are persons | must be given |
| `at` | the moment, such as `2026-01-05T10:00:00Z` | must be given |
| `section` | the section in whose log it stands | the person's own at that moment |
| `log` | the same, for acts that have a field `section` themselves | the person's own; the section named, where it joins, adds a key or takes in a person |
| `case` | in `people.toml`: whether it holds in this case only | `false`; `true` for a declared conflict |

The smallest case has two files:

EXAMPLE
`examples/harbour` is a complete one.

Acts are said in the order of their moments; those of one moment in the order of the files `people`, `case`, `evidence`, `findings`, `outputs`, `consultation`, `releases`, `echoes`, and then of lines.

What can be worked out is left out: what an act refers to is the newest entry with that key and number recorded by its own moment.
`finding_number` names another version of a finding, `version` another version of the words; a section's key and signature are made with the keys of the machine that loads.
A person's own signature stands in no folder: it is over commitments, which every load makes anew. Whoever has a key on record signs anew, with the key that is on this machine; a passkey stays in its device, and an export leaves it out.
An export writes a ref or a key only where nothing else names what is meant.
The name of a file may name somebody, so the log calls a file by its item, such as `E18.txt`; the name that `file_name` gives it otherwise is content, which can be erased.
An export writes the file under the item's name, and the other as `original_name` where it is here and may be shared.

A text that was erased, or never was on the machine that exports, stands as `{ commitment = "sha256:…" }`.
Such an act is recognised when it is on record, and cannot be said again.

The words of a statement are found in the text of the draft; where they stand there more than once, `occurrence` says which is meant, counted from 1.

## Loading again

What is on record already is passed over: same act, person, moment, case, section and content.
An act of the case that is on record and missing in the folder is an error, and so are other words in its place: the record cannot forget.

## The one form

An export writes acts in the order of moments, then of logs and places in them; keys in the order below; text with line ends as a multi-line string; the parts of a list one on a line.
A folder in this form comes back byte for byte.
"""  # noqa: E501 - one sentence a line

EXAMPLE = {
    "people.toml": """\
[[section.joined]]
by = ""
at = 2026-01-05T10:00:00Z
origin = "water.example/north"
section = "north"
organisation = "water-watch"
name = "North"

[[person.joined]]
by = ""
at = 2026-01-05T10:10:00Z
person = "north-author"
section = "north"
name = "Ana Berg"
""",
    "case.toml": """\
[[case.opened]]
by = "north-author"
at = 2026-01-06T09:00:00Z
case = "water"
title = "Water at the mill"
terms = "Find out who closed the water at the mill, and when."
situation = "peace"
""",
}
"""The smallest folder that loads: somebody to speak, and a case to speak of."""

_NOTES = {
    "draft_ref": "worked out from `output` and `version`",
    "finding_ref": "worked out from `finding` and `finding_number`",
    "assessed_ref": "worked out: the newest assessment of `rule`",
    "released_ref": "worked out from `output` and `released_version`, or `version`",
    "released_version": "the newest release of the output",
    "replaced_by": "worked out, for a new version: the newest release of `output`",
    "drafted_ref": "worked out: the newest wording of `notice`",
    "answered_ref": "worked out: the newest answer to `item`",
    "proposed_ref": "worked out: the newest proposal of that key",
    "committed_ref": "worked out from `review` and `number`",
    "signature": "made with the section's key",
    "public": "the person's key on this machine, made when there is none",
    "words": "worked out: the words of `statement`",
    "finding_number": "the newest version of the finding",
    "version": "the newest version of the draft",
    "size": "worked out from the file",
    "file": 'worked out from the file; `""` where there is none here',
    "path": "where the file lies under `evidence/`; `file_name`",
    "original_name": "`file_name`, where that is more than the item and a usual ending",
    "sha256": "worked out from the file, and checked against it if given",
    "text": "the file `outputs/<output>-<version>.md`",
    "occurrence": "the words stand there once",
    "start": "worked out from `words`",
    "end": "worked out from `words`",
}
"""What a key means when it is left out, where that is no plain default."""


def page() -> str:
    """Return the page: the rules, then every act and part with its keys."""
    example = "".join(f"```toml\n# {name}\n{text}```\n\n" for name, text in EXAMPLE.items())
    parts = [HEAD.replace("EXAMPLE\n", example)]
    for file in ROOMS:
        acts = [form for form in forms().values() if form.file == file]
        parts.append(f"## {file}\n")
        parts += [f"### `[[{form.table}]]`\n\n{_told(form.said)}\n{_table(form.struct, form)}" for form in acts]
    parts.append("## Parts\n")
    parts += [f"### {part.__name__}\n\n{_told(part)}\n{_table(part, None)}" for part in _parts()]
    return "\n".join(parts)


def json_schema() -> str:
    """Return a JSON Schema (2020-12) of the TOML files: each act under its room and kind, as TOML nests them."""
    all_forms = list(forms().values())
    structs, shared = msgspec.json.schema_components([form.struct for form in all_forms], ref_template="#/$defs/{name}")
    rooms: dict[str, Any] = {}
    for form, struct in zip(all_forms, structs, strict=True):
        room, _, kind = form.table.partition(".")
        acts = rooms.setdefault(room, {"type": "object", "additionalProperties": False, "properties": {}})
        acts["properties"][kind] = {"type": "array", "items": struct, "title": f"{form.table}, in {form.file}"}
        shared[form.struct.__name__]["description"] = " ".join((form.said.__doc__ or "").split())
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The TOML files of a case folder",
        "type": "object",
        "additionalProperties": False,
        "properties": rooms,
        "$defs": shared,
    }
    return msgspec.json.format(msgspec.json.encode(schema), indent=2).decode() + "\n"


def _told(part: type[msgspec.Struct]) -> str:
    text = re.sub(r"``([^`]*)``", r"`\1`", part.__doc__ or "")
    return re.sub(r"(?<=[.?!]) (?=[A-Z`])", "\n", " ".join(text.split())) + "\n"


def _table(struct: type[msgspec.Struct], form: Form | None) -> str:
    shown = [field for field in msgspec.structs.fields(struct) if not (form and _is_common(form, field.name))]
    rows = [
        f"| `{field.name}` | {_holds(inspect.type_info(field.type))} | {_default(form, field)} |" for field in shown
    ]
    return (
        "\n".join(["| key | holds | when left out |", "| --- | --- | --- |", *rows, ""])
        if rows
        else "No keys of its own.\n"
    )


def _is_common(form: Form, name: str) -> bool:
    """Tell whether a key is one of those with which every act starts."""
    starts = {"section", "log"} if form.table == "case.opened" else {"section", "log", "case"}
    return name in {"by", "at"} or name in starts & form.added


def _default(form: Form | None, field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "must be given"
    table = form.table if form else "statement"
    if field.name == "vkey":
        return "the key that the section has then" if table == "key.revoked" else "the section's key on this machine"
    special = {
        "item.taken_in": {"size", "file", "path", "sha256", "original_name"},
        "version.drafted": {"text"},
        "person_key.added": {"public"},
    }
    worked_out = {"draft_ref", "finding_ref", "assessed_ref", "released_ref", "signature", "finding_number"}
    worked_out |= {"released_version", "replaced_by", "drafted_ref", "answered_ref", "proposed_ref", "committed_ref"}
    worked_out |= special.get(table, set()) | ({"words", "version"} if table in PINNED_WORDS else set())
    if field.name in worked_out or (form is None and field.name in {"occurrence", "start", "end"}):
        return _NOTES[field.name]
    return {"": "nothing", "()": "none", "None": "nothing", "False": "`false`", "True": "`true`"}.get(
        str(field.default), f"`{field.default}`"
    )


def _holds(kind: inspect.Type) -> str:
    """Return what a type holds, in words."""
    if isinstance(kind, inspect.UnionType):
        some = [part for part in kind.types if not isinstance(part, inspect.NoneType) and not _is_gone(part)]
        return " or ".join(map(_holds, some)) or "a commitment"
    if isinstance(kind, inspect.Metadata):
        return _holds(kind.type)
    if isinstance(kind, inspect.VarTupleType):
        return f"list of: {_holds(kind.item_type)}"
    if isinstance(kind, inspect.LiteralType):
        return "one of " + ", ".join(f"`{value}`" if value else '`""`' for value in sorted(kind.values, key=str))
    if isinstance(kind, inspect.StructType):
        return f"[{kind.cls.__name__}](#{kind.cls.__name__.lower()})"
    if isinstance(kind, inspect.StrType):
        told = asked(kind.pattern) if kind.pattern else "text"
        return re.sub(r" form (.*)", r" form `\1`", told).replace("|", "&#124;")
    if isinstance(kind, inspect.IntType):
        return f"whole number from {kind.ge}" if kind.ge is not None else "whole number"
    return {"BoolType": "`true` or `false`", "DateTimeType": "moment", "DateType": "day"}[type(kind).__name__]


def _is_gone(kind: inspect.Type) -> bool:
    return isinstance(kind, inspect.StructType) and kind.cls is Gone


def _parts() -> list[type[msgspec.Struct]]:
    """Return the parts that acts are made of, in the order in which they are first met."""
    found: dict[str, type[msgspec.Struct]] = {}
    for form in forms().values():
        for field in form.fields():
            _collect(inspect.type_info(field.type), found)
    return list(found.values())


def _collect(kind: inspect.Type, found: dict[str, type[msgspec.Struct]]) -> None:
    if isinstance(kind, inspect.Metadata):
        _collect(kind.type, found)
    elif isinstance(kind, inspect.UnionType):
        for part in kind.types:
            _collect(part, found)
    elif isinstance(kind, inspect.VarTupleType):
        _collect(kind.item_type, found)
    elif isinstance(kind, inspect.StructType) and kind.cls is not Gone and kind.cls.__name__ not in found:
        found[kind.cls.__name__] = kind.cls
        for field in kind.fields:
            _collect(field.type, found)
