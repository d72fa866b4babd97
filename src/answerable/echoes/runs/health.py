"""How each stream of a run fared: the line that stands beside every count of uses.

Rules:
  - "failed": it could not be opened, a part of it could not be read to its end, or of all its records none was read,
    now or before.
  - "silent": it answered, and had nothing new.
  - "read": everything else; how much was skipped stands beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Literal

import msgspec

from answerable.echoes.runs.chunks import CHUNKS, Chunk, chain
from answerable.echoes.runs.tables import read_skipped
from answerable.echoes.streams.documents import Part

State = Literal["read", "silent", "failed"]

LONGEST: Final = 500
"""Characters of a failure that are kept; chosen by hand."""

NOTHING_NEW: Final = frozenset({"duplicate", "empty"})
"""Reasons of rows that say no more than that there is nothing to read."""

HEALTH: Final = "health.parquet"
"""The table of these lines in a folder of results."""


class StreamLine(msgspec.Struct, frozen=True, kw_only=True):
    """How one stream fared.

    Attributes:
        stream: Its name.
        state: "read", "silent" or "failed".
        records: Records that it gave, those skipped included.
        skipped: Rows of what could not be read, or not believed.
        newest: The latest date of a record, or None.
        failure: What failed, in one line; "" where nothing did.
    """

    stream: str
    state: State
    records: int = 0
    skipped: int = 0
    newest: datetime | None = None
    failure: str = ""


def line_of(stream: str, parts: Sequence[Part], out: Path, *, failures: Sequence[str]) -> StreamLine:
    """Return how a stream fared, from the chunks that are there and from what failed.

    Raises:
        BrokenRun: a chunk cannot be read.
    """
    chunks = [chunk for part in parts for chunk in chain(out, part)]
    records, skipped = sum(each.records for each in chunks), sum(each.skipped for each in chunks)
    state: State = "failed" if failures else "read" if records else "silent"
    failure = _told(failures, parts)
    if state == "read" and skipped and not sum(each.characters for each in chunks):
        state, failure = _unread(chunks, out, records=records)
    return StreamLine(
        stream=stream,
        state=state,
        records=records,
        skipped=skipped,
        newest=max((each.newest for each in chunks if each.newest), default=None),
        failure=failure[:LONGEST],
    )


def lines_of(
    streams: Sequence[str],
    parts: Mapping[str, Sequence[Part]],
    out: Path,
    *,
    failures: Mapping[str, Sequence[str]],
) -> tuple[StreamLine, ...]:
    """Return how all streams fared, in order.

    Raises:
        BrokenRun: a chunk cannot be read.
    """
    return tuple(line_of(each, parts.get(each, ()), out, failures=failures.get(each, ())) for each in streams)


def _told(failures: Sequence[str], parts: Sequence[Part]) -> str:
    if not failures:
        return ""
    return failures[0] if len(parts) <= 1 else f"{len(failures)} of {len(parts)} parts failed: {failures[0]}"


def _unread(chunks: Sequence[Chunk], out: Path, *, records: int) -> tuple[State, str]:
    """Return what a stream is none of whose records was read."""
    reasons: Counter[str] = Counter()
    first = ""
    for each in chunks:  # one after the other: all rows of a huge file of rubbish are more than memory holds
        rows = read_skipped(out / CHUNKS / each.name / "skipped.parquet")
        reasons.update(row.reason for row in rows)
        first = first or next((row.detail for row in rows if row.reason not in NOTHING_NEW), "")
    if set(reasons) <= NOTHING_NEW:
        return "silent", ""
    if "duplicate" in reasons:  # it answered, and was read before: what is skipped beside that is counted
        return "read", ""
    counted = ", ".join(f"{reason} {number}" for reason, number in sorted(reasons.items()))
    return "failed", f"none of {records} record{'s' if records > 1 else ''} could be read ({counted}): {first}"
