"""`answerable root`: who belongs to an organisation and with which keys, signed by keys that lie on no server."""

from __future__ import annotations

import sys
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
        write_whole(out, write_root(root).encode())
    sys.stdout.write(_summary(root))


@app.command("sign")
def sign(
    file: File,
    key: Annotated[str, typer.Option(help="Name of the key, as `answerable keys list` shows it.")],
    shares: Annotated[bool, typer.Option("--shares", help="Put the key together from shares typed in here.")] = False,
) -> None:
    """Sign a root with a key that is here, or with one put together from its shares, which is not kept.

    It needs neither a network nor the record: do it on a machine that has none. Read what it prints before you go on.
    """
    prepare()
    from answerable.cli.keys import shares_typed
    from answerable.people.keyring import keyring
    from answerable.people.root_files import read_root, sign_root
    from answerable.people.splitting import join
    from answerable.record.note import generate

    with failing():
        written = _text(file)
        root, _ = read_root(written)
        signer = generate(key, seed=join(shares_typed())) if shares else keyring().signer(key)
        listed = {vkey.partition("+")[0] for vkey in root.keys}
        if key in listed and signer.verifier().vkey() not in root.keys:
            raise fail(f"the root lists another key under the name {key} than the one here")
        signed = sign_root(written, signer)
        write_whole(file, signed.encode())
        root, others = read_root(signed)
    sys.stdout.write(_summary(root))
    if others:
        sys.stdout.write(f"and {len(others)} by keys that this root does not list, as the root before it may\n")


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
        now = datetime.now(UTC).replace(microsecond=0)
        say(RootAdopted, msgspec.to_builtins(root), origin=origin, actor=by, at=now)
    sys.stdout.write(f"adopted: root {root.number} of {root.organisation}, in the log {origin}\n")


@app.command("show")
def show(
    organisation: Organisation = "",
    number: Annotated[int, typer.Option(help="Number of the root; the one in force if not said.")] = 0,
) -> None:
    """Print a root as a file, with its signatures: what readers hold, and what other sections adopt."""
    prepare()
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


def _organisation(named: str) -> str:
    from answerable.people.models import read_people

    known = sorted({fact.body.organisation for fact in read_people().sections})
    if named in known:
        return named
    if named or len(known) != 1:
        found = repr(named) if named else "none named"
        raise fail(f"--organisation: expected one on record ({', '.join(known) or 'none is'}), found {found}")
    return known[0]


def _summary(root: RootAdopted) -> str:
    """Return what a root says in lines to be read aloud, and its fingerprint to be compared on paper."""
    from answerable.people.root_files import root_text
    from answerable.people.roots import publics, signed_by

    signed = len(signed_by(root) & publics(root))
    members = (
        f"  {member.section}, log {member.origin}, {len(member.vkeys)} keys"
        + (f", left with {member.until} entries" if member.until is not None else "")
        for member in root.members
    )
    lines = [
        f"root {root.number} of {root.organisation}, ends on {root.expires}",
        *members,
        f"SHA-256 of the text: {sha256(root_text(root).encode()).hexdigest()}",
        f"signed by {signed} of its {len(root.keys)} keys; {root.threshold} have to",
    ]
    return "".join(f"{line}\n" for line in lines)


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
