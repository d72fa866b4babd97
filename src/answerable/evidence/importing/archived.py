"""What bellingcat's auto-archiver wrote: a list of what was archived, as CSV or JSON, and the files beside it.

Written after its version 1.2: `csv_db` writes a row with `status`, `metadata` and `media`, the last two as Python's own
words for a dictionary and a list; `to_json` writes the same as JSON. Rules:
  - Python's words are read, never run: names, numbers, lists, dictionaries and `datetime.datetime(…)`, nothing else.
  - A file is found by its key, its address or its name, by as much of the end of it as there is a file for; never out
    of the folder, wherever the list says that it lay.
  - A digest that the list gives is measured; one that differs refuses the whole. A file that is not here is named.
"""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from answerable.evidence.errors import DamagedArchive, TooLargeArchive
from answerable.evidence.importing.bounds import Bounds
from answerable.evidence.importing.found import Claims, Found, Offer, type_of
from answerable.evidence.importing.places import Place, digests, read_small
from answerable.text.filenames import name_shown

COLUMNS = ["status", "metadata", "media"]
LARGEST_CELL = 1 << 20
"""Characters of one cell; chosen by hand: its metadata may hold the text of a long thread."""

MOST_SIGNS = 200_000
"""Signs that can part one value from another in a cell; chosen by hand: each value takes about a
kibibyte of memory while it is read."""

PARTING = re.compile(r"[^\w\s'\"]")

HASHES = {"SHA-256": "sha256", "SHA3-512": "sha3_512"}


class Medium(msgspec.Struct, rename={"key": "_key"}):
    """One file that was archived."""

    filename: str = ""
    key: str | None = None
    urls: list[str] = []
    properties: dict[str, Any] = {}


class Archived(msgspec.Struct):
    """One address that was archived."""

    status: str
    metadata: dict[str, Any]
    media: list[Medium]


def list_in(place: Place, bounds: Bounds) -> str:
    """Return the name of the list in a place, or ""."""
    for name in sorted(place.sizes, key=lambda name: (name.count("/"), name)):
        if name.endswith((".csv", ".json", ".jsonl")) and 0 < place.sizes[name] <= bounds.described:
            head = read_small(place, name, bounds)
            if _is_csv(head) if name.endswith(".csv") else _is_json(head):
                return name
    return ""


def read(place: Place, name: str, bounds: Bounds) -> Found:
    """Return what a list names, after checking every file of it that is here.

    Raises:
        DamagedArchive: the list cannot be read, or a file has another digest than it says.
        TooLargeArchive: a cell is over the limit.
    """
    raw, remarks, offers, used = read_small(place, name, bounds), [], [], {name}
    rows = _from_csv(raw, name) if name.endswith(".csv") else _from_json(raw, name)
    for number, row in enumerate(rows, start=1):
        for medium in row.media:
            where = _where(place, medium)
            if not where:
                remarks.append(f"{name}, entry {number}: not here: {(medium.key or medium.filename)[:200]}")
            elif where not in used:
                used.add(where)
                offers.append(_offer(place, where, row, medium))
        if "success" not in row.status:
            remarks.append(f"{name}, entry {number}: its tool says {row.status[:80]!r}")
    remarks += [f"named by no entry, left out: {each}" for each in sorted(set(place.sizes) - used)]
    return Found(form="auto-archiver", offers=tuple(offers), remarks=tuple(remarks))


def _offer(place: Place, where: str, row: Archived, medium: Medium) -> Offer:
    sha256 = _measured(place, where, medium)
    address = str(row.metadata.get("url", ""))[:2000]
    title = " ".join(str(row.metadata.get("title") or address or where).split())[:200]
    more = [
        f"{name}: {' '.join(str(row.metadata[name]).split())[:300]}"
        for name in ("timestamp",)
        if row.metadata.get(name)
    ]
    claims = Claims(
        origin=address,
        tool="bellingcat auto-archiver",
        at=_moment(row.metadata.get("_processed_at")),
        more=(*more, f"Status: {row.status[:200]}", f"Archived as {name_shown(where)}."),
    )
    size, opens = place.sizes[where], partial(place.open, where)
    name = where.rpartition("/")[2]
    titled = title if type_of(name) == "web-page" else f"{title} ({name_shown(name)})"
    return Offer(
        name=where,
        type=type_of(where),
        title=titled,
        sha256=sha256,
        size=size,
        claims=claims,
        open=opens,
        group=address,
    )


def _measured(place: Place, where: str, medium: Medium) -> str:
    label, _, expected = str(medium.properties.get("hash", "")).partition(":")
    algorithm = HASHES.get(label, "")
    found = digests(place, where, "sha256", *([algorithm] if algorithm else []))
    if algorithm and found[algorithm] != expected.strip().lower():
        raise DamagedArchive(f"{where} was altered: expected {label} {expected[:140]}, found {found[algorithm]}")
    return found["sha256"]


def _where(place: Place, medium: Medium) -> str:
    """Return the file that a medium names: the one with the longest end of its key, its address or its name."""
    for said in (medium.key or "", *medium.urls[:5], medium.filename):
        parts = [part for part in said.replace("\\", "/").partition("?")[0].split("/") if part not in {"", ".", ".."}]
        for first in range(len(parts)):
            if (name := "/".join(parts[first:])) in place.sizes:
                return name
    return ""


def _is_csv(raw: bytes) -> bool:
    return raw.removeprefix(b"\xef\xbb\xbf").split(b"\n", 1)[0].strip().split(b",") == [c.encode() for c in COLUMNS]


def _is_json(raw: bytes) -> bool:
    head = raw.lstrip()[:1]
    return head in {b"{", b"["} and all(f'"{column}"'.encode() in raw for column in COLUMNS)


def _from_csv(raw: bytes, name: str) -> Iterator[Archived]:
    text = raw.decode("utf-8-sig", errors="replace")
    try:
        for number, row in enumerate(_rows(text), start=1):
            cells = {column: row.get(column) or "" for column in COLUMNS}
            where = f"{name}, row {number}"
            said = {"metadata": _said(cells["metadata"], where), "media": _said(cells["media"], where)}
            yield _row({"status": cells["status"], **said}, where)
    except csv.Error as error:
        raise DamagedArchive(f"{name}: expected CSV, found: {error}") from error


def _rows(text: str) -> list[dict[str, str]]:
    """Return the rows of a CSV; the limit on a cell is that of the whole process, and is put back at once."""
    before = csv.field_size_limit(LARGEST_CELL)
    try:
        return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    finally:
        csv.field_size_limit(before)


def _from_json(raw: bytes, name: str) -> Iterator[Archived]:
    try:
        whole = msgspec.json.decode(raw)
    except (msgspec.DecodeError, RecursionError):
        try:
            whole = [msgspec.json.decode(line) for line in raw.splitlines() if line.strip()]
        except (msgspec.DecodeError, RecursionError) as error:
            raise DamagedArchive(f"{name}: expected JSON, found: {error}") from error
    for number, row in enumerate(whole if isinstance(whole, list) else [whole], start=1):
        yield _row(row, f"{name}, entry {number}")


def _row(said: Any, where: str) -> Archived:
    try:
        return msgspec.convert(said, Archived)
    except msgspec.ValidationError as error:
        raise DamagedArchive(f"{where}: expected status, metadata and media, found: {error}") from error


def _said(text: str, where: str) -> Any:
    """Return what a cell says in Python's words, without running any of it."""
    if len(text) > LARGEST_CELL:
        raise TooLargeArchive(f"{where}: expected at most {LARGEST_CELL} characters, found {len(text)}")
    if (signs := len(PARTING.findall(text))) > MOST_SIGNS:
        raise TooLargeArchive(f"{where}: expected at most {MOST_SIGNS} values, found {signs} signs between them")
    try:
        return _value(ast.parse(text.strip() or "{}", mode="eval").body)
    except (SyntaxError, ValueError, TypeError, OverflowError, RecursionError, MemoryError) as error:
        raise DamagedArchive(f"{where}: expected plain values, found: {str(error)[:200]}") from error


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant):
        value = node.value
        return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value  # lone surrogates
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return [_value(each) for each in node.elts]
    if isinstance(node, ast.Dict):
        return {str(_value(key)): _value(value) for key, value in zip(node.keys, node.values, strict=True) if key}
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "datetime.datetime":
        year, month, day, *rest = (int(_value(each)) for each in node.args[:7])
        hour, minute, second = [*rest, 0, 0, 0][:3]
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    raise ValueError(f"{type(node).__name__} at character {node.col_offset}")


def _moment(said: object) -> datetime | None:
    """Return a moment that the list gives: a date, seconds since 1970, or a text."""
    try:
        if isinstance(said, int | float):
            return datetime.fromtimestamp(int(said), UTC)
        found = said if isinstance(said, datetime) else datetime.fromisoformat(str(said))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError, OSError):
        return None
