"""`answerable keys`: the signing keys of the sections that work on this machine, and of persons who sign here."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime
from typing import Annotated

import typer

from answerable.cli import person_keys
from answerable.cli.failure import fail, failing
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
    from answerable.record.copies import is_copy

    with failing():
        if is_copy(origin):
            raise fail(
                f"{origin} is here as a copy, and its key is in the house that writes it; if that is this one: "
                f"answerable log resume {origin}"
            )
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


@app.command("rotate")
def rotate(
    origin: Annotated[str, typer.Argument(help="Origin of the section's log.")],
    by: Annotated[str, typer.Option(help="Handle of the person who says it.")],
    expires: Annotated[str, typer.Option(help="Day from which the new key signs no more, such as 2028-01-01.")] = "",
) -> None:
    """Make a new key for a section, have the old one and the new one sign the change, and put it on record.

    Where the organisation has a root, the root lists the new key first: the command says so, keeps the key waiting, and
    finishes the change when it is asked again. A key that was lost or captured is revoked first.
    """
    prepare()
    from answerable.people.keyring import keyring
    from answerable.people.rotating import rotate as change, waiting_key
    from answerable.record.blocker import Refused

    with failing():
        ring = keyring()
        try:
            new_key = change(ring, origin, by=by, at=_now(), expires=_day(expires))
        except Refused:
            if waiting := waiting_key(ring, origin):
                sys.stdout.write(f"the new key waits here, and is not on record yet: {waiting.vkey()}\n")
            raise
    sys.stdout.write(f"{origin} signs with this key from here on: {new_key.vkey()}\n")


@app.command("revoke")
def revoke(
    origin: Annotated[str, typer.Argument(help="Origin of the section's log.")],
    reason: Annotated[str, typer.Option(help="rotated, lost, captured or closed.")],
    by: Annotated[str, typer.Option(help="Handle of the person who says it.")],
    key: Annotated[str, typer.Option(help="The key (a vkey), where the section has several.")] = "",
) -> None:
    """Say on record that a section's key counts no more; what it signed before keeps its meaning."""
    prepare()
    import msgspec

    from answerable.people.rotating import revoke as take_back

    with failing():
        try:
            gone = take_back(origin, reason=reason, by=by, at=_now(), vkey=key)
        except msgspec.ValidationError as error:
            raise fail(f"--reason: {error}") from error
    sys.stdout.write(f"counts no more: {gone}\n")


@app.command("split")
def split(
    origin: Annotated[str, typer.Argument(help="Name of the key: the origin of a log, or that of a key of a root.")],
    shares: Annotated[int, typer.Option(help="How many shares are made.")],
    needed: Annotated[int, typer.Option(help="How many of them give the key back.")],
) -> None:
    """Print a key as shares to be written on paper, one for each person; none of them alone says anything."""
    prepare()
    from answerable.people.keyring import keyring
    from answerable.people.splitting import split as part

    with failing():
        signer = keyring().signer(origin)
        lines = part(signer.private, shares=shares, needed=needed)
    for number, line in enumerate(lines, start=1):
        sys.stdout.write(f"share {number} of {shares}, {needed} give back {signer.verifier().vkey()}\n{line}\n\n")


@app.command("join")
def join(
    origin: Annotated[str, typer.Argument(help="Name of the key.")],
    key: Annotated[str, typer.Option(help="Its public half (a vkey), as the shares say, to be compared.")] = "",
) -> None:
    """Put a key together from its shares, typed one on each line and ended by an empty one, and keep it here."""
    prepare()
    from answerable.people.keyring import keyring
    from answerable.people.splitting import join as together
    from answerable.record.note import generate

    with failing():
        seed = together(shares_typed())
        if key and generate(origin, seed=seed).verifier().vkey() != key:
            raise fail(f"the shares give another key than {key}: they are of another key, or the name is not its own")
        sys.stdout.write(keyring().new(origin, seed=seed).vkey() + "\n")


def shares_typed() -> list[str]:
    """Return the shares that somebody types, or that come through a pipe, up to an empty line or the end."""
    if sys.stdin.isatty():
        sys.stderr.write("Type the shares, one on each line, and end with an empty line.\n")
    return [line for line in iter(lambda: sys.stdin.readline(MOST_CHARACTERS).strip(), "") if not _is_heading(line)]


MOST_CHARACTERS = 1000
"""Longest line of a share that is read; chosen by hand: 33 words have less than 300 characters."""


def _is_heading(line: str) -> bool:
    """Tell whether a line is what `split` prints above a share: it names the share, and is none."""
    return line.startswith("share ") and "give back" in line


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise fail(f"--expires: expected a day such as 2028-01-01, found {text!r}") from error
