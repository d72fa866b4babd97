"""`answerable load` and `answerable export`: a case from a plain folder into the record, and back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from answerable.cli.failure import FAILED, failing
from answerable.cli.setup import prepare

AT_ONCE = 40
"""Errors printed at once, two screens; chosen by hand: one slip in people.toml can make hundreds elsewhere."""


def load(
    folder: Annotated[Path, typer.Argument(help="Folder with a case: case.toml and what belongs to it.")],
) -> None:
    """Append what a folder says to the record, whole or not at all; what is on record already is passed over."""
    prepare()
    from answerable.folders.loading import load_folder
    from answerable.people.keyring import keyring

    with failing(), _listing(), _progress("Loading") as tell:
        loaded = load_folder(folder, keyring=keyring(), tell=tell)
    sys.stdout.write(f"{loaded.case}: {loaded.appended} acts appended, {loaded.skipped} on record already\n")


def export(
    case: Annotated[str, typer.Argument(help="Name of a case on record.")],
    folder: Annotated[Path | None, typer.Argument(help="Folder to write; the case's name here, if left out.")] = None,
    by: Annotated[str, typer.Option(help="Handle of whoever gives it out; this machine, if not said.")] = "",
    to: Annotated[str, typer.Option(help="Who gets it; it stands in the ledger of each item.")] = "a folder",
) -> None:
    """Write a case as a plain folder, in the form that loads and exports byte for byte.

    That files of evidence went out with it goes on record.
    """
    prepare()
    from answerable.evidence.ledger import say_given_out
    from answerable.folders.exporting import export_case

    def giving(commitments: Collection[str]) -> None:
        say_given_out(case, commitments, purpose="export of the case as a folder", to=to, by=by)

    place = folder or Path(case)
    with failing(), _listing(), _progress("Writing") as tell:
        export_case(case, place, tell=tell, giving=giving)
    sys.stdout.write(f"{case}: written to {place}\n")


@contextmanager
def _listing() -> Iterator[None]:
    """Print each thing that is wrong with a folder on a line of its own, as ``file:line: message``."""
    from answerable.folders.errors import FolderError

    try:
        yield
    except FolderError as error:
        for each in error.errors[:AT_ONCE]:
            sys.stderr.write(f"{each}\n")
        if more := error.errors[AT_ONCE:]:
            sys.stderr.write(f"and {len(more)} more; mend these first, and load again\n")
        raise typer.Exit(FAILED) from error


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on a terminal; nothing anywhere else."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)
