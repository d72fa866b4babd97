"""`answerable read`: having the current version of an output read by the text engine."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from answerable.cli.failure import failing
from answerable.cli.setup import prepare

if TYPE_CHECKING:
    from answerable.outputs.flags import Flag
    from answerable.people.access import Reader


def read(
    case: Annotated[str, typer.Argument(help="Name of the case.")],
    by: Annotated[str, typer.Option(help="Handle of the person who has it read; of the section that drafts it.")],
    output: Annotated[str, typer.Option(help="Output to read; the case's first release if not said.")] = "",
) -> None:
    """Have the current version of an output read by the text engine, and print what was noticed in it."""
    prepare()
    from answerable.evidence.clock import moment_of
    from answerable.outputs import gates
    from answerable.outputs.flags import flags_of
    from answerable.outputs.models import read_outputs
    from answerable.outputs.saying import have_read
    from answerable.releases.boards import check_output
    from answerable.vault.reading import shown

    with failing():
        at = moment_of(case)
        check_output(case, output, at=at)
        version = gates.current_version(state := read_outputs(case, at=at, subject=output), output or state.subject)
        if version is None:
            sys.stdout.write(f"{case}: nothing was drafted yet\n")
            return
        name, number = version.body.output, version.body.version
        parts = have_read(case, name, number, reader=_reader(case, by))
        flags = flags_of(read_outputs(case, at=at, subject=name), version, shown(version.body.text))
    sys.stdout.write(f"{name}, version {number}: read on {parts[0].at:%Y-%m-%d} by {parts[0].body.engine}\n")
    for flag in flags:
        sys.stdout.write(_line(flag))


def _reader(case: str, by: str) -> Reader:
    """Return the person by this handle as the organisation that opened the case knows them."""
    from answerable.evidence.clock import moment_of
    from answerable.evidence.models import read_evidence
    from answerable.people.access import Reader
    from answerable.people.standing import origin_of, section_of

    people = read_evidence(case, at=moment_of(case)).people
    section = section_of(people, by)
    return Reader(person=by, section=section, origin=origin_of(people, section))


def _line(flag: Flag) -> str:
    """Return a flag on one line: what becomes of it, its gate, the words, what was noticed, and its name."""
    from django.utils.html import strip_tags

    from answerable.releases.report import printable

    state = "blocks" if flag.blocks else "answered" if flag.answers else "remark"
    where = f"{flag.noticed.statement}: " if flag.noticed.statement else ""
    return (
        printable(
            f"{state}, gate {flag.noticed.gate}: {where}“{flag.words}” {strip_tags(flag.what)} [{flag.noticed.flag}]"
        )
        + "\n"
    )
