"""The columns of results: one Parquet table for each, whose names and meanings are those of the types they come from.

`scanning.found.Echo`, `streams.documents.Document` and `Skipped` are the rows; `docs/reference/scan-results.md` says
what stands in each column. Rules:
  - What a column means never changes within a format (`plans.FORMAT`).
  - Spans are half-open, in characters; times are UTC, in microseconds.
  - A character that cannot be written as UTF-8, half of a surrogate pair, becomes "?": offsets stay what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from answerable.echoes.captures.writing import Kept
from answerable.echoes.errors import BrokenRun
from answerable.echoes.scanning.found import Echo
from answerable.echoes.streams.documents import Document, Skipped

Row = TypeVar("Row", bound=msgspec.Struct)

LONGEST_DETAIL: Final = 500
"""Characters of a detail that are kept; chosen by hand."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A page that uses our words, and where it is kept.

    Attributes:
        document: The page as it was read.
        capture: Where its bytes are kept: `path` is relative to the folder of results. None where they are not.
        uncaptured: Why they are not, in one line; "" where they are, or where nobody asked.
    """

    document: Document
    capture: Kept | None = None
    uncaptured: str = ""


_TIME = pa.timestamp("us", tz="UTC")
_SPAN = pa.struct([("start", pa.int64()), ("end", pa.int64())])
_SHIFT = pa.struct(
    [
        ("kind", pa.string()),
        ("direction", pa.string()),
        ("source", _SPAN),
        ("restatement", _SPAN),
        ("reason", pa.string()),
        ("basis", pa.string()),
        ("probability", pa.float64()),
    ]
)
_KEPT = pa.struct(
    [
        ("path", pa.string()),
        ("offset", pa.int64()),
        ("length", pa.int64()),
        ("size", pa.int64()),
        ("id", pa.string()),
        ("of", pa.string()),
        ("payload_sha256", pa.string()),
        ("record_sha256", pa.string()),
        ("at", _TIME),
    ]
)

ECHOES: Final = pa.schema(
    [
        ("id", pa.string()),
        ("document", pa.string()),
        ("place", pa.string()),
        ("relation", pa.string()),
        ("release", pa.string()),
        ("passage", pa.string()),
        ("score", pa.float64()),
        ("source", pa.list_(_SPAN)),
        ("restatement", pa.list_(_SPAN)),
        ("source_words", pa.string()),
        ("restatement_words", pa.string()),
        ("restatement_start", pa.int64()),
        ("shifts", pa.list_(_SHIFT)),
        ("attributed", pa.bool_()),
        ("naming", _SPAN),
        ("standing", pa.string()),
        ("joined_with", pa.list_(pa.string())),
        ("languages", pa.list_(pa.string())),
        ("verdict", pa.string()),
    ]
)

DOCUMENTS: Final = pa.schema(
    [
        ("id", pa.string()),
        ("stream", pa.string()),
        ("path", pa.string()),
        ("at", pa.int64()),
        ("address", pa.string()),
        ("outlet", pa.string()),
        ("title", pa.string()),
        ("lead", pa.string()),
        ("body", pa.string()),
        ("language", pa.string()),
        ("published", _TIME),
        ("fetched", _TIME),
        ("hints", pa.list_(pa.string())),
        ("sha256", pa.string()),
        ("sketch", pa.list_(pa.uint32())),
        ("capture", _KEPT),
        ("uncaptured", pa.string()),
    ]
)

SKIPPED: Final = pa.schema(
    [
        ("stream", pa.string()),
        ("path", pa.string()),
        ("at", pa.int64()),
        ("next", pa.int64()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("id", pa.string()),
        ("address", pa.string()),
    ]
)

HEALTH: Final = pa.schema(
    [
        ("stream", pa.string()),
        ("state", pa.string()),
        ("records", pa.int64()),
        ("skipped", pa.int64()),
        ("newest", _TIME),
        ("failure", pa.string()),
    ]
)


def write_echoes(found: Iterable[Echo], path: Path) -> None:
    """Write uses into a table; `verdict` is a column of it, so that one can ask for it."""
    _write([_row(each) | {"verdict": each.verdict} for each in found], ECHOES, path)


def write_documents(taken: Iterable[Taken], path: Path) -> None:
    """Write pages into a table."""
    rows = [
        _row(each.document)
        | {"capture": _row(each.capture) if each.capture else None, "uncaptured": each.uncaptured[:LONGEST_DETAIL]}
        for each in taken
    ]
    _write(rows, DOCUMENTS, path)


def write_skipped(skipped: Iterable[Skipped], path: Path) -> None:
    """Write what could not be read into a table."""
    rows = [_row(each) for each in skipped]
    _write([row | {"detail": row["detail"][:LONGEST_DETAIL]} for row in rows], SKIPPED, path)


def write_rows(rows: Iterable[msgspec.Struct], schema: pa.Schema, path: Path) -> None:
    """Write structs whose fields are the columns into a table."""
    _write([_row(each) for each in rows], schema, path)


def read_echoes(path: Path) -> list[Echo]:
    """Return the uses in a table.

    Raises:
        BrokenRun: it is not there, or no such table.
    """
    return read_rows(path, Echo)


def read_documents(path: Path) -> list[Taken]:
    """Return the pages in a table.

    Raises:
        BrokenRun: it is not there, or no such table.
    """
    rows = _rows(path)
    try:
        return [
            Taken(
                document=msgspec.convert(row, Document),
                capture=msgspec.convert(row["capture"], Kept | None),
                uncaptured=row["uncaptured"],
            )
            for row in rows
        ]
    except (KeyError, msgspec.MsgspecError) as error:
        raise BrokenRun(f"expected pages in {path}, found: {error}") from error


def read_skipped(path: Path) -> list[Skipped]:
    """Return what could not be read, from a table.

    Raises:
        BrokenRun: it is not there, or no such table.
    """
    return read_rows(path, Skipped)


def read_rows(path: Path, kind: type[Row]) -> list[Row]:
    """Return the rows of a table as structs; columns that a struct has no field for are left out.

    Raises:
        BrokenRun: it is not there, or no such table.
    """
    try:
        return [msgspec.convert(row, kind) for row in _rows(path)]
    except msgspec.MsgspecError as error:
        raise BrokenRun(f"expected rows of {kind.__name__} in {path}, found: {error}") from error


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = pq.read_table(path, partitioning=None).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise BrokenRun(f"expected a table of results at {path}, found: {error}") from error
    return rows


def _row(each: msgspec.Struct) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(each, builtin_types=(datetime,))
    return row


def _write(rows: Sequence[dict[str, Any]], schema: pa.Schema, path: Path) -> None:
    try:
        table = pa.Table.from_pylist(rows, schema=schema)
    except UnicodeEncodeError:
        table = pa.Table.from_pylist([_writable(row) for row in rows], schema=schema)
    pq.write_table(table, path, compression="zstd")


def _writable(value: Any) -> Any:
    """Return a value with every character that UTF-8 has no bytes for replaced."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, dict):
        return {name: _writable(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_writable(each) for each in value]
    return value
