"""What a run has found, read back from its folder.

OUT/chunks/*/echoes.parquet, documents.parquet and skipped.parquet are the tables, and any reader of Parquet may take
them as they are. Rules:
  - A page may stand in several chunks, where a stream has it more than once; `read_results` gives each
    use and each page once.
  - Nothing is changed: reading a run that is still going on gives what there is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from answerable.echoes.relations import RELATIONS, VERDICTS
from answerable.echoes.runs.chunks import Chunk, folders, read_told
from answerable.echoes.runs.health import HEALTH, StreamLine
from answerable.echoes.runs.plans import Plan, read_plan
from answerable.echoes.runs.tables import Taken, read_documents, read_echoes, read_rows, read_skipped
from answerable.echoes.scanning.found import Echo
from answerable.echoes.streams.documents import Skipped


class ChunkResult(msgspec.Struct, frozen=True, kw_only=True):
    """A chunk and everything in it."""

    chunk: Chunk
    echoes: tuple[Echo, ...]
    documents: tuple[Taken, ...]
    skipped: tuple[Skipped, ...]


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """All that a run has found so far.

    Attributes:
        plan: What was run.
        echoes: Uses, each once, by id.
        documents: The pages they stand on, each once, by id.
        skipped: What could not be read, or not believed, by stream, file and place.
        chunks: The chunks, in the order of their streams' parts.
        health: How each stream fared; empty while the run goes on.
    """

    plan: Plan
    echoes: tuple[Echo, ...]
    documents: tuple[Taken, ...]
    skipped: tuple[Skipped, ...]
    chunks: tuple[Chunk, ...]
    health: tuple[StreamLine, ...]


def read_chunk(folder: Path) -> ChunkResult:
    """Return a chunk with its rows.

    Raises:
        BrokenRun: something of it is not there, or cannot be read.
    """
    return ChunkResult(
        chunk=read_told(folder),
        echoes=tuple(read_echoes(folder / "echoes.parquet")),
        documents=tuple(read_documents(folder / "documents.parquet")),
        skipped=tuple(read_skipped(folder / "skipped.parquet")),
    )


def each_chunk(out: Path) -> Iterator[ChunkResult]:
    """Yield the chunks of a run one after the other; only one is held.

    Raises:
        BrokenRun: one cannot be read.
    """
    return (read_chunk(folder) for folder in folders(out))


def read_results(out: Path) -> Results:
    """Return all that a run has found so far. Of a large run, read `each_chunk` instead.

    Raises:
        BrokenRun: the folder holds no run, or something in it cannot be read.
    """
    plan, chunks = read_plan(out), list(each_chunk(out))
    chunks.sort(key=lambda each: (each.chunk.stream, each.chunk.path, each.chunk.begin))
    # The first one stays of what is there twice, whatever the folders are called.
    echoes = {echo.id: echo for each in reversed(chunks) for echo in each.echoes}
    documents = {taken.document.id: taken for each in reversed(chunks) for taken in reversed(each.documents)}
    skipped = [row for each in chunks for row in each.skipped]
    return Results(
        plan=plan,
        echoes=tuple(echoes[key] for key in sorted(echoes)),
        documents=tuple(documents[key] for key in sorted(documents)),
        skipped=tuple(sorted(skipped, key=lambda row: (row.stream, row.path, row.at, row.next, row.reason))),
        chunks=tuple(each.chunk for each in chunks),
        health=read_health(out),
    )


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has found, in numbers; a use that stands in several chunks counts once.

    Attributes:
        uses: By relation, how many there are of each verdict, in the order of `VERDICTS`.
        skipped: Rows of what could not be read, or not believed, by reason.
        records: Records that were given, those skipped included.
        size: Bytes of them.
        pages: Pages that use our words.
    """

    uses: Mapping[str, tuple[int, ...]]
    skipped: Mapping[str, int]
    records: int
    size: int
    pages: int


def counted(out: Path) -> Counts:
    """Return what a run has found, in numbers; only ids are held.

    Raises:
        BrokenRun: a chunk cannot be read.
    """
    uses: dict[str, tuple[str, str]] = {}
    pages: set[str] = set()
    skipped: Counter[str] = Counter()
    records = size = 0
    for folder in folders(out):
        chunk = read_told(folder)
        records, size = records + chunk.records, size + chunk.size
        if chunk.echoes:
            rows = read_echoes(folder / "echoes.parquet")
            uses |= {each.id: (each.relation, each.verdict) for each in rows}
            pages |= {each.document for each in rows}
        if chunk.skipped:
            skipped.update(each.reason for each in read_skipped(folder / "skipped.parquet"))
    by_relation = Counter(uses.values())
    relations: dict[str, tuple[int, ...]] = {
        each: tuple(by_relation[each, verdict] for verdict in VERDICTS) for each in RELATIONS
    }
    return Counts(uses=relations, skipped=skipped, records=records, size=size, pages=len(pages))


def read_health(out: Path) -> tuple[StreamLine, ...]:
    """Return how each stream fared, or nothing while the run goes on.

    Raises:
        BrokenRun: the table cannot be read.
    """
    if not (out / HEALTH).exists():
        return ()
    return tuple(read_rows(out / HEALTH, StreamLine))
