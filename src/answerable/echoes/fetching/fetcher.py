"""What fetches a page: politely, within limits, and only from public places.

Rules:
  - Each address on the way, those of robots.txt and of every redirect among them, goes through the same three doors: it
    is public (`where`), its host lets programs read it (`robots`), and it is its host's turn (`manners`).
  - Redirects (RFC 9110, 15.4) are followed five times; an address that came before ends it at once.
  - Nothing is tried twice: who asks decides whether to ask again later.
  - No cookies, no passwords, no proxies; nothing of the environment but the machine's authorities for certificates.
"""

from __future__ import annotations

import re
import ssl
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

import msgspec

from answerable import __version__
from answerable.echoes.fetching import robots
from answerable.echoes.fetching.manners import BUSY, Manners
from answerable.echoes.fetching.remembered import InMemory, Memory, Robots, keep, recalled
from answerable.fetching import where
from answerable.fetching.asking import OK, Answer, ask
from answerable.fetching.errors import NotAllowed, Reason, Unfetched
from answerable.fetching.limits import PAGE, ROBOTS, Limits, Wanted
from answerable.fetching.where import Resolve, Target
from answerable.fetching.wire import Connect, Line, connect

TOKEN: Final = "answerable"  # noqa: S105 (a name)
"""Our product token in robots.txt (RFC 9309, 2.2.1)."""

MOVED: Final = frozenset([301, 302, 303, 307, 308])
UNCHANGED: Final = 304


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """How a fetcher behaves.

    Attributes:
        contact: An address of a page or a mailbox where people reach who runs this; it goes into User-Agent.
        allow_hosts: Exact pairs "host:port" that may be asked for although they are not public, or on another port.
        ports: The ports that may be asked for elsewhere.
        pause: Seconds between two requests to one host.
        bound: Seconds that are waited for one host at most, whatever it asks.
        authorities: A file of certificates that are believed in place of the machine's own; "" for these.
        limits: Of one exchange.
    """

    contact: str = ""
    allow_hosts: frozenset[str] = frozenset()
    ports: frozenset[int] = where.PORTS
    pause: float = 1.0
    bound: float = 30.0
    authorities: str = ""
    limits: Limits = Limits()

    @property
    def agent(self) -> str:
        """The field User-Agent (RFC 9110, 10.1.5)."""
        return f"{TOKEN}/{__version__}" + (f" (+{self.contact})" if self.contact else "")


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """A page as a server gave it.

    Attributes:
        address: Where it was in the end.
        status: 200, or 304 where it has not changed and `content` is empty.
        headers: The fields of the answer, by their names in small letters.
        media: Its media type, with its charset.
        content: Its bytes, without any transfer or content encoding.
        moved: The addresses that led there, the first one first; empty where none did.
        fetched: When.
    """

    address: str
    status: int
    headers: Mapping[str, str]
    media: str
    content: bytes
    moved: tuple[str, ...]
    fetched: datetime

    @property
    def etag(self) -> str:
        """What to ask with the next time (RFC 9110, 8.8.3)."""
        return self.headers.get("etag", "")

    @property
    def modified(self) -> str:
        """What else to ask with the next time (RFC 9110, 8.8.2)."""
        return self.headers.get("last-modified", "")


class Fetcher:
    """Fetches pages.

    Attributes:
        memory: What is remembered of earlier visits.
    """

    def __init__(
        self,
        settings: Settings = Settings(),  # noqa: B008 (frozen)
        *,
        now: Callable[[], datetime],
        memory: Memory | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        resolve: Resolve = where.look_up,
        connector: Connect = connect,
    ) -> None:
        """Make one.

        Raises:
            ValueError: The contact cannot stand in a field, or the authorities cannot be read.
        """
        if not re.fullmatch(r"[\x21-\x7e]{0,200}", settings.contact):
            raise ValueError(f"expected a contact of visible ASCII without spaces, found {settings.contact[:80]!r}")
        self.memory = InMemory() if memory is None else memory
        self._settings = settings
        self._now = now
        self._resolve = resolve
        trust = ssl.create_default_context(cafile=settings.authorities or None)
        self._line = Line(connect=connector, clock=clock, trust=trust)
        pause, bound = settings.pause, settings.bound
        self._manners = Manners(self.memory, now=now, clock=clock, sleep=sleep, pause=pause, bound=bound)

    def get(self, address: str, *, etag: str = "", modified: str = "", wanted: Wanted = PAGE) -> Fetched:
        """Return a page.

        Args:
            address: Its address.
            etag: What the last visit found as ETag: an unchanged page is not sent again (RFC 9110, 13.1.2).
            modified: What it found as Last-Modified (RFC 9110, 13.1.3).
            wanted: What is hoped for.

        Raises:
            NotAllowed: It is not public, or its owner asks programs to stay away.
            Unfetched: No answer that can be used; a kind of `FetchFailed`, with its reason.
        """
        asked = {"If-None-Match": etag, "If-Modified-Since": modified}
        conditions = {name: value for name, value in asked.items() if value and re.fullmatch(r"[\x20-\x7e]+", value)}
        found, answer, moved = self._follow(where.target(address), conditions, wanted, heeding=True)
        if answer.status != OK and not (answer.status == UNCHANGED and conditions):
            told = f"expected status 200 at {found.address}, found {answer.status}"
            raise Unfetched("status", told, status=answer.status)
        return Fetched(
            address=found.address,
            status=answer.status,
            headers=answer.headers,
            media=answer.headers.get("content-type", ""),
            content=answer.content,
            moved=moved,
            fetched=self._now(),
        )

    def _follow(
        self, found: Target, conditions: Mapping[str, str], wanted: Wanted, *, heeding: bool
    ) -> tuple[Target, Answer, tuple[str, ...]]:
        """Return the answer at the end of all redirects, where it was, and the way there."""
        moved: list[str] = []
        while True:
            answer = self._ask(found, conditions, wanted, heeding=heeding)
            location = answer.headers.get("location", "")
            if answer.status not in MOVED or not location:
                return found, answer, tuple(moved)
            moved.append(found.address)
            found = where.redirected(found, location)
            if found.address in moved:
                raise Unfetched("redirects", f"expected a page, found a circle: {' → '.join([*moved, found.address])}")
            if len(moved) > self._settings.limits.redirects:
                most = self._settings.limits.redirects
                raise Unfetched("redirects", f"expected at most {most} redirects, found more from {moved[0]}")

    def _ask(self, found: Target, conditions: Mapping[str, str], wanted: Wanted, *, heeding: bool) -> Answer:
        """Return one answer, when this address may be asked for and it is its host's turn."""
        addresses = self._check(found)
        asked = self._heed_robots(found) if heeding else 0.0
        with self._manners.turn(found.host, asked=asked):
            headers = {"User-Agent": self._settings.agent, **conditions}
            limits = self._settings.limits
            answer = ask(found, addresses, headers=headers, wanted=wanted, line=self._line, limits=limits)
            self._manners.heed(found.host, status=answer.status, headers=answer.headers)
        return answer

    def _check(self, found: Target) -> tuple[str, ...]:
        settings = self._settings
        return where.checked(found, resolve=self._resolve, allowed=settings.allow_hosts, ports=settings.ports)

    def _heed_robots(self, found: Target) -> float:
        """Return the seconds that a host asks to wait between two requests, if this address may be asked for."""
        known = recalled(self.memory, "robots", found.origin, Robots)
        if known is None or known.until <= self._now():
            known = self._ask_robots(found)
            keep(self.memory, "robots", found.origin, known)
        if known.refusal and known.reason in {"unreachable", "timed-out"}:
            raise Unfetched(known.reason, known.refusal)
        if known.refusal:
            raise NotAllowed(known.refusal)
        if not robots.may_read(known.text, found.address, token=TOKEN):
            raise NotAllowed(f"expected an address that programs may read, found {found.address} closed by robots.txt")
        return robots.pause_asked(known.text, token=TOKEN)

    def _ask_robots(self, found: Target) -> Robots:
        """Return what a host's robots.txt says (RFC 9309, 2.3.1)."""
        place = msgspec.structs.replace(found, path="/robots.txt")
        try:
            _, answer, _ = self._follow(place, {}, ROBOTS, heeding=False)
        except Unfetched as error:
            if error.reason == "redirects":
                return Robots(until=self._now() + robots.KEPT)
            return self._closed(place, str(error), reason=error.reason)
        except NotAllowed as error:
            return self._closed(place, str(error))
        if answer.status == OK:
            text = robots.rules(answer.content, token=TOKEN, most=ROBOTS.most)
            return Robots(until=self._now() + robots.KEPT, text=text)
        if 400 <= answer.status < 500 and answer.status not in BUSY:  # noqa: PLR2004 (RFC 9309, 2.3.1.3)
            return Robots(until=self._now() + robots.KEPT)
        return self._closed(place, f"status {answer.status}")

    def _closed(self, place: Target, found: str, *, reason: Reason = "not-allowed") -> Robots:
        refusal = f"expected what programs may read at {place.address}, found {found}: nothing is read there for now"
        return Robots(until=self._now() + robots.RETRIED, refusal=refusal, reason=reason)
