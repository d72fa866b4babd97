"""`answerable keys`: the signing keys of the sections that work on this machine, and of persons who sign here."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from answerable.cli import person_keys
from answerable.cli.failure import failing
from answerable.cli.setup import prepare

app = typer.Typer(no_args_is_help=True)
app.add_typer(person_keys.app, name="person", help="Keys of persons, who sign acts of their own.")


@app.command("new")
def new(
    origin: Annotated[str, typer.Argument(help="Origin of the section's log, such as harbour.example/coast.")],
) -> None:
    """Make a section's signing key and print its public half, to be published and recorded."""
    prepare()
    from answerable.people.keyring import keyring

    with failing():
        sys.stdout.write(keyring().new(origin).vkey() + "\n")


@app.command("list")
def show() -> None:
    """Print the public keys that are here, one on each line; others check certificates against them."""
    prepare()
    from answerable.people.keyring import is_personal, keyring

    with failing():
        for verifier in keyring().verifiers():
            if not is_personal(verifier):
                sys.stdout.write(verifier.vkey() + "\n")
