"""The acts around a notice as pages say them, each once: worded, answered, issued; and a section's own dissociation.

A key is given out under a lock of the case, whichever log the act goes to. Sending a form twice says an act once. Every
act goes through `people.saying.submit`, which asks for the person's own signature where one is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from answerable.clearance.saying import next_name, says, send
from answerable.evidence.clock import moment_of
from answerable.people.access import ReadRequest
from answerable.people.saying import submit
from answerable.record.entry import Fact
from answerable.record.log import lock
from answerable.releases import entries
from answerable.releases.gates import ReleaseCase
from answerable.releases.gates.dissociation import live
from answerable.releases.gates.wording import Drafted, Released, last_word, wording
from answerable.releases.models import read_release
from answerable.vault.sealing import Sealed


def draft(request: ReadRequest, released: Released, plain: Mapping[str, Any], *, key: str = "") -> HttpResponse:
    """Word a notice on a release: a further wording under `key`, or else a notice under the next free one.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    case, body = released.case, {**plain, **_on(released)}
    with transaction.atomic():
        lock(f"notices of {case}")
        state = read_release(case, at=moment_of(case))
        for fact in state.notice_drafts:
            latest = wording(state, fact).ref == fact.ref
            if latest and fact.actor == request.reader.person and says(fact.body, body):
                return redirect("notice", case, fact.body.notice)
        named = {**body, "notice": key or next_name("N", _taken(state))}
        back = reverse("notice", args=[case, named["notice"]])
        return submit(request, entries.NoticeDrafted, named, case=case, at=moment_of(case), back=back)


def countersign(request: ReadRequest, state: ReleaseCase, drafted: Drafted) -> HttpResponse:
    """Say that the reader's section stands by a wording.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    return _answer(request, state, drafted, entries.NoticeCountersigned, {})


def decline(request: ReadRequest, state: ReleaseCase, drafted: Drafted, reason: str) -> HttpResponse:
    """Say that the reader's section does not stand by a wording.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    return _answer(request, state, drafted, entries.NoticeDeclined, {"reason": reason})


def _answer(
    request: ReadRequest,
    state: ReleaseCase,
    drafted: Drafted,
    said: type[entries.NoticeCountersigned | entries.NoticeDeclined],
    plain: Mapping[str, Any],
) -> HttpResponse:
    section = request.reader.section
    body = {**plain, "section": section, "notice": drafted.body.notice, "drafted_ref": drafted.ref}
    last = last_word(state, drafted, section)
    since = last if last is not None and not isinstance(last.body, said) else None
    back = reverse("notice", args=[drafted.case, drafted.body.notice]) + "#sections"
    return send(request, said, body, case=drafted.case, back=back, since=since)


def issue(request: ReadRequest, drafted: Drafted) -> HttpResponse:
    """Issue a notice in the words of its draft, under the same commitment.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    names = ("notice", "type", "output", "released_ref", "statements", "replaced_by")
    body = {name: getattr(drafted.body, name) for name in names}
    body |= {"drafted_ref": drafted.ref, "text": Sealed(drafted.body.text)}
    back = reverse("notice", args=[drafted.case, drafted.body.notice])
    return send(request, entries.NoticeIssued, body, case=drafted.case, back=back)


def dissociate(request: ReadRequest, released: Released, plain: Mapping[str, Any]) -> HttpResponse:
    """Say that the reader's section does not stand by a release, under the next free key.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    case, body = released.case, {**plain, **_on(released), "section": request.reader.section}
    back = reverse("dissociate", args=[case, released.body.output, released.body.version]) + "#said"
    with transaction.atomic():
        lock(f"notices of {case}")
        state = read_release(case, at=moment_of(case))
        if any(fact.actor == request.reader.person and says(fact.body, body) for fact in live(state)):
            return redirect(back)
        named = {**body, "notice": next_name("D", _taken(state))}
        return submit(request, entries.SectionDissociated, named, case=case, at=moment_of(case), back=back)


def end(request: ReadRequest, released: Released, plain: Mapping[str, Any]) -> HttpResponse:
    """Say that the reader's section stands by a release again.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    body = {**plain, "section": request.reader.section}
    back = reverse("dissociate", args=[released.case, released.body.output, released.body.version])
    return send(request, entries.DissociationEnded, body, case=released.case, back=back)


def _on(released: Released) -> dict[str, str]:
    return {"output": released.body.output, "released_ref": released.ref}


def _taken(state: ReleaseCase) -> list[str]:
    facts: tuple[Fact[Any], ...] = (*state.notice_drafts, *state.notices, *state.dissociations)
    return list(dict.fromkeys(fact.body.notice for fact in facts))
