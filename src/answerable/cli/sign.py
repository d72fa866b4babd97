"""`answerable sign`: a person's own signature under an act, made away from the page that shows it."""

from __future__ import annotations

import re
import sys
from typing import Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

DIGEST = re.compile(r"[0-9a-f]{64}")


def sign(
    digest: Annotated[str, typer.Argument(help="The digest that the page shows: 64 characters, 0-9 and a-f.")],
    person: Annotated[str, typer.Option(help="Handle of the person who signs.")],
    key: Annotated[str, typer.Option(help="Name of the key; the only one here if not said.")] = "",
) -> None:
    """Sign what a page shows with a person's key that is on this machine, and print the line to paste there."""
    if not DIGEST.fullmatch(digest):
        raise fail(f"DIGEST: expected 64 characters, 0-9 and a-f, found {digest[:80]!r}")
    prepare()
    from answerable.people.keyring import keyring, keys_here, signature_by
    from answerable.record.note import to_base64

    with failing():
        ring = keyring()
        here = [key] if key else list(keys_here(ring, person))
        if len(here) != 1:
            found = ", ".join(here) or f"none; make one with: answerable keys person new {person}"
            raise fail(f"expected one key of {person} on this machine, found {found}")
        signature = signature_by(ring, person, here[0], bytes.fromhex(digest))
        sys.stdout.write(to_base64(signature) + "\n")
