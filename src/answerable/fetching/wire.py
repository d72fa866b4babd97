"""A connection to one IP address, with a time at which it ends and a number of bytes it may bring.

Rules:
  - The connector is given an IP address that was checked, never a name, so nothing is looked up a second time.
  - Each piece is waited for no longer than the limit, and all of them no longer than the total: a server that sends a
    byte now and then gains nothing.
  - Certificates are checked against the name that was asked for (RFC 9110, 4.3.4), by the machine's authorities or
    those that are given.
"""

from __future__ import annotations

import io
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

import msgspec

from answerable.fetching.errors import Unfetched
from answerable.fetching.limits import Limits
from answerable.fetching.where import Target

Connect: TypeAlias = Callable[[str, int, float], socket.socket]
"""A connection to an IP address and port, within so many seconds."""

TRIED = 3
"""Addresses of one host that are tried; chosen by hand: one of each kind, and one more."""


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """What reaches the world.

    Attributes:
        connect: The connector.
        clock: Seconds that never go back.
        trust: Which certificates are believed.
    """

    connect: Connect
    clock: Callable[[], float]
    trust: ssl.SSLContext


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """Return a connection to an IP address."""
    return socket.create_connection((address, port), timeout=seconds)


class Wire:
    """A socket as an HTTP connection uses it, with limits.

    Attributes:
        most: Bytes that may come, in all.
        received: Bytes that came.
    """

    def __init__(self, sock: socket.socket, *, clock: Callable[[], float], ends: float, limits: Limits) -> None:
        self._sock = sock
        self._clock = clock
        self._ends = ends
        self._limits = limits
        self.most = limits.header
        self.received = 0

    @property
    def peer(self) -> str:
        """The IP address at the other end."""
        return str(self._sock.getpeername()[0])

    @property
    def certificate(self) -> bytes:
        """The certificate of the other end in DER; empty where the connection has none."""
        return (self._sock.getpeercert(binary_form=True) or b"") if isinstance(self._sock, ssl.SSLSocket) else b""

    def settimeout(self, _seconds: object) -> None:
        """Do nothing: each piece has its own time, set when it is waited for."""

    def sendall(self, content: bytes) -> None:
        """Send all of it.

        Raises:
            Unfetched: Not in time.
        """
        self._sock.settimeout(self._left())
        try:
            self._sock.sendall(content)
        except TimeoutError as error:
            raise self._late() from error

    def makefile(self, _mode: str) -> io.BufferedReader:
        """Return what comes, as a file."""
        return io.BufferedReader(_Incoming(self))

    def close(self) -> None:
        """Do nothing: who opened the connection closes it, when all of it is read."""

    def receive(self, into: memoryview) -> int:
        """Return how many bytes came into a stretch of memory; 0 at the end.

        Raises:
            Unfetched: Not in time, or more than the limit.
        """
        room = self.most - self.received
        if room <= 0:
            raise Unfetched("too-large", f"expected at most {self.most} bytes, found more")
        self._sock.settimeout(self._left())
        try:
            count = self._sock.recv_into(into[:room])
        except TimeoutError as error:
            raise self._late() from error
        self.received += count
        return count

    def _left(self) -> float:
        left = self._ends - self._clock()
        if left <= 0:
            raise self._late()
        return min(left, self._limits.pause)

    def _late(self) -> Unfetched:
        limits = self._limits
        expected = f"expected an answer within {limits.total:g} s, {limits.pause:g} s apart"
        return Unfetched("timed-out", f"{expected}, found {self.received} bytes")


class _Incoming(io.RawIOBase):
    """What comes, as the bottom of a file."""

    def __init__(self, wire: Wire) -> None:
        super().__init__()
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return self._wire.receive(memoryview(buffer))


@contextmanager
def opened(target: Target, addresses: tuple[str, ...], *, line: Line, limits: Limits) -> Iterator[Wire]:
    """Give a connection to the first of some checked addresses that answers, and close it afterwards.

    Raises:
        Unfetched: None of them answers, or the certificate is not for this host.
    """
    ends = line.clock() + limits.total
    raw = _connected(target, addresses, line=line, limits=limits, ends=ends)
    try:
        sock = raw if target.scheme == "http" else _secured(raw, target, trust=line.trust)
        try:
            yield Wire(sock, clock=line.clock, ends=ends, limits=limits)
        finally:
            sock.close()
    finally:
        raw.close()


def _connected(target: Target, addresses: tuple[str, ...], *, line: Line, limits: Limits, ends: float) -> socket.socket:
    failed = []
    for address in addresses[:TRIED]:
        seconds = min(limits.connect, ends - line.clock())
        if seconds <= 0:
            break
        try:
            sock = line.connect(address, target.port, seconds)
        except TimeoutError:
            failed.append(f"{address}: no answer in {seconds:.0f} s")
            continue
        except OSError as error:
            failed.append(f"{address}: {error}")
            continue
        sock.settimeout(min(limits.connect, max(ends - line.clock(), 0.001)))  # the handshake as a whole
        return sock
    raise Unfetched("unreachable", f"expected a connection to {target.endpoint}, found {'; '.join(failed)}")


def _secured(sock: socket.socket, target: Target, *, trust: ssl.SSLContext) -> ssl.SSLSocket:
    try:
        return trust.wrap_socket(sock, server_hostname=target.host)
    except ssl.SSLCertVerificationError as error:
        found = f"found {error.verify_message}"
        raise Unfetched("unreachable", f"expected a certificate for {target.host}, {found}") from error
    except TimeoutError as error:
        raise Unfetched("timed-out", f"expected a handshake with {target.endpoint}, found none in time") from error
    except OSError as error:
        raise Unfetched("unreachable", f"expected TLS at {target.endpoint}, found {error}") from error
