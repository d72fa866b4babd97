"""`answerable keys person`: the keys with which persons sign acts of their own."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

app = typer.Typer(no_args_is_help=True)

Person = Annotated[str, typer.Argument(help="Handle of the person.")]
Name = Annotated[str, typer.Option("--key", help="Name of the key.")]
FIRST = "first"
"""The name of a key where none is given."""


@app.command("new")
def new(person: Person, key: Name = FIRST) -> None:
    """Make a key for a person on this machine and print its public half, to be pasted on the page of their keys."""
    _check(person, key)
    prepare()
    from answerable.people.keyring import keyring, name_of_key, public_of

    with failing():
        sys.stdout.write(public_of(keyring().new(name_of_key(person, key))) + "\n")


@app.command("list")
def show(person: Person) -> None:
    """Print the person's keys that are on this machine: name and public half."""
    prepare()
    from answerable.people.keyring import keyring, keys_here, public_of

    with failing():
        for name, verifier in keys_here(keyring(), person).items():
            sys.stdout.write(f"{name} {public_of(verifier)}\n")


@app.command("add")
def add(person: Person, key: Name = FIRST) -> None:
    """Put a key that is here on record as the person's; an earlier key of theirs that is here signs it."""
    prepare()
    from answerable.people.keyring import keyring
    from answerable.people.personal import put_key_on_record

    with failing():
        fact = put_key_on_record(keyring(), person, key, at=datetime.now(UTC).replace(microsecond=0))
    signed = f"signed with {fact.body.personal.key}" if fact.body.personal else "taken on trust: no earlier key signed"
    sys.stdout.write(f"{person} signs with {key} from here on; {signed}\n")


@app.command("revoke")
def revoke(
    person: Person,
    key: Annotated[str, typer.Argument(help="Name of the key.")],
    reason: Annotated[str, typer.Option(help="rotated, lost, captured or left.")],
    by: Annotated[str, typer.Option(help="Who revokes it: the person if not said, or an approver there.")] = "",
) -> None:
    """Say on record that a person's key counts no more; what it signed before keeps its meaning."""
    prepare()
    import msgspec

    from answerable.people.personal import revoke_key_on_record

    with failing():
        try:
            at = datetime.now(UTC).replace(microsecond=0)
            revoke_key_on_record(person, key, reason=reason, by=by or person, at=at)
        except msgspec.ValidationError as error:
            raise fail(f"--reason: {error}") from error
    sys.stdout.write(f"{key} of {person} counts no more\n")


def _check(*names: str) -> None:
    """Fail where a handle or a name has not the form that the record asks for."""
    import msgspec

    from answerable.record.entry import Key

    for name in names:
        try:
            msgspec.convert(name, type=Key)
        except msgspec.ValidationError as error:
            raise fail(f"expected a handle and a name of letters, digits, dots and dashes, found {name!r}") from error
