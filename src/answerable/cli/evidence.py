"""`answerable evidence`: proofs of time, custody, copies."""

from __future__ import annotations

import typer

from answerable.cli import custody, redact

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """Evidence: what came in, proofs of time, custody, copies."""


app.command("stamp")(custody.stamp)
app.command("proofs")(custody.proofs)
app.command("ledger")(custody.ledger)
app.command("reached")(custody.reached)
app.command("redact")(redact.redact)
