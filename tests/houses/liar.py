"""A house that is not honest: a server that speaks the protocol and shows whoever asks what its test wants shown."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from answerable.record.merkle import leaf_hash, root
from answerable.record.tiles import TILE_WIDTH
from tests.houses.weather import House

NOTHING = (404, b"nothing here\n")


class Liar:
    """A server that shows one story, and can be given another one to show."""

    def __init__(self, shown: House) -> None:
        self.shown = shown
        self.asked = 0
        liar = self

        class Answering(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._say(*liar.answer(self.path))

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self._say(*NOTHING)

            def _say(self, status: int, content: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                with suppress(OSError):  # whoever asked has read enough
                    self.wfile.write(content)

            def log_message(self, *_told: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        self.thread.start()

    @property
    def place(self) -> tuple[str, int]:
        return "127.0.0.1", self.server.server_port

    def close(self) -> None:
        """End the server."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def answer(self, path: str) -> tuple[int, bytes]:
        """Return what is shown at an address, whoever asks."""
        self.asked += 1
        if path == "/house/logs":
            return 200, "".join(f"{origin}\n" for origin in self.shown.origins()).encode()
        parts = path.removeprefix("/house/log/").split("/")
        origin = next((each for each in self.shown.logs if sha256(each.encode()).hexdigest() == parts[0]), "")
        if not origin:
            return NOTHING
        if parts[1:] == ["checkpoint"]:
            return 200, self.shown.notes[origin].encode()
        return tile(self.shown.logs[origin], parts[2:]) if parts[1:2] == ["tile"] else NOTHING


def tile(raws: Sequence[bytes], parts: Sequence[str]) -> tuple[int, bytes]:
    """Return a tile or a bundle over entries, as many as there are."""
    level, *names = parts
    width = TILE_WIDTH
    if len(names) > 1 and names[-2].endswith(".p"):
        width = int(names.pop())
        names[-1] = names[-1].removesuffix(".p")
    first = int("".join(names).replace("x", "")) * TILE_WIDTH
    if level == "entries":
        some = raws[first : first + width]
        return 200, b"".join((len(raw) & 0xFFFF).to_bytes(2, "big") + raw for raw in some)
    span = TILE_WIDTH ** int(level)
    leaves = [leaf_hash(raw) for raw in raws]
    found = [leaves[place * span : (place + 1) * span] for place in range(first, first + width)]
    return 200, b"".join(root(some) for some in found if len(some) == span)
