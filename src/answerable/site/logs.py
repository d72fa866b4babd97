"""The public part of the logs: hashes, signed checkpoints, and the keys of the sections (C2SP tlog-tiles).

Rules:
  - Entries are not published. They hold no content, and they do hold handles, and they tell what goes on in cases of
    which nothing is public. So there are no bundles of entries here; a certificate carries those that it rests on.
  - A leaf hash tells nothing of its entry, for sixteen random bytes are in each. The number of entries is told.
  - Tiles and checkpoint are of one size: that of the last checkpoint that was signed. With them anybody who holds an
    entry can compute its proof, and anybody who holds an older checkpoint can check that nothing was rewritten.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from answerable.people.entries import KeyAdded
from answerable.people.standing import People, origin_of
from answerable.record.entry import Fact
from answerable.record.errors import RecordError
from answerable.record.models import CheckpointRow
from answerable.record.note import parse_vkey
from answerable.record.tiles import TILE_WIDTH, tile_path
from answerable.record.tree import tile_hashes
from answerable.site.frame import Allowed, Page
from answerable.site.record import Matter


class Key(Allowed, frozen=True, kw_only=True):
    """A key of a section: as text, its fingerprint (SHA-256 of its 32 bytes), since when, and until when it counted."""

    vkey: str
    fingerprint: str
    added: date
    revoked: date | None


class LogLine(Allowed, frozen=True, kw_only=True):
    """A log: whose it is, its size and root as last signed, its folder on the site, and its keys."""

    section: str
    origin: str
    folder: str
    size: int
    note: str
    keys: tuple[Key, ...]


class Logs(Allowed, frozen=True, kw_only=True):
    """Every log of the sections that answer for what is published here."""

    logs: tuple[LogLine, ...]


def logs_of(matters: tuple[Matter, ...]) -> tuple[LogLine, ...]:
    """Return the logs of the organisations whose cases are told, by origin."""
    found: dict[str, LogLine] = {}
    for matter in matters:
        people = matter.release.people
        for section in dict.fromkeys(fact.body.section for fact in people.sections):
            origin = origin_of(people, section)
            if origin and origin not in found:
                found[origin] = _log(matter, origin, section)
    return tuple(found[origin] for origin in sorted(found))


def logs_page(logs: tuple[LogLine, ...]) -> Page:
    """Return the page of the logs."""
    return Page(path="logs/index.html", template="logs.html", title=_("Logs"), content=Logs(logs=logs), part="logs")


def log_files(logs: tuple[LogLine, ...]) -> dict[str, bytes]:
    """Return checkpoints, tiles and the keys that count now, by path."""
    files = {}
    for log in logs:
        if log.note:
            files[f"{log.folder}checkpoint"] = log.note.encode()
            files |= {f"{log.folder}{path}": data for path, data in tiles_of(log.origin, log.size)}
    current = [key.vkey for log in logs for key in log.keys if key.revoked is None]
    return {**files, "logs/keys.txt": "".join(f"{vkey}\n" for vkey in current).encode()}


def tiles_of(origin: str, size: int) -> Iterator[tuple[str, bytes]]:
    """Yield the tiles of a log of this size by path; the last of each level as far as it is filled."""
    level, count = 0, size
    while count:
        for index in range(-(-count // TILE_WIDTH)):
            width = min(TILE_WIDTH, count - index * TILE_WIDTH)
            yield tile_path(level, index, width), b"".join(tile_hashes(origin, level, index)[:width])
        level, count = level + 1, count // TILE_WIDTH


def _log(matter: Matter, origin: str, section: str) -> LogLine:
    signed = CheckpointRow.objects.filter(origin=origin).order_by("-size", "id").first()
    return LogLine(
        section=matter.section(section),
        origin=origin,
        folder=f"logs/{folder_name(origin)}/",
        size=signed.size if signed else 0,
        note=signed.note if signed else "",
        keys=tuple(_keys(matter.release.people, origin, section)),
    )


def folder_name(origin: str) -> str:
    """Return a name for the folder of a log: its readable part, and eight digits by which no two are one."""
    readable = re.sub(r"[^A-Za-z0-9-]+", "-", origin).strip("-").lower()
    return f"{readable[:80]}-{hashlib.sha256(origin.encode()).hexdigest()[:8]}"


def _keys(people: People, origin: str, section: str) -> Iterator[Key]:
    """Yield the keys that a section's own log names as its own."""
    ends = {f.body.vkey: f.at.date() for f in people.key_revocations if (f.origin, f.body.section) == (origin, section)}
    for fact in people.keys:
        if (fact.origin, fact.body.section) == (origin, section) and (fingerprint := _fingerprint(fact)):
            vkey = fact.body.vkey
            yield Key(vkey=vkey, fingerprint=fingerprint, added=fact.at.date(), revoked=ends.get(vkey))


def _fingerprint(fact: Fact[KeyAdded]) -> str:
    """Return the fingerprint of a key, or "" where the log holds something else in its place."""
    try:
        return hashlib.sha256(parse_vkey(fact.body.vkey).public).hexdigest()
    except RecordError:
        return ""
