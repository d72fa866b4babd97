"""`answerable training`: modules and credentials, and `answerable accept`: a badge from elsewhere."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """Training modules and credentials."""


@app.command("check")
def check(files: Annotated[list[Path], typer.Argument(help="Training modules, as Markdown.")]) -> None:
    """Say whether files are training modules; exit 2 with file and line where one is not."""
    prepare()
    from answerable.people.training.shelf import read_file

    for file in files:
        with failing():
            found = read_file(file)
        sys.stdout.write(
            f"{file}: {found.key} {found.front.version} ({found.front.language}), {len(found.sections)} sections, "
            f"{found.words} words, {len(found.questions)} questions, about {found.minutes} minutes\n"
        )


@app.command("badge")
def badge(
    person: Annotated[str, typer.Argument(help="Handle of the person.")],
    module: Annotated[str, typer.Argument(help="Key of the module.")],
    out: Annotated[Path, typer.Option(help="File to write.")],
) -> None:
    """Write a person's current credential as a badge (Open Badges 3.0), signed with the key of their section."""
    prepare()
    from answerable.people.keyring import keyring
    from answerable.people.models import read_people
    from answerable.people.training.badges import export
    from answerable.people.training.shelf import shelf

    with failing():
        token = export(read_people(), person, shelf().module(module), keyring=keyring(), at=_now())
        with out.open("x") as file:
            file.write(token + "\n")
    sys.stdout.write(f"{out}\n")


def accept(
    file: Annotated[Path, typer.Argument(help="The badge: Open Badges 3.0, in its JWT form.")],
    person: Annotated[str, typer.Option(help="Handle of the person who holds it.")],
    module: Annotated[str, typer.Option(help="Key of the module for which it is to count.")],
    by: Annotated[str, typer.Option(help="Handle of the approver who accepts it.")],
    issuer_key: Annotated[
        Path | None, typer.Option(help="File with the issuer's key (did:key, JWK or PEM), from the issuer.")
    ] = None,
    subject: Annotated[str, typer.Option(help="How the badge names the person, if not by the handle here.")] = "",
) -> None:
    """Accept a badge from elsewhere as a pass of a module; its signature, days and subject are checked first."""
    prepare()
    from answerable.people import entries
    from answerable.people.models import read_people
    from answerable.people.standing import origin_of, section_of
    from answerable.people.training import badges
    from answerable.people.training.shelf import shelf
    from answerable.vault.sealing import say

    people, at = read_people(), _now()
    origin = origin_of(people, section_of(people, by))
    if not origin:
        raise fail(f"expected the handle of a person on record, found {by!r}")
    with failing():
        key = issuer_key.read_bytes().decode(errors="replace") if issuer_key else ""
        found = shelf().module(module)
        checked = badges.check(file.read_bytes(), people, person, found, at=at, issuer_key=key, subject=subject)
        plain = badges.accepted(checked, person=person, module=module)
        say(entries.BadgeAccepted, plain, origin=origin, actor=by, at=at)
    sys.stdout.write(f"accepted: {person}, {module}, until before {checked.expires}; issued by {checked.issuer}\n")
    if checked.revocable:
        sys.stdout.write("the issuer can take it back; this command asked nobody whether it did\n")


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
