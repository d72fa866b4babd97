"""Tables in Parquet: the fields of `schema`, one record a row.

Rules:
  - Places are rows, counted from the beginning of the file. A part is some whole row groups.
  - A few rows are in memory at a time, not a row group: columns are read page by page.
  - The table's own description decides whether it can be read: without words as text in a column that we know, the
    stream is broken, and the message names the columns.
  - Where a row group is damaged, the rest of its rows is skipped; the next is read. Checksums of pages are held against
    what is there, where the table has them; without them some damage cannot be seen.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from answerable.echoes.errors import BrokenStream
from answerable.echoes.streams import files, schema
from answerable.echoes.streams.documents import Item, Part, Reason, Skipped
from answerable.echoes.streams.records import Seen
from answerable.echoes.streams.responses import Source

PART: Final = 64_000_000
"""Bytes, uncompressed, after which a part ends with its row group; chosen by hand."""

HELD: Final = 8_000_000
"""Bytes of rows that are in memory at once, about; chosen by hand."""

ROWS: Final = 4096
"""Rows that are in memory at once, at most; chosen by hand."""

PAGES: Final = 1 << 20
"""Bytes of a column that are read from the file at once; chosen by hand."""

DATES: Final = ("published", "fetched")
"""The fields without which a row is still read."""

BROKEN: Final = (pa.ArrowException, OSError, ValueError, OverflowError)
"""What a damaged table makes its reader raise; letters that are none are a ValueError."""

WORDS: Final = ("text", "html", "title", "lead")
"""The fields of which a table has at least one."""


class Parquet(msgspec.Struct, frozen=True):
    """Tables at a place: one file, or all that fit a pattern.

    Attributes:
        name: What a person called it.
        place: The path or address, a pattern among them.
        part_size: Bytes, uncompressed, after which a part ends with its row group.
    """

    name: str
    place: str
    part_size: int = PART

    def parts(self) -> Sequence[Part]:
        """Return ranges of rows, each of whole row groups; a file that cannot be opened is one part.

        Raises:
            BrokenStream: The only file is no Parquet, or one has no column with words.
        """
        paths = files.matching(self.place)
        return [part for path in paths for part in self._ranges(path, only=len(paths) == 1)]

    def _ranges(self, path: str, *, only: bool) -> list[Part]:
        try:
            with files.opened(path) as file:
                table = _opened(file)
                _columns(table, path)
                cuts = _cuts(table.metadata, self.part_size)
        except BROKEN as error:
            if only:
                raise BrokenStream(f"expected a table in Parquet at {path!r}, found: {error}") from error
            return [Part(stream=self.name, path=path)]
        return [Part(stream=self.name, path=path, begin=begin, end=end) for begin, end in itertools.pairwise(cuts)] or [
            Part(stream=self.name, path=path)
        ]

    def read(self, part: Part, *, start: int | None = None) -> Iterator[Item]:
        """Return the records of the rows of a part, and what was skipped."""
        source = Source(stream=part.stream, path=part.path)
        try:
            with files.opened(part.path) as file:
                table = _opened(file)
                yield from _Rows(table, source, _columns(table, part.path)).read(part, start=start)
        except (BrokenStream, *BROKEN) as error:
            yield _skipped(source, part.begin, max(part.begin, part.end), "broken", str(error))


class _Rows:
    """The rows of one table."""

    def __init__(self, table: Any, source: Source, columns: list[str]) -> None:
        self._table, self._source, self._columns = table, source, columns
        self._seen = Seen()

    def read(self, part: Part, *, start: int | None) -> Iterator[Item]:
        """Return the items of a part, from a row on; rows before it tell their identifiers."""
        first = part.begin if start is None else start
        begin, described = 0, self._table.metadata
        if described.num_rows == 0 and start is None:
            yield _skipped(self._source, 0, 0, "empty", "the table has no rows")
        for number in range(described.num_row_groups):
            end = begin + described.row_group(number).num_rows
            if part.begin <= begin and (part.end < 0 or begin < part.end):
                yield from self._group(number, begin, end, first=first)
            begin = end

    def _group(self, number: int, begin: int, end: int, *, first: int) -> Iterator[Item]:
        names = [name for name in schema.FIELDS["id"] if name in self._columns] if end <= first else self._columns
        at = begin
        try:
            for batch in self._batches(number, names) if names else ():
                for row in _rows(batch):
                    yield from self._items(row, at, first=first)
                    at += 1
        except BROKEN as error:
            if end > first:
                at = max(at, first)
                detail = f"rows {at} to {end - 1} cannot be read: {error}"
                yield _skipped(self._source, at, end, "broken", detail)

    def _items(self, row: dict[str, Any] | str, at: int, *, first: int) -> Iterator[Item]:
        if at < first:
            self._seen.again("" if isinstance(row, str) else schema.identifier(row))
        elif isinstance(row, str):
            yield _skipped(self._source, at, at + 1, "broken", row)
        else:
            yield from schema.items(row, at=at, end=at + 1, source=self._source, seen=self._seen)

    def _batches(self, number: int, names: list[str]) -> Iterator[Any]:
        described = self._table.metadata.row_group(number)
        each = max(described.total_byte_size // max(described.num_rows, 1), 1)
        size = min(max(HELD // each, 1), ROWS)
        batches: Iterator[Any] = self._table.iter_batches(
            batch_size=size, row_groups=[number], columns=names, use_threads=False
        )
        return batches


def _believable(batch: Any) -> Any:
    """Return rows with their times in microseconds: Python has no smaller ones, and refuses them."""
    for number, field in enumerate(batch.schema):
        if pa.types.is_timestamp(field.type) and field.type.unit == "ns":
            kind = pa.timestamp("us", tz=field.type.tz)
            batch = batch.set_column(number, pa.field(field.name, kind), batch.column(number).cast(kind, safe=False))
    return batch


def _rows(batch: Any) -> list[dict[str, Any] | str]:
    """Return rows; in place of one with a value that is none, such as words that are no UTF-8, what is wrong."""
    batch = _believable(batch)
    try:
        return list(batch.to_pylist())
    except BROKEN:
        return [_row(batch, number) for number in range(batch.num_rows)]


def _row(batch: Any, number: int) -> dict[str, Any] | str:
    row: dict[str, Any] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        try:
            row[name] = column[number].as_py()
        except BROKEN as error:
            if schema.OURS[name] not in DATES:
                return f"{name}: the row cannot be read: {error}"
            row[name] = str(error)  # no date, and told as such: the rest of the row counts
    return row


def _opened(file: BinaryIO) -> Any:
    return pq.ParquetFile(file, buffer_size=PAGES, pre_buffer=False, page_checksum_verification=True)


def _columns(table: Any, path: str) -> list[str]:
    """Return the columns that are read.

    Raises:
        BrokenStream: None holds words, or one that should is of another type.
    """
    found = table.schema_arrow
    read = [name for name in found.names if name in schema.OURS]
    if not any(schema.OURS[name] in WORDS for name in read):
        expected = ", ".join(name for field in WORDS for name in schema.FIELDS[field])
        raise BrokenStream(f"expected one of the columns {expected} in {path!r}, found {', '.join(found.names)}")
    for name in read:
        kind = found.field(name).type
        if schema.OURS[name] in (*WORDS, "url") and not _holds_words(kind):
            raise BrokenStream(f"expected text in the column {name} of {path!r}, found {kind}")
    return read


def _holds_words(kind: Any) -> bool:
    if pa.types.is_dictionary(kind) or pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _holds_words(kind.value_type)
    return bool(
        pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)
        or pa.types.is_struct(kind) or pa.types.is_null(kind)
    )  # fmt: skip


def _cuts(described: Any, size: int) -> list[int]:
    """Return the rows at which parts begin, and the row after the last."""
    cuts, row, held = [0], 0, 0
    for number in range(described.num_row_groups):
        group = described.row_group(number)
        row, held = row + group.num_rows, held + group.total_byte_size
        if held >= size:
            cuts.append(row)
            held = 0
    return cuts if cuts[-1] == row else [*cuts, row]


def _skipped(source: Source, at: int, end: int, reason: Reason, detail: str) -> Skipped:
    return Skipped(stream=source.stream, path=source.path, at=at, next=end, reason=reason, detail=detail)
