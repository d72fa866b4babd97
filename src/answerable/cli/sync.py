"""`answerable sync`: one round with all other houses; meant to be run by cron, every few minutes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from answerable.cli.counting import counted
from answerable.cli.failure import failing
from answerable.cli.peer import one_at_a_time, told
from answerable.cli.setup import prepare


def sync(json: Annotated[bool, typer.Option("--json", help="Print JSON, for a monitor.")] = False) -> None:
    """Take over from every house, show it our checkpoints, and have them stamped.

    Exit status 1 where something failed, and 75 where another sync is running: then nothing was done.
    """
    prepare()
    import msgspec

    from answerable.houses.syncing import sync as sync_all

    with failing(), one_at_a_time():
        synced = sync_all()
    if json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(synced), indent=2).decode() + "\n")
    else:
        sys.stdout.writelines(told(each) for each in synced.pulled)
        for each in synced.pushed:
            came = each.error or each.remark or counted(each.cosigned, "new cosignature", "new cosignatures")
            sys.stdout.write(f"{each.peer}: {each.origin} {each.size}: {came}\n")
        sys.stdout.writelines(f"stamped: {each}\n" for each in synced.stamped)
        sys.stdout.writelines(f"whole again: {each}\n" for each in synced.resumed)
        sys.stderr.writelines(f"answerable: {each}\n" for each in synced.errors)
    raise typer.Exit(0 if synced.complete else 1)
