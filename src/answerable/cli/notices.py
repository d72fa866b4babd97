"""`answerable notices`: sends notices to those who hold what they are on, and lists how far each has got."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

if TYPE_CHECKING:
    from answerable.releases.gates.dissociation import Published
    from answerable.releases.holders import Reached

app = typer.Typer(no_args_is_help=True)

Case = Annotated[str, typer.Option(help="Name of one case; the default is all.")]


@app.callback()
def group() -> None:
    """Notices on what was released, and those who hold it."""


@app.command("send")
def send(
    case: Case = "",
    by: Annotated[str, typer.Option(help="Handle of the person who sends, for their own section's holders.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print what would be sent, and send nothing.")] = False,
) -> None:
    """Mail every notice to every holder who has a mail address and was not sent it; tries again what failed before."""
    prepare()
    from answerable.people.access import has_joined
    from answerable.releases.sending import send_due

    if by and not has_joined(by):
        raise fail(f"nobody called {by} has joined a section")
    sent = failed = 0
    with failing():
        for name in _cases(case):
            if dry_run:
                _print_due(name, by)
                continue
            done = send_due(name, now=datetime.now(UTC), by=by)
            sent, failed = sent + done.sent, failed + done.failed
    if not dry_run:
        sys.stdout.write(f"{sent} notices sent\n")
    if failed:
        raise fail(f"{failed} notices could not be sent; they are kept and sent again next time", status=1)


@app.command("list")
def list_notices(case: Case = "") -> None:
    """Print every notice, how many holders it has reached, and who has to be sent it by hand."""
    prepare()
    from answerable.echoes.holders import everybody
    from answerable.echoes.models import echoes_beside
    from answerable.evidence.clock import moment_of
    from answerable.releases.gates.dissociation import published
    from answerable.releases.gates.wording import release_of
    from answerable.releases.holders import reached
    from answerable.releases.models import read_release

    with failing():
        for name in _cases(case):
            state = read_release(name, at=moment_of(name))
            echoes = echoes_beside(state, case=name)
            for notice in published(state):
                if release := release_of(state, notice.body.released_ref):
                    _print(reached(state, notice, everybody(echoes, release)), notice, version=release.body.version)


def _cases(case: str) -> list[str]:
    """Return the names of the cases meant; one that is named has to be there."""
    from answerable.evidence.errors import NoSuchCase
    from answerable.evidence.models import CaseOpened
    from answerable.record.facts import read

    names = sorted({fact.case for fact in read(CaseOpened)})
    if case and case not in names:
        raise NoSuchCase(f"expected a case on record ({', '.join(names) or 'there is none'}), found {case!r}")
    return [case] if case else names


def _print_due(case: str, by: str) -> None:
    from answerable.evidence.clock import moment_of
    from answerable.people.personal import own_log
    from answerable.releases.models import read_release
    from answerable.releases.sending import unsent

    state = read_release(case, at=moment_of(case))
    for each in unsent(state, origin=own_log(by) if by else ""):
        line = (case, each.name, each.holder.name, f"by {by or each.holder.giver}")
        sys.stdout.write("\t".join(line) + "\n")


def _print(found: tuple[Reached, ...], notice: Published, *, version: int) -> None:
    """Print a line for a notice, and one below it for each holder who has to be sent it by hand."""
    from answerable.releases.notices import DISSOCIATION
    from answerable.releases.report import printable
    from answerable.releases.sending import by_hand

    where = f"{notice.case}/{notice.body.output}/{version}"
    type_ = getattr(notice.body, "type", DISSOCIATION)
    told, late = sum(each.took is not None for each in found), sum(each.overdue for each in found)
    sys.stdout.write(f"{where}\t{notice.body.notice}\t{type_}\treached {told} of {len(found)}, {late} overdue\n")
    for each in by_hand(found):
        place = f"\t{printable(each.holder.place)}" if each.holder.place else ""
        sys.stdout.write(f"\tby hand: {each.holder.name}, known to {each.holder.section}{place}\n")
