"""`answerable log` and `answerable rebuild`: checking, signing and reading the record."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

app = typer.Typer(no_args_is_help=True)

Origin = Annotated[str, typer.Argument(help="Origin of the log; every log here if not said.")]


@app.command("verify")
def verify(origin: Origin = "") -> None:
    """Read every entry again, hold the trees against the signed checkpoints, and the tables against the entries."""
    prepare()
    from answerable.houses.continuing import check_continued
    from answerable.people.keyring import keyring
    from answerable.people.models import ends_of_keys, keys_of_log
    from answerable.record.audit import check_file, verify_facts, verify_log

    with failing():
        check_file()
        here = keyring().verifiers()
        for name in _origins(origin):
            known = list({*keys_of_log(name), *(each for each in here if each.name == name)})
            audit = verify_log(name, known, ends=ends_of_keys(name))
            verify_facts(name)
            check_continued(name)
            sys.stdout.write(
                f"{name}: {audit.size} entries in order, root {audit.root[:16]}…, {audit.checkpoints} signed "
                f"checkpoints fit, {audit.uncovered} entries newer than the last, {audit.aside} set aside\n"
            )
        for line in _erased():
            sys.stdout.write(line)


@app.command("checkpoint")
def checkpoint(origin: Origin = "") -> None:
    """Sign the logs whose keys are here as they stand now, and print the checkpoints."""
    prepare()
    from answerable.people.keyring import keyring
    from answerable.record.log import sign_log

    with failing():
        for name in _origins(origin):
            sys.stdout.write(sign_log(name, keyring().signer(name)) + "\n")


@app.command("ask")
def ask(
    origin: Annotated[str, typer.Argument(help="Origin of the log.")],
    index: Annotated[int, typer.Argument(help="Place of the entry in it, from 0.")],
) -> None:
    """Ask the gate of a recorded act again, on the record as it was then. Exit status 1 when the answer differs."""
    prepare()
    from answerable.record.log import ask_again

    with failing():
        blockers = ask_again(origin, index)
    if blockers:
        raise fail(*(f"{blocker.code}: {blocker.text}" for blocker in blockers), status=1)
    sys.stdout.write(f"{origin} {index}: the gate gives the same answer on the record as it was then\n")


@app.command("resume")
def resume(origin: Annotated[str, typer.Argument(help="Origin of the log.")]) -> None:
    """Let a log be written to after a restore, where no other house holds it to compare it with.

    Or one that is here as a copy, where this house writes it and its key is kept elsewhere. Say this only if nobody
    outside may hold a later entry or checkpoint of it: else the log would tell two stories.
    """
    prepare()
    from answerable.houses.tables import Peer
    from answerable.record.copies import copies, unmark_copy
    from answerable.record.pausing import paused, resume as end

    with failing():
        closed = sorted({*paused(), *copies()})
        if origin not in closed:
            held = ", ".join(closed) or "none is"
            raise fail(f"expected a log that is not written to now ({held}), found {origin}")
        if origin in copies() and Peer.objects.filter(origin=origin).exists():
            raise fail(f"{origin} is written in another house, which is named here: answerable peer remove {origin}")
        end(origin)
        unmark_copy(origin)
    sys.stdout.write(f"{origin}: written to again\n")


def rebuild() -> None:
    """Empty every table of facts and fold all entries again; the entries themselves are never touched."""
    prepare()
    from answerable.record.replicate import rebuild as fold_all

    with failing():
        rebuilt = fold_all()
    sys.stdout.write(f"{rebuilt.folded} entries folded, {rebuilt.aside} set aside\n")


def _origins(origin: str) -> list[str]:
    from answerable.record.models import LogRow

    known = list(LogRow.objects.order_by("origin").values_list("origin", flat=True))
    if origin and origin not in known:
        raise fail(f"expected a log that is here ({', '.join(known) or 'none is'}), found {origin}")
    return [origin] if origin else known


def _erased() -> list[str]:
    from answerable.record.facts import read
    from answerable.vault.models import ContentErased

    return [
        f"erased: {fact.body.content}, {fact.body.reason}, said at {fact.at:%Y-%m-%d} in {fact.origin} {fact.index}\n"
        for fact in read(ContentErased)
    ]
