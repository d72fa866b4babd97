"""Reading a stick: each part is opened once, and what it brings is judged like what comes over the network.

What was unpacked lies in the home folder until every part of the stick has come; nothing in it is
served, and nothing is believed for lying there.
"""

from __future__ import annotations

import math
import re
import shutil
from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import msgspec
import pyrage
from django.conf import settings

from answerable.houses.carrying.files import content_folder, log_folder, unpacked
from answerable.houses.carrying.index import LARGEST, Index, giver_in, read_index
from answerable.houses.carrying.keys import identity
from answerable.houses.carrying.writing import INDEX, PARTS, SUFFIX
from answerable.houses.errors import HouseError, NoAnswer
from answerable.houses.forgetting import CARRIED
from answerable.houses.knowing import keys_now, peer_of
from answerable.houses.outcomes import Limits, Pulled
from answerable.houses.own import House
from answerable.houses.pulling import pull
from answerable.houses.tables import Peer
from answerable.record.checkpoint import parse_checkpoint
from answerable.record.merkle import consistency_proof
from answerable.record.note import split_note
from answerable.record.pausing import paused
from answerable.record.tiles import TILE_WIDTH, entries_path, node_reader, tile_path, unbundled
from answerable.vault.store import SALT_BYTES

MOST_KEYS = 2**63 - 1
"""A size above that of any log: the keys that count now."""

MISSING = 404

WHOLE = Limits(seconds=math.inf)
"""A stick is read to its end: nobody at the other end can hold it up, and what was unpacked goes afterwards."""

_SIZE = re.compile(r"[0-9]{1,15}")


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What came of reading a stick: who it is from, its parts, those that were missing or torn, and what was taken."""

    giver: str
    parts: int
    missing: tuple[str, ...]
    pulled: Pulled

    @property
    def complete(self) -> bool:
        """Whether everything was there and was taken in."""
        return not self.missing and self.pulled.complete


def carry_in(folder: Path, *, here: House, at: datetime) -> Read:
    """Take in what is on a stick, as far as it is there.

    Raises:
        HouseError: it is no stick, is sealed to somebody else, or is from nobody known here.
        RecordError: its index is not signed by the house that it names.
    """
    index = open_index(folder, here=here)
    place = Path(settings.ANSWERABLE_HOME) / CARRIED / sha256(index.giver.encode()).hexdigest()[:32]
    missing = tuple(name for name in _unpack(folder, index, place, here=here))
    peer, before = peer_of(index.giver), set(paused())
    pulled = pull(peer, Stick(place), here=here, limits=WHOLE, at=at)
    if missing or pulled.error:  # a torn stick says nothing of what that house holds
        heard = peer.pulled
    elif set(paused()) > before:  # it was this stick that showed what is missing here
        heard = at
    else:  # what a stick brings is as old as the stick
        heard = max(min(index.at, at), peer.pulled or index.at)
    Peer.objects.filter(pk=peer.pk).update(pulled=heard)
    if not missing:
        shutil.rmtree(place)
    return Read(giver=index.giver, parts=len(index.parts), missing=missing, pulled=pulled)


def open_index(folder: Path, *, here: House) -> Index:
    """Return the index of a stick to this house, once its giver's signature is checked."""
    path = folder / INDEX
    try:
        sealed = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    except OSError as error:
        raise HouseError(f"expected a stick in {folder}, with a file {INDEX}, found: {error.strerror}") from error
    content = _opened(sealed, here, INDEX)
    giver = giver_in(content)
    peer_of(giver)
    index = read_index(content, [key for key in keys_now(giver, MOST_KEYS) if key.name == giver])
    if index.giver != giver or index.taker != here.origin:
        raise HouseError(f"expected a stick to {here.origin}, found one to {index.taker}")
    return index


def _unpack(folder: Path, index: Index, place: Path, *, here: House) -> Iterator[str]:
    """Unpack each part that was not unpacked before; yield the names of those missing, torn or spoilt."""
    done = place / "done"
    done.mkdir(parents=True, exist_ok=True, mode=0o700)
    for part in index.parts:
        if (done / part.name).exists():
            continue
        path = folder / PARTS / f"{part.name}{SUFFIX}"
        content = path.read_bytes() if path.is_file() and path.stat().st_size == part.size else b""
        if sha256(content).hexdigest() != part.sha256:
            yield part.name
            continue
        try:
            files = list(unpacked(_opened(content, here, part.name)))
        except HouseError:  # one part that was spoilt, by its giver or on the stick, keeps no other from being read
            yield part.name
            continue
        for name, each in files:
            (place / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            (place / name).write_bytes(each)
        (done / part.name).touch()


def _opened(sealed: bytes, here: House, what: str) -> bytes:
    try:
        content: bytes = pyrage.decrypt(sealed, [identity(here.origin)])
    except pyrage.DecryptError as error:
        raise HouseError(f"{what}: expected something sealed to {here.origin}, found: {error}") from error
    return content


class Stick:
    """What was unpacked, asked like a house: a `Source` and `Giving`. Nothing is known of a clock."""

    offset = 0

    def __init__(self, place: Path) -> None:
        self._place = place

    def origins(self) -> list[str]:
        """Return the logs that the stick has something of."""
        files = sorted(self._place.glob("log/*/origin"))
        found = [path.read_bytes().decode(errors="replace") for path in files]
        return [origin for origin in found if (self._place / log_folder(origin) / "origin").exists()]

    def checkpoint(self, origin: str) -> str:
        """Return the checkpoint of a log."""
        return self._bytes(f"{log_folder(origin)}/checkpoint").decode(errors="replace")

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        """Return `count` entries from `first` on, of one bundle."""
        number, start = divmod(first, TILE_WIDTH)
        width = min(TILE_WIDTH, self._size(origin) - number * TILE_WIDTH)
        bundle = self._bytes(f"{log_folder(origin)}/{entries_path(number, width)}")
        return list(unbundled(bundle, width))[start : start + count]

    def consistency(self, origin: str, old: int, new: int) -> list[bytes]:
        """Return the proof between two sizes of the tree of the checkpoint."""
        size = self._size(origin)

        def tile(level: int, number: int) -> bytes | None:
            if level:
                return None
            width = min(TILE_WIDTH, size - number * TILE_WIDTH)
            return self._bytes(f"{log_folder(origin)}/{tile_path(0, number, width)}")

        def leaf(index: int) -> bytes:
            raise NoAnswer(f"{origin}: expected the hash of entry {index} on the stick, found none", status=MISSING)

        return consistency_proof(old, new, node_reader(tile, leaf, size))

    def content(self, path: str, *, most: int) -> tuple[Mapping[str, str], Iterator[bytes]]:
        """Return a content, its salt first, from the byte that the address names on."""
        asked = urlsplit(path)
        commitment, first = asked.path.rpartition("/")[2], int(parse_qs(asked.query).get("from", ["0"])[0])
        folder = content_folder(commitment)
        form, _, size = self._bytes(f"{folder}/form").decode(errors="replace").partition(" ")
        if not (_SIZE.fullmatch(size) and int(size) <= most):
            raise HouseError(f"{commitment}: expected at most {most} bytes on the stick, found {size[:40]!r}")
        return {"answerable-form": form, "answerable-length": size}, self._pieces(folder, int(size), first)

    def _pieces(self, folder: str, size: int, first: int) -> Iterator[bytes]:
        """Yield the salt, and what comes after the first bytes of the content."""
        place, skip = 0, first
        while place < size + SALT_BYTES:
            piece = self._bytes(f"{folder}/{place}")
            if not piece:
                raise NoAnswer(f"{folder}: expected more of it on the stick, found nothing", status=MISSING)
            salt, rest = (piece[:SALT_BYTES], piece[SALT_BYTES:]) if place == 0 else (b"", piece)
            place += len(piece)
            yield salt + rest[skip:]
            skip = max(0, skip - len(rest))

    def _size(self, origin: str) -> int:
        return parse_checkpoint(split_note(self.checkpoint(origin))[0]).size

    def _bytes(self, name: str) -> bytes:
        path = self._place / name
        if not path.is_file():
            raise NoAnswer(f"{name}: not on the stick", status=MISSING)
        return path.read_bytes()
