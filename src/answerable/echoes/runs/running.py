"""A run from its beginning to its health lines, whatever spreads the parts: processes here, or a cluster.

Rules:
  - What is on standard input or is fetched is read in this process: there is one standard input, and manners are kept
    by one fetcher. Files are spread.
  - A stream that cannot be opened is told in its health line; the others are read.
  - A second start with the same folder of results goes on where the first one was stopped.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import msgspec

from answerable.echoes.errors import EchoError
from answerable.echoes.runs import attempts
from answerable.echoes.runs.chunks import alone_in, chain
from answerable.echoes.runs.events import Planned, Progress, weights_of
from answerable.echoes.runs.health import HEALTH as HEALTH_FILE, StreamLine, lines_of
from answerable.echoes.runs.here import read_here
from answerable.echoes.runs.orders import Orders
from answerable.echoes.runs.parts import Limits, Work
from answerable.echoes.runs.plans import Plan, planned, read_parts, write_parts
from answerable.echoes.runs.tables import HEALTH, write_rows
from answerable.echoes.scanning.funnel import Settings
from answerable.echoes.streams import FETCHED, FORMS, open_stream, told
from answerable.echoes.streams.documents import Part, Stream
from answerable.fetching.errors import FetchError

if TYPE_CHECKING:
    from answerable.echoes.fetching import Fetcher

STANDARD: Final = "-"
"""How standard input is called."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How a run is done, none of which changes what it finds.

    Attributes:
        limits: When a chunk ends.
        captures: Whether pages that use our words are kept.
        operator: Who lets them be kept.
        fetcher: What fetches feeds, sitemaps and lists, or None: then these cannot be read.
    """

    limits: Limits = Limits()
    captures: bool = True
    operator: str = ""
    fetcher: Fetcher | None = None


OPTIONS: Final = Options()
SETTINGS: Final = Settings()
"""What holds where nobody says otherwise."""


class Ran(msgspec.Struct, frozen=True, kw_only=True):
    """A run that has come to its end.

    Attributes:
        plan: What was run.
        health: How each stream fared.
    """

    plan: Plan
    health: tuple[StreamLine, ...]

    @property
    def failed(self) -> int:
        """How many streams failed."""
        return sum(line.state == "failed" for line in self.health)


class Spread(Protocol):
    """What gives parts of files to workers, and returns why parts failed, by the part."""

    def __call__(self, parts: Sequence[Part], orders: Orders, *, tell: Progress) -> Mapping[Part, str]:
        """Have all parts read; tell of what happens in the thread that calls.

        Raises:
            BrokenRun: results cannot be written, or gone on with.
        """


class _Opened(msgspec.Struct):
    """The streams by the names that a person gave: those that are read here, all parts, and why others failed."""

    here: dict[str, Stream] = msgspec.field(default_factory=dict)
    parts: dict[str, tuple[Part, ...]] = msgspec.field(default_factory=dict)
    failures: dict[str, list[str]] = msgspec.field(default_factory=dict)


def run(
    library: Path,
    streams: Sequence[str],
    out: Path,
    *,
    spread: Spread,
    settings: Settings,
    now: Callable[[], datetime],
    progress: Progress,
    options: Options,
) -> Ran:
    """Scan streams for what is in a library, and return how that went; what was found lies in the folder of results.

    Raises:
        BrokenRun: the folder holds another run, another scan writes into it, or results cannot be written.
        NothingReleased: there is no library.
    """
    with alone_in(out):
        plan = planned(library, streams, out, settings=settings, now=now())
        return _run(plan, library, out, spread=spread, settings=settings, now=now, progress=progress, options=options)


def _run(
    plan: Plan,
    library: Path,
    out: Path,
    *,
    spread: Spread,
    settings: Settings,
    now: Callable[[], datetime],
    progress: Progress,
    options: Options,
) -> Ran:
    opened = _opened(plan, out, now=now, options=options)
    orders = _orders(plan, library, out, settings=settings, session=_session(now()), options=options)
    _tell_what_is_there(opened, out, progress)
    failures = dict(read_here(_parts(opened, here=True), orders, now=now, tell=progress))
    failures |= spread([part for _stream, part in _parts(opened, here=False)], orders, tell=progress)
    for name, parts in opened.parts.items():
        opened.failures.setdefault(name, []).extend(failures[part] for part in parts if failures.get(part))
    health = lines_of(plan.streams, opened.parts, out, failures=opened.failures)
    new = out / f".{HEALTH_FILE}"
    write_rows(health, HEALTH, new)
    new.replace(out / HEALTH_FILE)
    attempts.clear(out)
    return Ran(plan=plan, health=health)


def kind_of(name: str) -> str:
    """Return the form of a stream by its name, or "-" for standard input.

    Raises:
        NoSuchStream: the name tells none.
    """
    said, _, rest = name.partition(":")
    if STANDARD in {name, rest if said in FORMS else ""}:
        return STANDARD
    return said if rest and said in FORMS else told(name)


def is_fetched(name: str) -> bool:
    """Return whether a stream is fetched, by its name.

    Raises:
        NoSuchStream: the name tells no form.
    """
    return kind_of(name) in FETCHED


def _session(now: datetime) -> str:
    return f"{now:%Y%m%dT%H%M%S%f}-{os.getpid()}"


def _orders(plan: Plan, library: Path, out: Path, *, settings: Settings, session: str, options: Options) -> Orders:
    limits, captures, operator = options.limits, options.captures, options.operator
    work = Work(out=out, session=session, limits=limits, captures=captures, operator=operator)
    return Orders(library=library, settings=settings, work=work, at=plan.at)


def _opened(plan: Plan, out: Path, *, now: Callable[[], datetime], options: Options) -> _Opened:
    """Return the streams of a plan; the parts of one that was opened before are what they were."""
    before = read_parts(out)
    opened = _Opened(parts=dict(before))  # those of a stream that is gone by now too: their chunks are there
    for name in plan.streams:
        try:
            stream = open_stream(name, now=now, fetcher=options.fetcher)
            if name not in before:
                opened.parts[name], opened.failures[name] = _nameable(stream.parts())
            if kind_of(name) in {STANDARD, *FETCHED}:
                opened.here[name] = stream
        except (EchoError, FetchError, OSError) as error:
            if name not in before:  # otherwise whoever goes on with its parts finds out which of them cannot be read
                opened.failures[name] = [str(error)]
    if opened.parts != before:
        write_parts(opened.parts, out)
    return opened


def _nameable(parts: Sequence[Part]) -> tuple[tuple[Part, ...], list[str]]:
    """Return the parts whose files can be named in the tables, and what is wrong with the names of others."""
    named, wrong = [], []
    for part in parts:
        try:
            part.path.encode()
        except UnicodeEncodeError:
            wrong.append(f"expected the name of a file in UTF-8, found {part.path!r}")
        else:
            named.append(part)
    return tuple(named), wrong


def _parts(opened: _Opened, *, here: bool) -> list[tuple[Stream | None, Part]]:
    """Return the parts that are read in this process, with their streams, or all others."""
    return [
        (opened.here.get(name), part)
        for name, parts in opened.parts.items()
        for part in parts
        if (name in opened.here) == here
    ]


def _tell_what_is_there(opened: _Opened, out: Path, progress: Progress) -> None:
    """Tell what is planned, and of every chunk that an earlier start has written."""
    parts = tuple(part for parts in opened.parts.values() for part in parts)
    progress(Planned(parts=parts, weights=weights_of(parts)))
    for part in parts:
        for chunk in chain(out, part):
            progress(chunk)
