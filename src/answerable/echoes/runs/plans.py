"""What a run reads, and for what: written down at its beginning, and held against what somebody goes on with.

OUT/run.json says what is run; OUT/parts.json which parts each stream had when it was first opened, so that a folder
that has grown since does not change a run in its middle; OUT/library/ is what is looked for. Rules:
  - A folder of results holds one run. Going on with other streams, settings or releases is refused: rows of two
    questions would stand in one table.
  - Everything of a run is judged by the moment at which it began: a run that was killed gives the same rows as one that
    was not. Only what is fetched while it runs is judged by the clock.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import msgspec

from answerable.echoes.errors import BrokenRun
from answerable.echoes.runs.chunks import replaced, synced
from answerable.echoes.scanning.funnel import Settings
from answerable.echoes.scanning.library import FOLLOWED, INPUT, open_library, write_library
from answerable.echoes.scanning.released import Followed
from answerable.echoes.streams.documents import Part

FORMAT: Final = 1
"""Of the folder of results and its tables; a change that readers must know of is a new number."""

PLAN, PARTS = "run.json", "parts.json"


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a run is.

    Attributes:
        format: `FORMAT`.
        key: The name of the run: 32 characters.
        inputs: SHA-256 over all that is looked for.
        releases: The names of what was released.
        streams: The names of the streams, in order.
        settings: The settings of the scan.
        at: The moment at which the run began.
    """

    format: int = FORMAT
    key: str
    inputs: str
    releases: tuple[str, ...]
    streams: tuple[str, ...]
    settings: dict[str, Any]
    at: datetime


def planned(library: Path, streams: Sequence[str], out: Path, *, settings: Settings, now: datetime) -> Plan:
    """Return the plan of the run in a folder of results: the one that is there, or a new one, written down.

    Args:
        library: Where what is looked for was written.
        streams: The names of the streams; one that is named twice is read once.
        out: The folder of results.
        settings: The settings of the scan.
        now: The moment.

    Raises:
        BrokenRun: the folder holds a run of something else, or something else than a run.
        NothingReleased: there is no library.
    """
    own = open_library(library)
    releases = sorted({owner.release.name for owners in own.owners for owner in owners})
    told = {
        "inputs": own.digest,
        "releases": tuple(releases),
        "streams": tuple(dict.fromkeys(streams)),
        "settings": msgspec.json.decode(msgspec.json.encode(settings)),  # as it reads back
    }
    key = hashlib.sha256(msgspec.json.encode([told, now], order="sorted")).hexdigest()[:32]
    plan = Plan(key=key, at=now, **told)
    if (out / PLAN).exists():
        return _the_same(read_plan(out), plan, out)
    out.mkdir(parents=True, exist_ok=True)
    if (out / "chunks").exists():
        raise BrokenRun(f"expected {PLAN} beside the chunks in {out}, found none: whose they are cannot be told")
    replaced(out / PLAN, msgspec.json.format(msgspec.json.encode(plan)) + b"\n")
    return plan


def read_plan(out: Path) -> Plan:
    """Return the plan of the run in a folder of results.

    Raises:
        BrokenRun: there is none, or none that can be read.
    """
    try:
        return msgspec.json.decode((out / PLAN).read_bytes(), type=Plan)
    except (OSError, msgspec.MsgspecError) as error:
        raise BrokenRun(f"expected the description of a run at {out / PLAN}, found: {error}") from error


def read_parts(out: Path) -> dict[str, tuple[Part, ...]]:
    """Return the parts of each stream as they were when the run first opened it.

    Raises:
        BrokenRun: the list cannot be read.
    """
    if not (out / PARTS).exists():
        return {}
    try:
        return msgspec.json.decode((out / PARTS).read_bytes(), type=dict[str, tuple[Part, ...]])
    except (OSError, msgspec.MsgspecError) as error:
        raise BrokenRun(f"expected the list of parts at {out / PARTS}, found: {error}") from error


def write_parts(parts: Mapping[str, Sequence[Part]], out: Path) -> None:
    """Write down the parts of each stream."""
    replaced(out / PARTS, msgspec.json.encode(parts) + b"\n")


def _the_same(there: Plan, wanted: Plan, out: Path) -> Plan:
    """Return the plan that is there.

    Raises:
        BrokenRun: something else is wanted.
    """
    for field in ("format", "inputs", "streams", "settings"):
        expected, found = getattr(there, field), getattr(wanted, field)
        if expected != found:
            raise BrokenRun(f"{out} holds a run of other {field}: expected {expected}, found {found}")
    return there


def library_for(followed: Followed, out: Path, *, meaning: bool) -> Path:
    """Return the library of a folder of results: the one that is there, or a new one.

    Raises:
        BrokenRun: the one that is there is of something else.
        NothingReleased: there is nothing to look for.
    """
    library = out / "library"
    if not is_library(library):
        out.mkdir(parents=True, exist_ok=True)
        _write_whole(followed, library, meaning=meaning)
        return library
    there = followed_in(library)
    if there != followed:
        expected, found = _described(there), _described(followed)
        raise BrokenRun(f"{out} holds a run for something else: expected {expected}, found {found}")
    return library


def _write_whole(followed: Followed, library: Path, *, meaning: bool) -> None:
    """Write a library under another name, and give it its own once all of it is on the disk."""
    new = library.with_name(f".{library.name}.{uuid4().hex}")
    write_library(followed, new, meaning=meaning)
    for file in (*new.rglob("*"), new):
        synced(file)
    shutil.rmtree(library, ignore_errors=True)
    new.rename(library)


def _described(followed: Followed) -> str:
    """Return what is looked for in a few words, with a digest that tells two of the same names apart."""
    names = ", ".join(each.name for each in followed.releases)
    digest = hashlib.sha256(msgspec.json.encode(followed)).hexdigest()[:12]
    return f"{names} ({sum(len(each.passages) for each in followed.releases)} passages, {digest})"


def is_library(library: Path) -> bool:
    """Return whether a library was written to its end in a folder."""
    return (library / INPUT).is_file() and (library / FOLLOWED).is_file()


def followed_in(library: Path) -> Followed:
    """Return what a library was written from.

    Raises:
        BrokenRun: it cannot be read.
    """
    try:
        return msgspec.json.decode((library / FOLLOWED).read_bytes(), type=Followed)
    except (OSError, msgspec.MsgspecError) as error:
        raise BrokenRun(f"expected what is looked for at {library / FOLLOWED}, found: {error}") from error
