"""Where words stand: in every table of the database and in every file of this installation.

Rules:
  - Nothing is left out because it should not hold words: tables are those that the database has, files those that lie
    under the home folder, in the store, and where else the database says.
  - Words are looked for as bytes in UTF-8 and UTF-16, as they stand in JSON, HTML and mail, and unpacked from gzip, ZIP
    and Parquet; gzip and ZIP also within one another, as a captured page has it: a packed answer in a packed archive in
    a package.
  - What cannot be unpacked is named, and ends nothing: a stranger's file may be locked, cut off, or a bomb.
  - Finding changes nothing.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import html
import io
import json
import quopri
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings
from django.db import connection

from answerable.vault.shelves import CHUNK, Disk, shelf

GZIP, ZIP, PARQUET = b"\x1f\x8b", b"PK\x03\x04", b"PAR1"
UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    zlib.error,
    zipfile.BadZipFile,
    pa.ArrowException,
)
"""What the libraries say of a packed file that is damaged, locked, or packed in a way that they do not know."""

LARGEST_UNPACKED = 1 << 28
"""Bytes of one packed file that are looked into: 256 MiB; a larger one is named as not read. Chosen by hand."""

DEEPEST = 3
"""How many packings within one another are undone."""

MAILS = frozenset({".log", ".eml"})


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A place where words stand: a file, or a column of a table with the row's key; or a file that was not read."""

    where: str
    unread: bool = False


def find(words: str) -> Iterator[Found]:
    """Yield every place here where words stand.

    Files come first, and whoever asks has closed the database: to close a file of SQLite's that was read takes away the
    locks of every connection of this process (sqlite.org/howtocorrupt.html, 2.2).
    """
    wanted = shapes(words)
    for folder in folders():
        yield from in_files(folder, wanted)
    yield from _in_database(wanted)
    yield from _in_store(wanted)


def shapes(words: str) -> tuple[bytes, ...]:
    """Return words as they may stand in bytes."""
    plain = {words, html.escape(words), json.dumps(words)[1:-1], json.dumps(words, ensure_ascii=False)[1:-1]}
    found = {each.encode(code, "surrogatepass") for each in plain for code in ("utf-8", "utf-16-le", "utf-16-be")}
    return tuple(sorted({*found, quopri.encodestring(words.encode()).rstrip(b"\n")}))


def folders() -> list[Path]:
    """Return the folders that are searched: the home, and what lies outside it by a setting."""
    wanted = [
        settings.ANSWERABLE_HOME,
        settings.ANSWERABLE_VAULT,
        settings.ANSWERABLE_UPLOADS,
        settings.EMAIL_FILE_PATH,
    ]
    found: list[Path] = []
    for folder in sorted({Path(each).resolve() for each in wanted}):
        if not any(folder.is_relative_to(other) for other in found):
            found.append(folder)
    return found


def in_files(folder: Path, wanted: Iterable[bytes]) -> Iterator[Found]:
    """Yield the files under a folder that hold one of the shapes."""
    looked_for = tuple(wanted)
    for place in sorted(folder.rglob("*")):
        if place.is_file() and not place.is_symlink():
            try:
                with place.open("rb") as file:
                    yield from _in_file(file, str(place), looked_for)
            except FileNotFoundError:  # removed at this moment
                continue


def holds(file: BinaryIO, wanted: tuple[bytes, ...]) -> bool:
    """Tell whether a file holds one of the shapes, however large it is."""
    longest = max(map(len, wanted))
    before = b""
    while piece := file.read(CHUNK):
        here = before + piece
        if any(each in here for each in wanted):
            return True
        before = here[-longest:]
    return False


def _in_file(file: BinaryIO, name: str, wanted: tuple[bytes, ...]) -> Iterator[Found]:
    head = file.read(4)
    file.seek(0)
    if holds(file, wanted):
        yield Found(where=name)
        return
    file.seek(0)
    try:
        if any(_holds(each, wanted, DEEPEST - 1) for each in _unpacked(file, head, Path(name).suffix)):
            yield Found(where=name)
    except UNREADABLE:
        yield Found(where=name, unread=True)


def _unpacked(file: BinaryIO, head: bytes, suffix: str) -> Iterator[bytes]:
    if head.startswith(GZIP):
        yield _limited(gzip.GzipFile(fileobj=file))
    elif head.startswith(ZIP):
        yield from _members(file)
    elif head.startswith(PARQUET):
        yield json.dumps(pq.read_table(file).to_pylist(), ensure_ascii=False, default=str).encode()
    elif suffix in MAILS:
        yield quopri.decodestring(file.read(LARGEST_UNPACKED))


def _members(file: BinaryIO) -> Iterator[bytes]:
    """Yield the files of a ZIP that can be read; only then tell of those that cannot."""
    failed: Exception | None = None
    with zipfile.ZipFile(file) as archive:
        for each in archive.infolist():
            try:
                with archive.open(each) as member:
                    yield _limited(member)
            except UNREADABLE as error:
                failed = error
    if failed is not None:
        raise failed


def _holds(content: bytes, wanted: tuple[bytes, ...], deeper: int) -> bool:
    """Tell whether bytes hold one of the shapes, or something packed in them does."""
    if any(each in content for each in wanted):
        return True
    return deeper > 0 and any(_holds(each, wanted, deeper - 1) for each in _packed_in(content))


def _packed_in(content: bytes) -> Iterator[bytes]:
    """Yield what is packed in bytes: the files of a ZIP, and each stretch that gzip packed, wherever it begins."""
    if content.startswith(ZIP):
        yield from _members(io.BytesIO(content))
        return
    for place in re.finditer(re.escape(GZIP + b"\x08"), content):
        try:
            yield zlib.decompressobj(wbits=31).decompress(memoryview(content)[place.start() :], LARGEST_UNPACKED)
        except zlib.error:  # these bytes happened to look like it
            continue


def _limited(packed: Any) -> bytes:
    content: bytes = packed.read(LARGEST_UNPACKED + 1)
    if len(content) > LARGEST_UNPACKED:
        raise ValueError(f"expected at most {LARGEST_UNPACKED} bytes, found more")
    return content


def _in_database(wanted: tuple[bytes, ...]) -> Iterator[Found]:
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
    for table in tables:
        with connection.chunked_cursor() as cursor:  # a table may be larger than the memory
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a table of this database
            columns = [each[0] for each in cursor.description]
            for row in iter(cursor.fetchone, None):
                for name, value in zip(columns, row, strict=True):
                    if any(each in form for form in _forms(value) for each in wanted):
                        yield Found(where=f"{table}.{name} of {str(row[0])[:80]}")


def _forms(value: Any) -> Iterator[bytes]:
    """Yield a value of a table as bytes, and what it is unpacked where it is a session of Django's."""
    if isinstance(value, bytes | memoryview):
        yield bytes(value)
    elif isinstance(value, str):
        yield value.encode("utf-8", "surrogatepass")
        yield from _packed(value)
    elif isinstance(value, dict | list):
        yield json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _packed(value: str) -> Iterator[bytes]:
    """Yield what Django packs into text: a value of its cache is base64, a session base64 of JSON, maybe compressed."""
    payload, *rest = value.removeprefix(".").split(":")
    code = base64.b64decode if not rest else base64.urlsafe_b64decode
    if rest and len(rest) != 2:  # noqa: PLR2004 - a session has the time and the signature
        return
    try:
        content = code(payload + "=" * (-len(payload) % 4))
        yield zlib.decompress(content) if value.startswith(".") else content
    except (binascii.Error, ValueError, zlib.error):
        return


def _in_store(wanted: tuple[bytes, ...]) -> Iterator[Found]:
    """Yield the files of a store that is no folder of this machine."""
    where = shelf()
    if isinstance(where, Disk) and any(where.folder.resolve().is_relative_to(each) for each in folders()):
        return
    for name, _written in where.names():
        with where.open(name) as file:
            yield from _in_file(file, f"store: {name}", wanted)
