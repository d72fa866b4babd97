"""Saying the acts of a folder, one after another, inside the transaction of a load."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from io import RawIOBase
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec

from answerable.clearance.gates.message import countersignature_message
from answerable.evidence.errors import NoSuchCase
from answerable.folders.acts import HERE, Act, same
from answerable.folders.errors import (
    ContentGone,
    KeyNotHere,
    NotAllowed,
    UnknownReference,
    WrongHash,
    WrongValue,
    raise_all,
)
from answerable.folders.files import open_inside
from answerable.folders.pins import REFERS, Known, When, draft, fields_of, named, release, statements, worked_out
from answerable.folders.reading import Written
from answerable.folders.recorded import MARKS_IN_ONE, plain_text
from answerable.folders.schema import Gone
from answerable.outputs.entries import StatementsMarked
from answerable.outputs.reading import read_version
from answerable.people.keyring import name_of_key, personal_of, public_of
from answerable.people.personal import keys_now
from answerable.record.blocker import Blocker, Refused
from answerable.record.entry import Fact, Said
from answerable.record.errors import KeyMissing, TooLarge
from answerable.record.keys import KeyRing
from answerable.record.log import size_of
from answerable.record.note import to_base64
from answerable.record.personal import Signed
from answerable.vault.errors import Unfit
from answerable.vault.sealing import Sealed, say
from answerable.vault.store import store_file


class Speaker:
    """Says the acts of one folder. `known` holds what they may refer to; `files` the files put into the vault."""

    def __init__(self, folder: Path, keyring: KeyRing, known: Known, origins: Mapping[str, str]) -> None:
        """Speak for the sections whose logs are `origins`, with the keys of this machine."""
        self.folder, self.keyring, self.known, self.origins = folder, keyring, known, origins
        self._keys: set[str] = set()

    def say(self, act: Act, written: Written) -> None:
        """Append one act, with the statements nested in it.

        Raises:
            FolderError: it cannot be said; nothing of it was appended.
        """
        self._hold_key(act.origin, written)
        for path in gone(act.values, ()):
            raise ContentGone(
                "content in plain text, to say this anew", "its commitment", file=act.file, line=act.line(*path)
            )
        if act.form.table == "version.read":
            self._read(act)
            return
        fields = {name: value for name, value in act.values.items() if name in fields_of(act.form.table)}
        fields |= self._worked_out(act) | self._signed(act) | self._file(act, written) | self._made(act)
        fields |= self._as_drafted(act) | _named(act)
        if act.form.table == "statements.marked":
            fields["statements"] = self._worded(act)
        fact = self._append(act, act.form.said, fields)
        if act.form.table == "version.drafted":
            self._mark(act, fact)

    def _hold_key(self, origin: str, written: Written) -> None:
        """Hold the key of a log about to be written: make it for a new log, refuse a log that lives elsewhere."""
        if origin in self._keys:
            return
        try:
            self.keyring.verifier(origin)
        except KeyMissing as error:
            entries = size_of(origin)
            if entries:
                message = (
                    f"the log {origin} has {entries} entries here and its key is not on this machine: load the folder "
                    "where the key is, or bring the key here"
                )
                raise KeyNotHere("its key", "none", file=written.file, line=written.line(), message=message) from error
            self.keyring.new(origin)
        self._keys.add(origin)

    def _worked_out(self, act: Act) -> dict[str, Any]:
        """Return the refs, words and keys that the folder leaves out."""
        table = act.form.table
        found: dict[str, Any] = worked_out(self.known, table, act.values, act.pins, When(act.at))
        found |= {
            name: value
            for name, value in act.pins.items()
            if name in found and isinstance(value, str) and name != "words"
        }
        optional = {each.name for each in msgspec.structs.fields(act.form.said) if not each.required}
        for name, value in found.items():
            if not value and name not in optional:
                key = "finding_number" if name == "finding_ref" and "finding_number" in act.pins else REFERS[name]
                meant = act.pins.get(key, act.values.get(key))
                expected = f"{_noun(name)} on record by {act.at:%Y-%m-%dT%H:%M:%SZ} with {key} = {meant!r}"
                raise UnknownReference(expected, "none", file=act.file, line=act.line(key))
        self._check_words(act, found.get("words", ""))
        return found | {name: Sealed(value) for name, value in found.items() if name == "words"}

    def _as_drafted(self, act: Act) -> dict[str, Any]:
        """Return the text of a notice or a released reply under the commitment of its draft, in the drafted words."""
        when = When(act.at)
        if act.form.table == "notice.issued":
            drafted = named(self.known, "drafted_ref", act.values, when)
        elif act.form.table == "reply.sent" and (released := release(self.known, act.values.get("output", ""), when)):
            drafted = draft(self.known, released.body.output, released.body.version, when)
        else:
            return {}
        text = drafted.body.text if drafted else ""
        return {"text": Sealed(text)} if text and same(plain_text(text), act.values["text"]) else {}

    def _check_words(self, act: Act, commitment: str) -> None:
        """Refuse an act that names other words than those it would be made to: nothing is carried to similar words."""
        pinned = act.pins.get("words", Gone(commitment))
        held = Gone(commitment) if isinstance(pinned, Gone) else plain_text(commitment)
        if not same(pinned, held):
            expected = f"the words of statement {act.values['statement']} in the version meant"
            raise UnknownReference(expected, "other words", file=act.file, line=act.line("words"))

    def _signed(self, act: Act) -> dict[str, Any]:
        """Return the key that a section adds, or its signature under a draft, made with its key here."""
        if act.form.table not in {"key.added", "draft.countersigned"}:
            return {}
        origin = self.origins.get(act.values["section"], "")
        if act.form.table == "key.added":
            return {"vkey": act.pins.get("vkey") or self.keyring.verifier(origin or act.origin).vkey()}
        output, version = act.values["output"], act.values["version"]
        fact = draft(self.known, output, version, When(act.at))
        try:
            signer = self.keyring.signer(origin)
        except KeyMissing as error:
            raise KeyNotHere(f"the key of {act.values['section']}", "none", file=act.file, line=act.line()) from error
        message = countersignature_message(
            origin_of_section=origin, output=output, version=version, draft_ref=fact.ref if fact else ""
        )
        return {"vkey": signer.verifier().vkey(), "signature": to_base64(signer.sign_bytes(message))}

    def _made(self, act: Act) -> dict[str, Any]:
        """Return the public half of a person's key that the folder leaves out: of the one here, or of a new one."""
        if act.form.table != "person_key.added":
            return {}
        name = name_of_key(act.values["person"], act.values["key"])
        try:
            held = public_of(self.keyring.verifier(name))
        except KeyMissing as error:
            if act.pins.get("public"):
                raise KeyNotHere(f"the key {act.pins['public']}", "none", file=act.file, line=act.line()) from error
            held = public_of(self.keyring.new(name))
        if act.pins.get("public") not in {None, held}:
            expected, found = f"the key {act.pins['public']}", f"{held} by that name"
            raise KeyNotHere(expected, found, file=act.file, line=act.line("public"))
        return {"public": held}

    def _in_person(self, act: Act, fact: Fact[Any]) -> Said:
        """Return what is said with the signature of its person, where the person has a key on record."""
        keys = keys_now(act.by)
        if not keys:
            return cast("Said", fact.body)
        try:
            personal = personal_of(self.keyring, fact, keys)
        except KeyMissing as error:
            message = str(error)
            raise KeyNotHere("a key", "none", file=act.file, line=act.line(), message=message) from error
        return cast("Said", msgspec.structs.replace(fact.body, personal=personal))

    def _file(self, act: Act, written: Written) -> dict[str, Any]:
        """Return the commitment to the file of an item, put into the vault, if the folder holds one."""
        if act.values.get("file") != HERE or written.evidence is None:
            return {}
        name, size = written.evidence
        with open_inside(self.folder, name, largest=size, named_in=(act.file, act.line("file_name"))) as file:
            hashing = _Hashing(file)
            commitment = store_file(cast("BinaryIO", hashing))
        if hashing.digest.hexdigest() != act.values["sha256"]:
            found = "another: the file changed while it was read"
            raise WrongHash(f"SHA-256 {act.values['sha256']} of {name}", found, file=act.file, line=act.line())
        return {"file": Sealed(commitment)}

    def _mark(self, act: Act, drafted: Fact[Any]) -> None:
        """Append the statements nested in a version, at most `MARKS_IN_ONE` at a time."""
        marked = self._worded(act)
        for part, first in enumerate(range(0, len(marked), MARKS_IN_ONE), start=1):
            fields = {name: act.values[name] for name in ("output", "version")}
            fields |= {"draft_ref": drafted.ref, "part": part, "statements": marked[first : first + MARKS_IN_ONE]}
            self._append(act, StatementsMarked, fields)

    def _worded(self, act: Act) -> list[dict[str, Any]]:
        """Return the statements; one in the same words as in the version before carries the same commitment."""
        when, output, version = When(act.at), act.values["output"], act.values["version"]
        drafted = self.known.by("version.drafted", when, output=output)
        earlier = [fact for fact in drafted if fact.body.version < version]
        last = max(earlier, key=lambda fact: fact.body.version, default=None)
        held = {each.id: each.words for each in statements(self.known, last, when)} if last else {}
        return [
            each | {"words": Sealed(held[each["id"]])}
            if each["id"] in held and plain_text(held[each["id"]]) == each["words"]
            else each
            for each in act.values.get("statements", [])
        ]

    def _read(self, act: Act) -> None:
        """Have the text engine read a version, and append what it notices."""
        output, version = act.values["output"], act.values["version"]
        with _refusing(act):
            read_version(act.case, output, version, origin=act.origin, actor=act.by, at=act.at)

    def _append(self, act: Act, said: type[Said], fields: dict[str, Any]) -> Fact[Any]:
        with _refusing(act):
            sign = partial(self._in_person, act) if issubclass(said, Signed) else None
            fact = say(said, fields, origin=act.origin, actor=act.by, at=act.at, case=act.case, sign=sign)
        self.known.add([fact])
        return fact


@contextmanager
def _refusing(act: Act) -> Iterator[None]:
    """Turn what keeps an act from being said into errors at its lines."""
    try:
        yield
    except Refused as error:
        raise_all([_refused(act, blocker) for blocker in error.blockers])
        raise
    except NoSuchCase as error:
        expected = "acts of the case after it was opened"
        raise UnknownReference(expected, f"one of {act.at}", file=act.file, line=act.line("at")) from error
    except (TooLarge, Unfit) as error:
        raise WrongValue("", "", file=act.file, line=act.line(), message=str(error)) from error


class _Hashing(RawIOBase):
    """A file that is hashed as it is read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.digest.update(chunk)
        return chunk


def gone(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """Give the place of each content of which only the commitment is left."""
    if isinstance(value, Gone):
        yield path
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from gone(part, (*path, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from gone(part, (*path, index))


def _refused(act: Act, blocker: Blocker) -> NotAllowed:
    """Return a blocker as an error at the line of its act, or of the statement in it that the blocker speaks of."""
    ids = [statement["id"] for statement in act.values.get("statements", []) if isinstance(statement, dict)]
    index = ids.index(blocker.where.statement) if blocker.where.statement in ids else None
    line = act.line() if index is None else act.line("statements", index)
    message = f"{act.form.table} refused: {blocker.text} {blocker.opens} [{blocker.code}]"
    return NotAllowed(blocker.opens, blocker.text, file=act.file, line=line, message=message)


def _named(act: Act) -> dict[str, Any]:
    """Return the name under which the file of an item came, where the folder still has it."""
    name = act.pins.get("original_name") if act.form.table == "item.taken_in" else None
    return {"original_name": name} if isinstance(name, str) else {}


def _noun(field: str) -> str:
    nouns = {"finding_ref": "a finding", "draft_ref": "a version", "assessed_ref": "an assessment"}
    nouns |= {"released_ref": "a release", "words": "a statement of the output", "vkey": "a key of the section"}
    nouns |= {"drafted_ref": "a draft of the notice", "listed_ref": "a list of the critique"}
    nouns |= {"answered_ref": "an answer to the item", "proposed_ref": "a version of the proposal"}
    nouns |= {"committed_ref": "a draft of the report"}
    return nouns[field]
