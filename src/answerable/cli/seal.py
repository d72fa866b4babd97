"""`answerable seal`: who is behind an item, sealed to several persons of whom no one opens it alone.

A name is read from the keyboard or from standard input, never from the command line, and is printed only by `open` and
`combine`.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

app = typer.Typer(no_args_is_help=True)
key = typer.Typer(no_args_is_help=True)
app.add_typer(key, name="key", help="The keys to which parts of a seal are sealed.")

Item = Annotated[str, typer.Argument(help="Key of the item, such as E3.")]
ItemAsked = Annotated[str, typer.Option("--item", help="Key of the item that you were asked about, such as E3.")]
Case = Annotated[str, typer.Option(help="Name of the case.")]
By = Annotated[str, typer.Option(help="Handle of the person who does it.")]
Asked = Annotated[str, typer.Option("--request", help="Ref of the request; the one that is open, if not said.")]
Meant = Annotated[str, typer.Option("--seal", help="Ref of the seal; the one that stands, if not said.")]


@app.callback()
def group() -> None:
    """Who is behind an item: sealed, asked for, handed over, opened; each step is on record."""


@key.callback()
def keys() -> None:
    """The keys to which parts of a seal are sealed."""


@key.command("new")
def new(person: Annotated[str, typer.Argument(help="Handle of the person.")]) -> None:
    """Make a seal key for a person on this machine, and print its public half, to be put on record."""
    prepare()
    from answerable.evidence.sealing.keys import new_seal_key

    with failing():
        sys.stdout.write(new_seal_key(person) + "\n")


@key.command("add")
def add(
    person: Annotated[str, typer.Argument(help="Handle of the person whose key is on this machine.")],
) -> None:
    """Say on record that a person can be trusted with what is sealed to their key on this machine."""
    prepare()
    from answerable.evidence.sealing.cipher import public_of
    from answerable.evidence.sealing.keys import seal_identity_of
    from answerable.people.entries import SealKeyAdded
    from answerable.people.errors import NotOne
    from answerable.people.personal import own_log
    from answerable.vault.sealing import say

    with failing():
        recipient, origin = public_of(seal_identity_of(person)), own_log(person)
        if not origin:
            raise NotOne(f"expected the handle of a person who has joined a section, found {person!r}")
        now = datetime.now(UTC).replace(microsecond=0)
        say(SealKeyAdded, {"person": person, "recipient": recipient}, origin=origin, actor=person, at=now)
    sys.stdout.write(f"{person}: {recipient}\n")


@app.command("identity")
def identity(
    item: Item,
    case: Case,
    by: By,
    holders: Annotated[str, typer.Option(help="Handles of those who hold a part, with commas between.")],
    needed: Annotated[int, typer.Option(help="How many of them are needed; two or more.")] = 2,
) -> None:
    """Seal who is behind an item. The name is typed when it is asked for, or read from standard input."""
    prepare()
    from answerable.evidence.sealing.saying import seal_name

    named = [each.strip() for each in holders.split(",") if each.strip()]
    name = _typed("Who is behind it")
    with failing():
        seal_name(name, case=case, item=item, holders=named, needed=needed, by=by)
    sys.stdout.write(f"{item}: sealed; any {needed} of {', '.join(named)} can open it together\n")


@app.command("ask")
def ask(
    item: Item,
    case: Case,
    by: By,
    reason: Annotated[str, typer.Option(help="Why you have to know; the holders read it.")],
    seal: Meant = "",
) -> None:
    """Ask the holders who is behind an item, and print the ref of the request."""
    prepare()
    from answerable.evidence.sealing import saying

    with failing():
        fact = saying.ask(case=case, item=item, seal=seal, reason=reason, by=by)
    sys.stdout.write(f"{fact.ref}\n")


@app.command("decide")
def decide(
    item: Item,
    case: Case,
    by: By,
    agree: Annotated[bool, typer.Option("--agree/--refuse", help="Hand over your part, or not.")],
    reason: Annotated[str, typer.Option(help="Why; whoever asked reads it.")],
    asked: Asked = "",
) -> None:
    """Hand over the part of a holder whose seal key is here, sealed to whoever asked; or refuse."""
    prepare()
    from answerable.evidence.sealing import saying

    with failing():
        saying.decide(case=case, item=item, asked=asked, agreed=agree, reason=reason, by=by)
    sys.stdout.write(f"{item}: {'handed over' if agree else 'refused'}\n")


@app.command("part")
def part(
    share: Annotated[Path, typer.Argument(help="File with your part, as the page of the item shows it.", exists=True)],
    to: Annotated[str, typer.Option(help="The key of whoever asked, as the page shows it: age1…")],
    person: Annotated[str, typer.Option(help="Your handle; your seal key is on this machine.")],
    item: ItemAsked,
    case: Case,
) -> None:
    """Seal a part to whoever asked, away from the server, and print what is pasted into the form.

    A part that belongs to another item than the one you were asked about is refused.
    """
    prepare()
    from answerable.evidence.sealing.cipher import About, hand_over
    from answerable.evidence.sealing.keys import seal_identity_of

    with failing():
        identity = seal_identity_of(person)
        sys.stdout.write(hand_over(share.read_text("utf-8"), identity, to=to, about=About(case, item)))


@app.command("open")
def open_(item: Item, case: Case, by: By, asked: Asked = "") -> None:
    """Open a seal once enough holders agreed: it goes on record, and the name is printed."""
    prepare()
    from answerable.evidence.sealing.saying import open_seal

    with failing():
        name = open_seal(case=case, item=item, asked=asked, by=by)
    sys.stdout.write(f"{name}\n")


@app.command("combine")
def combine(
    sealed: Annotated[Path, typer.Argument(help="File with what was sealed, as the page shows it.", exists=True)],
    parts: Annotated[list[Path], typer.Argument(help="Files with the parts that were handed over.", exists=True)],
    person: Annotated[str, typer.Option(help="Your handle; your seal key is on this machine.")],
    item: ItemAsked,
    case: Case,
) -> None:
    """Open a seal away from the server, with what the page of the item shows you, and print the name."""
    prepare()
    from answerable.evidence.sealing.cipher import About, unseal
    from answerable.evidence.sealing.keys import seal_identity_of

    with failing():
        handed = [each.read_text("utf-8") for each in parts]
        name = unseal(sealed.read_text("utf-8"), handed, seal_identity_of(person), about=About(case, item))
    sys.stdout.write(f"{name}\n")


def _typed(what: str) -> str:
    """Return what is typed, unseen, or comes on standard input; it is never an argument, which others could see."""
    name: str = typer.prompt(what, hide_input=True) if sys.stdin.isatty() else sys.stdin.read()
    if not name.strip():
        raise fail("expected a name, found none")
    return name.strip()
