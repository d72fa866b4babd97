"""`answerable clear`: the board of a case."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from answerable.cli.failure import failing
from answerable.cli.setup import prepare


class Format(StrEnum):
    """How a board is printed."""

    text = "text"
    json = "json"


def clear(
    case: Annotated[str, typer.Argument(help="Name of the case.")],
    output: Annotated[str, typer.Option(help="Output to judge; the case's first release if not said.")] = "",
    format_: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.text,
) -> None:
    """Print every gate: open or closed, why, where, what would open it. Exit status 1 while anything blocks."""
    prepare()
    from answerable.releases.boards import as_json, as_text, check_output, judge

    with failing():
        check_output(case, output)
        judged = judge(case, subject=output)
    sys.stdout.write(as_json(judged) if format_ is Format.json else as_text(judged))
    raise typer.Exit(0 if judged.clear else 1)
