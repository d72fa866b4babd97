"""The timeline as plain text, CSV and JSON. Each says as of what it was read, so that anybody can ask for it again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from answerable.releases.report import printable
from answerable.reviews.knowing.lines import Knew, Line, Timeline, first_of_each
from answerable.reviews.knowing.reading import proof_of
from answerable.reviews.knowing.words import ACTS, READING, SHOWS, SORTS, document, says, whom
from answerable.vault.reading import shown

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would run."""

COLUMNS = (
    "at",
    "case",
    "who",
    "sort",
    "section",
    "act",
    "says",
    "output",
    "version",
    "name",
    "by",
    "shows",
    "against_order",
    "log",
    "index",
    "leaf",
    "words",
)
"""The columns of the table; `index` counts from 0, `leaf` is the leaf hash in hex (RFC 9162), `at` is in UTC."""


def as_text(timeline: Timeline, lines: Sequence[Line]) -> str:
    """Return some lines of a timeline as plain text: what it was read from, the firsts, the lines, how to read it."""
    return "\n".join(printable(line) for line in _text(timeline, lines)) + "\n"


def as_csv(lines: Sequence[Line]) -> str:
    """Return lines as CSV with a header; a cell that a spreadsheet would run is quoted with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for each in lines:
        row = _row(each)
        writer.writerow([_cell(row[name]) for name in COLUMNS])
    return out.getvalue()


def as_json(timeline: Timeline, lines: Sequence[Line], *, proofs: bool = False) -> str:
    """Return lines as JSON, with the sizes of the logs as read; with `proofs`, each with its proof or null."""
    told = {
        "cases": timeline.cases,
        "until": timeline.until,
        "seen": dict(timeline.seen),
        "lines": [_row(each) | ({"proof": _proof(each)} if proofs else {}) for each in lines],
        "reading": [str(each) for each in READING],
    }
    return msgspec.json.format(msgspec.json.encode(told)).decode() + "\n"


def _text(timeline: Timeline, lines: Sequence[Line]) -> Iterator[str]:
    yield f"WHO KNEW WHAT: {', '.join(timeline.cases)}"
    yield f"as of: {_moment(timeline.until) if timeline.until else 'everything on record'}"
    yield from (f"log {origin}: {size} entries read" for origin, size in sorted(timeline.seen.items()))
    yield ""
    firsts = first_of_each(lines)
    if firsts:
        yield "FIRST WORD OF EACH, BY VERSION"
        yield from (_first(each) for each in firsts)
        yield ""
    yield f"EVERY LINE ({len(lines)})"
    for each in lines:
        yield from _line(each)
    yield ""
    yield "HOW TO READ THIS"
    yield from (f"- {each}" for each in READING)


def _first(knew: Knew) -> str:
    named = (("sent", knew.sent), ("opened", knew.opened), ("commented", knew.commented), ("signed", knew.signed))
    told = [f"{word} {_moment(line.at)} ({line.key})" if line else f"{word}: no word on record" for word, line in named]
    of = f" of {knew.section}" if knew.sort == "person" and knew.section else ""
    return f"{knew.output} {knew.version}, {SORTS[knew.sort]} {knew.who}{of}: {'; '.join(told)}"


def _line(line: Line) -> Iterator[str]:
    about = document(line)
    yield f"{_moment(line.at)}  {SORTS[line.sort]} {whom(line)}: {says(line)}{f' [{about}]' if about else ''}"
    yield f"    said by {line.by or 'nobody'} in {line.key}, leaf {line.ref}; {SHOWS[line.shows]}"
    if line.backwards:
        yield "    its moment is earlier than that of an entry before it in the same log"


def _row(line: Line) -> dict[str, Any]:
    return {
        "at": line.at,
        "case": line.case,
        "who": whom(line),
        "sort": line.sort,
        "section": line.section,
        "act": str(ACTS[line.act]),
        "says": says(line),
        "output": line.output,
        "version": line.version or None,
        "name": line.name,
        "by": line.by,
        "shows": line.shows,
        "against_order": line.backwards,
        "log": line.origin,
        "index": line.index,
        "leaf": line.ref,
        "words": shown(line.text),
    }


def _proof(line: Line) -> dict[str, Any] | None:
    found = proof_of(line.origin, line.index)
    return {"size": found.size, "text": found.text} if found else None


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.isoformat()
    if isinstance(value, bool):
        value = "yes" if value else "no"
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"
