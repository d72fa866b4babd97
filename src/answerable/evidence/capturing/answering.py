"""What a page asks for, fetched on behalf of a browser that reaches nothing itself, and recorded.

Rules:
  - Every address is checked before it is asked for, redirects among them: they come back from the browser as requests
    of their own. Nothing but public places is asked for, unless the operator named a host and port.
  - An answer is recorded first and shown then; what is not recorded, the page does not get.
  - What is over a bound, refused or unreachable is aborted, counted, and named in `unanswered`; so is what the browser
    does not take. An answer that is an error by its status is an answer: recorded, shown, and named in `failed`.
"""

from __future__ import annotations

import base64
import binascii
import http.client
import os
import queue
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import msgspec

from answerable.evidence.capturing.bounds import Bounds
from answerable.evidence.capturing.recording import Recorder
from answerable.fetching import where
from answerable.fetching.chromium import Chromium
from answerable.fetching.errors import FetchError, Unfetched
from answerable.fetching.exchanging import Exchange, exchange, plain
from answerable.fetching.limits import Limits
from answerable.fetching.wire import Line, connect

AT_ONCE = 6
"""Requests that are under way together, as browsers do for one host."""

GONE = frozenset({"content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"})
"""Fields that speak of how an answer came, not of what it is."""

FIRST_ERROR = 400
"""The lowest status of an answer that is an error (RFC 9110, section 15)."""

ICON = "/favicon.ico"
"""What a browser asks for by itself where a page names no icon: that it is lacking says nothing of the page."""

INSIDE = ("data:", "blob:", "about:")
"""Addresses that lead to nobody else: what is behind them is in the page."""


class World(msgspec.Struct, frozen=True, kw_only=True):
    """What reaches the web.

    Attributes:
        allowed: Exact pairs "host:port" that are asked for wherever they lead.
        resolve: The addresses of a name.
        authorities: A file of certificates that are believed in place of the machine's own; "" for these.
        now: The moment.
    """

    allowed: frozenset[str]
    now: Callable[[], datetime]
    resolve: where.Resolve = where.look_up
    authorities: str = ""


class Unanswered(msgspec.Struct, frozen=True):
    """An address that a page asked for and did not get, and why."""

    address: str
    why: str


class Failed(msgspec.Struct, frozen=True):
    """An address that answered with an error, and the status that it gave (RFC 9110, sections 15.5 and 15.6)."""

    address: str
    status: int


class Answers:
    """Answers to what one page asks for.

    Attributes:
        documents: The answers that took the place of the whole page, in order.
        unanswered: What was aborted, as far as it is named.
        refused: How many requests were aborted.
        failed: The answers that are errors, as far as they are named.
        errors: How many answers are errors.
        waiting: Requests that are not answered yet.
        asked: Requests that came.
    """

    def __init__(self, chromium: Chromium, recorder: Recorder, world: World, bounds: Bounds) -> None:
        self.documents: list[Exchange] = []
        self.unanswered: list[Unanswered] = []
        self.failed: list[Failed] = []
        self.waiting, self.asked, self.refused, self.errors, self.since = 0, 0, 0, 0, time.monotonic()
        self.main = ""
        self._chromium, self._recorder, self._world, self._bounds = chromium, recorder, world, bounds
        self._bytes, self._lock = 0, threading.Lock()
        self._given: dict[str, str] = {}
        self._done: queue.SimpleQueue[tuple[str, str, dict[str, Any]]] = queue.SimpleQueue()
        self._ready, self._wake = os.pipe()
        self._pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="answering")
        trust = ssl.create_default_context(cafile=world.authorities or None)
        self._line = Line(connect=connect, clock=time.monotonic, trust=trust)
        chromium.watch(self._ready, self._deliver)
        chromium.not_taken = self._not_taken

    def answer(self, paused: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
        """Begin to answer a request that the browser holds back."""
        address = paused["request"]["url"]
        if address.startswith(INSIDE):
            return "Fetch.continueRequest", {}
        self.asked, self.since = self.asked + 1, time.monotonic()
        if self.asked > self._bounds.requests:
            return self._refused(address, f"more than {self._bounds.requests} requests")
        self.waiting += 1
        self._given[paused["requestId"]] = address[:500]
        self._pool.submit(self._work, paused)
        return None

    def close(self) -> None:
        """Wait for what is under way, and let go."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        os.close(self._ready)
        os.close(self._wake)

    def _work(self, paused: dict[str, Any]) -> None:
        try:
            method, parameters = self._answered(paused)
        except FetchError as error:
            method, parameters = self._refused(paused["request"]["url"], str(error))
        except Exception as error:  # noqa: BLE001 - one answer that cannot be read must not leave the page waiting
            method, parameters = self._refused(paused["request"]["url"], f"{type(error).__name__}: {error}")
        self._done.put((paused["requestId"], method, parameters))
        os.write(self._wake, b"\0")

    def _answered(self, paused: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        request, at = paused["request"], self._world.now()
        target = where.target(request["url"].partition("#")[0])
        addresses = where.checked(target, resolve=self._world.resolve, allowed=self._world.allowed)
        body = _body(request)
        headers = {**request["headers"], **({"Content-Length": str(len(body))} if body else {})}
        left = self._bounds.total - self._bytes
        if left <= 0:
            raise Unfetched("too-large", f"expected at most {self._bounds.total} bytes in all, found more")
        found = exchange(
            target,
            addresses,
            method=request["method"],
            headers=headers,
            body=body,
            most=min(left, self._bounds.each),
            line=self._line,
            limits=Limits(),
        )
        shown = plain(found, most=self._bounds.each)
        with self._lock:
            self._bytes += max(len(found.content), len(shown))
            self._note_error(request["url"], found.status)
        self._recorder.exchanged(found, now=at)
        if paused.get("resourceType") == "Document" and paused.get("frameId") == self.main:
            self.documents.append(found)
        return "Fetch.fulfillRequest", _fulfilled(found, shown)

    def _note_error(self, address: str, status: int) -> None:
        """Count an answer that is an error; called with the lock held."""
        if status >= FIRST_ERROR and urlsplit(address).path != ICON:
            self.errors += 1
            if self.errors <= self._bounds.named:
                self.failed.append(Failed(address[:500], status))

    def _refused(self, address: str, why: str) -> tuple[str, dict[str, Any]]:
        with self._lock:
            self.refused += 1
            if self.refused <= self._bounds.named:
                self.unanswered.append(Unanswered(address[:500], why[:500]))
        return "Fetch.failRequest", {"errorReason": "Failed"}

    def _not_taken(self, request: str, why: str) -> None:
        self._refused(self._given.get(request, ""), f"the browser does not take its answer: {why}")

    def _deliver(self) -> None:
        os.read(self._ready, 1)
        request, method, parameters = self._done.get()
        self.waiting, self.since = self.waiting - 1, time.monotonic()
        self._chromium.reply(request, method, **parameters)


@contextmanager
def answering(chromium: Chromium, recorder: Recorder, world: World, bounds: Bounds) -> Iterator[Answers]:
    """Give what answers a page, and let go of it at the end."""
    answers = Answers(chromium, recorder, world, bounds)
    try:
        yield answers
    finally:
        answers.close()


def _body(request: dict[str, Any]) -> bytes:
    try:
        parts = [base64.b64decode(part.get("bytes", ""), validate=True) for part in request.get("postDataEntries", [])]
    except binascii.Error as error:
        raise Unfetched("broken", f"expected the body of a request in base64, found {error}") from error
    return b"".join(parts) or request.get("postData", "").encode()


def _fulfilled(found: Exchange, shown: bytes) -> dict[str, Any]:
    fields = [{"name": name, "value": value} for name, value in found.fields if name.lower() not in GONE]
    answer = {"responseCode": found.status, "responseHeaders": fields, "body": base64.b64encode(shown).decode()}
    phrase = found.phrase or http.client.responses.get(found.status, "Unknown")  # Chromium takes no status without one
    return answer | {"responsePhrase": phrase}
