"""Writes the page of the reference with every command: what it does, what it takes, how it ends.

Run it with `make reference`. The commands are asked themselves, so the page says what `--help` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from answerable.cli import app
from answerable.releases.errors import CertificateError

PAGE = Path(__file__).parent / "reference" / "commands.md"
HEAD = """# Commands

Written from the code by `make reference`; edit it there.

Everything that the commands keep lies under `ANSWERABLE_HOME`; [settings](settings.md) has the rest.
A command that could do what was asked ends with 0.
It ends with 1 while something blocks: a closed gate, a refused act.
It ends with 2 when it was asked for something that cannot be, and says what was expected, what was found and where.
"""


def page() -> str:
    """Return the text of the page."""
    return "\n".join([HEAD, *(part for path, command in commands() for part in _command(path, command)), _statuses()])


def commands() -> Iterator[tuple[str, Any]]:
    """Yield every command with the words that call it, in alphabetical order."""
    yield from sorted(_within("answerable", typer.main.get_command(app)))


def _within(path: str, command: Any) -> Iterator[tuple[str, Any]]:
    inside = getattr(command, "commands", None)
    if inside is None:
        yield path, command
        return
    for name, inner in inside.items():
        yield from _within(f"{path} {name}", inner)


def _command(path: str, command: Any) -> Iterator[str]:
    sentences = (command.help or "").strip().replace(". ", ".\n")
    yield f"## `{path}`\n\n{sentences}\n"
    rows = [_parameter(each) for each in command.params if each.name != "help"]
    if rows:
        yield "\n".join(["| takes | what it is | when left out |", "| --- | --- | --- |", *rows, ""])


def _parameter(each: Any) -> str:
    name = ", ".join(each.opts) if each.param_type_name == "option" else (each.name or "").upper()
    left_out = (
        "must be given" if each.required else f"`{each.default}`" if each.default not in {None, ""} else "nothing"
    )
    return f"| `{name}` | {getattr(each, 'help', '') or ''} | {left_out} |"


def _statuses() -> str:
    leaves = sorted(CertificateError.__subclasses__(), key=lambda leaf: leaf.status)
    rows = [f"| {leaf.status} | {(leaf.__doc__ or '').strip()} |" for leaf in leaves]
    return "\n".join(["## How `answerable verify` ends", "", "| status | what it means |", "| --- | --- |", *rows, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
