"""`answerable check`: a draft on its own, with no case, no record and no server."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from answerable.cli.drafts import read_draft, readable, with_words
from answerable.cli.failure import fail, failing

if TYPE_CHECKING:
    from rich.text import Text

    from answerable.text.checking import Checked
    from answerable.text.documents import Document


class Format(StrEnum):
    """How a check is printed."""

    text = "text"
    json = "json"
    html = "html"
    sarif = "sarif"


def check(
    draft: Annotated[Path, typer.Argument(help="The draft: Markdown, HTML, plain text, PDF or DOCX.")],
    against: Annotated[list[Path] | None, typer.Option(help="A report that it summarises; may be said again.")] = None,
    case: Annotated[str, typer.Option(help="A case on record here: its findings with their limits.")] = "",
    house: Annotated[Path | None, typer.Option(help="A TOML file of words that the house asks to avoid.")] = None,
    language: Annotated[str, typer.Option(help="Language of the draft (ISO 639-1); recognised if not said.")] = "",
    own: Annotated[list[str] | None, typer.Option(help="A name of your organisation: its speech is your own.")] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.text,
) -> None:
    """Read a draft, alone or against reports, for what it claims beyond its ground. Exit status 1: something blocks."""
    from answerable.text.checking import check as read, read_house
    from answerable.text.lexicons import languages

    language = language.casefold().partition("-")[0]
    if language and language not in languages():
        raise fail(f"--language: expected one of {', '.join(languages())}, found {language}")
    with readable():
        words = read_house(house) if house else ()
        reports = [(each.name, read_draft(each)) for each in against or []]
        reports += [(f"case {case}", _findings(case))] if case else []
        checked = read(read_draft(draft), against=reports, house=words, language=language, own=own or ())
    if checked.language not in languages():
        sys.stderr.write(f"{draft}: not read: there are no word lists for the language {checked.language!r}\n")
    _print(checked, format_, name=draft.as_posix())
    raise typer.Exit(int(any(each.sure for each in checked.reading.notes)))


def _findings(case: str) -> Document:
    """Return the findings of a case on record as a document."""
    from answerable.cli.setup import prepare

    prepare()
    from answerable.evidence.clock import moment_of
    from answerable.outputs.reading import as_report
    from answerable.text.documents import read_document

    with failing():
        return with_words(read_document(as_report(case, at=moment_of(case)), media="plain"), f"case {case}")


def _print(checked: Checked, format_: Format, *, name: str) -> None:
    from answerable.text.checking.renderings import data, page, sarif, terminal

    if format_ is Format.text:
        print_lines(terminal.as_lines(checked, name=name))
    else:
        written = {Format.json: data.as_json, Format.html: page.as_page, Format.sarif: sarif.as_sarif}[format_]
        sys.stdout.write(written(checked, name=name))


def print_lines(lines: Iterable[Text]) -> None:
    """Print lines, in colours on a terminal and plain elsewhere."""
    from rich.console import Console

    console = Console(soft_wrap=True, highlight=False, markup=False, emoji=False)
    for line in lines:
        console.print(line)
