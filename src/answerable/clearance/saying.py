"""The acts of a consultation that pages say: found, filled in, and appended, each once.

Sending a form twice says an act once: before anything is appended, under the lock of the log, the same act by the same
person is looked for. What is "the same" stands with each function.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from django.db import transaction

from answerable.clearance import entries, gates
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.models import read_clearance
from answerable.evidence.clock import moment_of
from answerable.outputs.entries import VersionDrafted
from answerable.people.access import Reader
from answerable.record.entry import Fact, Said
from answerable.record.keys import KeyRing
from answerable.record.log import append, lock
from answerable.record.note import to_base64
from answerable.vault.reading import shown
from answerable.vault.sealing import say


class WordsNotFound(Exception):
    """The draft does not hold these words, or holds them more than once."""


def raise_objection(
    case: str, drafted: Fact[VersionDrafted], plain: dict[str, Any], *, reader: Reader
) -> Fact[entries.ObjectionRaised]:
    """Say an objection under the next free name; the same words about the same place by the same person are one.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    body = {
        **plain,
        "output": drafted.body.output,
        "version": drafted.body.version,
        "draft_ref": drafted.ref,
    }
    with transaction.atomic():
        lock(f"objections of {case}")  # names are given out one by one, whichever log they go to
        state = read_clearance(case, at=moment_of(case), subject=drafted.body.output)
        for fact in state.objections:
            if fact.actor == reader.person and _same(fact.body, body):
                return fact
        return _say(entries.ObjectionRaised, {**body, "objection": _next_name(state)}, case=case, reader=reader)


def answer_objection(case: str, objection: str, plain: dict[str, Any], *, reader: Reader) -> Fact[Any]:
    """Say an answer; the same answer by the same person is one.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    return _once(case, entries.ObjectionAnswered, {**plain, "objection": objection}, reader=reader)


def close_objection(case: str, objection: str, *, reader: Reader) -> Fact[Any]:
    """Say that an objection is settled; said once by a person, it stays said.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    return _once(case, entries.ObjectionClosed, {"objection": objection}, reader=reader)


def note_dissent(case: str, objection: Fact[entries.ObjectionRaised], text: str, *, reader: Reader) -> Fact[Any]:
    """Say a dissent note; the same note by the same person is one.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    plain = {"objection": objection.body.objection, "output": objection.body.output, "text": text}
    return _once(case, entries.DissentNoted, plain, reader=reader)


def countersign(case: str, drafted: Fact[VersionDrafted], *, reader: Reader, keyring: KeyRing) -> Fact[Any]:
    """Sign these exact words with the key of the reader's section; a countersignature that counts is not made twice.

    Raises:
        Refused: the gate is closed; nothing was said.
        KeyMissing, KeyLocked, KeyFileOpen: the section's key cannot be used here; nothing was said.
    """
    with transaction.atomic():
        lock(reader.origin)
        state = read_clearance(case, at=moment_of(case), subject=drafted.body.output)
        for fact in gates.valid_countersignatures(state):
            if (fact.body.section, fact.actor, fact.body.draft_ref) == (reader.section, reader.person, drafted.ref):
                return fact
        body = countersignature(drafted, reader=reader, keyring=keyring)
        return append(body, origin=reader.origin, actor=reader.person, at=moment_of(case), case=case)


def countersignature(drafted: Fact[VersionDrafted], *, reader: Reader, keyring: KeyRing) -> entries.DraftCountersigned:
    """Return the countersignature of the reader's section over these exact words, signed and not yet said."""
    signer = keyring.signer(reader.origin)
    message = gates.countersignature_message(
        origin_of_section=reader.origin,
        output=drafted.body.output,
        version=drafted.body.version,
        draft_ref=drafted.ref,
    )
    return entries.DraftCountersigned(
        section=reader.section,
        output=drafted.body.output,
        version=drafted.body.version,
        draft_ref=drafted.ref,
        vkey=signer.verifier().vkey(),
        signature=to_base64(signer.sign_bytes(message)),
    )


def place_of_words(text: str, words: str, *, within: tuple[int, int] | None = None) -> tuple[int, int]:
    """Return where `words` stand in a draft, as half-open offsets; any blank counts as any other.

    Where they stand more than once, the place inside `within` counts.

    Raises:
        WordsNotFound: they stand nowhere, or more than once.
    """
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = [match.span() for match in re.finditer(pattern, text)] if pattern else []
    start, end = within or (0, len(text))
    inside = [span for span in found if start <= span[0] and span[1] <= end]
    chosen = inside if len(found) > 1 and within else found
    if len(chosen) == 1:
        return chosen[0]
    raise WordsNotFound(f"expected the words to stand in the draft once, found them {len(chosen)} times")


def _once(case: str, said: type[Said], plain: dict[str, Any], *, reader: Reader) -> Fact[Any]:
    with transaction.atomic():
        lock(reader.origin)
        state = read_clearance(case, at=moment_of(case))
        told: dict[str, tuple[Fact[Any], ...]] = {
            entries.ObjectionAnswered.kind: state.answers,
            entries.ObjectionClosed.kind: state.closings,
            entries.DissentNoted.kind: state.dissents,
        }
        for fact in told[said.kind]:
            if fact.actor == reader.person and _same(fact.body, plain):
                return fact
        return _say(said, plain, case=case, reader=reader)


def _say(said: type[Said], plain: dict[str, Any], *, case: str, reader: Reader) -> Fact[Any]:
    return say(said, plain, origin=reader.origin, actor=reader.person, at=moment_of(case), case=case)


def _same(body: Any, plain: dict[str, Any]) -> bool:
    """Tell whether `body` says what `plain` says, the texts behind its commitments included."""
    held = msgspec.structs.asdict(body)
    return all(held[name] == value or (name in _TEXTS and shown(held[name]) == value) for name, value in plain.items())


_TEXTS = frozenset({"text", "reasons"})


def _next_name(state: ClearanceCase) -> str:
    taken = {fact.body.objection for fact in state.objections}
    return next(name for number in range(1, len(taken) + 2) if (name := f"O{number}") not in taken)
