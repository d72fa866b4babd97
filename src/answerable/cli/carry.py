"""`answerable carry`: the record on a stick, for where no network reaches."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from answerable.cli.counting import counted
from answerable.cli.failure import fail, failing
from answerable.cli.peer import one_at_a_time, told
from answerable.cli.setup import prepare

app = typer.Typer(no_args_is_help=True)

MIB = 1024 * 1024

Folder = Annotated[Path, typer.Argument(help="Folder on the stick.", file_okay=False)]


@app.callback()
def group() -> None:
    """The record on a stick, sealed to the house that it travels to."""


@app.command("key")
def key() -> None:
    """Print the age key to which whatever travels here is sealed; it is made where there is none."""
    prepare()
    from answerable.houses.carrying.keys import recipient_of
    from answerable.houses.own import house

    with failing():
        sys.stdout.write(recipient_of(house().origin) + "\n")


@app.command("out")
def out(
    folder: Folder,
    to: Annotated[str, typer.Option(help="Origin of the log of the house that it travels to.")],
    whole: Annotated[bool, typer.Option(help="Everything that it may have, not only what it lacks.")] = False,
    recipient: Annotated[
        str, typer.Option(help="Its age key, where it has not said it on record: answerable carry key prints it there.")
    ] = "",
) -> None:
    """Write what another house may have and lacks. Writing that was cut goes on where it stopped."""
    prepare()
    from answerable.houses.carrying.writing import carry_out
    from answerable.houses.knowing import peer_of
    from answerable.houses.own import house

    with failing():
        try:
            done = carry_out(
                folder, peer=peer_of(to), here=house(), recipient=recipient, whole=whole, at=datetime.now(UTC)
            )
        except OSError as error:
            raise fail(f"{folder}: {error.strerror}; what is on it stays, and the next try goes on with it") from error
    parts = counted(done.parts, "part", "parts")
    sys.stdout.write(f"{parts}, {done.bytes / MIB:.1f} MiB, {done.kept} of them there from before\n")


@app.command("in")
def in_(folder: Folder) -> None:
    """Take in what is on a stick. Exit status 1 where parts were missing or torn, or something was refused.

    Exit status 75 where a sync is running: then nothing was done.
    """
    prepare()
    from answerable.houses.carrying.reading import carry_in
    from answerable.houses.own import house

    with failing(), one_at_a_time():
        read = carry_in(folder, here=house(), at=datetime.now(UTC))
    sys.stdout.write(told(read.pulled))
    if read.missing:
        shown = ", ".join(read.missing[:5])
        of = f"{len(read.missing)} of {counted(read.parts, 'part', 'parts')}"
        sys.stderr.write(f"answerable: missing or torn, {of}: {shown}\n")
    raise typer.Exit(0 if read.complete else 1)
