"""Writing a stick, part by part, the index last.

A part that lies there is kept if it has the bytes that this house remembers to have written; all others are written
anew. What is sealed cannot be opened here, and a stick cannot say of itself that it is whole.
"""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from hashlib import file_digest, sha256
from pathlib import Path

import msgspec
import pyrage
from pyrage.x25519 import Recipient

from answerable.houses.carrying.files import name_of, parts
from answerable.houses.carrying.gathering import files_for
from answerable.houses.carrying.index import MOST_PARTS, Index, Sealed, write_index
from answerable.houses.errors import HouseError
from answerable.houses.own import House, signer_of
from answerable.houses.tables import CarriedPart, Peer
from answerable.people.models import HouseOpened
from answerable.record.facts import read

PARTS, INDEX, SUFFIX = "parts", "index.age", ".age"


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """How many parts a stick has, their bytes, and how many of them lay there whole from before."""

    parts: int
    bytes: int
    kept: int


def carry_out(
    folder: Path, *, peer: Peer, here: House, recipient: str = "", whole: bool = False, at: datetime
) -> Written:
    """Write onto a stick what a house may have and lacks; writing that was cut goes on.

    Raises:
        HouseError: the house has named no age key, or the folder is not that of a stick to it.
        OSError: the stick is full, read-only or gone; what is on it already serves the next try.
    """
    sealed_to, signer = _recipient(recipient or recipient_named_by(peer.origin)), signer_of(here.origin)
    place = _folder(folder)
    found: list[Sealed] = []
    kept = 0
    for archive in parts(files_for(peer, here=here, whole=whole, at=at)):
        if len(found) == MOST_PARTS:
            raise HouseError(f"expected at most {MOST_PARTS} parts on a stick: carry it out without --whole")
        path = place / f"{name_of(archive)}{SUFFIX}"
        if _is_whole(path, sealed_to):
            kept += 1
        else:
            _write_part(path, archive, sealed_to)
        found.append(_sealed(path))
    index = Index(giver=here.origin, taker=peer.origin, at=at, parts=tuple(found))
    _write(folder / INDEX, pyrage.encrypt(write_index(index, signer), [sealed_to]))
    _remove_others(place, {each.name for each in found}, sealed_to)
    return Written(parts=len(found), bytes=sum(each.size for each in found), kept=kept)


def recipient_named_by(origin: str) -> str:
    """Return the age key that a house says whatever travels to it is sealed to.

    Raises:
        HouseError: it has named none.
    """
    named: list[str] = [
        fact.body.recipient for fact in read(HouseOpened) if fact.origin == origin and fact.body.recipient
    ]
    if not named:
        raise HouseError(f"expected the age key of {origin} on record, found none: its house says it by peer open")
    return named[-1]


def _recipient(written: str) -> Recipient:
    try:
        return Recipient.from_str(written)
    except pyrage.RecipientError as error:
        raise HouseError(f"expected an age key (age1…), found {written[:80]!r}") from error


def _folder(folder: Path) -> Path:
    """Return the folder of parts; a folder that holds something else is left alone."""
    others = {path.name for path in folder.iterdir()} - {PARTS, INDEX} if folder.is_dir() else set()
    if others:
        raise HouseError(f"{folder}: expected a new folder, or that of a stick, found {', '.join(sorted(others)[:3])}")
    place = folder / PARTS
    if place.is_symlink():  # who gave us the stick could have us write, and remove, somewhere else
        raise HouseError(f"{place}: expected a folder, found a link")
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    for torn in place.glob(".*"):
        torn.unlink()
    return place


def _is_whole(path: Path, sealed_to: Recipient) -> bool:
    """Tell whether a part lies there byte for byte as it was written, sealed to this key."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        found = file_digest(file, "sha256").hexdigest()
    return CarriedPart.objects.filter(recipient=str(sealed_to), name=path.stem, sha256=found).exists()


def _write_part(path: Path, archive: bytes, sealed_to: Recipient) -> None:
    """Write a part, and remember its bytes, so that a damaged one is told from it."""
    content = pyrage.encrypt(archive, [sealed_to])
    _write(path, content)
    CarriedPart.objects.get_or_create(
        recipient=str(sealed_to), name=path.stem, sha256=sha256(content).hexdigest(), defaults={}
    )


def _sealed(path: Path) -> Sealed:
    """Return a part as it lies there, read back."""
    content = path.read_bytes()
    return Sealed(name=path.stem, size=len(content), sha256=sha256(content).hexdigest())


def _write(path: Path, content: bytes) -> None:
    """Write a file, whole and on the stick, or leave what was there."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _remove_others(place: Path, names: set[str], sealed_to: Recipient) -> None:
    """Remove parts of an earlier stick, which the index no longer names, and forget their bytes."""
    for path in place.glob(f"*{SUFFIX}"):
        if path.stem not in names:
            path.unlink()
            CarriedPart.objects.filter(recipient=str(sealed_to), name=path.stem).delete()
