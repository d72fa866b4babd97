"""Writing a case on record as a folder, in the one form that loads and exports byte for byte.

Files of the case that are in the folder already are replaced, each at once; anything else there is left alone.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import tomllib
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Any

import msgspec
from django.db import transaction

from answerable.evidence.clock import moment_of
from answerable.evidence.errors import NoSuchCase
from answerable.evidence.gates.case import taken_back
from answerable.evidence.models import CaseOpened, read_evidence
from answerable.folders.acts import HERE
from answerable.folders.drafts import draft_path, unplace
from answerable.folders.errors import FolderError, NotWritable
from answerable.folders.files import read_text
from answerable.folders.pins import Known, When
from answerable.folders.recorded import Recorded, facts_of, plain_text, recorded_acts, written_pins
from answerable.folders.schema import ROOMS, Gone, Statement
from answerable.folders.sections import Sections, own_section, sections_of
from answerable.folders.writing import write_acts
from answerable.people.entries import PersonKeyAdded, PersonKeyRevoked
from answerable.people.models import PersonKeyAdded as PersonKeyTable, read_people
from answerable.people.standing import People
from answerable.record.facts import read
from answerable.record.models import EntryRow
from answerable.vault.store import open_file

Tell = Callable[[int, int], None]
"""Called with how many files are written, and of how many."""


Giving = Callable[[Collection[str]], None]
"""Called with the commitments of the files that are about to be written."""


class _Pages(msgspec.Struct):
    """What is about to be written: acts by file, texts by path, and the commitments of evidence files by path."""

    acts: dict[str, list[tuple[str, dict[str, Any]]]]
    texts: dict[str, str]
    evidence: dict[str, tuple[str, str]]
    """By path: SHA-256 of the file, and its commitment."""
    case: str
    stay: frozenset[str]
    """Items whose files stay here: whoever is behind them took back that they are shared."""


def export_case(case: str, folder: Path, *, tell: Tell | None = None, giving: Giving | None = None) -> None:
    """Write a case on record into the folder, which is made if need be.

    `giving` is told, before anything is written, which files of evidence go out; what it says is in no page of this
    folder, so that a folder loads and exports byte for byte.

    Raises:
        NoSuchCase: nobody opened a case by that name.
        FolderError: the folder holds another case, or the case cannot be told in a folder.
        VaultError: a file that is on record is not in the vault as it was.
    """
    with transaction.atomic():
        if not read(CaseOpened, case=case):
            raise NoSuchCase(f"expected a case on record, found none named {case!r}")
        pages = _pages(case)
    _check(folder, case)
    if giving and pages.evidence:
        giving([commitment for _digest, commitment in pages.evidence.values()])
    texts = {name: write_acts(acts) for name, acts in pages.acts.items()} | pages.texts
    for done, name in enumerate([*texts, *pages.evidence], start=1):
        with _replacing(folder, name) as file:
            if name in texts:
                file.write(texts[name].encode())
            else:
                with open_file(pages.evidence[name][1]) as source:
                    shutil.copyfileobj(source, file)
        if tell:
            tell(done, len(texts) + len(pages.evidence))


def _pages(case: str) -> _Pages:
    people = read_people()
    errors: list[FolderError] = []
    sections = sections_of(people, errors=errors)
    known = Known()
    facts = facts_of(case, origins=_origins(people, case))
    known.add(facts)
    recorded = recorded_acts(facts, known)
    stay = taken_back(read_evidence(case, at=moment_of(case)), "shared")
    pages = _Pages(acts={name: [] for name in ROOMS}, texts={}, evidence={}, case=case, stay=stay)
    for each in filter(_stands_in_folder, recorded):
        keys = _starts(each, case, sections) | _fields(each, pages, known)
        pages.acts[each.act.form.file].append((each.act.form.table, _in_order(each, keys)))
    return msgspec.structs.replace(pages, acts={name: acts for name, acts in pages.acts.items() if acts})


def _stands_in_folder(recorded: Recorded) -> bool:
    """Tell whether a folder can hold an act: a passkey stays in its device, so nothing is told of it."""
    body = recorded.fact.body
    if isinstance(body, PersonKeyAdded):
        return body.type == "ed25519"
    if not isinstance(body, PersonKeyRevoked):
        return True
    added = read(PersonKeyTable, person=body.person)
    return any((fact.body.key, fact.body.type) == (body.key, "ed25519") for fact in added)


def _origins(people: People, case: str) -> set[str]:
    """Return the logs that have a say in who is who in this case: those of every organisation that takes part.

    Taking part means to write, to be named in an act of the case, or to be named in a policy of those who do.
    """
    origin = {fact.body.section: fact.origin for fact in people.sections}
    wrote = set(EntryRow.objects.filter(case=case).values_list("origin", flat=True))
    named = {getattr(fact.body, "section", "") for fact in facts_of(case, origins=())}
    taking = wrote | {origin[section] for section in named if section in origin}
    while True:
        organisations = {fact.body.organisation for fact in people.sections if fact.origin in taking}
        more = {fact.origin for fact in people.sections if fact.body.organisation in organisations}
        policies = [fact.body.by_sections for fact in people.policies if fact.origin in taking]
        more |= {origin[section] for by in policies for section in by if section in origin}
        if more <= taking:
            return taking
        taking |= more


def _starts(recorded: Recorded, case: str, sections: Sections) -> dict[str, Any]:
    """Return the keys with which the act starts."""
    act = recorded.act
    section = sections.of_origin(act.origin)
    if not section:
        message = f"the log {act.origin} belongs to no section on record, so no folder can name it"
        raise NotWritable("a section", "none", file=act.form.file, message=message)
    starts: dict[str, Any] = {"by": act.by, "at": act.at}
    if own_section(sections, act.form.table, act.by, act.at, act.values) != section:
        starts["section" if "section" in act.form.added else "log"] = section
    if act.form.table == "case.opened":
        return starts | {"case": case}
    if act.form.table == "section.joined":
        starts["origin"] = act.origin
    usual = act.form.table == "conflict.declared"
    if "case" in act.form.added and bool(act.case) != usual:
        starts["case"] = bool(act.case)
    return starts


def _fields(recorded: Recorded, pages: _Pages, known: Known) -> dict[str, Any]:
    """Return the keys after those, and put texts and files that go elsewhere into `pages`."""
    keys = recorded.act.values | written_pins(recorded, known)
    if recorded.act.form.table == "version.drafted":
        return _draft(keys, pages)
    if recorded.act.form.table == "statements.marked":
        when = When(recorded.fact.at, recorded.fact.origin, recorded.fact.index)
        drafts = known.by("version.drafted", when, output=keys["output"], version=keys["version"])
        draft = next((plain_text(fact.body.text) for fact in drafts if fact.ref == recorded.fact.body.draft_ref), None)
        return keys | {"statements": [_statement(each, draft or Gone("")) for each in keys["statements"]]}
    return _item(recorded, keys, pages) if recorded.act.form.table == "item.taken_in" else keys


def _draft(keys: dict[str, Any], pages: _Pages) -> dict[str, Any]:
    text, statements = keys["text"], keys.get("statements", [])
    if statements:
        keys |= {"statements": [_statement(each, text) for each in statements]}
    if isinstance(text, Gone):
        return keys
    path = draft_path(keys["output"], keys["version"])
    if pages.texts.setdefault(path, text) != text:
        message = f"version {keys['version']} of {keys['output']} is on record twice with different words"
        raise NotWritable("one version", "two", file=path, message=message)
    return {name: value for name, value in keys.items() if name != "text"}


def _statement(statement: dict[str, Any], draft: str | Gone) -> dict[str, Any]:
    written = unplace(statement, draft)
    return {name: written[name] for name in Statement.__struct_fields__ if name in written}


def _item(recorded: Recorded, keys: dict[str, Any], pages: _Pages) -> dict[str, Any]:
    """Return the keys of an item; its file is called by the item, and the name under which it came goes while it may.

    Where the file goes too, a place is found for it, and what is worked out from it is left out.
    """
    stays = recorded.fact.case == pages.case and keys["item"] in pages.stay
    name, digest, own = keys.get("file_name", ""), keys.get("sha256", ""), recorded.act.pins.get("original_name")
    if isinstance(own, str) and not stays:
        keys = keys | {"original_name": own}
    if keys.get("file") != HERE or stays:
        return keys | ({"file": Gone(recorded.fact.body.file)} if keys.get("file") == HERE else {})
    path = _free_path(keys["item"], name, digest, pages.evidence)
    pages.evidence[f"evidence/{path}"] = (digest, recorded.fact.body.file)
    rest = {key: value for key, value in keys.items() if key not in {"file", "size"}}
    return rest if path == name else rest | {"path": path}


def _free_path(item: str, name: str, digest: str, taken: Mapping[str, tuple[str, str]]) -> str:
    """Return a path for a file: what its entry calls it, numbered where another file has that name."""
    ending = name.strip().removeprefix(item)  # a blank name is none
    wishes = [item + ending, *(f"{item}-{number}{ending}" for number in range(2, len(taken) + 3))]
    return next(wish for wish in wishes if taken.get(f"evidence/{wish}", (digest,))[0] == digest)


def _in_order(recorded: Recorded, keys: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys in the order of the schema."""
    return {field.name: keys[field.name] for field in recorded.act.form.fields() if field.name in keys}


def _check(folder: Path, case: str) -> None:
    """Refuse a folder that holds another case, and what is no folder."""
    if folder.exists() and not folder.is_dir():
        raise NotWritable("a folder to write to", str(folder), file="")
    if not (folder / "case.toml").exists():
        return
    try:
        opened: Sequence[Mapping[str, Any]] = tomllib.loads(read_text(folder, "case.toml"))["case"]["opened"]
        found = repr(opened[0]["case"])
    except (FolderError, ValueError, KeyError, TypeError, IndexError):
        found = "something that cannot be read"
    if found != repr(case):
        raise NotWritable(f"an empty folder, or one with the case {case!r}", found, file="case.toml", line=1)


class _replacing:  # noqa: N801 - used as a verb
    """A file that appears under its name, whole, when the block ends well."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / name
        for part in (folder, *(folder / above for above in reversed(PurePosixPath(name).parents[:-1]))):
            if part != folder and part.is_symlink():
                raise NotWritable("a folder of its own", "a link that leads elsewhere", file=name)
            part.mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> IO[bytes]:
        handle, self.temporary = tempfile.mkstemp(dir=self.path.parent, prefix=".writing-")
        self.file = os.fdopen(handle, "wb")
        return self.file

    def __exit__(self, kind: object, *_rest: object) -> None:
        self.file.close()
        if kind is not None:
            Path(self.temporary).unlink()
            return
        mask = os.umask(0)
        os.umask(mask)
        Path(self.temporary).chmod(0o666 & ~mask)
        Path(self.temporary).replace(self.path)
