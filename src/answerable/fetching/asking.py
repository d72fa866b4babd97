"""One exchange over HTTP/1.1: a request without a body, and the answer, within limits.

Rules:
  - One connection, one request: hosts are visited seconds apart, so connections are not kept.
  - The body is read only of an answer with status 200 and of a media type that is wanted; it is whole, or an error.
  - What the server says is believed in one direction only: an answer that claims to be too large is not read, one that
    claims to be small is counted all the same (RFC 9112, 6.3; RFC 9110, 8.6).
"""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
import urllib3.connection
import urllib3.exceptions

from answerable.fetching.errors import Unfetched
from answerable.fetching.limits import Limits, Wanted
from answerable.fetching.unpacking import ASKED, unpacked
from answerable.fetching.where import Target
from answerable.fetching.wire import Line, Wire, opened

OK: Final = 200
PIECE: Final = 64 << 10
"""Bytes that are read at a time."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a server answered.

    Attributes:
        status: Its status.
        headers: Its fields, by their names in small letters; fields that come twice are joined by ", ".
        content: Its body, unpacked; empty where the status is not 200.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes = b""


def ask(
    target: Target,
    addresses: tuple[str, ...],
    *,
    headers: Mapping[str, str],
    wanted: Wanted,
    line: Line,
    limits: Limits,
) -> Answer:
    """Return what a server answers.

    Args:
        target: What to ask for.
        addresses: Where to ask: IP addresses that were checked.
        headers: Fields of the request, but for those that say where and how.
        wanted: What is read.
        line: What reaches the world.
        limits: In time and size.

    Raises:
        Unfetched: No answer, or none that can be used.
    """
    fields = {"Host": target.authority, "Accept": wanted.accept, "Accept-Encoding": ASKED, "Connection": "close"}
    with opened(target, addresses, line=line, limits=limits) as wire:
        try:
            return _exchange(target, wire, headers=fields | dict(headers), wanted=wanted)
        except (http.client.HTTPException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise failure(error, target) from error


def _exchange(target: Target, wire: Wire, *, headers: Mapping[str, str], wanted: Wanted) -> Answer:
    connection = urllib3.connection.HTTPConnection(target.bracketed, target.port)
    connection.auto_open = 0  # it uses the connection that it is given, and can make none itself
    connection.sock = wire  # of a socket it uses what a wire has
    connection.request("GET", target.path, headers=headers, preload_content=False, decode_content=False)
    response = connection.getresponse()
    try:
        fields = {name.lower(): value for name, value in response.headers.items()}
        if response.status != OK:
            return Answer(status=response.status, headers=fields)
        wire.most = wire.received + wanted.most + PIECE  # what is packed may not be larger than what is unpacked
        _look(fields, wanted)
        content = unpacked(_pieces(response), fields.get("content-encoding", ""), most=wanted.most, cut=wanted.cut)
        return Answer(status=OK, headers=fields, content=content)
    finally:
        response.close()


def _look(fields: Mapping[str, str], wanted: Wanted) -> None:
    """Look at what an answer claims to be, before it is read."""
    media = fields.get("content-type", "")
    if not wanted.takes(media):
        raise Unfetched("not-text", f"expected {wanted.accept}, found {media[:80]!r}")
    size = fields.get("content-length", "")
    if size.isascii() and size.isdigit() and len(size) < 20 and int(size) > wanted.most and not wanted.cut:  # noqa: PLR2004
        raise Unfetched("too-large", f"expected at most {wanted.most} bytes, found {size} announced")


def _pieces(response: urllib3.HTTPResponse) -> Iterator[bytes]:
    while piece := response.read(PIECE, decode_content=False):
        yield piece


def failure(error: Exception, target: Target) -> Unfetched:
    """Return why an exchange failed, in our words."""
    told = f"{type(error).__name__}: {str(error)[:120]}"
    causes = (error, *error.args, error.__cause__)
    if any(isinstance(each, http.client.IncompleteRead | urllib3.exceptions.IncompleteRead) for each in causes):
        return Unfetched("truncated", f"expected the whole of {target.address}, found less: {told}")
    if isinstance(error, urllib3.exceptions.ProtocolError | ConnectionError):
        return Unfetched("truncated", f"expected the whole of {target.address}, found the connection broken: {told}")
    return Unfetched("broken", f"expected an answer over HTTP/1.1 from {target.endpoint}, found {told}")
