"""How much one account or one address may ask of the site: in a minute, and in one request.

Rules:
  - Who is signed in is counted by their account, everybody else by their address; of an address of IPv6 the first 64
    bits count, since a home has as many as it likes of the rest (RFC 6177).
  - Where the address is not known, as behind a socket without a proxy that tells it, nobody is counted.
  - Pages and forms that are sent are counted apart. Other houses ask for tiles of a log by the thousand, so addresses
    under `/house/` allow ten times as many.
  - Each process counts for itself, in memory: no page costs a write. With two processes twice as much may pass.
  - A form is read before any view can refuse it, so its length is looked at first: whoever is signed in may send a file
    as large as evidence may be, everybody else one as large as a guest may bring. Houses have bounds of their own.
  - Files of the site itself (style sheets, scripts) are not counted; they are given out before this is asked.
"""

from __future__ import annotations

import ipaddress
import time
from collections import Counter
from collections.abc import Callable
from threading import Lock

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from answerable.people.accounts.adapters import UNKNOWN

MINUTE = 60
"""Seconds."""

TOO_MANY = 429
"""Status of an answer to who asked too often (RFC 6585, section 4)."""

MANY = 100_000
"""Askers that are counted at a time; a flood of more addresses begins the minute anew rather than fill the memory."""

HOUSES, TIMES = "/house/", 10
"""What other houses ask for, and how many times as much of it is allowed."""

TOO_LARGE = 413
"""Status of an answer to who sent too much (RFC 9110, section 15.5.14)."""

BESIDE = 2 << 20
"""Bytes of a form beside its file; as `DATA_UPLOAD_MAX_MEMORY_SIZE`."""

OUTSIDERS = 32 << 20
"""Bytes that somebody may send who is not signed in; a guest's proof of delivery has 20 MB at most."""

NETWORK = 64
"""Bits of an IPv6 address that name one connection (RFC 6177, section 2)."""


class PaceMiddleware:
    """Answers who asks too often with 429, before any view is called."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.clock = time.monotonic
        self._counted: Counter[tuple[str, str]] = Counter()
        self._minute = 0
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, or how long to wait."""
        if too_large(request):
            return render(request, "413.html", status=TOO_LARGE)
        kind, most = ("acts", settings.ANSWERABLE_ACTS_A_MINUTE)
        if request.method != "POST":
            kind, most = ("pages", settings.ANSWERABLE_PAGES_A_MINUTE)
        if request.path.startswith(HOUSES):
            kind, most = (f"{kind} of houses", most * TIMES)
        if most and (who := asker(request)) and self._count(who, kind) > most:
            answer = render(request, "429.html", status=TOO_MANY)
            answer.headers["Retry-After"] = str(MINUTE - int(self.clock()) % MINUTE)
            return answer
        return self.get_response(request)

    def _count(self, who: str, kind: str) -> int:
        """Return how often `who` asked for this kind in this minute, this time among them."""
        with self._lock:
            minute = int(self.clock()) // MINUTE
            if minute != self._minute or len(self._counted) > MANY:
                self._minute, self._counted = minute, Counter()
            self._counted[who, kind] += 1
            return self._counted[who, kind]


def too_large(request: HttpRequest) -> bool:
    """Tell whether a request says that it is longer than this asker may send."""
    if request.path.startswith(HOUSES):
        return False
    length = request.META.get("CONTENT_LENGTH") or "0"
    most = settings.ANSWERABLE_LARGEST_FILE if request.user.is_authenticated else OUTSIDERS
    return length.isascii() and length.isdigit() and int(length) > most + BESIDE


def asker(request: HttpRequest) -> str:
    """Return what one who asks is counted by; empty where that is not known."""
    if request.user.is_authenticated:
        return f"account {request.user.pk}"
    address = get_adapter().get_client_ip(request)
    if address == UNKNOWN:
        return ""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if ip.version == 6:  # noqa: PLR2004 - the version of the protocol
        return str(ipaddress.ip_network((ip, NETWORK), strict=False))
    return str(ip)
