"""`answerable knew`: who was sent, opened and commented on which version of a case, and when."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare


class Format(StrEnum):
    """How the timeline is printed."""

    text = "text"
    json = "json"
    csv = "csv"


def knew(
    case: Annotated[str, typer.Argument(help="Name of the case.")],
    person: Annotated[str, typer.Option(help="Only what concerns this person, section, guest, party or holder.")] = "",
    output: Annotated[str, typer.Option(help="Only this output.")] = "",
    as_of: Annotated[
        str, typer.Option(help="Only what claims a moment up to this day, or this moment (ISO 8601).")
    ] = "",
    size: Annotated[
        list[str] | None, typer.Option(help="Read a log as it was at a size: origin=size. Logs not named are left out.")
    ] = None,
    proofs: Annotated[bool, typer.Option("--proofs", help="With JSON: add the proof that each line is in its log.")] = (
        False
    ),
    format_: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.text,
) -> None:
    """Print who was sent, opened and commented on which version, and when; each line with its place in the log."""
    prepare()
    from answerable.reviews.knowing import printing
    from answerable.reviews.knowing.lines import concerning
    from answerable.reviews.knowing.reading import sizes_from, timeline_of

    try:
        seen = sizes_from(size) if size else None
        until = _until(as_of)
    except ValueError as error:
        raise fail(str(error)) from error
    with failing():
        try:
            timeline = timeline_of([case], until=until, seen=seen)
        except ValueError as error:
            raise fail(str(error)) from error
        lines = concerning(timeline.lines, person=person, output=output)
        if format_ is Format.csv:
            sys.stdout.write(printing.as_csv(lines))
        elif format_ is Format.json:
            sys.stdout.write(printing.as_json(timeline, lines, proofs=proofs))
        else:
            sys.stdout.write(printing.as_text(timeline, lines))


def _until(words: str) -> datetime | None:
    """Return the last moment that counts: of a day, its end in UTC.

    Raises:
        ValueError: it is no day and no moment.
    """
    if not words:
        return None
    with suppress(ValueError):
        return datetime.combine(date.fromisoformat(words), time.max, tzinfo=UTC)
    try:
        found = datetime.fromisoformat(words)
    except ValueError as error:
        raise ValueError(f"expected a day or a moment, as in 2026-03-01, found {words!r}") from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)
