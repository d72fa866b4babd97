"""What a folder says, checked as far as it can be without a record. All that is wrong is found in one pass."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from answerable.folders.acts import HERE, named_apart, plain_values, split_pins
from answerable.folders.drafts import draft_path, place
from answerable.folders.errors import (
    BrokenToml,
    FolderError,
    MissingFile,
    NotAFolder,
    UnknownFile,
    UnknownTable,
    WordsNotFound,
    WrongHash,
    WrongValue,
    raise_all,
)
from answerable.folders.files import LARGEST_FILE, measure, open_inside, read_text
from answerable.folders.lines import Path as KeyPath, line_of, locate
from answerable.folders.schema import ROOMS, Form, Gone, forms
from answerable.folders.values import read_act
from answerable.record.entry import moment

_PLACE = re.compile(r"\s*\(at (?:line (?P<line>\d+), column \d+|end of document)\)$")


CASE = "case.toml"
"""The one file that every case has."""


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """One act as it is written in the folder: what it starts with, its fields, and what it says of what is worked out.

    `values` are as in `acts.Act`; `evidence` is the path of an item's file and its size in bytes.
    """

    form: Form
    by: str
    at: datetime
    starts: dict[str, Any]
    values: dict[str, Any]
    pins: dict[str, Any]
    evidence: tuple[str, int] | None = None
    file: str
    lines: Mapping[KeyPath, int]
    path: KeyPath

    def line(self, *steps: str | int) -> int:
        """Return the line of the act, or of a key in it."""
        return line_of(self.lines, (*self.path, *steps))


class Folder(msgspec.Struct, frozen=True):
    """A folder that holds one case: its name, and its acts in the order in which they are said."""

    place: Path
    case: str
    acts: tuple[Written, ...]


def read_folder(folder: Path, *, largest: int = LARGEST_FILE) -> Folder:
    """Return what the folder says, in the order of moments, then files, then lines.

    Raises:
        FolderError: something is wrong; `errors` names everything that could be found.
    """
    if not folder.is_dir():
        raise NotAFolder("a folder with a case", str(folder) if folder.exists() else f"nothing at {folder}", file="")
    if not any(os.path.lexists(folder / name) for name in ROOMS):
        raise NotAFolder("a folder with a case", f"no {CASE} in {folder}", file="")
    errors: list[FolderError] = list(_unknown_files(folder))
    written: list[Written] = []
    for name in ROOMS:
        if name == CASE or (folder / name).is_symlink() or (folder / name).exists():
            written += _read_file(folder, name, errors)
    case = _case(written, errors)
    acts = list(_completed(folder, written, errors, largest=largest))
    errors += _after_the_clock(acts)
    raise_all(errors)
    order = list(ROOMS)
    return Folder(folder, case, tuple(sorted(acts, key=lambda act: (act.at, order.index(act.file), act.line()))))


def _after_the_clock(acts: Sequence[Written]) -> Iterator[FolderError]:
    """Name what is dated after the moment at which the clock of the case stands: it cannot have been known then."""
    clocks = [act.values.get("clock") for act in acts if act.form.table == "case.opened"]
    clock = next((datetime.fromisoformat(str(stands)) for stands in clocks if stands), None)
    for act in acts:
        if clock is not None and act.at > clock:
            expected = f"a moment up to {clock:%Y-%m-%dT%H:%M:%SZ}, where the case's clock stands"
            yield WrongValue(expected, f"{act.at:%Y-%m-%dT%H:%M:%SZ}", file=act.file, line=act.line("at"))


def _unknown_files(folder: Path) -> Iterator[FolderError]:
    for path in sorted(folder.glob("*.toml")):
        if path.name not in ROOMS:
            yield UnknownFile(f"one of {', '.join(ROOMS)}", path.name, file=path.name)


def _read_file(folder: Path, name: str, errors: list[FolderError]) -> list[Written]:
    try:
        text = read_text(folder, name)
        tree, lines = _parsed(text, name)
    except FolderError as error:
        errors.append(error)
        return []
    found = []
    for form, path, table in _tables(tree, name, lines, errors):
        struct, wrong = read_act(form, table, file=name, lines=lines, path=path)
        errors += wrong
        if struct is not None:
            found.append(_written(form, struct, name, lines, path))
    return found


def _parsed(text: str, name: str) -> tuple[dict[str, Any], dict[KeyPath, int]]:
    try:
        return tomllib.loads(text), locate(text)
    except RecursionError as error:
        raise BrokenToml("values nested less deeply", "too many levels", file=name, line=1) from error
    except ValueError as error:  # TOMLDecodeError, and Python's own limit on digits
        message = str(error)
        match = _PLACE.search(message)
        end = len(text.splitlines()) or 1
        line = int(match["line"]) if match and match["line"] else end if match else 1
        said = _PLACE.sub("", message)
        raise BrokenToml("TOML", said, file=name, line=line, message=f"this is not TOML: {said}") from error


def _tables(
    tree: Mapping[str, Any], file: str, lines: Mapping[KeyPath, int], errors: list[FolderError]
) -> Iterator[tuple[Form, KeyPath, Mapping[str, Any]]]:
    """Give each table that is an act; note what is none."""
    for room, kinds in tree.items():
        for kind, tables in (kinds if isinstance(kinds, dict) else {"": kinds}).items():
            path = (room, kind) if kind else (room,)
            form = forms().get(".".join(path))
            wrong = _misplaced(form, ".".join(path), tables, file=file)
            if wrong or form is None:
                line = line_of(lines, (*path, 0) if (*path, 0) in lines else path)
                errors.append(UnknownTable(*wrong, file=file, line=line))
                continue
            yield from ((form, (*path, index), table) for index, table in enumerate(tables))


def _misplaced(form: Form | None, name: str, tables: Any, *, file: str) -> tuple[str, str] | tuple[()]:
    """Return what was expected and found where a table is no act of this file; () where it is one."""
    if form is None:
        here = ", ".join(sorted(table for table, each in forms().items() if each.file == file))
        return f"a kind of act that {file} holds ({here})", name
    if form.file != file:
        return f"{name} in {form.file}", f"it in {file}"
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        return f"each act under [[{name}]]", f"{name} written in another way"
    return ()


def _written(form: Form, struct: msgspec.Struct, file: str, lines: Mapping[KeyPath, int], path: KeyPath) -> Written:
    values = plain_values(struct)
    own, pins = split_pins(form, values)
    starts: dict[str, Any] = {
        name: getattr(struct, name) for name in ("section", "log", "case", "origin") if name in form.added
    }
    by, at = getattr(struct, "by"), moment(getattr(struct, "at"))  # noqa: B009 - every form has these two
    return Written(
        form=form, by=by, at=at, starts=starts, values=own, pins=pins, file=file, lines=lines, path=path
    )  # fmt: skip


def _case(written: list[Written], errors: list[FolderError]) -> str:
    """Return the name of the case, of which the folder opens exactly one."""
    opened = [act for act in written if act.form.table == "case.opened"]
    if not errors and not opened:
        errors.append(MissingFile("one [[case.opened]] in case.toml", "none", file="case.toml", line=1))
    errors += [WrongValue("one [[case.opened]]", "another", file=act.file, line=act.line()) for act in opened[1:]]
    return str(opened[0].starts["case"]) if opened else ""


def _completed(folder: Path, written: list[Written], errors: list[FolderError], *, largest: int) -> Iterator[Written]:
    """Give the acts with the texts of drafts, the places of statements and the digests of files filled in."""
    drafts: dict[tuple[str, int], str | Gone] = {}
    for act in written:
        if act.form.table == "version.drafted":
            drafts[act.values["output"], act.values["version"]] = _draft(folder, act, errors)
    for act in written:
        if act.form.table in {"version.drafted", "statements.marked"}:
            yield _with_statements(act, drafts, errors)
        elif act.form.table == "objection.raised":
            errors += _beyond(act, drafts)
            yield act
        elif act.form.table == "item.taken_in":
            yield _called(_with_file(folder, act, errors, largest=largest) if _has_file(act) else act)
        else:
            yield act


def _has_file(act: Written) -> bool:
    """Tell whether the act takes in a file that has to be in the folder."""
    named = "file_name" in act.values or "path" in act.pins
    return act.form.table == "item.taken_in" and named and "file" not in act.values


def _called(act: Written) -> Written:
    """Return an intake with its file called by the item; what it was called otherwise is the name it came under."""
    values, name = named_apart(act.values)
    return msgspec.structs.replace(act, values=values, pins=({"original_name": name} if name else {}) | act.pins)


def _draft(folder: Path, act: Written, errors: list[FolderError]) -> str | Gone:
    gone = act.values.get("text")
    if isinstance(gone, Gone):
        return gone
    name = draft_path(act.values["output"], act.values["version"])
    try:
        text = read_text(folder, name)
    except MissingFile:
        errors.append(
            MissingFile(f"the text of this version in {name}", "no such file", file=act.file, line=act.line())
        )
    except FolderError as error:
        errors.append(error)
    else:
        if not text.strip() or "\0" in text:
            errors.append(WrongValue("some text, without U+0000", "none, or U+0000", file=name, line=1))
        return text
    return Gone("")


def _with_statements(act: Written, drafts: Mapping[tuple[str, int], str | Gone], errors: list[FolderError]) -> Written:
    draft = drafts.get((act.values["output"], act.values["version"]))
    values = dict(act.values)
    if act.form.table == "version.drafted":
        values["text"] = draft
    if draft is None:
        wrong = f"{act.values['output']} version {act.values['version']}, of which no version was drafted"
        errors.append(MissingFile("statements of a version in this folder", wrong, file=act.file, line=act.line()))
    if draft is None or draft == Gone(""):  # already noted: its statements cannot be looked up
        return act
    placed = []
    for index, statement in enumerate(values.get("statements", [])):
        try:
            line = act.line("statements", index, "words")
            placed.append(place(statement, draft, file=act.file, line=line))
        except FolderError as error:
            errors.append(error)
    if placed:
        values["statements"] = placed
    return msgspec.structs.replace(act, values=values)


def _beyond(act: Written, drafts: Mapping[tuple[str, int], str | Gone]) -> Iterator[FolderError]:
    """Name an objection to a place that lies outside the text of its draft."""
    draft, end = drafts.get((act.values["output"], act.values["version"])), act.values.get("end")
    if isinstance(draft, str) and end is not None and end > len(draft):
        expected = f"a place in the draft, which has {len(draft)} characters"
        yield WordsNotFound(expected, f"one that ends at {end}", file=act.file, line=act.line("end"))


def _with_file(folder: Path, act: Written, errors: list[FolderError], *, largest: int) -> Written:
    """Return the act with the digest of its file, which has to be the one written down, if one is."""
    key = "path" if "path" in act.pins else "file_name"
    name = f"evidence/{act.pins.get('path') or act.values['file_name']}"
    try:
        with open_inside(folder, name, largest=largest, named_in=(act.file, act.line(key))) as file:
            digest, size = measure(file)
    except FolderError as error:
        errors.append(error)
        return act
    given = act.values.get("sha256", digest)
    if given != digest:
        expected = f"SHA-256 {given} of {name}"
        errors.append(WrongHash(expected, digest, file=act.file, line=act.line("sha256")))
    values = act.values | {"file": HERE, "sha256": digest} | ({"size": size} if size else {})
    return msgspec.structs.replace(act, values=values, evidence=(name, size))
