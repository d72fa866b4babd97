"""The acts of a consultation that pages say: found, filled in, and sent on, each once.

Sending a form twice says an act once: before anything is said, under the lock of the log, the same act by the same
person is looked for. `since` is the fact after which it may be said again: a risk assessed anew, a refusal taken back.
Every act goes through `people.saying.submit`, which asks for the person's own signature where one is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from answerable.clearance import entries, gates
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.gates.harm import open_alarms
from answerable.clearance.models import read_clearance
from answerable.evidence.clock import moment_of
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.reading import marked_elsewhere
from answerable.people.access import Reader, ReadRequest
from answerable.people.saying import submit
from answerable.record.acts import acts
from answerable.record.blocker import Refused
from answerable.record.entry import Fact, Said, came_before
from answerable.record.facts import read
from answerable.record.keys import KeyRing
from answerable.record.log import lock
from answerable.record.note import to_base64
from answerable.vault.reading import shown


class WordsNotFound(Exception):
    """The draft does not hold these words, or holds them more than once."""


def send(
    request: ReadRequest,
    said: type[Said],
    plain: Mapping[str, Any],
    *,
    case: str,
    back: str,
    since: Fact[Any] | None = None,
) -> HttpResponse:
    """Say an act of a case, or lead to where it is signed; what this person has said already is not said again.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    reader = request.reader
    with transaction.atomic():
        lock(reader.origin)
        if said_already(said, plain, case=case, reader=reader, since=since):
            return redirect(back)
        return submit(request, said, plain, case=case, at=moment_of(case), back=back)


def said_already(
    said: type[Said], plain: Mapping[str, Any], *, case: str, reader: Reader, since: Fact[Any] | None = None
) -> bool:
    """Tell whether this person has said the same in this case, after `since` where that is given."""
    return any(
        (fact.actor, fact.origin) == (reader.person, reader.origin)
        and (since is None or came_before(since, fact))
        and says(fact.body, plain)
        for fact in read(acts()[said.kind].table, case=case)
    )


def says(body: Any, plain: Mapping[str, Any]) -> bool:
    """Tell whether `body` says what `plain` says, the texts behind its commitments included."""
    held = msgspec.to_builtins(body)
    return all(_same(held[name], _bare(value)) for name, value in plain.items())


def _bare(value: Any) -> Any:
    """Return a value as it stands in JSON; a commitment carried over is a text like any other."""
    return str(value) if isinstance(value, str) else msgspec.to_builtins(value, enc_hook=str)


def _same(held: Any, told: Any) -> bool:
    if isinstance(held, Mapping) and isinstance(told, Mapping):
        return all(_same(held[name], value) for name, value in told.items())
    if isinstance(held, (list, tuple)) and isinstance(told, (list, tuple)):
        return len(held) == len(told) and all(map(_same, held, told))
    return bool(held == told or (isinstance(held, str) and held.startswith("sha256:") and shown(held) == told))


def raise_objection(
    request: ReadRequest, case: str, drafted: Fact[VersionDrafted], plain: Mapping[str, Any]
) -> HttpResponse:
    """Say an objection under the next free name; the same words about the same place by the same person are one.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    body = {**plain, **of_version(drafted)}
    with transaction.atomic():
        lock(f"objections of {case}")  # names are given out one by one, whichever log they go to
        state = read_clearance(case, at=moment_of(case), subject=drafted.body.output)
        for fact in state.objections:
            if fact.actor == request.reader.person and says(fact.body, body):
                return redirect("objection", case, fact.body.objection)
        name = next_name("O", [fact.body.objection for fact in state.objections])
        back = reverse("objection", args=[case, name])
        named = {**body, "objection": name}
        return submit(request, entries.ObjectionRaised, named, case=case, at=moment_of(case), back=back)


def raise_alarm(request: ReadRequest, case: str, text: str, *, back: str) -> HttpResponse:
    """Raise an alarm for the reader's section under the next free name; the same words while it runs are one.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    body = {"text": text, "section": request.reader.section}
    with transaction.atomic():
        lock(f"alarms of {case}")
        state = read_clearance(case, at=moment_of(case))
        if any(fact.actor == request.reader.person and says(fact.body, body) for fact in open_alarms(state)):
            return redirect(back)
        named = {**body, "alarm": next_name("A", [fact.body.alarm for fact in state.alarms])}
        return submit(request, entries.AlarmRaised, named, case=case, at=moment_of(case), back=back)


def countersign(
    request: ReadRequest, case: str, drafted: Fact[VersionDrafted], *, keyring: KeyRing, back: str
) -> HttpResponse:
    """Sign these exact words with the key of the reader's section; a countersignature that counts is not made twice.

    Raises:
        Refused: the gate is closed; nothing was said.
        KeyMissing, KeyLocked, KeyFileOpen: the section's key cannot be used here; nothing was said.
    """
    reader = request.reader
    with transaction.atomic():
        lock(reader.origin)
        state = read_clearance(case, at=moment_of(case), subject=drafted.body.output)
        for fact in gates.valid_countersignatures(state):
            if (fact.body.section, fact.actor, fact.body.draft_ref) == (reader.section, reader.person, drafted.ref):
                return redirect(back)
        if elsewhere := marked_elsewhere(state.outputs, drafted):
            raise Refused(elsewhere)
        body = msgspec.structs.asdict(countersignature(drafted, reader=reader, keyring=keyring))
        del body["personal"]  # given where the act is signed
        return submit(request, entries.DraftCountersigned, body, case=case, at=moment_of(case), back=back)


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


def of_version(drafted: Fact[VersionDrafted]) -> dict[str, Any]:
    """Return the fields by which an act names one version: these exact bytes."""
    return {"output": drafted.body.output, "version": drafted.body.version, "draft_ref": drafted.ref}


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


def next_name(letter: str, taken: Sequence[str]) -> str:
    """Return the first free name of a kind: ``O3`` after ``O1`` and ``O2``."""
    return next(name for number in range(1, len(taken) + 2) if (name := f"{letter}{number}") not in taken)


def names_of_risks(state: ClearanceCase) -> list[str]:
    """Return the names of the risks that were assessed, in the order in which they were first named."""
    return list(dict.fromkeys(fact.body.harm for fact in state.harms))
