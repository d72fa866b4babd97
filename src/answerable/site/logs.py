"""The public part of the logs: hashes, signed checkpoints, and the keys of the sections (C2SP tlog-tiles).

Rules:
  - Entries are not published. They hold no content, and they do hold handles, and they tell what goes on in cases of
    which nothing is public. So there are no bundles of entries here; a certificate carries those that it rests on.
  - A leaf hash tells nothing of its entry, for sixteen random bytes are in each. The number of entries is told.
  - Tiles and checkpoint are of one size: that of the last checkpoint that was signed. With them anybody who holds an
    entry can compute its proof, and anybody who holds an older checkpoint can check that nothing was rewritten.
  - Every key that a log named is told, with when it ended. Those that count now are the ones that the log has not
    revoked, that have not expired, and that the root lists where there is one. Those before are told with the size of
    the log up to which they counted: a certificate from then still verifies, and one beyond it does not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext as _

from answerable.people.entries import KeyAdded
from answerable.people.rotation import ends_of, has_expired
from answerable.people.standing import People, origin_of
from answerable.record.entry import Fact
from answerable.record.errors import RecordError
from answerable.record.models import CheckpointRow
from answerable.record.note import parse_vkey
from answerable.record.tiles import TILE_WIDTH, tile_path
from answerable.record.tree import tile_hashes
from answerable.site.frame import Allowed, Page
from answerable.site.record import Matter
from answerable.site.roots import RootLine


class Key(Allowed, frozen=True, kw_only=True):
    """A key of a section: as text, its fingerprint (SHA-256 of its 32 bytes), since when, and until when it counts.

    A revoked key counts for the first `until` entries of its log. One that `expires` signs no more from that day on.
    `listed` tells whether the root in force lists it, or there is none; `ever` the same of this root and those before.
    `counts` tells whether what it signs now counts.
    """

    vkey: str
    fingerprint: str
    added: date
    revoked: date | None
    until: int | None
    expires: date | None
    listed: bool
    ever: bool
    counts: bool

    @property
    def counted(self) -> bool:
        """Tell whether it counts no more, and what it signed before keeps its meaning."""
        return self.ever and not self.counts and (self.revoked is not None or self.listed)


class LogLine(Allowed, frozen=True, kw_only=True):
    """A log: whose it is, its size and root as last signed, its folder on the site, and its keys.

    Of a section that left, the first `until` entries count.
    """

    section: str
    origin: str
    folder: str
    size: int
    note: str
    until: int | None
    keys: tuple[Key, ...]


class Logs(Allowed, frozen=True, kw_only=True):
    """Every log of the sections that answer for what is published here, and the roots of their organisations."""

    logs: tuple[LogLine, ...]
    roots: tuple[RootLine, ...]


def logs_of(matters: tuple[Matter, ...], *, at: datetime) -> tuple[LogLine, ...]:
    """Return the logs of the organisations whose cases are told, by origin."""
    found: dict[str, LogLine] = {}
    for matter in matters:
        people = matter.release.people
        for section in dict.fromkeys(fact.body.section for fact in people.sections):
            origin = origin_of(people, section)
            if origin and origin not in found:
                found[origin] = _log(matter, origin, section, at)
    return tuple(found[origin] for origin in sorted(found))


def logs_page(logs: tuple[LogLine, ...], roots: tuple[RootLine, ...]) -> Page:
    """Return the page of the logs."""
    content = Logs(logs=logs, roots=roots)
    return Page(path="logs/index.html", template="logs.html", title=_("Logs"), content=content, part="logs")


def log_files(logs: tuple[LogLine, ...]) -> dict[str, bytes]:
    """Return checkpoints, tiles, the keys that count now, and those that counted before with their end, by path."""
    files = {}
    for log in logs:
        if log.note:
            files[f"{log.folder}checkpoint"] = log.note.encode()
            files |= {f"{log.folder}{path}": data for path, data in tiles_of(log.origin, log.size)}
    keys = [key for log in logs for key in log.keys]
    files["logs/keys.txt"] = "".join(f"{key.vkey}\n" for key in keys if key.counts).encode()
    files["logs/keys-before.txt"] = "".join(f"{_ended(key)}\n" for key in keys if key.counted).encode()
    return files


def tiles_of(origin: str, size: int) -> Iterator[tuple[str, bytes]]:
    """Yield the tiles of a log of this size by path; the last of each level as far as it is filled."""
    level, count = 0, size
    while count:
        for index in range(-(-count // TILE_WIDTH)):
            width = min(TILE_WIDTH, count - index * TILE_WIDTH)
            yield tile_path(level, index, width), b"".join(tile_hashes(origin, level, index)[:width])
        level, count = level + 1, count // TILE_WIDTH


def _ended(key: Key) -> str:
    return key.vkey if key.until is None else f"{key.vkey} until {key.until}"


def _log(matter: Matter, origin: str, section: str, at: datetime) -> LogLine:
    signed = CheckpointRow.objects.filter(origin=origin).order_by("-size", "id").first()
    people = matter.release.people
    member = people.rooted.member(origin) if people.rooted else None
    return LogLine(
        section=matter.section(section),
        origin=origin,
        folder=f"logs/{folder_name(origin)}/",
        size=signed.size if signed else 0,
        note=signed.note if signed else "",
        until=member.until if member else None,
        keys=tuple(_keys(people, origin, section, at)),
    )


def folder_name(origin: str) -> str:
    """Return a name for the folder of a log: its readable part, and eight digits by which no two are one."""
    readable = re.sub(r"[^A-Za-z0-9-]+", "-", origin).strip("-").lower()
    return f"{readable[:80]}-{hashlib.sha256(origin.encode()).hexdigest()[:8]}"


def _keys(people: People, origin: str, section: str, at: datetime) -> Iterator[Key]:
    """Yield the keys that a section's own log names as its own, each once."""
    ends, seen = ends_of(people.key_revocations, origin=origin), set[str]()
    days = {fact.index: fact.at.date() for fact in people.key_revocations if fact.origin == origin}
    for fact in people.keys:
        vkey = fact.body.vkey
        own = (fact.origin, fact.body.section) == (origin, section) and vkey not in seen
        if not own or not (fingerprint := _fingerprint(fact)):
            continue
        seen.add(vkey)
        listed = people.rooted is None or people.rooted.lists(origin, vkey)
        yield Key(
            vkey=vkey,
            fingerprint=fingerprint,
            added=fact.at.date(),
            revoked=days[ends[vkey]] if vkey in ends else None,
            until=ends.get(vkey),
            expires=fact.body.expires,
            listed=listed,
            ever=people.rooted is None or vkey in people.rooted.ever,
            counts=listed and vkey not in ends and not has_expired(fact.body, at),
        )


def _fingerprint(fact: Fact[KeyAdded]) -> str:
    """Return the fingerprint of a key, or "" where the log holds something else in its place."""
    try:
        return hashlib.sha256(parse_vkey(fact.body.vkey).public).hexdigest()
    except RecordError:
        return ""
