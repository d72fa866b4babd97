"""A release: its words, its certificate and how to verify it, for everyone; and the act of releasing, for the approver.

An outsider gets the certificate without names of persons; it verifies as well.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from answerable.evidence.clock import moment_of
from answerable.outputs.gates import statements_of
from answerable.outputs.rendering import as_html, passages
from answerable.people.access import ReadRequest, everyone
from answerable.people.keyring import keyring
from answerable.people.saying import is_signature_wanted, prepare
from answerable.people.standing import holds_role
from answerable.record.blocker import Refused
from answerable.record.entry import Fact
from answerable.record.errors import RecordError
from answerable.releases.entries import OutputReleased
from answerable.releases.errors import CertificateError, ReleaseError
from answerable.releases.gates import ReleaseCase, Standing, board, is_clear, released_current, standing
from answerable.releases.notices import Beside, beside, dependants, marked
from answerable.releases.reading import (
    Place,
    last_release,
    place_of,
    released_as,
    state_of,
    statement_words,
    subject_of,
)
from answerable.releases.releasing import (
    CERTIFICATE_NAME,
    PAGE_NAME,
    TEXT_NAME,
    keep_files,
    propose,
    release as say_release,
    released_files,
)
from answerable.releases.rendering import title_of
from answerable.releases.verification import Verified, public_view, verify
from answerable.vault.reading import ERASED

CONTENT_TYPES = {
    TEXT_NAME: "text/markdown; charset=utf-8",
    PAGE_NAME: "text/html; charset=utf-8",
    CERTIFICATE_NAME: "application/json",
}
"""How each file of a release is given out."""


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """What this machine found when it verified the certificate for this page: what is so, or why not."""

    verified: Verified | None = None
    failure: str = ""


@everyone
@require_safe
def release(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the page of a release with its certificate."""
    state = state_of(case, output)
    released = released_as(state, output, version)
    files = _files(request, released)
    checked = _check(files)
    context = {
        "case": case,
        "opened": state.clearance.outputs.findings.evidence.opened.body,
        "released": released,
        "title": title_of(files[TEXT_NAME].decode()),
        "words": _words(state, released, files[TEXT_NAME].decode()),
        "files": [(name, hashlib.sha256(data).hexdigest()) for name, data in sorted(files.items())],
        "checked": checked,
        "said": checked.verified.statement.predicate if checked.verified else None,
        **_texts(checked.verified),
        "standing": standing(state, released),
        "published": beside(state, released),
        "marked": _marked(state, released),
        "dependants": _dependants(state, released),
        "newer": _newer(state, released),
    }
    return render(request, "releases/release.html", context)


@everyone
@require_safe
def download(request: ReadRequest, case: str, output: str, version: int, name: str) -> HttpResponse:
    """Return one file of a release, byte for byte; the certificate without names for an outsider."""
    files = _files(request, released_as(state_of(case, output), output, version))
    if name not in files:
        raise Http404
    answer = HttpResponse(files[name], content_type=CONTENT_TYPES[name])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def release_form(request: ReadRequest, case: str, output: str) -> HttpResponse:
    """Return the page on which the approver releases the current version; a version is released once."""
    refused: list[tuple[str, str, Place]] = []
    failure = ""
    if request.method == "POST":
        try:
            at = moment_of(case)
            if is_signature_wanted(OutputReleased, request.reader.person, request.reader.origin, at):
                return _to_sign(request, case, output, at)
            say_release(case, actor=request.reader.person, at=at, keyring=keyring(), subject=output)
        except Refused as error:
            state = state_of(case, output)
            refused = [(each.text, each.opens, place_of(state, each.where)) for each in error.blockers]
        except (RecordError, ReleaseError) as error:
            failure = _("The certificate could not be signed: %(why)s") % {"why": error}
        else:
            return redirect("release", case, output, _current_version(state_of(case, output)))
    status = 409 if refused or failure else 200
    return render(request, "releases/release_form.html", _form(request, case, output, refused, failure), status=status)


def _to_sign(request: ReadRequest, case: str, output: str, at: datetime) -> HttpResponse:
    """Lead the approver to the page on which they sign the release; its files are kept when it is said."""
    body = propose(case, at=at, subject=output)
    if body is None:
        return redirect("release", case, output, _current_version(state_of(case, output)))
    back = reverse("release", args=[case, body.output, body.version])
    plain = msgspec.to_builtins(msgspec.structs.replace(body, personal=None))
    waiting = prepare(OutputReleased, plain, reader=request.reader, case=case, at=at, back=back, then=keep_files)
    return redirect("sign", waiting.token)


def _form(
    request: ReadRequest, case: str, output: str, refused: list[tuple[str, str, Place]], failure: str
) -> dict[str, Any]:
    state = state_of(case, output)
    gates = board(state)
    approver = holds_role(state.people, request.reader.person, "approver", case=case, at=state.at)
    return {
        "case": case,
        "opened": state.clearance.outputs.findings.evidence.opened,
        "subject": subject_of(state),
        "closed": [gate for gate in gates if gate.state == "closed"],
        "overridden": [gate for gate in gates if gate.state == "overridden"],
        "is_clear": is_clear(gates),
        "is_approver": approver,
        "released": released_current(state),
        "refused": refused,
        "failure": failure,
    }


def _current_version(state: ReleaseCase) -> int:
    current = subject_of(state)
    return current.body.version if current else 0


def status_of(state: ReleaseCase, released: Fact[OutputReleased]) -> str:
    """Return what readers should know about a release now."""
    return standing(state, released).status


def _words(state: ReleaseCase, released: Fact[OutputReleased], text: str) -> list[SafeString]:
    """Return the words that were released, with the statements marked on which there is a notice."""
    names = marked(state, released).keys()
    drafts = state.clearance.outputs
    drafted = next((fact for fact in drafts.versions if fact.ref == released.body.draft_ref), None)
    found = [each for each in statements_of(drafts, drafted) if each.id in names] if drafted else []
    return [each.html for each in passages(text, found, held=frozenset(names))] if found else [as_html(text)]


def _marked(state: ReleaseCase, released: Fact[OutputReleased]) -> list[tuple[str, str, tuple[Beside, ...]]]:
    """Return the statements on which there is a notice, in the order of the text: id, words, and what is on them."""
    found = marked(state, released)
    return [(name, words, found[name]) for name, words in statement_words(state, released).items() if name in found]


def _dependants(
    state: ReleaseCase, released: Fact[OutputReleased]
) -> list[tuple[str, Fact[OutputReleased] | None, Standing | None]]:
    """Return what rests on a release: the output, and its last release with its status, where there is one."""
    found = []
    for version in dependants(state, released.body.output):
        last = last_release(state, version.body.output)
        found.append((version.body.output, last, standing(state, last) if last else None))
    return found


def _newer(state: ReleaseCase, released: Fact[OutputReleased]) -> Fact[OutputReleased] | None:
    later = [fact for fact in state.released if fact.body.output == released.body.output]
    return later[-1] if later[-1].body.version > released.body.version else None


def _files(request: ReadRequest, released: Fact[OutputReleased]) -> dict[str, bytes]:
    files = released_files(released.ref)
    if not files:
        raise Http404
    if not request.reader.insider:
        files[CERTIFICATE_NAME] = public_view(files[CERTIFICATE_NAME])
    return files


def _check(files: dict[str, bytes]) -> Checked:
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != CERTIFICATE_NAME}
    try:
        return Checked(verified=verify(files[CERTIFICATE_NAME], digests=digests))
    except CertificateError as error:
        return Checked(failure=str(error))


def _texts(verified: Verified | None) -> dict[str, Any]:
    """Return what travels with the release in somebody's own words, as the certificate opens it."""
    if verified is None:
        return {}
    said, opened = verified.statement.predicate, verified.opened
    return {
        "overrides": [
            {"gate": each.gate, "expires": each.expires, "reason": opened.get(each.reason, ERASED)}
            for each in said.overrides
        ],
        "dissents": [(each.section, opened.get(each.text, ERASED)) for each in said.dissents],
        "declines": [
            {"section": each.section, "refuses": ", ".join(each.refuses), "text": opened.get(each.text, ERASED)}
            for each in said.declines
        ],
    }
