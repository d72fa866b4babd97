"""The acts on drafts that pages and commands say: having a version read, and answering what was noticed in it.

Sending a form twice says an act once: under the lock of the log the same act is looked for before anything is appended.
"""

from __future__ import annotations

from django.db import transaction

from answerable.evidence.clock import moment_of
from answerable.outputs import gates
from answerable.outputs.entries import FlagAnswered, VersionDrafted, VersionRead
from answerable.outputs.flags import flag_named, flags_of
from answerable.outputs.gates import OutputsCase
from answerable.outputs.models import read_outputs
from answerable.outputs.reading import noticed_in
from answerable.people.access import Reader
from answerable.record.blocker import Blocker, Refused, Where
from answerable.record.entry import Fact
from answerable.record.log import lock
from answerable.text.checking import engine
from answerable.vault.reading import shown
from answerable.vault.sealing import Sealed, say


def have_read(case: str, output: str, version: int, *, reader: Reader) -> tuple[Fact[VersionRead], ...]:
    """Have the text engine read a version; what the same engine has read as it stands now is not read again.

    Raises:
        Refused: it is not the current version, or another section drafts it; nothing was said.
        Erased, Missing: a text that has to be read is not here; nothing was said.
    """
    at = moment_of(case)
    held, state = _held(case, output, version, reader)
    if held:
        return held
    bodies = noticed_in(state, output, version)  # before the lock: it may take seconds
    with transaction.atomic():  # a reading in parts is whole or absent
        lock(reader.origin)
        held, _state = _held(case, output, version, reader)
        return held or tuple(
            say(VersionRead, body, origin=reader.origin, actor=reader.person, at=at, case=case) for body in bodies
        )


def _held(case: str, output: str, version: int, reader: Reader) -> tuple[tuple[Fact[VersionRead], ...], OutputsCase]:
    """Return what this engine has read of a version as it stands now, if anything, and the case.

    Raises:
        Refused: another section drafts it.
    """
    state = read_outputs(case, at=moment_of(case), subject=output)
    drafted = gates.current_version(state, output)
    if drafted is None or drafted.body.version != version:
        return (), state  # the gate of the act says what is wrong
    if blockers := may_have_read(drafted, reader):
        raise Refused(blockers)
    held = gates.readings_of(state, output)
    return held if held and held[0].body.engine == engine() else (), state


def answer_flag(
    case: str, drafted: Fact[VersionDrafted], *, statement: str, flag: str, reason: str, reader: Reader
) -> Fact[FlagAnswered]:
    """Answer a flag of the reading that holds; the same answer by the same person is one.

    Raises:
        Refused: the flag is not raised, or the reader may not answer it; nothing was said.
    """
    with transaction.atomic():
        lock(reader.origin)
        state = read_outputs(case, at=moment_of(case), subject=drafted.body.output)
        if blockers := may_answer(state, drafted, statement=statement, flag=flag, reader=reader):
            raise Refused(blockers)
        (words,) = (each.words for each in gates.statements_of(state, drafted) if each.id == statement)
        body = {"output": drafted.body.output, "statement": statement, "words": Sealed(words), "flag": flag}
        for fact in state.flags:
            told = {name: getattr(fact.body, name) for name in body}
            if told == body and fact.actor == reader.person and shown(fact.body.reason) == reason:
                return fact
        plain = {**body, "reason": reason}
        return say(FlagAnswered, plain, origin=reader.origin, actor=reader.person, at=moment_of(case), case=case)


def may_have_read(drafted: Fact[VersionDrafted], reader: Reader) -> list[Blocker]:
    """Return why this reader may not have a version read."""
    if reader.origin == drafted.origin:
        return []
    if not reader.section:
        text = f"{reader.person} has joined no section here."
    else:
        text = f"{drafted.body.output} is drafted by another section than {reader.section}."
    return [_refusal("reading-by-another-section", text, "Ask somebody of the section that drafts it.", drafted)]


def may_answer(
    case: OutputsCase, drafted: Fact[VersionDrafted], *, statement: str, flag: str, reader: Reader
) -> list[Blocker]:
    """Return why this reader may not answer a flag; the rest is asked by the gate of the act."""
    where = Where(document=drafted.body.output, version=drafted.body.version, statement=statement)
    if flag_named(flags_of(case, drafted, ""), statement, flag) is None:
        text = "The reading of this draft, as it stands now, does not raise this flag."
        return [_refusal("flag-not-raised", text, "Go back to the draft, and see what it raises.", drafted, where)]
    authors = sorted(gates.authors(case))
    if reader.person not in authors:
        text = f"{reader.person} is no author of {drafted.body.output}, and only an author answers a flag."
        return [_refusal("answer-by-no-author", text, f"Ask {' or '.join(authors)}.", drafted, where)]
    return []


def _refusal(code: str, text: str, opens: str, drafted: Fact[VersionDrafted], where: Where | None = None) -> Blocker:
    place = where or Where(document=drafted.body.output, version=drafted.body.version)
    return Blocker(gate=0, code=code, text=text, standard="record", opens=opens, where=place)
