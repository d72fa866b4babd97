"""`answerable sources`: the streams that `answerable scan` reads when nobody names one."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

app = typer.Typer(no_args_is_help=True)


@app.command("add")
def add_sources(
    sources: Annotated[list[str], typer.Argument(help="A path, an address, or FORM:NAME, as for scan --in.")],
) -> None:
    """Keep sources, to be read by every scan that names none."""
    prepare()
    from answerable.echoes.errors import NoSuchStream
    from answerable.echoes.runs.running import kind_of
    from answerable.echoes.tables import Source

    for name in map(lasting, sources):
        if name == "-" or name.endswith(":-"):
            raise fail("expected a source that can be read again, found standard input")
        try:
            kind = kind_of(name)
        except NoSuchStream as error:
            raise fail(str(error)) from error
        with failing():
            _row, new = Source.objects.get_or_create(name=name, defaults={"added": datetime.now(UTC)})
        sys.stdout.write(f"{name}\t{kind}\t{'kept' if new else 'was kept before'}\n")


@app.command("list")
def list_sources() -> None:
    """Print the sources that are kept, and since when."""
    prepare()
    from answerable.echoes.tables import Source

    with failing():
        for source in Source.objects.order_by("name"):
            sys.stdout.write(f"{source.name}\t{source.added:%Y-%m-%d}\n")


@app.command("remove")
def remove_sources(
    sources: Annotated[list[str], typer.Argument(help="Sources as `answerable sources list` prints them.")],
) -> None:
    """Keep sources no longer; what was found in them stays."""
    prepare()
    from answerable.echoes.tables import Source

    for name in sources:
        with failing():
            gone, _rows = Source.objects.filter(name__in=[name, lasting(name)]).delete()
        if not gone:
            raise fail(f"expected a source that is kept, found {name}: answerable sources list")
        sys.stdout.write(f"{name}\tremoved\n")


def lasting(name: str) -> str:
    """Return a name that means the same wherever the next scan is started: a path here, written from the root.

    A path that is there is one, whatever it looks like; so is a pattern, and a name whose form is said before it.
    """
    from answerable.echoes.streams import FORMS

    form, _, rest = name.partition(":")
    if Path(name).exists() or form not in FORMS:
        return _from_the_root(name)
    return name if rest == "-" or form in {"feed", "sitemap"} else f"{form}:{_from_the_root(rest)}"


def _from_the_root(place: str) -> str:
    # "://" stands in every address that fsspec or a fetcher knows, and "::" in those that lie one in the other.
    elsewhere = place == "-" or "://" in place or "::" in place
    return place if elsewhere and not Path(place).exists() else str(Path(place).absolute())
