"""A form that is sent twice says its act once.

Each page of a form carries a mark of its own. Under the lock of the log, the mark is looked for among those that this
session has sent; a page without a mark is never taken for another.
"""

from __future__ import annotations

import secrets
from typing import Any

from answerable.people.access import ReadRequest
from answerable.record.log import lock

MARK = "sending"
"""The hidden field with the mark of a page."""

SENT = "sent"
"""Where a session keeps the marks of what it sent, each with the address it led to."""

LONGEST_MARK = 64
"""Characters of a mark that is kept; ours have 22."""

KEPT = 50
"""Marks a session keeps; chosen by hand: a form is sent twice within seconds, not days."""


def new_mark() -> str:
    """Return the mark of a new page."""
    return secrets.token_urlsafe(16)


def led_to(request: ReadRequest) -> str:
    """Return where this page led when it was sent before, or ""; called inside the transaction that says the act."""
    lock(f"forms of {request.reader.person}")
    mark = _mark(request)
    return str(_stored(request).get(mark, "")) if mark else ""


def sent(request: ReadRequest, address: str) -> None:
    """Keep that this page was sent, and where it led, in the transaction that said the act."""
    if mark := _mark(request):
        marks = {**_stored(request), mark: address}
        request.session[SENT] = dict(list(marks.items())[-KEPT:])
        request.session.save()


def _mark(request: ReadRequest) -> str:
    """Return the mark that a page was sent with; what is longer than a mark is none, and is not kept."""
    mark: str = request.POST.get(MARK, "")
    return mark if len(mark) <= LONGEST_MARK else ""


def _stored(request: ReadRequest) -> dict[str, Any]:
    """Return the marks as they are stored now: another request of this session may have added one just before."""
    key = request.session.session_key
    found = type(request.session)(key).get(SENT) if key else None
    return dict(found or {})
