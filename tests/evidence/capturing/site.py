"""A small site on this machine, with what pages have: pictures, styles, scripts, redirects, and things that break."""

from __future__ import annotations

import gzip
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PAGE = """<!doctype html><html><head><title>The  harbour</title><link rel=stylesheet href=/style.css>
<script src=/script.js defer></script></head><body><h1>Harbour closed</h1><img src=/there.png width=40 height=40>
<img src=/broken.png><img src="/elsewhere.png"><p id=made></p>{more}</body></html>"""

SCRIPT = """document.title = 'The harbour today';
fetch('/data.json', {method: 'POST', body: 'question=1'}).then(r => r.json()).then(j => {
  document.getElementById('made').textContent = 'Made by script: ' + j.answer + ' ' + document.cookie; });
window.open('/second.html'); alert('stop'); localStorage.setItem('a', 'b');
"""


def png(red: int = 200) -> bytes:
    """Return a picture of 8 by 8 pixels in one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + bytes((red, 30, 30)) * 8) * 8
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


HTML = [("Content-Type", "text/html; charset=utf-8")]
PNG = [("Content-Type", "image/png")]
ATTACHED = [("Content-Type", "application/zip"), ("Content-Disposition", "attachment")]
ANSWERS: dict[tuple[str, str], tuple[int, list[tuple[str, str]], bytes]] = {
    ("GET", "/"): (302, [("Location", "/page.html?b=2&a=1")], b""),
    ("GET", "/style.css"): (200, [("Content-Type", "text/css")], b"body { background: url(/back.png); color: #123 }"),
    ("GET", "/script.js"): (200, [("Content-Type", "text/javascript")], SCRIPT.encode()),
    ("POST", "/data.json"): (200, [("Content-Type", "application/json")], b'{"answer": 42}'),
    ("GET", "/there.png"): (200, PNG, png()),
    ("GET", "/back.png"): (200, PNG, png()),
    ("GET", "/broken.png"): (200, PNG, png()[:40]),
    ("GET", "/elsewhere.png"): (301, [("Location", "/there.png")], b""),
    ("GET", "/frame.html"): (200, HTML, b"<p>in a frame<img src=/there.png?frame>"),
    ("GET", "/file.bin"): (200, ATTACHED, b"PK"),
    ("GET", "/large.html"): (200, HTML, b"<p>" + b"x" * 3_000_000),
}


class Broken:
    """Answers that no server should give."""

    UNNAMED = b"HTTP/1.1 799 \r\nContent-Length: 2\r\n\r\nno"
    UNFIT = b"HTTP/1.1 200 OK\r\nX-\x01: y\r\nContent-Length: 2\r\n\r\nno"


class Site:
    """A running site: its pages by path, and what was asked for."""

    def __init__(self) -> None:
        self.more = ""
        self.asked: list[tuple[str, str, bytes]] = []
        self.headers: list[dict[str, str]] = []
        self.port = 0

    @property
    def endpoint(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer(self, method: str, path: str) -> tuple[int, list[tuple[str, str]], bytes]:
        """Return status, fields and body for a path; its query makes no difference."""
        plain = path.partition("?")[0]
        if plain == "/page.html":
            cookies = [("Set-Cookie", "seen=yes"), ("Set-Cookie", "again=no"), ("Content-Encoding", "gzip")]
            return 200, [*HTML, *cookies], gzip.compress(PAGE.format(more=self.more).encode())
        if (method, plain) in ANSWERS:
            return ANSWERS[method, plain]
        return 404, HTML, b"<title>Gone</title><p>not here"


@contextmanager
def site() -> Iterator[Site]:
    here = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            here.asked.append((self.command, self.path, body))
            here.headers.append(dict(self.headers.items()))
            if raw := {"/unnamed": Broken.UNNAMED, "/unfit": Broken.UNFIT}.get(self.path):
                self.wfile.write(raw)
                self.close_connection = True
                return
            status, fields, content = here.answer(self.command, self.path)
            self.send_response(status)
            for name, value in fields:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 (the library's name)

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    here.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield here
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
