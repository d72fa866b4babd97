"""Sessions end: after a time in which nothing was asked for, and at the latest some hours after they began.

Whoever proves once more who they are goes on under a new name of the session: one that was copied before gets nowhere.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY as PROVED
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

BEGAN, SEEN = "session_began", "session_seen"

NOTED = 60
"""Seconds after which a session is noted as in use again: not at each page, which would be a write for each read."""


class SessionLimitMiddleware:
    """Signs a person out whose session has ended, and notes the others as in use."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, for nobody where the session has ended."""
        if request.user.is_authenticated:
            now = time.time()
            if has_ended(request.session, now):
                logout(request)
            elif now - request.session.get(SEEN, 0) >= NOTED:
                request.session.setdefault(BEGAN, now)
                request.session[SEEN] = now
                UserSession.objects.create_from_request(request)
        proved, name = request.session.get(PROVED), request.session.session_key
        response = self.get_response(request)
        if request.session.get(PROVED) != proved and name == request.session.session_key:
            rename(request.session)
        return response


def rename(session: SessionBase) -> None:
    """Give a session another name, in the list of its person too."""
    before = session.session_key
    session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=session.session_key)


def has_ended(session: SessionBase, now: float) -> bool:
    """Tell whether a session is past one of its two limits."""
    began, seen = float(session.get(BEGAN, now)), float(session.get(SEEN, now))
    idle = now - seen >= settings.ANSWERABLE_SESSION_IDLE_MINUTES * 60
    return idle or now - began >= settings.ANSWERABLE_SESSION_HOURS * 3600
