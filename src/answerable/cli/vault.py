"""`answerable vault`: content behind commitments."""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

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
    """Erase content and salt for ever. An entry says so; the log still verifies."""
    prepare()
    from django.db import transaction

    from answerable.people.models import read_people
    from answerable.people.standing import origin_of, section_of
    from answerable.releases.releasing import close_openings, files_with
    from answerable.vault import sealing
    from answerable.vault.errors import Missing
    from answerable.vault.store import is_open, text_of

    people, words = read_people(), ""
    origin = origin_of(people, section_of(people, by))
    if not origin:
        raise fail(f"expected the handle of a person on record, found {by!r}")
    if not is_open(commitment):
        raise fail(f"expected content that is here, found none behind {commitment}")
    with failing():
        with suppress(Missing):  # a file: nothing that is released holds its bytes as text
            words = text_of(commitment)
        with transaction.atomic():
            close_openings(commitment)
            fact = sealing.erase(
                commitment, reason=reason.value, origin=origin, actor=by, at=datetime.now(UTC).replace(microsecond=0)
            )
        sys.stdout.write(f"erased; said in {fact.origin} {fact.index}\n")
        for name in files_with(words) if words else ():
            sys.stdout.write(f"still given out, since it was released with these words: {name}\n")


@app.command("sweep")
def sweep() -> None:
    """Remove what broken-off work and erasures left behind: files no content names, bytes no longer in use."""
    prepare()
    from answerable.vault import store

    with failing():
        removed = store.sweep(older_than=OLD)
        store.flush_erased()
    sys.stdout.write(f"{removed} files removed that no content names\n")
