"""A small web on loopback: names that resolve as a test says, and one server that answers for all of them.

The connector notes where it was asked to go, and goes to loopback whatever that was: a test that asks for a public
address sends nothing there. It fails the test where it is asked for an address that is not public.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from answerable.echoes.fetching import Fetcher, InMemory, Limits, Settings
from answerable.fetching import where

PUBLIC = "93.184.215.14"
OTHER = "151.101.1.69"
DAY = datetime(2026, 3, 2, 12, tzinfo=UTC)

QUICK = Limits(connect=2, pause=0.4, total=1.2, header=8 << 10)


@dataclass
class Reply:
    """What the server answers: a body with its fields, or whatever `raw` writes."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    raw: Callable[[BaseHTTPRequestHandler], None] | None = None


def moved(to: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": to})


def raw(*pieces: bytes, pause: float = 0) -> Reply:
    """Return an answer that is written byte for byte, piece by piece."""

    def write(handler: BaseHTTPRequestHandler) -> None:
        for piece in pieces:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(pause)

    return Reply(raw=write)


class World:
    """The web as a test wants it."""

    def __init__(self) -> None:
        self.pages: dict[str, Reply] = {}
        self.names: dict[str, list[list[str]]] = {}
        self.asked: list[str] = []
        self.fields: list[dict[str, str]] = []
        self.connected: list[tuple[str, int]] = []
        self.resolved: list[str] = []
        self.slept: list[float] = []
        self.moment = DAY
        self.free: set[str] = set()
        self.memory = InMemory()
        self.server = self._server()
        self.tls: ThreadingHTTPServer | None = None

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    def put(self, address: str, reply: Reply | bytes | str = b"") -> None:
        """Let a page stand at host and path."""
        body = reply.encode() if isinstance(reply, str) else reply
        self.pages[address] = Reply(body) if isinstance(body, bytes) else body
        self.names.setdefault(address.partition("/")[0].partition(":")[0], [[PUBLIC]])

    def fetcher(self, **settings) -> Fetcher:
        return Fetcher(
            Settings(limits=settings.pop("limits", QUICK), **settings),
            now=lambda: self.moment,
            memory=self.memory,
            clock=lambda: time.monotonic() + sum(self.slept),
            sleep=self._sleep,
            resolve=self._resolve,
            connector=self._connect,
        )

    def now(self) -> datetime:
        return self.moment

    def later(self, **span: float) -> None:
        self.moment += timedelta(**span)

    def pages_asked(self) -> list[str]:
        """Return what was asked for, without robots.txt."""
        return [each for each in self.asked if not each.endswith("/robots.txt")]

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Answer on port 443 too."""
        self.tls = self._server(context)

    def close(self) -> None:
        for server in (self.server, self.tls):
            if server is not None:
                server.shutdown()
                server.server_close()

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.later(seconds=seconds)

    def _resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        answers = self.names.get(host, [[]])
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _connect(self, address: str, port: int, seconds: float) -> socket.socket:
        self.connected.append((address, port))
        assert where.public(address) or address in self.free, f"a connection to {address}"
        server = self.tls if port == 443 else self.server
        assert server is not None
        return socket.create_connection(("127.0.0.1", server.server_address[1]), timeout=seconds)

    def _server(self, context: ssl.SSLContext | None = None) -> ThreadingHTTPServer:
        world = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                world.asked.append(self.headers["Host"] + self.path)
                world.fields.append({name.lower(): value for name, value in self.headers.items()})
                self.close_connection = True
                reply = world.pages.get(self.headers["Host"] + self.path, Reply(b"none", status=404))
                if reply.raw:
                    try:
                        reply.raw(self)
                    except OSError:  # the other side had enough
                        return
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)

            def log_message(self, *_words: object) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            daemon_threads = False

            def handle_error(self, *_where: object) -> None:
                """Say nothing: what a test breaks off is broken on purpose."""

            def get_request(self):
                sock, address = self.socket.accept()
                sock.settimeout(5)
                if context is None:
                    return sock, address
                try:
                    return context.wrap_socket(sock, server_side=True), address
                except OSError:
                    sock.close()
                    raise

        server = Server(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return server
