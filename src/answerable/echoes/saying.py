"""What people say of one use, each once: confirmed as it is, corrected, or rejected.

Sending a form twice says an act once: under the lock of the log the last word about the use is looked for, and the same
by the same person is not said again. Every act goes through `people.saying.submit`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from answerable.clearance.saying import says
from answerable.echoes import entries
from answerable.echoes.alerts import raise_alerts
from answerable.echoes.gates import judged
from answerable.echoes.reading import Release, case_of, echo_of, pairs, place_of, releases_of
from answerable.echoes.tables import Use
from answerable.people.access import ReadRequest
from answerable.people.saying import submit
from answerable.record.entry import Said
from answerable.record.log import lock


def confirm(request: ReadRequest, release: Release, use: Use, label: Mapping[str, Any], *, back: str) -> HttpResponse:
    """Say that a use relates to our words as `label` has it: relation, passage, shifts, attributed, reason.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    body = {
        **_about(release, use),
        **label,
        "place": use.place,
        "proposed_shifts": named(pairs(use.shifts)),
        "published": use.page.published.replace(microsecond=0) if use.page.published else None,
        "capture": use.page.capture.get("payload_sha256", ""),
    }
    return _send(request, entries.EchoConfirmed, body, release=release, back=back)


def reject(request: ReadRequest, release: Release, use: Use, reason: str, *, back: str) -> HttpResponse:
    """Say that something is no use of our words.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    body = {**_about(release, use), "reason": reason}
    return _send(request, entries.EchoRejected, body, release=release, back=back)


def as_proposed(use: Use) -> dict[str, Any]:
    """Return the label of a use as the engine proposes it."""
    return {
        "relation": use.relation,
        "passage": use.passage,
        "shifts": named(pairs(use.shifts)),
        "attributed": use.attributed,
    }


def named(shifts: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    """Return shifts as an entry has them, each once."""
    return [{"kind": kind, "direction": way} for kind, way in dict.fromkeys(shifts)]


def look_again(case: str, **_said_by: Any) -> None:
    """Raise what the rules of sections notice now: a label or a rule has changed."""
    state = case_of(case)
    for release in releases_of(state):
        raise_alerts(state, release.output)


def _about(release: Release, use: Use) -> dict[str, Any]:
    """Return which use it is, of which release, and what the engine was given and proposed."""
    released = release.version(use.version or None)
    return {
        "echo": use.id,
        "output": release.output,
        "version": released.body.version,
        "released_ref": released.ref,
        "proposed": use.relation,
        "address": place_of(use.page),
        "words": echo_of(use).restatement_words,
        "run": use.run.inputs,
    }


def _send(
    request: ReadRequest, said: type[Said], body: Mapping[str, Any], *, release: Release, back: str
) -> HttpResponse:
    reader = request.reader
    with transaction.atomic():
        lock(reader.origin)
        last = judged(case_of(release.case), body["echo"], release.output)
        mine = last is not None and (last.actor, last.origin) == (reader.person, reader.origin)
        if last is not None and mine and isinstance(last.body, said) and says(last.body, body):
            return redirect(back)
        answer = submit(request, said, body, case=release.case, at=release.at, back=back)
        look_again(release.case)
        return answer
