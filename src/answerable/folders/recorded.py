"""The acts of a case as they stand on record, in the form in which a folder writes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, get_type_hints

import msgspec

from answerable.folders.acts import HERE, Act, named_apart, same, split_pins
from answerable.folders.pins import Known, When, pinned_words, worked_out
from answerable.folders.schema import PINNED_WORDS, Form, Gone, forms
from answerable.outputs.entries import StatementsMarked
from answerable.record.acts import acts
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.record.models import EntryRow
from answerable.vault.errors import Erased, Missing
from answerable.vault.store import is_open, text_of

MARKS_IN_ONE = 100
"""Statements in one entry `statements.marked`, at most."""


class Recorded(msgspec.Struct, frozen=True):
    """An act on record: its fact, the facts of the statements nested in it, and its form in a folder."""

    fact: Fact[Any]
    marks: tuple[Fact[StatementsMarked], ...]
    act: Act


def facts_of(case: str, *, origins: Iterable[str]) -> list[Fact[Any]]:
    """Return every fact of the case, and what the logs `origins` say about people in every case; oldest first.

    Acts of one moment stand as they came to this record: where a case's clock stands, many share it.
    """
    logs = set(origins)
    found: list[Fact[Any]] = []
    for form in forms().values():
        table = acts()[form.said.kind].table
        found += read(table, case=case)
        if form.file == "people.toml":
            found += [fact for fact in read(table, case="") if fact.origin in logs]
    came = dict(EntryRow.objects.filter(case__in=["", case]).values_list("ref", "pk"))
    return sorted(found, key=lambda fact: (fact.at, came[fact.ref]))


def recorded_acts(facts: Sequence[Fact[Any]], known: Known) -> list[Recorded]:
    """Return the acts that these facts are in a folder, in the same order; a reading in parts is one act."""
    nested = _nested(facts)
    inside = {mark.ref for marks in nested.values() for mark in marks}
    inside |= {fact.ref for fact in facts if table_of(fact) == "version.read" and fact.body.part > 1}
    return [_recorded(fact, nested.get(fact.ref, ()), known) for fact in facts if fact.ref not in inside]


def _nested(facts: Sequence[Fact[Any]]) -> dict[str, tuple[Fact[StatementsMarked], ...]]:
    """Return, by the ref of its draft, the statements that were marked with it, as a folder does."""
    drafts = {fact.ref: fact for fact in facts if table_of(fact) == "version.drafted"}
    marks: dict[str, list[Fact[StatementsMarked]]] = defaultdict(list)
    for fact in facts:
        if table_of(fact) == "statements.marked" and fact.body.draft_ref in drafts:
            marks[fact.body.draft_ref].append(fact)
    return {ref: tuple(some) for ref, some in marks.items() if _belong(drafts[ref], some)}


def _belong(draft: Fact[Any], marks: Sequence[Fact[StatementsMarked]]) -> bool:
    same_act = {(f.at, f.actor, f.origin, f.body.output, f.body.version) for f in marks}
    whole = [len(fact.body.statements) == MARKS_IN_ONE for fact in marks[:-1]]
    parts = [fact.body.part for fact in marks]
    one = {(draft.at, draft.actor, draft.origin, draft.body.output, draft.body.version)}
    return same_act == one and all(whole) and parts == list(range(1, len(parts) + 1))


def table_of(fact: Fact[Any]) -> str:
    """Return the name of the table in which a folder writes a fact."""
    return str(type(fact.body).kind.partition("/")[0])


def _recorded(fact: Fact[Any], marks: tuple[Fact[StatementsMarked], ...], known: Known) -> Recorded:
    form = forms()[table_of(fact)]
    own, pins = split_pins(form, opened(fact.body, plain_text, skip=_pinned(form)))
    if marks:
        own["statements"] = [opened(each, plain_text) for mark in marks for each in mark.body.statements]
    if form.table == "item.taken_in" and ("file_name" in own or "file" in own):
        own["file"] = _file(fact.body.file)
        own, name = named_apart(own)
        if name and not isinstance(own["file"], Gone):  # in clear, as entries of earlier versions have it
            pins["original_name"] = name
    act = Act(form=form, by=fact.actor, at=fact.at, origin=fact.origin, case=fact.case, values=own, pins=pins)
    return Recorded(fact, marks, msgspec.structs.replace(act, pins=pins | _numbers(form, fact, known)))


def _pinned(form: Form) -> frozenset[str]:
    return frozenset({"words"} if form.table in PINNED_WORDS else {"file"} if form.table == "item.taken_in" else ())


def _file(commitment: str) -> Any:
    if not commitment:
        return ""
    return HERE if is_open(commitment) else Gone(commitment)


def _numbers(form: Form, fact: Fact[Any], known: Known) -> dict[str, Any]:
    """Return the number of the finding, or the version of the release, to which an act refers, for a folder."""
    when = When(fact.at, fact.origin, fact.index)
    if "released_version" in form.added:
        releases = known.by("output.released", when, output=fact.body.output)
        versions = [each.body.version for each in releases if each.ref == fact.body.released_ref]
        return {"released_version": versions[0]} if versions else {}
    if "finding_number" not in form.added:
        return {}
    stated = known.by("finding.stated", when, finding=fact.body.finding)
    meant = next((each for each in stated if each.ref == fact.body.finding_ref), None)
    return {"finding_number": meant.body.number} if meant else {}


def written_pins(recorded: Recorded, known: Known) -> dict[str, Any]:
    """Return what an export has to write so that loading refers to the same entries and words; mostly nothing."""
    fact, table = recorded.fact, recorded.act.form.table
    when = When(fact.at, fact.origin, fact.index)
    fields = {name: getattr(fact.body, name) for name in fact.body.__struct_fields__}
    found: dict[str, Any] = {}
    for name, meant in worked_out(known, table, fields, {}, when).items():
        if fields[name] != meant:
            found |= _named(name, fields, recorded, known, when)
    return found


def _named(name: str, fields: dict[str, Any], recorded: Recorded, known: Known, when: When) -> dict[str, Any]:
    """Return the number or version that leads to what is meant, or what is meant itself where none does."""
    table, pins = recorded.act.form.table, recorded.act.pins
    if name == "finding_ref" and "finding_number" in pins:
        number = {"finding_number": pins["finding_number"]}
        if worked_out(known, table, fields, number, when)[name] == fields[name]:
            return number
    if name == "released_ref" and "released_version" in pins:
        return {"released_version": pins["released_version"]}
    if name == "words":
        for fact in reversed(known.by("version.drafted", when, output=fields["output"])):
            version = fact.body.version
            if pinned_words(known, fields["output"], fields["statement"], version, when) == fields["words"]:
                return {"version": version}
        return {"words": Gone(fields["words"])}
    return {name: fields[name]}


def agrees(pins: dict[str, Any], recorded: Recorded, known: Known) -> bool:
    """Tell whether what a folder says of refs and words is what the record holds."""
    held, body = recorded.act.pins, recorded.fact.body
    for name, value in pins.items():
        if name == "version":
            when = When(recorded.fact.at, recorded.fact.origin, recorded.fact.index)
            if pinned_words(known, body.output, body.statement, value, when) != body.words:
                return False
        elif name == "words":
            if not same(value, plain_text(body.words)):
                return False
        elif name == "original_name":
            if not same(value, held.get(name, Gone(""))):
                return False
        elif name != "path" and held.get(name) != value:
            return False
    return True


def opened(part: msgspec.Struct, text: Callable[[str], Any], *, skip: frozenset[str] = frozenset()) -> dict[str, Any]:
    """Return the fields of `part` that differ from their defaults, with commitments opened by `text`."""
    content, found = _content_fields(type(part)), {}
    for field in msgspec.structs.fields(part):
        value = getattr(part, field.name)
        if value is None or value == field.default:
            continue
        opens = field.name in content and field.name not in skip
        found[field.name] = text(value) if opens else _plain(value, text)
    return found


def _plain(value: Any, text: Callable[[str], Any]) -> Any:
    if isinstance(value, msgspec.Struct):
        return opened(value, text)
    return [_plain(part, text) for part in value] if isinstance(value, tuple) else value


@cache
def _content_fields(part: type[msgspec.Struct]) -> frozenset[str]:
    """Return the names of the fields that are commitments."""
    hints = get_type_hints(part, include_extras=True)
    metas = {name: getattr(hint, "__metadata__", ()) for name, hint in hints.items()}
    return frozenset(name for name, some in metas.items() if any((meta.extra or {}).get("content") for meta in some))


def plain_text(commitment: str) -> str | Gone:
    """Return the text behind a commitment, or the commitment where it was erased or is not here."""
    try:
        return text_of(commitment)
    except (Erased, Missing):
        return Gone(commitment)
