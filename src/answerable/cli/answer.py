"""`answerable answer`: a letter against us and the reply to it, with no case, no record and no server."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from answerable.cli.check import print_lines
from answerable.cli.drafts import read_draft, readable
from answerable.cli.failure import fail


class Format(StrEnum):
    """How a letter is printed."""

    text = "text"
    json = "json"
    html = "html"


def answer(
    letter: Annotated[Path, typer.Argument(help="The letter: plain text, Markdown, HTML, PDF or DOCX.")],
    reply: Annotated[Path | None, typer.Option(help="The reply to it, a file of any of these kinds.")] = None,
    bodies: Annotated[Path | None, typer.Option(help="A TOML file with the bodies on our side.")] = None,
    language: Annotated[str, typer.Option(help="Language of the letter (ISO 639-1); recognised if not said.")] = "",
    reply_language: Annotated[str, typer.Option(help="Language of the reply; recognised if not said.")] = "",
    format_: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.text,
) -> None:
    """List what a letter asks, and what the reply does with each item."""
    from answerable.critiques.letters.bodies import read_bodies
    from answerable.critiques.letters.reading import read

    spoken, answered = _known(language, "--language"), _known(reply_language, "--reply-language")
    with readable():
        ours = read_bodies(bodies) if bodies else ()
        replied = read_draft(reply) if reply else None
        found = read(read_draft(letter), replied, bodies=ours, language=spoken, reply_language=answered)
    names = {"letter": letter.as_posix(), "reply": reply.as_posix() if reply else ""}
    if format_ is Format.text:
        from answerable.critiques.letters.renderings.terminal import as_lines

        print_lines(as_lines(found, **names))
    elif format_ is Format.json:
        from answerable.critiques.letters.renderings.data import as_json

        sys.stdout.write(as_json(found, **names))
    else:
        from answerable.critiques.letters.renderings.page import as_page

        sys.stdout.write(as_page(found, **names))


def _known(language: str, option: str) -> str:
    """Return a language's code, or end where there are no word lists for it."""
    from answerable.critiques.letters.wording import languages

    code = language.casefold().partition("-")[0]
    if code and code not in languages():
        raise fail(f"{option}: expected one of {', '.join(languages())}, found {language}")
    return code
