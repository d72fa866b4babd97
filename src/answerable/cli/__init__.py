"""The commands, one file for each group. They hold nothing about any room: they read arguments, call, and print."""

from __future__ import annotations

import typer

from answerable.cli import board, folder, keys, log, releases, server, vault

app = typer.Typer(
    name="answerable",
    help="Keeps the chain of custody of a claim, from its evidence to what the world makes of it, and back.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(folder.load)
app.command()(folder.export)
app.command()(board.clear)
app.command()(releases.release)
app.command()(releases.verify)
app.command()(releases.public)
app.command()(log.rebuild)
app.command()(server.serve)
app.add_typer(keys.app, name="keys", help="The signing keys of the sections that work here.")
app.add_typer(log.app, name="log", help="The record: check it, sign it, ask its gates again.")
app.add_typer(vault.app, name="vault", help="Content behind commitments.")
app.add_typer(server.accounts, name="account", help="Who may sign in here.")
