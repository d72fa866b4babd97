"""Reading a version: the words behind its commitments, put before the text engine, and what comes back as facts.

Rules:
  - What is read is what stands in the record: the current version, its statements, the findings that they rest on in
    their present words with the limits of these, the parent, and the original of a variant.
  - The engine is never told who said something, nor which party it is about.
  - Where a text was erased or is not here, nothing can be read, and that is an error: a reading is whole or absent.
  - So is a statement that is marked as other words than those at its place: links, consent and rehearsals hold for the
    words it names, and would be carried to words that nobody saw.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from answerable.findings.gates import current, limitations_of
from answerable.outputs import gates
from answerable.outputs.entries import Statement, VersionDrafted, VersionRead
from answerable.outputs.gates import OutputsCase
from answerable.outputs.gates.case import SPOKEN
from answerable.outputs.models import read_outputs
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact
from answerable.text.checking import Marked, Note, Passage, engine, read_statements
from answerable.text.documents import read_document
from answerable.text.errors import TextError
from answerable.text.tone import denigrations
from answerable.vault.sealing import say
from answerable.vault.store import text_of

NONE = "0" * 64
"""Stands for an entry that is not on record."""

AT_ONCE = 100
"""Things noticed in one entry, at most: an entry stays under 64 KiB."""


class MarkedElsewhere(TextError):
    """A statement names other words than stand at its place: mark the version again, in the next one."""


def read_version(
    case: str, output: str, version: int, *, origin: str, actor: str, at: datetime
) -> tuple[Fact[VersionRead], ...]:
    """Read a version of an output, say what was noticed, and return the entries.

    Raises:
        Refused: it is not the current version; nothing was said.
        Erased, Missing: a text that has to be read is not here; nothing was said.
        MarkedElsewhere: a statement names other words than stand at its place; nothing was said.
    """
    bodies = noticed_in(read_outputs(case, at=at, subject=output), output, version)
    with transaction.atomic():  # a reading in parts is whole or absent
        return tuple(say(VersionRead, body, origin=origin, actor=actor, at=at, case=case) for body in bodies)


def noticed_in(case: OutputsCase, output: str, number: int) -> list[dict[str, Any]]:
    """Return the bodies of the entries that say what the engine notices in version `number` of `output`.

    Where that is not the current version there is nothing to read, and the one body is such that its gate refuses it.
    """
    version = gates.current_version(case, output)
    if version is None or version.body.version != number:
        return [{"output": output, "version": number, "draft_ref": NONE, "engine": engine(), "inputs": NONE}]
    text = text_of(version.body.text)
    _check_words(text, gates.statements_of(case, version))
    passages = {passage.id: passage for passage in _passages(case, version)}
    reading = read_statements(
        text,
        language=version.body.language,
        marked=[_marked(case, version, each, passages) for each in gates.statements_of(case, version)],
        passages=passages,
    )
    notes = [*reading.notes, *_tone(text, version, gates.statements_of(case, version))]
    strengths = [{"statement": name, "strength": strength} for name, strength in reading.strengths]
    found = _numbered([_fields(note, passages) for note in notes])
    parts = max(-(-len(strengths) // AT_ONCE), -(-len(found) // AT_ONCE), 1)
    return [
        {
            "output": output,
            "version": version.body.version,
            "draft_ref": version.ref,
            "part": part + 1,
            "parts": parts,
            "engine": engine(),
            "inputs": gates.inputs_of(case, output),
            "strengths": strengths[part * AT_ONCE : (part + 1) * AT_ONCE],
            "noticed": found[part * AT_ONCE : (part + 1) * AT_ONCE],
        }
        for part in range(parts)
    ]


def _tone(text: str, version: Fact[VersionDrafted], marked: Iterable[Statement]) -> Iterator[Note]:
    """Give the words of a reply, a post or an interview that speak ill of critics."""
    if version.body.type not in SPOKEN:
        return
    places = [(each.start, each.end, each.id) for each in marked]
    for each in denigrations(read_document(text.encode(), media="markdown"), language=version.body.language):
        yield Note(
            gate=25,
            code="critic-denigrated",
            statement=next((name for start, end, name in places if start <= each.start and each.end <= end), ""),
            start=each.start,
            end=each.end,
            reason="this speaks ill of critics instead of answering them",
            sure=each.sure,
        )


def _check_words(text: str, marked: Iterable[Statement]) -> None:
    for each in marked:
        if text_of(each.words) != text[each.start : each.end]:
            place = f"characters {each.start} to {each.end}"
            raise MarkedElsewhere(f"expected at {place} the words that statement {each.id} names, found others")


def marked_elsewhere(case: OutputsCase, version: Fact[VersionDrafted]) -> list[Blocker]:
    """Return a blocker for a version whose marks name other words than stand at their places.

    Gates never read content, so whoever signs or releases a version asks this beside them.

    Raises:
        Erased, Missing: a text that has to be read is not here.
    """
    body = version.body
    try:
        _check_words(text_of(body.text), gates.statements_of(case, version))
    except MarkedElsewhere:
        text = f"A statement of version {body.version} of {body.output} names other words than stand at its place."
        where = Where(document=body.output, version=body.version)
        opens = "Draft the next version, and mark it by the words that stand in it."
        return [Blocker(gate=9, code="marked-elsewhere", text=text, standard="LL", opens=opens, where=where)]
    return []


def as_report(case: str, *, at: datetime) -> str:
    """Return what a case established as plain text: a paragraph for each current finding, its limits after it.

    Raises:
        NoSuchCase: nobody opened a case by that name.
        Erased, Missing: a text is not here.
    """
    found = read_outputs(case, at=at).findings
    texts = {fact.body.limitation: fact.body.text for fact in found.limitations}
    names = dict.fromkeys(fact.body.finding for fact in found.findings)
    stated = [fact for name in names if (fact := current(found, name)) is not None and fact.body.established]
    return "\n\n".join(
        " ".join(
            [text_of(fact.body.text), *(text_of(texts[limit]) for limit in limitations_of(found, fact.body.finding))]
        )
        for fact in stated
    )


def _passages(case: OutputsCase, version: Fact[VersionDrafted]) -> Iterator[Passage]:
    """Give the findings that the statements of a version rest on, and the statements of the versions above it."""
    output = version.body.output
    for name in sorted(
        {f for each in gates.statements_of(case, version) for f in gates.resting_on(case, output, each)}
    ):
        stated = current(case.findings, name)
        if stated is not None:
            texts = {fact.body.limitation: fact.body.text for fact in case.findings.limitations}
            limits = tuple(text_of(texts[limit]) for limit in limitations_of(case.findings, name))
            yield Passage(id=name, text=text_of(stated.body.text), limits=limits)
    for above in _above(case, version):
        same = {each.id for each in gates.statements_of(case, version)}
        for each in gates.statements_of(case, above):
            if each.id in same:  # nothing else is compared, and what is not read may be erased
                words = text_of(each.words)
                yield Passage(id=f"{above.body.output}/{each.id}", text=words, language=above.body.language)


def _above(case: OutputsCase, version: Fact[VersionDrafted]) -> Iterator[Fact[VersionDrafted]]:
    for name in dict.fromkeys((version.body.variant_of, gates.parent_of(case, version))):
        above = gates.current_version(case, name) if name else None
        if above is not None:
            yield above


def _marked(
    case: OutputsCase, version: Fact[VersionDrafted], each: Statement, passages: Mapping[str, Passage]
) -> Marked:
    """Return a statement as the engine reads it; the same statement above is the one with the same id."""
    same = [f"{above.body.output}/{each.id}" for above in _above(case, version)]
    return Marked(
        id=each.id,
        start=each.start,
        end=each.end,
        place=each.place,
        says=each.says,
        rests_on=tuple(sorted(gates.resting_on(case, version.body.output, each) & passages.keys())),
        same_as=tuple(name for name in same if name in passages),
    )


WORDLESS = frozenset({"graver-word", "limit-lost"})
"""What is noticed with a value from a closed list; every other value may hold words of the draft, and is not kept."""


def _numbered(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the same with a name for each flag of a statement: the second of a name gets a 2."""
    met: Counter[tuple[str, str]] = Counter()
    for each in found:
        met[each["statement"], each["flag"]] += 1
        if (number := met[each["statement"], each["flag"]]) > 1:
            each["flag"] = f"{each['flag']}.{number}"
    return found


def _fields(note: Note, passages: Mapping[str, Passage]) -> dict[str, Any]:
    against = note.against if note.against in passages else ""
    value = note.value if note.code in WORDLESS else ""
    return {
        "flag": ".".join(part for part in (note.code, note.shift, against.partition("/")[0], value) if part),
        "gate": note.gate,
        "code": note.code,
        "statement": note.statement,
        "start": note.start,
        "end": note.end,
        "shift": note.shift,
        "direction": note.direction,
        "against": against.partition("/")[0],
        "value": value,
        "carried": note.carried,
        "sure": note.sure,
    }
