"""`answerable peer`: the houses of other sections."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from answerable.cli.counting import counted
from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

app = typer.Typer(no_args_is_help=True)

Origin = Annotated[str, typer.Argument(help="Origin of the log of the house.")]
Key = Annotated[list[str], typer.Option("--key", help="A key of its log (vkey), as its operator told you.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a monitor.")]
Insecure = Annotated[bool, typer.Option("--insecure", help="Allow plain HTTP to another machine. For tests.")]


@app.callback()
def group() -> None:
    """The houses of other sections: servers and sticks that hold copies of the record."""


@app.command("open")
def open_(
    address: Annotated[str, typer.Option(help="Where others reach it, over HTTPS; empty where only sticks do.")] = "",
    recipient: Annotated[
        str, typer.Option(help="The age key to which what travels to it is sealed; one made here if not said.")
    ] = "",
    origin: Annotated[str, typer.Option(help="Whose house this is; needed where the keys of several are here.")] = "",
    by: Annotated[str, typer.Option(help="Handle of the person who says it; the house itself if not said.")] = "",
    insecure: Insecure = False,
) -> None:
    """Say in the log of a section that this is its house, and make the keys with which it cosigns."""
    prepare()
    from answerable.houses.carrying.keys import recipient_of
    from answerable.houses.opening import open_house
    from answerable.houses.own import house

    with failing():
        of = origin or house().origin
        sealed_to = recipient or recipient_of(of)
        fact = open_house(origin=of, address=address, recipient=sealed_to, insecure=insecure, actor=by, at=_now())
        sys.stdout.write(f"opened: the house of {fact.body.section}; said in {fact.origin} {fact.index}\n")
        _write_invitation(of, fact.body.address)


@app.command("show")
def show(
    origin: Annotated[str, typer.Option(help="Whose house; needed where the keys of several are here.")] = "",
) -> None:
    """Print the line with which others add this house. Read its keys to them over another way than mail."""
    prepare()
    from answerable.houses.own import house
    from answerable.people.models import HouseOpened
    from answerable.record.facts import read

    with failing():
        of = origin or house().origin
        opened = [fact.body.address for fact in read(HouseOpened) if fact.origin == of]
        _write_invitation(of, opened[-1] if opened else "")


@app.command("add")
def add(
    key: Key,
    address: Annotated[str, typer.Argument(help="Where it is reached; leave it out where only sticks do.")] = "",
    insecure: Insecure = False,
) -> None:
    """Name another house, by the keys of its log and where it is; adding it again changes what is known of it."""
    prepare()
    from answerable.houses.opening import add_peer

    with failing():
        peer = add_peer(vkeys=tuple(key), address=address, insecure=insecure, at=_now())
    where = f" at {peer.address}" if peer.address else ", which only sticks reach"
    sys.stdout.write(f"added: the house of {peer.origin}{where}\n")


@app.command("list")
def list_(json: Json = False) -> None:
    """Print the houses that are known, and what is in the way. Exit status 1 while something is."""
    prepare()
    from answerable.houses.showing import shown

    with failing():
        found = shown(at=_now())
    if json:
        _write_json(
            {
                "house": found.here.origin if found.here else "",
                "peers": [_plain_peer(each) for each in found.peers],
                "logs": [_plain_log(each) for each in found.logs],
                "troubles": [_plain_trouble(each) for each in found.troubles],
                "remarks": [_plain_trouble(each) for each in found.remarks],
                "forks": [{"log": fact.body.log, "ref": fact.ref, "shown_in": fact.origin} for fact in found.forks],
            }
        )
    else:
        sys.stdout.write(f"this house: {found.here.origin if found.here else found.no_house}\n")
        for each in found.peers:
            pulled = f"last taken over on {each.peer.pulled:%Y-%m-%d %H:%M}" if each.peer.pulled else "never reached"
            state = "paused" if each.peer.paused else pulled
            sys.stdout.write(f"{each.peer.origin}  {each.peer.address or 'by stick'}  {state}\n")
        for log in found.logs:
            by, size = ", ".join(log.cosigners) or "nobody else", counted(log.size, "entry", "entries")
            sys.stdout.write(f"  {log.origin}: {size}, signed up to {log.signed or 0}, cosigned by {by}\n")
        sys.stdout.writelines(f"! {_about(each)}: {each.text}\n" for each in found.troubles)
        sys.stdout.writelines(f"- {_about(each)}: {each.text}\n" for each in found.remarks)
    raise typer.Exit(1 if found.troubles or found.forks else 0)


@app.command("remove")
def remove(origin: Origin) -> None:
    """Ask a house no more, and answer it no more. What was taken over from it stays."""
    prepare()
    from answerable.houses.opening import remove_peer

    with failing():
        remove_peer(origin)
    sys.stdout.write(f"removed: {origin}\n")


@app.command("pause")
def pause(origin: Origin) -> None:
    """Leave a house alone for a while: it is neither asked nor answered."""
    _set_paused(origin, paused=True)


@app.command("resume")
def resume(origin: Origin) -> None:
    """Take a house up again that was paused."""
    _set_paused(origin, paused=False)


@app.command("pull")
def pull(
    origin: Annotated[str, typer.Argument(help="Origin of the log of the house.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every house that is not paused.")] = False,
    json: Json = False,
) -> None:
    """Take over what another house holds. Exit status 1 where something could not be taken over, or a log forked.

    Exit status 75 where a sync or another pull is running: then nothing was done.
    """
    prepare()
    from answerable.houses.knowing import peer_of
    from answerable.houses.own import house
    from answerable.houses.syncing import peers, pull_all

    if bool(origin) == every:
        raise fail("name a house, or all of them with --all")
    with failing(), one_at_a_time():
        pulled = pull_all(peers() if every else [peer_of(origin)], here=house())
    if json:
        _write_json([_plain(each) for each in pulled])
    else:
        sys.stdout.writelines(told(each) for each in pulled)
    if not all(each.complete and not each.forks for each in pulled):
        raise typer.Exit(1)


@app.command("trust")
def trust(
    origin: Annotated[str, typer.Argument(help="Origin of a log; the one of this house if not said.")] = "",
) -> None:
    """Print which houses watch a log and how many have to have cosigned it, in the form of C2SP tlog-policy."""
    prepare()
    from answerable.houses.own import house
    from answerable.houses.trusting import trust_of
    from answerable.record.trust import format_trust

    with failing():
        here = house()
        sys.stdout.write(format_trust(trust_of(origin or here.origin, here=here, at=_now())))


@app.command("fork")
def fork(
    file: Annotated[Path, typer.Argument(help="The proof of a fork, as the page of houses gives it.")],
    key: Annotated[
        list[str] | None, typer.Option("--key", help="A key of the log (vkey), from somewhere you trust.")
    ] = None,
) -> None:
    """Check the proof that a log told two stories; nobody is asked. Exit status 1 where it proves nothing.

    Without --key, the keys count that are known on this machine.
    """
    from answerable.houses.forks import LARGEST, read_fork
    from answerable.people.vkeys import verifier_of
    from answerable.record.checkpoint import parse_checkpoint
    from answerable.record.errors import NotAFork
    from answerable.record.forks import verify_fork
    from answerable.record.note import split_note

    if not key:
        prepare()
    with failing():
        with file.open("rb") as opened:
            found = read_fork(opened.read(LARGEST + 1).decode(errors="replace"))
        if key:
            verifiers = [verifier_of(each, name=found.log) for each in key]
            keys_at: Any = lambda _origin, _size: verifiers  # noqa: E731
        else:
            from answerable.houses.knowing import keys_at
        try:
            verify_fork(found, keys_at)
        except NotAFork as error:
            raise fail(f"no fork: {error}", status=1) from error
        sizes = [parse_checkpoint(split_note(note)[0]).size for note in (found.first, found.second)]
    sys.stdout.write(f"forked: {found.log} signed two stories, of {sizes[0]} and of {sizes[1]} entries\n")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Do something alone that takes over from other houses, or end with a status that says to try later."""
    from answerable.houses.alone import alone
    from answerable.houses.errors import Busy

    try:
        with alone(at=_now()):
            yield
    except Busy as error:
        raise fail(str(error), status=os.EX_TEMPFAIL) from error


def told(pulled: Any) -> str:
    """Return what came of a pull on a line, and on one more for each log that was refused, why it was."""
    parts = [counted(pulled.entries, "entry", "entries"), counted(pulled.contents, "content", "contents")]
    parts += [f"{pulled.forgotten} forgotten"] if pulled.forgotten else []
    parts += [f"{counted(pulled.refused, 'log', 'logs')} refused"] if pulled.refused else []
    parts += [f"{pulled.forks} FORKED"] if pulled.forks else []
    refused = (f"  refused {origin}: {reason}\n" for origin, reason in pulled.why.items())
    return f"{pulled.peer}: {pulled.error or ', '.join(parts)}\n{''.join(refused)}"


def _about(trouble: Any) -> str:
    """Return the house and the log that a trouble is about."""
    return " ".join(dict.fromkeys(filter(None, (trouble.peer, trouble.origin))))


def _set_paused(origin: str, *, paused: bool) -> None:
    prepare()
    from answerable.houses.opening import pause_peer

    with failing():
        pause_peer(origin, paused=paused)
    sys.stdout.write(f"{'paused' if paused else 'taken up again'}: {origin}\n")


def _write_invitation(origin: str, address: str) -> None:
    from answerable.houses.own import signer_of

    keys = f"--key '{signer_of(origin).verifier().vkey()}'"
    sys.stdout.write(f"answerable peer add {f'{address} ' if address else ''}{keys}\n")


def _plain_peer(each: Any) -> dict[str, Any]:
    peer = each.peer
    names = ("origin", "address", "paused", "asked", "pulled", "error", "offset")
    return {name: getattr(peer, name) for name in names} | {"behind": dict(each.behind)}


def _plain_log(each: Any) -> dict[str, Any]:
    import msgspec

    told = msgspec.structs.asdict(each)
    told["stamps"] = [{"size": stamp.size, "at": stamp.at, "authority": stamp.authority} for stamp in each.stamps]
    return told


def _plain_trouble(each: Any) -> dict[str, Any]:
    return {name: getattr(each, name) for name in ("peer", "origin", "what", "text", "first", "last", "seen")}


def _plain(value: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(value)


def _write_json(value: Any) -> None:
    import msgspec

    sys.stdout.write(msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n")


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
