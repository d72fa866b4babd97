"""`answerable root`: who belongs to an organisation and with which keys, signed by keys that lie on no server."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.releases import write_whole
from answerable.cli.setup import prepare

if TYPE_CHECKING:
    from answerable.people.entries import RootAdopted
    from answerable.record.note import Signer

app = typer.Typer(no_args_is_help=True)

Organisation = Annotated[str, typer.Option(help="Short name of the organisation; the only one on record if not said.")]
File = Annotated[Path, typer.Argument(help="The root, as `answerable root new` wrote it.")]


@app.command("new")
def new(
    expires: Annotated[str, typer.Option(help="Day on which it ends, such as 2028-01-01.")],
    out: Annotated[Path, typer.Option(help="File to write, for the holders of the keys to sign.")],
    organisation: Organisation = "",
    key: Annotated[
        list[str] | None, typer.Option(help="A key of the root (a vkey); as before if none is said.")
    ] = None,
    threshold: Annotated[int, typer.Option(help="How many of its keys have to sign; as before if not said.")] = 0,
    member: Annotated[list[str] | None, typer.Option(help="A key of a log (a vkey) to list besides.")] = None,
    drop: Annotated[list[str] | None, typer.Option(help="A key of a log (a vkey) to list no more.")] = None,
    leaves: Annotated[
        list[str] | None,
        typer.Option(help="A section that leaves, or section:size where less of its log counts than is here."),
    ] = None,
) -> None:
    """Write the next root as a text to be signed: what the last one says, with what is named here changed."""
    prepare()
    from answerable.people.models import read_people
    from answerable.people.next_root import Changes, chain_of, next_root
    from answerable.people.root_files import write_root
    from answerable.people.roots import has_ended
    from answerable.people.standing import within

    with failing():
        everybody, name = read_people(), _organisation(organisation)
        origin, known = chain_of(everybody, name)
        changes = Changes(
            keys=tuple(key or ()),
            threshold=threshold,
            adds=tuple(member or ()),
            drops=tuple(drop or ()),
            leaves=_sizes(leaves or []),
        )
        people, ends = within(everybody, origin), _day(expires)
        root = next_root(people, known, organisation=name, expires=ends, changes=changes)
        if has_ended(root, now := _now()):
            raise fail(f"--expires: expected a day that is still to come, found {ends} on {now.date()}")
        write_whole(out, write_root(root).encode())
    sys.stdout.write(_summary(root))


@app.command("sign")
def sign(
    file: File,
    key: Annotated[str, typer.Option(help="Name of the key, as `answerable keys list` shows it.")],
    shares: Annotated[bool, typer.Option("--shares", help="Put the key together from shares typed in here.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Sign without asking; the text was compared before.")] = False,
) -> None:
    """Sign a root with a key that is here, or with one put together from its shares, which is not kept.

    It prints what the root says and its SHA-256, and signs only after a yes: compare them with the paper first. It
    needs neither a network nor the record: do it on a machine that has none.
    """
    prepare()
    from answerable.people.root_files import read_root, sign_root

    with failing():
        written = _text(file)
        root, _ = read_root(written)
        _write_read(written)
        _ask(yes=yes)
        signer = _signer(key, shares=shares)
        listed = {vkey.partition("+")[0] for vkey in root.keys}
        if key in listed and signer.verifier().vkey() not in root.keys:
            raise fail(f"the root lists another key under the name {key} than the one here")
        signed = sign_root(written, signer)
        write_whole(file, signed.encode())
    root, others = read_root(signed)
    sys.stdout.write(_signed(root, others))


@app.command("adopt")
def adopt(file: File, by: Annotated[str, typer.Option(help="Handle of the person who says it.")]) -> None:
    """Put a signed root on record in the log of a person's section. Each section does so for the first one."""
    prepare()
    import msgspec

    from answerable.people.entries import RootAdopted
    from answerable.people.models import read_people
    from answerable.people.personal import own_log
    from answerable.people.root_files import read_root
    from answerable.people.roots import chain
    from answerable.vault.sealing import say

    with failing():
        written = _text(file)
        origin = own_log(by)
        if not origin:
            raise fail(f"expected the handle of a person on record, found {by!r}")
        name = read_root(written)[0].organisation
        known = chain(read_people().roots, organisation=name, origin=origin)
        root, strange = read_root(written, before=[fact.body for fact in (*known.roots, *known.contested)])
        if strange:
            raise fail(f"{file}: expected signatures by keys of this root and those before, found {strange[0]!r}")
        say(RootAdopted, msgspec.to_builtins(root), origin=origin, actor=by, at=_now())
    sys.stdout.write(f"adopted: root {root.number} of {root.organisation}, in the log {origin}\n")


@app.command("show")
def show(
    file: Annotated[
        Path | None, typer.Argument(help="File of a root: print what it says and who has signed, not one on record.")
    ] = None,
    organisation: Organisation = "",
    number: Annotated[int, typer.Option(help="Number of the root; the one in force if not said.")] = 0,
) -> None:
    """Print a root as a file, with its signatures: what readers hold, and what other sections adopt.

    Of a file it prints what the root says, its SHA-256 and how many have signed, to be compared with a paper.
    """
    prepare()
    if file is None:
        _show_recorded(organisation, number)
    elif organisation or number:
        raise fail("name a file, or a root on record by --organisation and --number")
    else:
        with failing():
            _write_read(_text(file))


def _show_recorded(organisation: str, number: int) -> None:
    from answerable.people.models import read_people
    from answerable.people.next_root import chain_of
    from answerable.people.root_files import write_root
    from answerable.people.roots import has_ended

    with failing():
        name = _organisation(organisation)
        _, known = chain_of(read_people(), name)
        found = [fact.body for fact in known.roots if number in {0, fact.body.number}]
        if not found:
            raise fail(f"expected a root of {name} on record{f' with number {number}' if number else ''}, found none")
        sys.stdout.write(write_root(found[-1]))
    if number == 0 and known.contested:
        sys.stderr.write(f"answerable: two texts are signed under number {known.number}: neither counts\n")
    if has_ended(found[-1], datetime.now(UTC)):
        sys.stderr.write(f"answerable: it ended on {found[-1].expires}\n")


def _write_read(written: str) -> None:
    """Print what a root's file says, and that it has ended, by the clock of this machine, where it has."""
    from answerable.people.root_files import read_root
    from answerable.people.roots import check_root, has_ended

    root, others = read_root(written)
    check_root(root)
    sys.stdout.write(_summary(root, others))
    sys.stdout.flush()
    if has_ended(root, now := _now()):
        today = f"{now.date()} by the clock of this machine"
        sys.stderr.write(f"answerable: it ended on {root.expires}, and it is {today}: no section will adopt it\n")


def _ask(*, yes: bool) -> None:
    """Return once somebody has said yes to what was printed."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise fail("nothing was signed: nobody can be asked here; say --yes where the text was compared before")
    if not typer.confirm("Is this the text on the paper, and is it to be signed?"):
        raise fail("nothing was signed")


def _signer(key: str, *, shares: bool) -> Signer:
    from answerable.cli.keys import shares_typed
    from answerable.people.keyring import keyring
    from answerable.people.splitting import join
    from answerable.record.note import generate

    return generate(key, seed=join(shares_typed())) if shares else keyring().signer(key)


def _organisation(named: str) -> str:
    from answerable.people.models import read_people

    known = sorted({fact.body.organisation for fact in read_people().sections})
    if named in known:
        return named
    if named or len(known) != 1:
        found = repr(named) if named else "none named"
        raise fail(f"--organisation: expected one on record ({', '.join(known) or 'none is'}), found {found}")
    return known[0]


def _summary(root: RootAdopted, others: Sequence[str] = ()) -> str:
    """Return what a root says in lines to be read aloud, and its fingerprint to be compared on paper."""
    from answerable.people.root_files import root_text
    from answerable.releases.report import printable

    members = (
        f"  {member.section}, log {member.origin}, {len(member.vkeys)} keys"
        + (f", left with {member.until} entries" if member.until is not None else "")
        for member in root.members
    )
    lines = [
        f"root {root.number} of {root.organisation}, ends on {root.expires}",
        *members,
        f"SHA-256 of the text: {sha256(root_text(root).encode()).hexdigest()}",
    ]
    return "".join(f"{printable(line)}\n" for line in lines) + _signed(root, others)


def _signed(root: RootAdopted, others: Sequence[str]) -> str:
    """Return how many have signed; `others` are signatures by keys that the root does not list."""
    from answerable.people.roots import publics, signed_by

    signed = len(signed_by(root) & publics(root))
    told = f"signed by {signed} of its {len(root.keys)} keys; {root.threshold} have to\n"
    if others:
        told += f"and {len(others)} by keys that this root does not list, as the root before it may\n"
    return told


def _sizes(leaves: list[str]) -> dict[str, int]:
    """Return how many entries count of each section that leaves: as many as are here where nobody says otherwise."""
    from answerable.people.models import read_people
    from answerable.people.standing import origin_of
    from answerable.record.log import size_of

    people, sizes = read_people(), {}
    for each in leaves:
        section, _, size = each.partition(":")
        if size and not (size.isascii() and size.isdigit()):
            raise fail(f"--leaves: expected a section, or section:size with a number, found {each!r}")
        sizes[section] = int(size) if size else size_of(origin_of(people, section))
    return sizes


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise fail(f"--expires: expected a day such as 2028-01-01, found {text!r}") from error


def _text(file: Path) -> str:
    """Return what is in a root's file, as it is: its signatures are over these very bytes."""
    from answerable.record.note import MAX_NOTE_BYTES

    with file.open("rb") as opened:
        raw = opened.read(MAX_NOTE_BYTES + 1)
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise fail(f"{file}: expected a root, which is text in UTF-8, found other bytes") from error
