"""A time-stamping authority, asked over HTTP.

Implements RFC 3161, section 3.4. Rules:
  - The operator names the authority, which may stand in the operator's own network; no page ever does.
  - It is asked directly: no proxy, no redirect is followed. Over `http` too, for what comes back is signed.
  - An answer has a limit in bytes and in time, however slowly it drips.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from answerable.record.errors import NotStamped
from answerable.record.stamping.stamps import Authority

LARGEST_ANSWER = 1 << 17
"""Bytes of an answer; with a long chain of certificates it has about 10,000. Chosen by hand."""

SECONDS = 20.0
"""How long an authority may take; chosen by hand."""

OK = 200


def authority_at(address: str, *, seconds: float = SECONDS) -> Authority:
    """Return the authority at an address, to be asked for stamps.

    Raises:
        NotStamped: the address is none of the web.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise NotStamped(f"expected the http(s) address of an authority, found {address}: {error}") from error
    if parts.scheme not in {"http", "https"} or not host:
        raise NotStamped(f"expected the http(s) address of an authority, found {address}")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def ask(request: bytes) -> bytes:
        made = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        try:
            with closing(made(host, port, timeout=seconds)) as connection, _cut_off_after(seconds, connection):
                return _ask(connection, target, request)
        except (OSError, HTTPException) as error:
            found = str(error) or type(error).__name__
            raise NotStamped(f"expected a stamp from {address}, found: {found}") from error
        except NotStamped as error:
            raise NotStamped(f"expected a stamp from {address}: {error}") from error

    return ask


def _ask(connection: HTTPConnection, target: str, request: bytes) -> bytes:
    headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
    connection.request("POST", target, body=request, headers=headers)
    with connection.getresponse() as response:
        if response.status != OK:
            raise NotStamped(f"expected status {OK}, found {response.status} {response.reason}".rstrip())
        media = response.headers.get_content_type()
        if media != "application/timestamp-reply":
            raise NotStamped(f"expected application/timestamp-reply, found {media}")
        answer = response.read(LARGEST_ANSWER + 1)
    if len(answer) > LARGEST_ANSWER:
        raise NotStamped(f"expected at most {LARGEST_ANSWER} bytes, found more")
    return answer


@contextmanager
def _cut_off_after(seconds: float, connection: HTTPConnection) -> Iterator[None]:
    """Connect, and hang up when the time is over: a socket's own limit begins anew with each byte."""
    connection.connect()
    line, late = connection.sock, threading.Event()

    def hang_up() -> None:
        late.set()
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield
    except (OSError, HTTPException) as error:
        if late.is_set():
            raise TimeoutError(f"no whole answer within {seconds:g} seconds") from error
        raise
    finally:
        timer.cancel()
    if late.is_set():
        raise TimeoutError(f"no whole answer within {seconds:g} seconds")
