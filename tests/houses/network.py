"""A network between processes that loses, delays, doubles and cuts: one listening place for each pair of houses.

Each exchange of HTTP goes through a link, whole, and meets a fate there. The fates come from a seed.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

Place = tuple[str, int]

THROUGH = "through"
FATES = (
    "refused",
    "cut on the way there",
    "cut on the way back",
    "answer lost",
    "late",
    "twice",
    "out of order",
)
"""What can become of a request; "parted" is the fate of all of them while a link is down."""

LATE_S = 0.3
"""Seconds that what is late is held, at most."""


@dataclass
class Link:
    """The way from one house to another."""

    asker: str
    asked: str
    target: Place
    down: bool = False
    place: Place = ("127.0.0.1", 0)
    held: list[bytes] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://{self.place[0]}:{self.place[1]}"


@dataclass
class Network:
    """All links, in a thread of their own; `weather` is how likely it is that a request meets a bad fate."""

    random: Random
    weather: float = 0.0
    faults: Counter[str] = field(default_factory=Counter)
    passed: int = 0
    links: dict[tuple[str, str], Link] = field(default_factory=dict)
    _servers: list[asyncio.Server] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the thread."""
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def link(self, asker: str, asked: str, target: Place) -> Link:
        """Return the way from one house to another, made now."""
        made = Link(asker, asked, target)
        self._wait(self._open(made))
        self.links[asker, asked] = made
        return made

    def part(self, islands: dict[str, int]) -> None:
        """Take down every link between islands, and put up the others."""
        for link in self.links.values():
            link.down = islands.get(link.asker, 0) != islands.get(link.asked, 0)

    def each(self, does: Callable[[Link], None]) -> None:
        """Do something to every link."""
        for link in self.links.values():
            does(link)

    def close(self) -> None:
        """End the thread; what is on its way is dropped."""
        self._wait(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open(self, link: Link) -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                await self._carry(link, reader, writer)
            except (OSError, asyncio.IncompleteReadError):
                pass
            finally:
                writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 20)
        link.place = server.sockets[0].getsockname()[:2]
        self._servers.append(server)

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _carry(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Let one exchange meet its fate."""
        if link.down:
            self.faults["parted"] += 1
            return
        fate = self.random.choice(FATES) if self.random.random() < self.weather else THROUGH
        if fate == THROUGH:
            self.passed += 1
        else:
            self.faults[fate] += 1
        if fate == "refused":
            return
        request = await _request(reader)
        if fate == "out of order":  # whoever asked has gone on when it arrives
            link.held.append(request)
            return
        if fate == "late":
            await asyncio.sleep(self.random.random() * LATE_S)
        if fate == "cut on the way there":
            await _asked(link.target, request[: self.random.randrange(len(request))], wait=False)
            return
        answer = await _asked(link.target, request)
        if fate == "twice":
            answer = await _asked(link.target, request)
        while link.held:
            await _asked(link.target, link.held.pop())
        if fate == "answer lost":
            return
        writer.write(answer[: self.random.randrange(len(answer))] if fate == "cut on the way back" else answer)
        await writer.drain()

    def _wait(self, task: object) -> None:
        asyncio.run_coroutine_threadsafe(task, self._loop).result(timeout=60)  # type: ignore[arg-type]


async def _request(reader: asyncio.StreamReader) -> bytes:
    """Return a request, with its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    fields = dict(line.split(b": ", 1) for line in head.lower().split(b"\r\n")[1:] if b": " in line)
    return head + await reader.readexactly(int(fields.get(b"content-length", b"0")))


async def _asked(target: Place, request: bytes, *, wait: bool = True) -> bytes:
    """Return the answer to a request; whoever asks says that the connection ends with it."""
    reader, writer = await asyncio.open_connection(*target)
    try:
        writer.write(request)
        await writer.drain()
        return await asyncio.wait_for(reader.read(), timeout=60) if wait else b""
    finally:
        writer.close()
