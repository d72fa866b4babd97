"""`answerable evidence capture`, `import` and `examine`: how evidence comes in, and what a machine can tell of it."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from answerable.cli.failure import fail, failing
from answerable.cli.setup import prepare

if TYPE_CHECKING:
    from answerable.evidence.arriving import Arrived, Speaker
    from answerable.evidence.capturing.pages import Captured
    from answerable.evidence.importing.found import Found, Offer, Signed

Case = Annotated[str, typer.Option(help="Name of the case.")]
By = Annotated[str, typer.Option(help="Handle of the person who does it.")]
Public = Annotated[bool, typer.Option("--public", help="Every section may read where it comes from.")]

PATIENCE = 600.0
"""Seconds that a command waits for its turn at examining; chosen by hand."""


def capture(
    address: Annotated[str, typer.Argument(help="The address of the page: http(s)://…")],
    *,
    case: Case,
    by: By,
    title: Annotated[str, typer.Option(help="What to call it; the page's own title if not said.")] = "",
    public: Public = False,
    allow: Annotated[
        list[str] | None, typer.Option(help="host:port that may be asked although it is not public; may be said again.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=5, max=3600, help="How long it may take.")] = 120,
    chromium: Annotated[str, typer.Option(help="The Chromium to use; the one that CHROMIUM names if not said.")] = "",
) -> None:
    """Capture a page of the web: everything it asks for as a WACZ, and a picture of it, taken in as two items."""
    prepare()
    from answerable.evidence.capturing.answering import World
    from answerable.evidence.capturing.bounds import Bounds
    from answerable.evidence.capturing.keeping import keep, title_of
    from answerable.evidence.capturing.pages import captured
    from answerable.vault.working import working_folder

    bounds = Bounds(seconds=seconds, load=min(Bounds().load, seconds / 2))
    world = World(allowed=frozenset(allow or ()), now=_now)
    if os.geteuid() == 0:
        _note("this is root, as whom Chromium runs without its own sandbox: capture as a user without other rights")
    with failing(), working_folder() as folder:
        speaker = _speaker(case, by, public=public)
        with captured(address, operator=by, world=world, bounds=bounds, program=chromium, within=folder) as page:
            arrived = keep(page, speaker, title=title)
    _note_lacking(page)
    _tell(arrived, [title_of(page, title), "its picture"])
    _examined(case, arrived)


def take_in(
    path: Annotated[Path, typer.Argument(help="A WACZ, a BagIt bag, or the auto-archiver's list or folder.")],
    *,
    case: Case = "",
    by: By = "",
    check: Annotated[bool, typer.Option("--check", help="Only check it, and print what would be taken in.")] = False,
    public: Public = False,
) -> None:
    """Take in what others archived, once every file in it was held against its digest."""
    prepare()
    from answerable.evidence.importing.keeping import keep
    from answerable.evidence.importing.reading import read_archive
    from answerable.evidence.importing.signatures import machine_roots
    from answerable.evidence.proofs import roots_here

    if not check and not (case and by):
        raise fail("expected --case and --by, or --check, found none of them")
    with failing():
        speaker = None if check else _speaker(case, by, public=public)
        with read_archive(path, trusted=machine_roots(), stampers=roots_here()) as found:
            _print_found(found)
            if speaker is None:
                sys.stdout.write(f"{len(found.offers)} would be taken in; nothing was\n")
                return
            arrived = keep(found, speaker)
        _tell(arrived, [offer.title for offer in found.offers])
    _examined(case, arrived)


def examine(
    item: Annotated[str, typer.Argument(help="Key of the item.")],
    *,
    case: Case,
    anchors: Annotated[
        Path | None, typer.Option(help="Certificates in PEM by which signers of Content Credentials are trusted.")
    ] = None,
) -> None:
    """Read what the file of an item says of itself, in a process of its own that may do nothing else."""
    prepare()
    from answerable.evidence.clock import moment_of
    from answerable.evidence.errors import NoSuchItem
    from answerable.evidence.examining.keeping import examine as examined
    from answerable.evidence.gates import item_named
    from answerable.evidence.models import read_evidence

    with failing():
        taken_in = item_named(read_evidence(case, at=moment_of(case)), item)
        if taken_in is None or not taken_in.body.file:
            raise NoSuchItem(f"expected an item of {case} with a file, found none by the key {item!r}")
        trusted = anchors.read_text() if anchors else ""
        kept = examined(taken_in.body, now=_now(), anchors=trusted, wait=PATIENCE)
    _line(item, kept.found.media or "not read", f"Content Credentials: {kept.found.provenance}")
    for each in kept.found.lines:
        _line(f"  {each.group}", each.name, each.value)
    if kept.found.problem:
        _note(f"not everything could be read: {kept.found.problem}")


def _speaker(case: str, by: str, *, public: bool) -> Speaker:
    """Return who takes items in, as the organisation that opened the case knows them."""
    from answerable.evidence.arriving import Speaker
    from answerable.evidence.clock import moment_of
    from answerable.evidence.models import read_evidence
    from answerable.evidence.speaking import own_log

    at = moment_of(case)
    origin = own_log(read_evidence(case, at=at), by)
    return Speaker(origin=origin, person=by, case=case, at=at, public=public)


def _examined(case: str, arrived: list[Arrived]) -> None:
    """Examine what was taken in. What cannot be read is no reason for the command to fail: its page says it."""
    from answerable.evidence.clock import moment_of
    from answerable.evidence.errors import ExaminersBusy
    from answerable.evidence.examining.keeping import examine as examined
    from answerable.evidence.models import read_evidence
    from answerable.vault.errors import VaultError

    keys = {each.key for each in arrived if not each.before}
    for fact in read_evidence(case, at=moment_of(case)).items:
        if fact.body.item in keys:
            try:
                kept = examined(fact.body, now=_now(), wait=PATIENCE)
            except (ExaminersBusy, VaultError) as error:
                _note(f"{fact.body.item} was not examined: {error}")
                continue
            if kept.found.problem:
                _note(f"{fact.body.item}: not everything could be read: {kept.found.problem}")


def _note_lacking(page: Captured) -> None:
    """Print what a page asked for and did not get, or got an error for."""
    for each in page.unanswered:
        _note(f"not captured: {each.address}: {each.why}")
    if (more := page.refused - len(page.unanswered)) > 0:
        _note(f"not captured: {more} more")
    for failed in page.failed:
        _note(f"answered with status {failed.status}: {failed.address}")
    if (more := page.errors - len(page.failed)) > 0:
        _note(f"answered with an error: {more} more")
    for remark in page.remarks:
        _note(remark)


def _print_found(found: Found) -> None:
    for offer in found.offers:
        _line(offer.type, offer.title, *_claimed(offer))
    if found.signed:
        _note(_words_of(found.signed))
    for remark in found.remarks:
        _note(remark)


def _claimed(offer: Offer) -> tuple[str, ...]:
    claims = offer.claims
    at = claims.at.isoformat() if claims.at else ""
    return tuple(filter(None, (claims.origin, claims.tool, at, f"sha256:{offer.sha256}")))


def _words_of(signed: Signed) -> str:
    trust = "its certificate is trusted here" if signed.trusted else "nobody known here vouches for that"
    stamped = f"; stamped {signed.stamped.isoformat()}" if signed.stamped else ""
    return f"signed by {signed.by}: {trust}{stamped}"


def _tell(arrived: list[Arrived], titles: list[str]) -> None:
    for each, title in zip(arrived, titles, strict=False):
        _line(each.key, title, *filter(None, (_before(each),)))


def _before(arrived: Arrived) -> str:
    if arrived.erased:
        return f"erased before, not taken in again: {arrived.erased}"
    return "on record already" if arrived.before else ""


def _line(*parts: str) -> None:
    from answerable.releases.report import printable

    sys.stdout.write("\t".join(map(printable, parts)) + "\n")


def _note(text: str) -> None:
    from answerable.releases.report import printable

    sys.stderr.write(printable(text) + "\n")


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)
