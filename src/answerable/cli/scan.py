"""`answerable scan`: our words in the world's media."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare
from answerable.cli.sources import lasting

if TYPE_CHECKING:
    from answerable.cli.scan_watch import Watch
    from answerable.echoes.fetching import Fetcher
    from answerable.echoes.runs.running import Ran
    from answerable.echoes.scanning.released import Followed

STOPPED = 130
"""Exit status after Ctrl-C, as a shell has it: 128 and the number of the signal."""


class Engine(StrEnum):
    """What does the work."""

    local = "local"
    ray = "ray"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a person asked for."""

    releases: tuple[str, ...]
    sources: tuple[str, ...]
    engine: Engine
    address: str
    workers: int
    out: Path
    names: tuple[str, ...]
    common: tuple[Path, ...]
    meaning: bool
    everywhere: bool
    record: bool


def scan(
    releases: Annotated[
        list[str] | None, typer.Argument(help="CASE/OUTPUT[/VERSION] on record, a file, or the folder of a release.")
    ] = None,
    *,
    in_: Annotated[
        list[str] | None, typer.Option("--in", help="A source: a path, an address, - or FORM:NAME; may be said again.")
    ] = None,
    engine: Annotated[Engine, typer.Option(help="The processes of this machine, or a Ray cluster.")] = Engine.local,
    address: Annotated[str, typer.Option(help="The address of the Ray cluster.")] = "",
    workers: Annotated[int, typer.Option(min=0, help="How many at once; 0 for one on each core.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Folder of results; a new one if not said.")] = None,
    name: Annotated[list[str] | None, typer.Option(help="What you are called; may be said again.")] = None,
    common: Annotated[
        list[Path] | None, typer.Option(help="A text whose words are everybody's, such as a treaty; may be said again.")
    ] = None,
    everywhere: Annotated[
        bool, typer.Option("--everywhere", help="Look for paraphrases and translations on every page: far slower.")
    ] = False,
    no_meaning: Annotated[bool, typer.Option("--no-meaning", help="Look for words only.")] = False,
    no_record: Annotated[bool, typer.Option("--no-record", help="Keep results as files only.")] = False,
    no_pictures: Annotated[bool, typer.Option("--no-pictures", help="Draw no pictures of pages that bend us.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the run in the folder of results.")] = False,
) -> None:
    """Find our words in streams of pages, and what changed. Exit status 1 where every stream failed."""
    from answerable.cli.scan_watch import print_summary

    _readable([*(releases or []), *(in_ or []), *(name or []), *map(str, common or []), str(out or "")])
    lone, named = _releases(releases or [])
    record = not no_record and not lone
    if record or named or not releases or not in_:
        prepare()
    asked = Asked(
        releases=tuple(lone or named),
        sources=tuple(map(lasting, in_)) if in_ else tuple(_kept_sources()),
        engine=engine,
        address=address,
        workers=workers,
        out=_folder(out, record=record, resume=resume),
        names=tuple(name or ()),
        common=tuple(common or ()),
        meaning=not no_meaning,
        everywhere=everywhere,
        record=record,
    )
    _check(asked)
    if out is None:  # told before anything can stop the scan: going on needs it
        sys.stderr.write(f"results in {asked.out}\n")
    ran = carry_out(asked, lone=bool(lone), pictures=record and not no_pictures)
    print_summary(ran, asked.out)
    raise typer.Exit(int(bool(ran.health) and ran.failed == len(ran.health)))


def scan_example(release: str, source: Path) -> None:
    """Look for a release on record in a stream, and keep what is found in the database; nothing is printed."""
    carry_out(
        Asked(
            releases=(release,),
            sources=(lasting(str(source)),),
            engine=Engine.local,
            address="",
            workers=1,
            out=_new_folder(record=True),
            names=(),
            common=(),
            meaning=True,
            everywhere=False,
            record=True,
        ),
        lone=False,
        pictures=False,
    )


def carry_out(asked: Asked, *, lone: bool, pictures: bool) -> Ran:
    """Do what was asked for, and return how it went."""
    from answerable.cli.scan_watch import Watch

    with _understood(asked.out), failing():
        followed = _followed(asked, lone=lone)
        with Watch(asked.out, engine=asked.engine, record=asked.record, pictures=pictures) as watch:
            ran = _run(asked, followed, watch)
            watch.finish(ran)
    return ran


def _releases(given: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what is looked for: from files, or by names on record."""
    from answerable.echoes.runs.lone import is_lone

    lone = [each for each in given if is_lone(each)]
    named = [each for each in given if each not in lone]
    if lone and named:
        raise fail(f"expected files or releases on record, found both: {', '.join(lone)} and {', '.join(named)}")
    for each in named:
        pieces = each.split("/")
        if len(pieces) not in {2, 3} or not all(pieces) or (len(pieces) == 3 and not pieces[2].isdecimal()):  # noqa: PLR2004
            raise fail(f"expected a file, the folder of a release, or CASE/OUTPUT[/VERSION], found {each}")
    return lone, named


def _readable(words: Sequence[str]) -> None:
    """Refuse what no table takes: the name of a file may be any bytes."""
    for word in words:
        try:
            word.encode()
        except UnicodeEncodeError:
            raise fail(f"expected names in UTF-8, found {word!r}") from None


def _kept_sources() -> list[str]:
    from answerable.echoes.tables import Source

    with failing():
        return list(Source.objects.order_by("name").values_list("name", flat=True))


def _folder(out: Path | None, *, record: bool, resume: bool) -> Path:
    """Return the folder of results, which holds a run exactly where one is to be gone on with."""
    from answerable.echoes.runs.plans import PLAN

    if out is None:
        if resume:
            raise fail("--resume: expected the folder of results in --out, found none")
        return _new_folder(record=record)
    if resume and not (out / PLAN).exists():
        raise fail(f"--resume: expected a run in {out}, found none")
    if not resume and (out / PLAN).exists():
        raise fail(f"--out: {out} holds a run already: say --resume to go on with it, or name another folder")
    return out


def _new_folder(*, record: bool) -> Path:
    name = f"echoes-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
    if not record:
        return Path(name)
    from django.conf import settings

    return Path(settings.ANSWERABLE_HOME) / "echoes" / name


def _check(asked: Asked) -> None:
    from answerable.echoes.errors import NoSuchStream
    from answerable.echoes.runs.running import STANDARD, kind_of

    if not asked.sources:
        raise fail("expected a source: name one with --in, or keep some with answerable sources add")
    if asked.address and asked.engine is not Engine.ray:
        raise fail("--address: expected --engine ray with it, found none")
    if asked.everywhere and not asked.meaning:
        raise fail("expected --everywhere or --no-meaning, found both")
    for source in asked.sources:
        try:
            if kind_of(source) == STANDARD and sys.stdin is None:
                raise fail("--in: expected standard input, found it closed")
        except NoSuchStream as error:
            # A kept source that is gone has a health line; one that was just typed is a mistake to be mended.
            raise fail(f"--in: {error}") from error


def _followed(asked: Asked, *, lone: bool) -> Followed:
    """Return all that is looked for; what cannot be read here is told."""
    from answerable.echoes.runs.lone import followed_in_files, words_of

    if lone:
        followed = followed_in_files(Path(each) for each in asked.releases)
    else:
        from answerable.echoes.following import watched

        found = watched(asked.releases)
        followed = found.followed
        for each in found.unreadable:
            sys.stderr.write(f"{each}: not looked for: its text is not here\n")
    names = dict.fromkeys([*followed.names, *asked.names])
    texts = (*followed.common, *(words_of(path) for path in asked.common))
    return msgspec.structs.replace(followed, names=tuple(names), common=texts)


def _run(asked: Asked, followed: Followed, watch: Watch) -> Ran:
    from answerable.echoes.runs import local, many
    from answerable.echoes.runs.plans import library_for
    from answerable.echoes.runs.running import Options
    from answerable.echoes.scanning.funnel import Settings

    library = library_for(followed, asked.out, meaning=asked.meaning)
    settings = Settings(meaning=asked.meaning, everywhere=asked.everywhere)
    options = Options(fetcher=_fetcher(asked, library), operator=followed.names[0] if followed.names else "")
    engine = partial(local.run, workers=asked.workers)
    if asked.engine is Engine.ray:
        engine = partial(many.run, cluster=many.Cluster(address=asked.address, workers=asked.workers))
    return engine(library, asked.sources, asked.out, settings=settings, now=_now, progress=watch.take, options=options)


def _fetcher(asked: Asked, library: Path) -> Fetcher | None:
    """Return what fetches, where something is to be fetched; what it remembers belongs to what is looked for."""
    from answerable.echoes.runs.running import is_fetched

    if not any(map(is_fetched, asked.sources)):
        return None
    from answerable.echoes.fetching import Fetcher, OnDisk, Settings
    from answerable.echoes.scanning.library import open_library

    place = asked.out / "fetched.sqlite3"
    if asked.record:
        from django.conf import settings

        place = Path(settings.ANSWERABLE_HOME) / "echoes" / f"fetched-{open_library(library).digest[:16]}.sqlite3"
    place.parent.mkdir(parents=True, exist_ok=True)
    told = Settings(contact=os.environ.get("ANSWERABLE_SITE", ""))
    try:
        return Fetcher(told, now=_now, memory=OnDisk(place))
    except ValueError as error:
        raise fail(f"ANSWERABLE_SITE: {error}") from error


@contextmanager
def _understood(out: Path) -> Iterator[None]:
    """Turn what can go wrong with a scan into lines and an exit status, the last of which says how to go on."""
    from answerable.echoes.errors import EchoError
    from answerable.fetching.errors import FetchError
    from answerable.text.errors import TextError

    try:
        yield
    except (EchoError, FetchError, TextError) as error:
        raise fail(str(error)) from error
    except KeyboardInterrupt:
        raise fail(f"stopped; {_again(out)}", status=STOPPED) from None
    except typer.Exit:  # `failing` has said what was wrong: a full disk, a database that is gone
        if _is_begun(out):
            sys.stderr.write(f"answerable: {_again(out)}\n")
        raise


def _again(out: Path) -> str:
    if not _is_begun(out):
        return "nothing was read yet"
    return f"what was found is kept: say the same with --resume --out {shlex.quote(str(out))} to go on"


def _is_begun(out: Path) -> bool:
    from answerable.echoes.runs.plans import PLAN

    return (out / PLAN).exists()


def _now() -> datetime:
    return datetime.now(UTC)
