"""What goes onto a stick for a house: the logs that it may have, and the contents that it may have.

The rules are those of the network (`serving`): nobody gets more by sending a stick.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from answerable.evidence.errors import EvidenceError
from answerable.houses.carrying.files import PIECE, File, content_folder, log_folder
from answerable.houses.contents import committed_in, entitled
from answerable.houses.errors import NotEntitled
from answerable.houses.holding import checkpoint_in, newest_note
from answerable.houses.own import House
from answerable.houses.serving.giving import is_given_by, note_given, say_that_it_goes
from answerable.houses.serving.reading import cosigned, fresh_note, readable
from answerable.houses.tables import Copy, Offered, Peer
from answerable.people.errors import PeopleError
from answerable.record.blocker import Refused
from answerable.record.errors import Paused
from answerable.record.models import EntryRow
from answerable.record.tiles import TILE_WIDTH, entries_path, tile_path
from answerable.record.tree import tile_hashes
from answerable.vault.errors import VaultError
from answerable.vault.models import Content
from answerable.vault.store import open_file, salt_of, size_of, text_of


def files_for(peer: Peer, *, here: House, whole: bool, at: datetime) -> Iterator[File]:
    """Yield what a house lacks as far as is known here, or with `whole` everything that it may have."""
    for origin in readable(peer, here):
        note = fresh_note(origin) if origin in here.logs else newest_note(origin)
        if note is None:
            continue
        size, first = checkpoint_in(note).size, 0 if whole else _held_by(peer, origin)
        yield f"{log_folder(origin)}/origin", origin.encode()
        yield from _tree(origin, size)
        yield from _entries(origin, min(first, size), size)
        yield from _contents(origin, peer, here=here, at=at)
        yield f"{log_folder(origin)}/checkpoint", cosigned(note).encode()


def _held_by(peer: Peer, origin: str) -> int:
    """Return how many entries of a log a house had when it last showed it."""
    row = Offered.objects.filter(peer=peer, origin=origin).first()
    return row.size if row else 0


def _tree(origin: str, size: int) -> Iterator[File]:
    """Yield the lowest tiles of a log: all that proofs between any two sizes need."""
    for number in range(-(-size // TILE_WIDTH)):
        width = min(TILE_WIDTH, size - number * TILE_WIDTH)
        hashes = tile_hashes(origin, 0, number)[:width]
        yield f"{log_folder(origin)}/{tile_path(0, number, width)}", b"".join(hashes)


def _entries(origin: str, first: int, size: int) -> Iterator[File]:
    """Yield bundles of entries from the one that holds `first` on."""
    for number in range(first // TILE_WIDTH, -(-size // TILE_WIDTH)):
        start, past = number * TILE_WIDTH, min(size, (number + 1) * TILE_WIDTH)
        rows = EntryRow.objects.filter(origin=origin, idx__gte=start, idx__lt=past).order_by("idx")
        bundle = b"".join(len(raw).to_bytes(2, "big") + bytes(raw) for raw in rows.values_list("raw", flat=True))
        yield f"{log_folder(origin)}/{entries_path(number, past - start)}", bundle


def _contents(origin: str, peer: Peer, *, here: House, at: datetime) -> Iterator[File]:
    """Yield the contents of a log that the house may have, each once."""
    given: set[str] = set()
    for row in entitled(_committed(origin, here), asking=peer.origin, at=at):
        if row.commitment not in given:
            given.add(row.commitment)
            with suppress(NotEntitled, VaultError, EvidenceError, PeopleError, Refused, Paused):
                say_that_it_goes(row, peer.origin, here)  # a file that cannot be said to have been given is not given
                note_given(row.commitment, peer.origin, at=at)
                yield from _content(row.commitment)


def _committed(origin: str, here: House) -> Iterator[Copy]:
    rows = EntryRow.objects.filter(origin=origin).order_by("idx").values_list("idx", "raw")
    for index, raw in rows.iterator(chunk_size=TILE_WIDTH):
        place, found = committed_in(bytes(raw))
        for each in found:
            row = Copy(commitment=each.commitment, origin=origin, idx=index, field=each.field)
            if place is not None and place.origin == origin and is_given_by(row, here):
                row.case = place.case
                yield row


def _content(commitment: str) -> Iterator[File]:
    """Yield salt and content in pieces, and what form it has."""
    folder, salt = content_folder(commitment), salt_of(commitment)
    if not Content.objects.filter(commitment=commitment, text=None).exists():
        text = salt + text_of(commitment).encode()
        yield f"{folder}/form", f"text {len(text) - len(salt)}".encode()
        yield from ((f"{folder}/{first}", text[first : first + PIECE]) for first in range(0, len(text), PIECE))
        return
    yield f"{folder}/form", f"file {size_of(commitment)}".encode()
    with open_file(commitment) as file:
        first, piece = 0, salt + file.read(PIECE - len(salt))
        while piece:
            yield f"{folder}/{first}", piece
            first, piece = first + len(piece), file.read(PIECE)
