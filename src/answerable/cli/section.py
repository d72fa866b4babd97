"""`answerable section`: the beginning of a section, before anybody can sign in."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from answerable.cli.failure import failing
from answerable.cli.setup import prepare

app = typer.Typer(no_args_is_help=True)

Several = list[str] | None


@app.callback()
def group() -> None:
    """Sections that write their log here."""


@app.command("new")
def new(
    origin: Annotated[
        str, typer.Argument(help="Name of its log: an address of yours, a slash, and a short name for the section.")
    ],
    *,
    name: Annotated[str, typer.Option(help="Name of the section in words.")],
    organisation: Annotated[str, typer.Option(help="Short name of the organisation, such as harbour-watch.")],
    person: Annotated[str, typer.Option(help="Handle of the first person, who approves; it stays in the log.")],
    organisation_name: Annotated[
        str, typer.Option(help="Its name in words; leave it out where the organisation is on record.")
    ] = "",
    person_name: Annotated[
        str, typer.Option(help="Name of the person, kept apart from the log; asked for if not said.")
    ] = "",
    country: Annotated[Several, typer.Option(help="A country it answers for, such as fr (ISO 3166-1).")] = None,
    people: Annotated[Several, typer.Option(help="A people it answers for.")] = None,
    subject: Annotated[Several, typer.Option(help="A subject it answers for.")] = None,
    language: Annotated[Several, typer.Option(help="A language it works in, such as en (BCP 47).")] = None,
) -> None:
    """Put a section on record, with its key and the first person, so that this person can sign in.

    Only for a section whose log has begun nowhere: one that was restored or moved brings its log with it. The key is
    made if none is here. Everybody else joins on the site, where what the section answers for can be changed too.
    """
    prepare()
    from answerable.people.beginning import Beginning, begin_section
    from answerable.people.keyring import keyring

    wanted = Beginning(
        origin=origin,
        organisation=organisation,
        organisation_name=organisation_name,
        name=name,
        countries=tuple(country or ()),
        peoples=tuple(people or ()),
        subjects=tuple(subject or ()),
        languages=tuple(language or ()),
        person=person,
        person_name=person_name or _asked(person),
    )
    with failing():
        ring = keyring()
        begin_section(wanted, ring=ring, at=datetime.now(UTC).replace(microsecond=0))
        vkey = ring.verifier(origin).vkey()
    sys.stdout.write(f"begun: {wanted.section} of {organisation}, in the log {origin}\nits key: {vkey}\n")
    sys.stdout.write(f"{person} approves for it, and may be let in: answerable account invite {person}\n")


def _asked(person: str) -> str:
    """Return the name that is typed, or comes through a pipe: what stands in a command is kept by the shell."""
    if sys.stdin.isatty():
        return str(typer.prompt(f"Name of {person}"))
    return sys.stdin.readline().strip()
