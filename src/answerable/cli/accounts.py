"""`answerable account`: who may sign in to the site on this machine."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from answerable.cli.failure import fail
from answerable.cli.setup import prepare

app = typer.Typer(no_args_is_help=True)


@app.command("new")
def new_account(
    person: Annotated[str, typer.Argument(help="Handle of a person who has joined a section.")],
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from one line.")] = False,
) -> None:
    """Let a person sign in here; a closed account is opened again with the new password."""
    prepare()
    from django.contrib.auth.models import User
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from answerable.people.access import has_joined
    from answerable.people.accounts.invitations import open_account

    if not has_joined(person):
        raise fail(f"nobody called {person} has joined a section; record that first")
    if User.objects.filter(username=person, is_active=True).exists():
        raise fail(f"{person} has an account already; close it first to set a new password")
    password = sys.stdin.readline().rstrip("\n") if password_stdin else _asked()
    try:
        validate_password(password, User(username=person))
    except ValidationError as error:
        raise fail(*error.messages) from error
    open_account(person, password)
    _warn(person)
    sys.stdout.write(f"{person} may sign in\n")


@app.command("invite")
def invite_person(
    person: Annotated[str, typer.Argument(help="Handle of a person who has joined a section.")],
    site: Annotated[str, typer.Option(help="Address of the site; the default is what ANSWERABLE_SITE says.")] = "",
    forget_second_factor: Annotated[
        bool, typer.Option("--forget-second-factor", help="Take the person's passkeys, app and codes away with it.")
    ] = False,
) -> None:
    """Print a link that opens the person's account once, within 72 hours; give it to them yourself."""
    prepare()
    from django.conf import settings
    from django.urls import reverse

    from answerable.people.access import has_joined
    from answerable.people.accounts.invitations import invite

    if not has_joined(person):
        raise fail(f"nobody called {person} has joined a section; record that first")
    token = invite(person, by="", now=datetime.now(UTC), forget=forget_second_factor)
    address = (site or settings.ANSWERABLE_SITE).rstrip("/")
    _warn(person)
    sys.stdout.write(f"{address}{reverse('invitation', args=[token])}\n")


@app.command("list")
def list_accounts() -> None:
    """Print every account: handle, section, open or closed, when it last signed in."""
    prepare()
    from django.contrib.auth.models import User

    from answerable.people.access import reader_of

    for user in User.objects.order_by("username"):
        state = "open" if user.is_active else "closed"
        last = f"{user.last_login:%Y-%m-%d %H:%M} UTC" if user.last_login else "never signed in"
        sys.stdout.write(f"{user.username}\t{reader_of(user).section or 'no section'}\t{state}\t{last}\n")


@app.command("close")
def close_person(person: Annotated[str, typer.Argument(help="Handle of the person.")]) -> None:
    """Keep a person from signing in; who is signed in is signed out at once. What they said stays on record."""
    prepare()
    from answerable.people.accounts.invitations import close_account

    if not close_account(person, now=datetime.now(UTC)):
        raise fail(f"{person} has no open account here")
    sys.stdout.write(f"{person} can no longer sign in\n")


def _warn(person: str) -> None:
    """Say so where a person only reads here, since the log of their section is written in another house."""
    from django.contrib.auth.models import User

    from answerable.people.access import reader_of
    from answerable.record.copies import is_copy

    origin = reader_of(User(username=person)).origin
    if origin and is_copy(origin):
        sys.stderr.write(f"answerable: {person} can read here, and not write: {origin} is written in another house\n")


def _asked() -> str:
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
