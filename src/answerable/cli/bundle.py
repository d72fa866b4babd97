"""`answerable bundle`: a case as one folder for others, with proofs."""

from __future__ import annotations

import sys
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare


class Readers(StrEnum):
    """For whom a bundle is."""

    PUBLIC = "public"
    REVIEW = "review"


def bundle(
    case: Annotated[str, typer.Argument(help="Name of a case on record.")],
    out: Annotated[Path, typer.Option(help="Folder to write; it must not exist, or be empty.")],
    readers: Annotated[
        Readers,
        typer.Option("--for", help="Who will read it: everybody, or an independent review, which is shown more."),
    ] = Readers.PUBLIC,
    by: Annotated[str, typer.Option(help="Handle of whoever gives it out; this machine, if not said.")] = "",
    to: Annotated[str, typer.Option(help="Who gets it; it stands in the ledger of each item that goes along.")] = "",
) -> None:
    """Write a case as a BagIt bag with its entries, their proofs, what these readers may see, and what is closed.

    It is checked by `answerable verify FOLDER`, and by any program for BagIt; index.html in it needs no program.
    """
    prepare()
    from answerable.bundles.errors import BundleError
    from answerable.bundles.writing import write_bundle
    from answerable.evidence.clock import moment_of
    from answerable.evidence.ledger import say_given_out
    from answerable.people.keyring import keyring

    def giving(commitments: Collection[str]) -> None:
        say_given_out(case, commitments, purpose=f"bundle for {readers.value}", to=to or readers.value, by=by)

    with failing():
        try:
            written = write_bundle(
                case, out, audience=readers.value, at=moment_of(case), keyring=keyring(), giving=giving
            )
        except BundleError as error:
            raise fail(str(error), status=error.status) from error
    entries = sum(log.entries for log in written.logs)
    sys.stdout.write(
        f"{case}: {entries} entries, {written.contents} contents, {written.redactions} closed, written to {out}\n"
    )
