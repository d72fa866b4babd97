"""`answerable compare`: any two texts side by side, in one language or two."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from answerable.cli.check import print_lines
from answerable.cli.drafts import read_draft, readable, with_words


class Format(StrEnum):
    """How a comparison is printed."""

    text = "text"
    json = "json"
    html = "html"


def compare(
    first: Annotated[str, typer.Argument(help="The source, the earlier version or the original: a file.")],
    second: Annotated[str, typer.Argument(help="The restatement, the later version or the translation: a file.")],
    text: Annotated[bool, typer.Option("--text", help="The arguments are the texts themselves, and no files.")] = False,
    languages: Annotated[str, typer.Option(help="Their languages, as in en,fr; recognised if not said.")] = ",",
    format_: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.text,
) -> None:
    """Show what changed from one text to another, sentence beside sentence. Exit status 1 where anything changed."""
    from answerable.text.checking.renderings import pairs
    from answerable.text.checking.versions import compare as read
    from answerable.text.documents import read_document

    with readable():
        if text:
            documents = [with_words(read_document(each, media="plain"), "the text") for each in (first, second)]
        else:
            documents = [read_draft(Path(each)) for each in (first, second)]
        one, _, other = languages.partition(",")
        compared = read(documents[0], documents[1], languages=(one.strip(), other.strip()))
    names = ("the first text", "the second text") if text else (first, second)
    if format_ is Format.text:
        print_lines(pairs.as_lines(compared, names=names))
    else:
        sys.stdout.write((pairs.as_json if format_ is Format.json else pairs.as_page)(compared, names=names))
    raise typer.Exit(int(compared.changed))
