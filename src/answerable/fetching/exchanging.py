"""One exchange over HTTP/1.1 as a browser asks for it: any method, any status, and the answer kept as it came.

Rules:
  - One connection, one request. The body is read whatever the status; it is whole, or an error.
  - The answer keeps its fields in their order and its body as it was packed: both go into an archive. `plain` unpacks.
  - `Host`, `Connection` and `Accept-Encoding` are ours: the body is packed only as `unpacking` can unpack it.
"""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from typing import Final

import msgspec
import urllib3.connection
import urllib3.exceptions

from answerable.fetching.asking import PIECE, failure
from answerable.fetching.errors import Unfetched
from answerable.fetching.limits import Limits
from answerable.fetching.unpacking import ASKED, unpacked
from answerable.fetching.where import Target
from answerable.fetching.wire import Line, Wire, opened

OURS: Final = frozenset({"host", "connection", "accept-encoding", "content-length", "transfer-encoding", "keep-alive"})
"""Fields of a request that say where and how, in small letters."""


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """A request and its answer, as they went over the wire.

    Attributes:
        method: The method.
        target: What was asked for.
        sent: The fields of the request, in order.
        body: The body of the request.
        status: The status of the answer.
        phrase: The words after it.
        fields: The fields of the answer, in order, with every repetition.
        content: Its body, without transfer encoding, packed as it came.
        peer: The IP address that answered.
        certificate: Its certificate in DER, empty over plain HTTP.
    """

    method: str
    target: Target
    sent: tuple[tuple[str, str], ...]
    body: bytes
    status: int
    phrase: str
    fields: tuple[tuple[str, str], ...]
    content: bytes
    peer: str
    certificate: bytes

    def field(self, name: str) -> str:
        """Return a field of the answer; what comes twice is joined by ", "."""
        return ", ".join(value for each, value in self.fields if each.lower() == name)


def exchange(
    target: Target,
    addresses: tuple[str, ...],
    *,
    method: str,
    headers: Mapping[str, str],
    body: bytes,
    most: int,
    line: Line,
    limits: Limits,
) -> Exchange:
    """Return a request and its answer.

    Args:
        target: What to ask for.
        addresses: Where to ask: IP addresses that were checked.
        method: The method.
        headers: Fields of the request; those that say where and how are set here.
        body: The body of the request.
        most: Bytes of the answer's body, as it comes.
        line: What reaches the world.
        limits: In time and size.

    Raises:
        Unfetched: No answer, or none that can be used.
    """
    ours = {"Host": target.authority, "Accept-Encoding": ASKED, "Connection": "close"}
    fields = ours | {name: value for name, value in headers.items() if name.lower() not in OURS}
    with opened(target, addresses, line=line, limits=limits) as wire:
        try:
            return _exchange(target, wire, method=method, headers=fields, body=body, most=most)
        except (http.client.HTTPException, urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise failure(error, target) from error


def plain(found: Exchange, *, most: int) -> bytes:
    """Return the body of an answer, unpacked.

    Raises:
        Unfetched: It is too large then, or packed in another way than was asked for.
    """
    return unpacked([found.content], found.field("content-encoding"), most=most)


def _exchange(
    target: Target, wire: Wire, *, method: str, headers: Mapping[str, str], body: bytes, most: int
) -> Exchange:
    connection = urllib3.connection.HTTPConnection(target.bracketed, target.port)
    connection.auto_open = 0  # it uses the connection that it is given, and can make none itself
    connection.sock = wire  # of a socket it uses what a wire has
    peer, certificate = wire.peer, wire.certificate
    connection.request(
        method, target.path, body=body or None, headers=headers, preload_content=False, decode_content=False
    )
    response = connection.getresponse()
    try:
        wire.most = wire.received + most + PIECE
        content = _read(response, most)
        return Exchange(
            method=method,
            target=target,
            sent=tuple(headers.items()),
            body=body,
            status=response.status,
            phrase=response.reason or "",
            fields=tuple(response.headers.iteritems()),
            content=content,
            peer=peer,
            certificate=certificate,
        )
    finally:
        response.close()


def _read(response: urllib3.HTTPResponse, most: int) -> bytes:
    content = bytearray()
    while piece := response.read(PIECE, decode_content=False):
        content += piece
        if len(content) > most:
            raise Unfetched("too-large", f"expected at most {most} bytes, found more")
    return bytes(content)
