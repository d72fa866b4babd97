"""`answerable register`: who is, or was, on a governed list."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare


class Format(StrEnum):
    """How a register is printed."""

    text = "text"
    json = "json"
    csv = "csv"
    ftm = "ftm"


def register(
    list_: Annotated[str, typer.Argument(metavar="LIST", help="Key of the list.")],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day to look at; today if not said.")
    ] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.text,
) -> None:
    """Print who was on a list on a day, under which criteria, and who decided: the public register, and no more."""
    prepare()
    from answerable.designations.errors import DesignationError
    from answerable.designations.exports import document, entities, table
    from answerable.designations.reading import address_of, list_of, public_list
    from answerable.designations.report import as_text
    from answerable.releases.report import printable

    day = on.date() if on else None
    with failing():
        try:
            found = public_list(list_of(list_), on=day)
        except DesignationError as error:
            raise fail(str(error)) from error
    match format_:
        case Format.text:
            sys.stdout.writelines(f"{printable(line)}\n" for line in as_text(found).splitlines())
        case Format.json:
            sys.stdout.write(document(found, on=day).decode())
        case Format.csv:
            sys.stdout.write(table(found, on=day).decode())
        case Format.ftm:
            sys.stdout.write(entities(found, address=address_of(list_), on=day).decode())
