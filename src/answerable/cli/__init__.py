"""The commands, one file for each group. They hold nothing about any room: they read arguments, call, and print."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from answerable import __version__
from answerable.cli import (
    accounts,
    answer,
    backup,
    board,
    bundle,
    carry,
    check,
    compare,
    evidence,
    folder,
    intake,
    keys,
    knew,
    log,
    notices,
    notify,
    peer,
    policy,
    publish,
    reading,
    register,
    releases,
    roots,
    scan,
    seal,
    section,
    server,
    sign,
    sources,
    sync,
    training,
    vault,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"answerable {__version__}\n")
        raise typer.Exit


app = typer.Typer(
    name="answerable",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def answerable(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """Keeps the chain of custody of a claim, from its evidence to what the world makes of it, and back."""


app.command()(folder.load)
app.command()(folder.export)
app.command()(bundle.bundle)
app.command()(reading.read)
app.command()(board.clear)
app.command()(knew.knew)
app.command()(releases.release)
app.command()(releases.verify)
app.command()(releases.public)
app.command()(publish.publish)
app.command()(check.check)
app.command()(answer.answer)
app.command()(compare.compare)
app.command()(scan.scan)
app.command()(register.register)
app.command()(log.rebuild)
app.command()(backup.backup)
app.command()(backup.restore)
app.command()(server.serve)
app.command()(notify.notify)
app.command()(sync.sync)
app.command()(sign.sign)
app.add_typer(section.app, name="section", help="Sections that write their log here.")
app.add_typer(keys.app, name="keys", help="The signing keys of the sections that work here.")
app.add_typer(roots.app, name="root", help="Who belongs to an organisation and with which keys, signed offline.")
app.add_typer(peer.app, name="peer", help="The houses of other sections.")
app.add_typer(carry.app, name="carry", help="The record on a stick.")
app.add_typer(log.app, name="log", help="The record: check it, sign it, ask its gates again.")
app.command()(training.accept)
app.add_typer(training.app, name="training", help="Training modules and credentials.")
app.add_typer(policy.app, name="policy", help="What the gates ask for, as TOML.")
app.add_typer(vault.app, name="vault", help="Content behind commitments.")
evidence.app.command("capture")(intake.capture)
evidence.app.command("import")(intake.take_in)
evidence.app.command("examine")(intake.examine)
app.add_typer(evidence.app, name="evidence", help="Evidence: proofs of time, custody, copies.")
app.add_typer(seal.app, name="seal", help="Who is behind an item, under dual control.")
app.add_typer(sources.app, name="sources", help="The streams that a scan reads when nobody names one.")
app.add_typer(notices.app, name="notices", help="Notices on what was released, and those who hold it.")
app.add_typer(accounts.app, name="account", help="Who may sign in here.")
