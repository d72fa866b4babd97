"""Reading a log: its checkpoint, its tiles and its entries (C2SP tlog-tiles).

A log is served at ``log/<SHA-256 of its origin, in hex>/``, as tlog-mirror asks of a mirror; our own logs as well.
"""

from __future__ import annotations

import gzip
import re
from datetime import UTC, datetime
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from answerable.houses.errors import NotEntitled
from answerable.houses.holding import Here, checkpoint_in, lines_under, logs_here, newest_note
from answerable.houses.own import House, signer_of
from answerable.houses.serving.asked import PLAIN, for_houses
from answerable.houses.sharing import gets_log, rules
from answerable.houses.tables import Following, Peer
from answerable.record.cosignature import with_lines
from answerable.record.errors import KeyFileOpen, KeyLocked, KeyMissing, NotConsistent, Paused
from answerable.record.log import sign_log, size_of
from answerable.record.models import EntryRow
from answerable.record.note import MAX_SIGNATURES, split_note
from answerable.record.tiles import TILE_WIDTH
from answerable.record.tree import tile_hashes

MEDIA = "application/octet-stream"

_NUMBER = re.compile(r"(x[0-9]{3}/){0,5}[0-9]{3}")
_TILE = re.compile(
    r"(?P<level>entries|[0-9]|[1-5][0-9]|6[0-3])/(?P<number>[x0-9/]+?)(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)

NOTHING = "expected a log, a tile or a content that is here and that this house may have"


@require_safe
@for_houses
def logs(_request: HttpRequest, peer: Peer, here: House) -> HttpResponse:
    """Return the origins of the logs that a house may copy, one on each line."""
    return HttpResponse("".join(f"{origin}\n" for origin in readable(peer, here)), content_type=PLAIN)


@require_safe
@for_houses
def checkpoint(_request: HttpRequest, peer: Peer, here: House, log: str) -> HttpResponse:
    """Return the newest signed checkpoint of a log, with every cosignature under it that is known here."""
    origin = log_of(log, peer, here)
    note = fresh_note(origin) if origin in here.logs else newest_note(origin)
    if note is None:
        raise NotEntitled(NOTHING)
    return HttpResponse(cosigned(note), content_type=PLAIN)


@require_safe
@for_houses
def witnessed(_request: HttpRequest, peer: Peer, here: House, log: str) -> HttpResponse:
    """Return the newest signed checkpoint of a log that was seen here, whether its entries came or not."""
    note = Here().checkpoint(log_of(log, peer, here))
    if note is None:
        raise NotEntitled(NOTHING)
    return HttpResponse(note, content_type=PLAIN)


@require_safe
@for_houses
def tile(request: HttpRequest, peer: Peer, here: House, log: str, path: str) -> HttpResponse:
    """Return a tile of hashes, or a bundle of entries, whole or as far as a checkpoint covers it."""
    origin, found = log_of(log, peer, here), _TILE.fullmatch(path)
    if found is None or not _NUMBER.fullmatch(found["number"]):
        raise NotEntitled(NOTHING)
    width = int(found["width"] or TILE_WIDTH)
    number = int(found["number"].replace("x", "").replace("/", ""))
    if width > TILE_WIDTH or (found["width"] and width == TILE_WIDTH):
        raise NotEntitled(NOTHING)
    read = _entries if found["level"] == "entries" else _hashes
    content = read(origin, 0 if found["level"] == "entries" else int(found["level"]), number, width)
    return packed(request, content)


def readable(peer: Peer, here: House) -> list[str]:
    """Return the logs that a house may copy from here."""
    people, now = rules(), datetime.now(UTC)
    return [log for log in _held(here) if gets_log(people, log, peer.origin, own=log in here.logs, at=now)]


def log_of(name: str, peer: Peer, here: House) -> str:
    """Return the log whose origin has this SHA-256, where the house that asks may have it.

    Raises:
        NotEntitled: it may not, or there is none.
    """
    seen = Following.objects.exclude(pending="").values_list("origin", flat=True)
    found = next((log for log in [*_held(here), *seen] if sha256(log.encode()).hexdigest() == name), "")
    if not found or not gets_log(rules(), found, peer.origin, own=found in here.logs, at=datetime.now(UTC)):
        raise NotEntitled(NOTHING)
    return found


def _held(here: House) -> list[str]:
    return sorted({*logs_here(), *here.logs})


def fresh_note(origin: str) -> str | None:
    """Return a checkpoint of a log that is written here, signed as it stands; where that cannot be, the last one."""
    held = newest_note(origin)
    if held is not None and checkpoint_in(held).size == size_of(origin):
        return held
    try:
        return sign_log(origin, signer_of(origin))
    except (KeyMissing, KeyLocked, KeyFileOpen, Paused, NotConsistent):
        return held  # the page of houses says why; what was signed before stays true


def cosigned(note: str) -> str:
    """Return a checkpoint with the cosignatures under it, as many as a note may have."""
    room = MAX_SIGNATURES - len(split_note(note)[1])
    return with_lines(note, lines_under(checkpoint_in(note))[:room])


def packed(request: HttpRequest, content: bytes) -> HttpResponse:
    """Return bytes that never change, packed where whoever asks can unpack them."""
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(content, content_type=MEDIA)
    answer = HttpResponse(gzip.compress(content, compresslevel=6, mtime=0), content_type=MEDIA)
    answer.headers["Content-Encoding"] = "gzip"
    return answer


def _hashes(origin: str, level: int, number: int, width: int) -> bytes:
    hashes = tile_hashes(origin, level, number) if _covered(origin, level, number, width) else []
    if len(hashes) < width:
        raise NotEntitled(NOTHING)
    return b"".join(hashes[:width])


def _entries(origin: str, _level: int, number: int, width: int) -> bytes:
    first = number * TILE_WIDTH
    rows = EntryRow.objects.filter(origin=origin, idx__gte=first, idx__lt=first + width).order_by("idx")
    raws = [bytes(raw) for raw in rows.values_list("raw", flat=True)] if _covered(origin, 0, number, width) else []
    if len(raws) < width:
        raise NotEntitled(NOTHING)
    return b"".join(len(raw).to_bytes(2, "big") + raw for raw in raws)


def _covered(origin: str, level: int, number: int, width: int) -> bool:
    """Tell whether a tile lies within the log; beyond 64 bits nothing does, and no database is asked."""
    past: int = (number * TILE_WIDTH + width) * TILE_WIDTH**level
    return past <= size_of(origin)
