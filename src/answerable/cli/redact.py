"""`answerable evidence redact`: a destructive copy of an item's file, provably without what was taken out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare


def redact(
    item: Annotated[str, typer.Argument(help="Key of the item, such as E3.")],
    case: Annotated[str, typer.Option(help="Name of the case.")],
    by: Annotated[str, typer.Option(help="Handle of the person who does it.")],
    why: Annotated[str, typer.Option(help="What was taken out and why, in words that do not repeat it.")],
    copy: Annotated[str, typer.Option("--as", help="Key of the copy; the next free one, if not said.")] = "",
    region: Annotated[
        list[str] | None,
        typer.Option(help="A part of a picture (pixels) or page (points): PAGE:X,Y,WIDTH,HEIGHT; again for more."),
    ] = None,
    text_file: Annotated[
        Path | None,
        typer.Option(help="File with the words to take out, one passage a line.", exists=True, dir_okay=False),
    ] = None,
    time: Annotated[
        list[str] | None, typer.Option(help="A part of a recording (WAV), in seconds: BEGIN-END; again for more.")
    ] = None,
) -> None:
    """Make a copy of an item's file from which something is gone for good, prove it, and take the copy in.

    The original stays as it is. What cannot be proven is refused, and nothing is kept.
    """
    prepare()
    from answerable.evidence.errors import NotRedacted
    from answerable.evidence.redacting.saying import redact_item
    from answerable.evidence.redacting.wanted import parse_wanted

    with failing():
        words = text_file.read_text("utf-8") if text_file else ""
        try:
            wanted = parse_wanted(regions=region or (), words=words, times=time or ())
        except NotRedacted as error:
            raise fail(str(error)) from error
        made = redact_item(case=case, item=item, copy=copy, wanted=wanted, why=why, by=by)
    sys.stdout.write(f"{made.item}: {made.name}, SHA-256 {made.sha256}\n")
    for line in made.proof:
        sys.stdout.write(f"  {line}\n")
