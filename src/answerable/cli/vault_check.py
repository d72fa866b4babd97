"""`answerable vault check` and `mend`: files read again on a schedule, and put back where they were lost."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from answerable.cli.counting import counted
from answerable.cli.failure import failing
from answerable.cli.setup import prepare

ALARM = 1
"""Exit status where a file is not what was taken in."""


def check(
    older_than: Annotated[float, typer.Option(min=0, help="Only files not read for so many days.")] = 0,
    at_most: Annotated[int, typer.Option(min=0, help="Read no more than so many files; 0 for all.")] = 0,
) -> None:
    """Read the files of evidence again, those read longest ago first; say what they are. Exit status 1 on an alarm."""
    prepare()
    from answerable.evidence.rehashing import check_files, files_due
    from answerable.releases.report import printable

    read, troubles = 0, 0
    with failing():
        due = files_due(now=_now(), older_than=timedelta(days=older_than))
        for each in check_files(due[:at_most] if at_most else due, now=_now):
            read += 1
            if each.trouble:
                troubles += 1
                sys.stderr.write(printable(f"ALARM: {each.case} {each.item}: {each.trouble}: {each.why}") + "\n")
            elif not each.said:
                sys.stdout.write(f"{each.case} {each.item}: as it was taken in; its log is not written here\n")
    sys.stdout.write(f"{counted(read, 'file', 'files')} read, {troubles} not what was taken in\n")
    raise typer.Exit(ALARM if troubles else 0)


def mend(
    commitment: Annotated[str, typer.Argument(help="The commitment to the file, as entries show it: sha256:…")],
    copy: Annotated[Path, typer.Argument(help="A copy that was not changed.", exists=True, dir_okay=False)],
) -> None:
    """Put a file back that is gone from the vault or was changed there. `check` then lifts the alarm."""
    prepare()
    from answerable.vault import measuring

    with failing(), copy.open("rb") as file:
        measuring.mend(commitment, file)
    sys.stdout.write("put back; run: answerable vault check\n")


def _now() -> datetime:
    return datetime.now(UTC)
