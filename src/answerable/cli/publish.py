"""`answerable publish`: everything public on this record as a site of plain files."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare


def publish(
    folder: Annotated[Path, typer.Argument(help="Folder for the site: new, empty, or one that holds an earlier site.")],
    case: Annotated[
        list[str] | None, typer.Option(help="Case to tell of; all if not said. Every page says how much is left out.")
    ] = None,
    address: Annotated[str, typer.Option(help="Address at which the site will be, for feeds and exports.")] = "",
    language: Annotated[str, typer.Option(help="Language of the pages: en, fr, uk, es or ar.")] = "en",
) -> None:
    """Write a site of everything public: releases, critiques, commitments, lists, reviews, and the public log."""
    prepare()
    from answerable.site.errors import SiteError
    from answerable.site.publishing import publish as write

    with failing():
        try:
            now = datetime.now(UTC).replace(microsecond=0)
            files = write(folder, at=now, cases=case or (), address=address, language=language)
        except SiteError as error:
            raise fail(str(error)) from error
    sys.stdout.write(f"{len(files)} files written to {folder}\n")
