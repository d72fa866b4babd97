"""`answerable vault`: content behind commitments."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from answerable.cli.counting import counted
from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare
from answerable.cli.vault_check import check, mend

app = typer.Typer(no_args_is_help=True)

OLD = 3600
"""Seconds after which a file belongs to no work still going on; chosen by hand, a load takes minutes."""


class Reason(StrEnum):
    """Why content is erased."""

    consent = "consent withdrawn"
    safety = "safety"
    law = "law"
    mistake = "mistake"


@app.callback()
def group() -> None:
    """Content behind commitments."""


@app.command("erase")
def erase(
    commitment: Annotated[str, typer.Argument(help="The commitment, as entries show it: sha256:…")],
    reason: Annotated[Reason, typer.Option(help="Why it goes.")],
    by: Annotated[str, typer.Option(help="Handle of the person who decided.")],
) -> None:
    """Erase content, salt and every copy for ever. An entry says so; the log still verifies."""
    prepare()
    from answerable.evidence.naming import names_of
    from answerable.people.models import read_people
    from answerable.people.standing import origin_of, section_of
    from answerable.releases.releasing import files_with
    from answerable.vault import sealing
    from answerable.vault.errors import Missing
    from answerable.vault.store import is_open, same_as, text_of

    people, words = read_people(), ""
    origin = origin_of(people, section_of(people, by))
    if not origin:
        raise fail(f"expected the handle of a person on record, found {by!r}")
    if not is_open(commitment):
        raise fail(f"expected content that is here, found none behind {commitment}")
    with failing():
        with suppress(Missing):  # a file: nothing that is released holds its bytes as text
            words = text_of(commitment)
        same, names = same_as(commitment), names_of(commitment)
        fact = sealing.erase(
            commitment, reason=reason.value, origin=origin, actor=by, at=datetime.now(UTC).replace(microsecond=0)
        )
        sys.stdout.write(f"erased; said in {fact.origin} {fact.index}\n")
        for other in same:
            sys.stdout.write(f"still here, since it was taken in again: {other}\n")
        for name in names:
            sys.stdout.write(f"still here, the name under which this file came: {name}\n")
        for name in files_with(words) if words else ():
            sys.stdout.write(f"still given out, since it was released with these words: {name}\n")


@app.command("find")
def find(
    words: Annotated[str, typer.Argument(help="Words as they stand; put them in quotes, or say - to type them.")],
) -> None:
    """Search the database, the store and every file of this installation. Exit status 1 where the words stand."""
    prepare()
    from django.db import connections

    from answerable.vault import finding

    wanted = sys.stdin.read().strip() if words == "-" else words  # what is typed stays out of the shell's history
    if not wanted:
        raise fail("expected words to look for, found none")
    standing = False
    connections.close_all()
    with failing():
        for found in finding.find(wanted):
            standing = standing or not found.unread
            sys.stdout.write(f"{'not read: ' if found.unread else ''}{found.where}\n")
    raise typer.Exit(int(standing))


@app.command("sweep")
def sweep() -> None:
    """Remove what broken-off work and erasures left behind: files no content names, bytes no longer in use."""
    prepare()
    from answerable.vault import erasing, remnants, store, uploads, working

    with failing():
        finished = erasing.finish_all()
        removed = store.sweep(older_than=OLD) + remnants.remove_broken_off(older_than=OLD)
        removed += working.remove_left(older_than=OLD)
        ended = uploads.sweep(now=datetime.now(UTC))
        store.flush_erased()
    sys.stdout.write(f"{counted(removed, 'file', 'files')} removed that no content names\n")
    if ended:
        sys.stdout.write(f"{counted(ended, 'upload', 'uploads')} given up that ran out\n")
    if finished:
        sys.stdout.write(f"{counted(finished, 'erasure', 'erasures')} finished\n")


@app.command("move")
def move() -> None:
    """Move files that an earlier version took in, or that lie outside the store, to where they belong."""
    prepare()
    from answerable.vault import moving
    from answerable.vault.errors import Altered, Erased, Missing

    moved, left = 0, []
    with failing():
        for commitment in list(moving.unmoved()):
            try:
                moving.move(commitment)
                moved += 1
            except Erased:
                continue  # erased while the others moved: there is nothing left to move
            except (Altered, Missing) as error:
                left.append(str(error))
    sys.stdout.write(f"{moved} files moved\n")
    if left:
        raise fail(*left, status=1)


app.command("check")(check)
app.command("mend")(mend)
