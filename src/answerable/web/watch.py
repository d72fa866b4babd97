"""What the server's log tells of sign-ins, refusals and tries to get around a check.

Rules:
  - Each line says what was asked for and answered, by which account, in which session. An account is written as its
    number in the database and a session as the beginning of a digest: a log that cannot be erased names nobody.
  - Who is sent to sign in, whose sign-in failed, whoever was refused (forbidden, closed by a gate, malformed, too
    often): one line each. A page that is not there is told of those who are signed in; Django tells the rest.
  - The address that somebody asked from is not written: it can lead to a person in danger. A proxy knows it.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse

_log = logging.getLogger("answerable.watch")

PROVING = frozenset(
    [
        "sign-in",
        "account_login",
        "mfa_authenticate",
        "mfa_login_webauthn",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "invitation",
        "account_change_password",
    ]
)
"""Names of the addresses where somebody proves who they are; a form that is accepted there leads on."""

REFUSED = frozenset({400, 403, 409, 410, 413, 429})
"""Answers that refuse something."""

MOVED, MISSING = 302, 404


class WatchMiddleware:
    """Writes a line for each answer that whoever guards the server has to know of."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, after its line was written."""
        before = request.session.get(SESSION_KEY, "")
        response = self.get_response(request)
        after = request.session.get(SESSION_KEY, "")
        if what := told(request, response, before=before, after=after):
            who = after or before or _claimed(request)
            asked = f"{request.method} {request.path}"
            _log.info("%s: %s (%s) account=%s session=%s", what, asked, response.status_code, who, _session(request))
        return response


def told(request: HttpRequest, response: HttpResponse, *, before: str, after: str) -> str:
    """Return what happened, in a few words; empty where nobody has to know."""
    if after != before:
        return "signed in" if after else "signed out"
    name = request.resolver_match.url_name if request.resolver_match else ""
    status = response.status_code
    if request.method == "POST" and name in PROVING:
        return "proved who they are" if status == MOVED else "failed to prove who they are"
    if status == MOVED and not after and response.headers.get("Location", "").startswith("/sign-in/?"):
        return "sent to sign in"
    return "refused" if status in REFUSED or (status == MISSING and after) else ""


def _claimed(request: HttpRequest) -> str:
    """Return the number of the account that somebody claims at sign-in; "-" where there is none."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    handle = request.POST.get("login", "") if request.method == "POST" and name in PROVING else ""
    found = User.objects.filter(username=handle).values_list("pk", flat=True).first() if handle else None
    return str(found or "-")


def _session(request: HttpRequest) -> str:
    """Return by what lines of one session are known to belong together."""
    key = request.session.session_key
    return hashlib.sha256(key.encode()).hexdigest()[:8] if key else "-"
