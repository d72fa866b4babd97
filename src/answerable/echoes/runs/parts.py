"""One part of a stream, read to its end chunk by chunk: the same function in every engine.

Rules:
  - Records are pulled one by one and held for one chunk: memory does not grow with the stream.
  - A chunk ends by size, count or time, and only between records.
  - What a scan cannot take, one record at a time, is skipped as broken, with what was wrong; the part goes on.
  - A place at which a worker died is read again one record at a time, for as long as a chunk is. A record that has
    killed `DEATHS` workers is passed over; where even passing it kills, the part fails there.
  - A page that uses our words is kept in a WARC inside its chunk: it is there exactly when its row is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

import msgspec

from answerable.echoes.captures.writing import keep
from answerable.echoes.errors import CaptureFailed, EchoError
from answerable.echoes.runs import attempts
from answerable.echoes.runs.chunks import Chunk, begun, chain, digest_of, finish, tidy
from answerable.echoes.runs.tables import Taken, write_documents, write_echoes, write_skipped
from answerable.echoes.scanning.found import Scanned
from answerable.echoes.streams.documents import Document, Item, Part, Raw, Skipped, Stream
from answerable.fetching.errors import FetchError

DEATHS: Final = 3
"""Workers that one record may kill; chosen by hand."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """When a chunk ends: by the first of these.

    Chosen on 200 MB of generated pages in a WARC, November 2026: chunks of 1, 4, 16 and 64 MB gave 59, 99, 119 and
    121 MB of pages for a second of processor; a chunk is what a kill costs, and what memory holds.

    Attributes:
        size: Bytes of raw content.
        records: How many records.
        seconds: How long its records were waited for.
    """

    size: int = 16_000_000
    records: int = 20_000
    seconds: float = 60.0


ONE: Final = Limits(records=1)


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What is the same for all parts of a run.

    Attributes:
        out: The folder of results.
        session: The name of this start of the run.
        limits: When a chunk ends.
        captures: Whether pages that use our words are kept.
        operator: Who lets them be kept.
        beginning: The first bytes of the file, as SHA-256.
    """

    out: Path
    session: str
    limits: Limits = Limits()
    captures: bool = True
    operator: str = ""
    beginning: str = ""


class Scans(Protocol):
    """What finds our words: `scanning.funnel.Scanner`."""

    def scan(self, items: Sequence[Item], *, now: datetime) -> Scanned:
        """Return what became of some records of one part."""


class Clocks(msgspec.Struct, frozen=True, kw_only=True):
    """The clocks that reading needs.

    Attributes:
        judged: The moment by which dates are judged.
        now: The time.
        waited: Seconds that only go up.
    """

    judged: Callable[[], datetime]
    now: Callable[[], datetime]
    waited: Callable[[], float]


class _Pulled(msgspec.Struct):
    """The records of one chunk, whether the part ends with them, and why reading stopped, if it did."""

    items: list[Item]
    ended: bool = False
    failure: str = ""


def scan_part(
    part: Part, stream: Stream, scanner: Scans, work: Work, *, clocks: Clocks, tell: Callable[[Chunk], None]
) -> str:
    """Read a part from where its chunks end to its end, and return why that failed, or "".

    Args:
        part: The part.
        stream: The stream that it belongs to.
        scanner: What finds our words.
        work: What is the same for all parts.
        clocks: The clocks.
        tell: Told of each chunk once it is there, those that were there before not among them.

    Raises:
        BrokenRun: what is there of the part cannot be gone on with.
    """
    tidy(work.out, part)
    while True:
        before = list(chain(work.out, part))
        if before and before[-1].last:
            return ""
        failure = _read_on(
            part, stream, scanner, work, place=before[-1].end if before else part.begin, clocks=clocks, tell=tell
        )
        if failure is not None:
            return failure


def _read_on(
    part: Part, stream: Stream, scanner: Scans, work: Work, *, place: int, clocks: Clocks, tell: Callable[[Chunk], None]
) -> str | None:
    """Read from a place on, and return why that failed, "" at the end, or None where another worker was quicker."""
    tried = attempts.count(work.out, part, place, session=work.session)
    if tried > DEATHS:
        return f"{tried} workers died at place {place} of {part.path}, the last of them only passing it"
    items = _guarded(stream.read(part, start=place if place != part.begin else None))
    careful = work.limits if tried else None
    while True:
        attempts.mark(work.out, part, place, session=work.session)
        pulled = _pull(items, place, ONE if careful else work.limits, waited=clocks.waited)
        if tried >= DEATHS:
            died = f"{tried} workers died while they read it"
            pulled.items = [_passed(each, died) if isinstance(each, Raw) else each for each in pulled.items]
        careful, tried = _less(careful, pulled), 0
        if pulled.failure and not pulled.items:
            return pulled.failure
        chunk = _write(part, pulled, scanner, work, place=place, clocks=clocks)
        if chunk is None:
            return None
        tell(chunk)
        if pulled.ended or pulled.failure:
            return pulled.failure
        place = chunk.end


def _guarded(items: Iterator[Item]) -> Iterator[Item | str]:
    """Yield the records of a stream, and as the last, where reading failed, why.

    A stream that raises has failed as a whole; which error it was makes no difference to what is kept.
    """
    try:
        yield from items
    except (EchoError, FetchError, OSError) as error:
        yield str(error) or type(error).__name__
    except Exception as error:  # noqa: BLE001 - a reader's fault must not end the run, and is told in the health line
        yield f"{type(error).__name__}: {error}"


def _pull(items: Iterator[Item | str], place: int, limits: Limits, *, waited: Callable[[], float]) -> _Pulled:
    pulled = _Pulled(items=[])
    size, began = 0, waited()
    for item in items:
        if isinstance(item, str):
            pulled.failure = item
            while pulled.items and not _ends(pulled.items[-1], place):
                pulled.items.pop()
            return pulled
        pulled.items.append(item)
        size += _held(item)
        full = size >= limits.size or len(pulled.items) >= limits.records or waited() - began >= limits.seconds
        if full and _ends(item, place):
            return pulled
    pulled.ended = True
    return pulled


def _ends(item: Item, place: int) -> bool:
    """Return whether a chunk may end here: a row about a record that is read too comes before it, without `next`."""
    return item.next > max(item.at, place)


def _size(item: Item) -> int:
    if isinstance(item, Skipped):
        return 0
    return len(item.content) + len(item.given.text) + len(item.given.lead) + len(item.given.title)


def _held(item: Item) -> int:
    """Return what a record takes of memory, about: a stranger may put megabytes into an identifier."""
    beside = len(item.id) + len(item.address)
    if isinstance(item, Skipped):
        return beside + len(item.detail)
    return _size(item) + beside + len(item.given.outlet) + sum(map(len, item.given.hints))


def _less(careful: Limits | None, pulled: _Pulled) -> Limits | None:
    """Return how much is still to be read one record at a time, after some were read, or None for nothing."""
    if careful is None:
        return None
    size, records = careful.size - sum(map(_held, pulled.items)), careful.records - len(pulled.items)
    return msgspec.structs.replace(careful, size=size, records=records) if min(size, records) > 0 else None


def _passed(item: Item, detail: str) -> Skipped:
    fields = {name: getattr(item, name) for name in ("stream", "path", "at", "next", "id", "address")}
    return Skipped(**fields, reason="broken", detail=detail)


def _write(part: Part, pulled: _Pulled, scanner: Scans, work: Work, *, place: int, clocks: Clocks) -> Chunk | None:
    """Write what is found in some records as a chunk, and return it, or None where another worker was quicker."""
    found = _scanned(scanner, pulled.items, now=clocks.judged())
    folder = begun(work.out, part, place, session=work.session)
    name = f"{digest_of(part)}-{place}"
    taken = _kept(found.documents, pulled.items, folder, work, name=name, now=clocks.now())
    write_echoes(found.echoes, folder / "echoes.parquet")
    write_documents(taken, folder / "documents.parquet")
    write_skipped(found.skipped, folder / "skipped.parquet")
    chunk = Chunk(
        stream=part.stream,
        path=part.path,
        part=digest_of(part),
        begin=place,
        end=max(pulled.items[-1].next, place) if pulled.items else place,
        last=pulled.ended,
        records=found.records,
        size=found.size,
        characters=found.characters,
        named=found.named,
        echoes=len(found.echoes),
        documents=len(found.documents),
        skipped=len(found.skipped),
        newest=found.newest,
        seconds=found.seconds,
        beginning=work.beginning,
    )
    return chunk if finish(folder, chunk, work.out) else None


def _scanned(scanner: Scans, items: Sequence[Item], *, now: datetime) -> Scanned:
    """Return what is found in some records; where that fails for all at once, one by one."""
    if not items:
        return Scanned()
    try:
        return scanner.scan(items, now=now)
    except Exception:  # noqa: BLE001 - whichever record it was is found below, and skipped with what was wrong
        return _added([_alone(scanner, item, now=now) for item in items])


def _alone(scanner: Scans, item: Item, *, now: datetime) -> Scanned:
    try:
        return scanner.scan([item], now=now)
    except Exception as error:  # noqa: BLE001 - one record must not end the run; its row says what was wrong
        detail = " ".join(f"it could not be scanned: {type(error).__name__}: {error}".split())
        return Scanned(skipped=[_passed(item, detail)], records=1, size=_size(item))


def _added(parts: Sequence[Scanned]) -> Scanned:
    total = Scanned(newest=max((each.newest for each in parts if each.newest), default=None))
    for each in parts:
        total.echoes += each.echoes
        total.documents += each.documents
        total.skipped += each.skipped
        total.records += each.records
        total.named += each.named
        total.size += each.size
        total.characters += each.characters
        for stage, seconds in each.seconds.items():
            total.seconds[stage] = total.seconds.get(stage, 0.0) + seconds
    return total


def _kept(
    documents: Sequence[Document], items: Sequence[Item], folder: Path, work: Work, *, name: str, now: datetime
) -> list[Taken]:
    """Return the pages with where each is kept; why one is not stands beside it."""
    if not work.captures:
        return [Taken(document=each) for each in documents]
    raws = {(item.path, item.at): item for item in items if isinstance(item, Raw)}
    taken = []
    for each in documents:
        try:
            kept = keep(raws[each.path, each.at], folder=folder / "captures", now=now, operator=work.operator)
        except CaptureFailed as error:
            taken.append(Taken(document=each, uncaptured=str(error)))
        else:
            path = f"chunks/{name}/captures/{kept.path}"
            taken.append(Taken(document=each, capture=msgspec.structs.replace(kept, path=path)))
    return taken
