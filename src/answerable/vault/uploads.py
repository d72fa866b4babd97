"""Files that come in pieces, and go on where they broke off: after a cut line, a closed lid, a restart of the server.

Rules:
  - An upload belongs to the person who began it; its address is a token that nobody can guess.
  - How much is here is counted only once it is on the disk. What was written past that count is cut off before the next
    piece is taken, so that an upload never holds what nobody accounts for.
  - The parts lie apart from the store. Only a whole file is measured and named there, and the part goes.
  - An upload that nothing was said of runs out a day after its last piece.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Protocol

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from answerable.vault.errors import (
    Missing,
    NotKept,
    NoUpload,
    TooMany,
    TooMuch,
    Unfinished,
    UploadBusy,
    WrongChecksum,
    WrongOffset,
)
from answerable.vault.models import Content, Upload
from answerable.vault.shelves import CHUNK, write_all
from answerable.vault.shelving import shelves
from answerable.vault.store import Measured, Measuring, lock_bytes, new_salt, put, relied_on, remove_unused, taking_over

LASTS = timedelta(days=1)
"""How long after its last piece an upload can go on."""

MOST_AT_ONCE = 8
"""Uploads of one person that nothing was said of yet; chosen by hand: a folder of files is sent a few at a time."""

ACCOUNTED = 32 * CHUNK
"""Bytes after which what came is flushed and counted, so that a cut line costs at most these; chosen by hand."""

LONGEST_NAME = 200

CHECKSUMS = ("sha1", "sha256")
"""Digests that a sender may give of a piece. SHA-1 guards against a bad line here, not against anybody."""


class Source(Protocol):
    """What a piece is read from: the body of a request, or a file."""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes, and none at the end."""


class Checksum(msgspec.Struct, frozen=True):
    """What a sender says that a piece is."""

    algorithm: str
    digest: bytes


def begin(person: str, *, name: str, size: int, now: datetime, mark: str = "") -> str:
    """Return the token of an upload of a file of this size; of the one begun before, where the sender marks it as that.

    Raises:
        TooMuch: it is larger than is taken here.
        TooMany: this person has as many unfinished uploads as anybody may.
        NotKept: nothing can be written here.
    """
    sweep(now=now)
    if size > settings.ANSWERABLE_LARGEST_FILE:
        raise TooMuch(f"expected at most {settings.ANSWERABLE_LARGEST_FILE} bytes, found {size}")
    token = _marked(person, size, mark) if mark else secrets.token_urlsafe(32)
    row = Upload.objects.filter(token_sha256=_digest(token)).first()
    if row is None:
        if Upload.objects.filter(person=person).count() >= MOST_AT_ONCE:
            raise TooMany(f"expected at most {MOST_AT_ONCE} uploads of one person at once, found as many")
        told = {"person": person, "name": name.replace("\0", "")[-LONGEST_NAME:], "size": size, "changed": now}
        row, _new = Upload.objects.get_or_create(token_sha256=_digest(token), defaults=told)
    if not row.commitment and not _part(row).exists():
        _make_part(row)
    return token


def upload_of(token: str, person: str) -> Upload:
    """Return the upload behind a token.

    Raises:
        NoUpload: there is none of this person.
    """
    row = Upload.objects.filter(token_sha256=_digest(token), person=person).first()
    if row is None:
        raise NoUpload("expected an upload of yours at this address, found none; it may have run out")
    return row


def add(row: Upload, source: Source, *, offset: int, length: int, checksum: Checksum | None, now: datetime) -> Upload:
    """Add a piece to an upload, and return the upload as it is then; once it is whole it lies in the store.

    Raises:
        WrongOffset: the piece begins elsewhere than the upload ends.
        TooMuch: it is longer than the file that was announced.
        WrongChecksum: it is not what its sender says; nothing of it was kept.
        UploadBusy: another request writes to this upload.
        NotKept: it could not be written; what came before it is kept.
        OSError: the line was cut; what came is kept.
    """
    with _alone_at(row) as file:
        row.refresh_from_db()
        if offset != row.offset:
            raise WrongOffset(f"expected a piece from byte {row.offset} on, found one from byte {offset}")
        if offset + length > row.size:
            raise TooMuch(f"expected at most {row.size - offset} bytes more, found {length}")
        with _writing():
            file.truncate(row.offset)
            file.seek(row.offset)
        row.changed = now
        if checksum is None:
            _take(row, file, source, length)
        else:
            _take_checked(row, file, source, length, checksum)
        if row.offset == row.size:
            _finish(row)
    return row


def whole(row: Upload) -> None:
    """Return once a file that has all its bytes lies in the store, as when the server stopped right before that.

    Raises:
        Unfinished: bytes are missing.
        UploadBusy: another request is at it.
    """
    if row.commitment:
        return
    if row.offset != row.size:
        raise Unfinished(f"expected {row.size} bytes, found {row.offset}")
    with _alone_at(row):
        row.refresh_from_db()
        if not row.commitment:
            _finish(row)


def keep_upload(token: str, person: str) -> Upload:
    """Keep the file of a whole upload as content, and return what it is; the upload is over with this transaction.

    Raises:
        NoUpload, Unfinished: there is no whole upload of this person here.
    """
    with transaction.atomic():
        row = upload_of(token, person)
        if not row.commitment:
            raise Unfinished(f"expected a whole file, found {row.offset} of {row.size} bytes")
        lock_bytes(row.place)
        Content.objects.create(
            commitment=row.commitment, salt=bytes(row.salt), text=None, size=row.size, place=row.place
        )
        Upload.objects.filter(pk=row.pk).delete()
    return row


def open_upload(row: Upload) -> BinaryIO:
    """Return the file of a whole upload, opened for reading; nothing is said of it yet.

    Raises:
        Unfinished: bytes are missing.
        Missing: the store does not have it.
    """
    if not row.commitment:
        raise Unfinished(f"expected a whole file, found {row.offset} of {row.size} bytes")
    where = next((each for each in shelves() if each.has(row.place)), None)
    if where is None:
        raise Missing("expected the file of an upload in the store, found none")
    return where.open(row.place)


def end(row: Upload) -> None:
    """Give an upload up: what came of it goes."""
    Upload.objects.filter(pk=row.pk).delete()
    remove_part(row)
    if row.place:
        remove_unused(row.place)


def sweep(*, now: datetime) -> int:
    """Give up the uploads that ran out, remove parts that belong to none, and return how many went."""
    out = list(Upload.objects.filter(changed__lt=now - LASTS))
    for row in out:
        end(row)
    return len(out) + _remove_lone_parts(now)


def _make_part(row: Upload) -> None:
    """Make an empty part: for a new upload, and for one of which what came was lost."""
    if row.offset:
        Upload.objects.filter(pk=row.pk, commitment="").update(offset=0)
    with _writing():
        _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(_part(row), os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))


def remove_part(row: Upload) -> None:
    """Remove what came of an upload and lies outside the store."""
    _part(row).unlink(missing_ok=True)


def _take(row: Upload, file: BinaryIO, source: Source, length: int) -> None:
    """Write what comes and count it, now and then and at the end, however that comes."""
    counted = row.offset
    try:
        while length and (piece := source.read(min(CHUNK, length))):
            with _writing():
                write_all(file.fileno(), piece)
            row.offset, length = row.offset + len(piece), length - len(piece)
            if row.offset - counted >= ACCOUNTED:
                counted = _count(row, file)
    finally:
        _count(row, file)


def _take_checked(row: Upload, file: BinaryIO, source: Source, length: int, checksum: Checksum) -> None:
    """Write what comes, and count it only if it is what its sender says."""
    digest, came = hashlib.new(checksum.algorithm, usedforsecurity=False), 0
    while came < length and (piece := source.read(min(CHUNK, length - came))):
        digest.update(piece)
        came += len(piece)
        with _writing():
            write_all(file.fileno(), piece)
    if not secrets.compare_digest(digest.digest(), checksum.digest):
        with _writing():
            file.truncate(row.offset)
        raise WrongChecksum(f"expected {checksum.algorithm} {checksum.digest.hex()}, found {digest.hexdigest()}")
    row.offset += came
    _count(row, file)


def _count(row: Upload, file: BinaryIO) -> int:
    with _writing():
        os.fsync(file.fileno())
    if not Upload.objects.filter(pk=row.pk).update(offset=row.offset, changed=row.changed):
        raise NoUpload("expected an upload of yours at this address, found that it was given up meanwhile")
    return row.offset


def _finish(row: Upload) -> None:
    """Measure a whole file, name it in the store, and remove the part."""
    salt = new_salt()
    found = _measured(_part(row), salt)
    with taking_over(_part(row)) as unnamed:
        row.place = put(unnamed, found)
        with transaction.atomic():
            relied_on(unnamed, found)
            row.commitment, row.salt, row.sha256 = found.commitment, salt, found.sha256
            whole = {name: getattr(row, name) for name in ("commitment", "salt", "sha256", "place")}
            if not Upload.objects.filter(pk=row.pk).update(**whole):
                raise NoUpload("expected an upload of yours at this address, found that it was given up meanwhile")
    remove_part(row)


def _measured(path: Path, salt: bytes) -> Measured:
    measuring = Measuring(salt)
    with path.open("rb") as file:
        for _piece in measuring.pieces(file):
            pass
    return measuring.found()


@contextmanager
def _alone_at(row: Upload) -> Iterator[BinaryIO]:
    """Open the part of an upload while nobody else writes to it."""
    try:
        file = _part(row).open("r+b", buffering=0)
    except FileNotFoundError as error:
        if Upload.objects.filter(pk=row.pk).exclude(commitment="").exists():
            raise WrongOffset("expected an upload that is not whole yet, found a whole one") from error
        raise NoUpload("expected an upload of yours at this address, found none; it may have run out") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UploadBusy("expected nobody else to write to this upload, found another request at it") from error
        if not os.fstat(file.fileno()).st_nlink:  # who had it before us removed it: it is whole, or was given up
            raise UploadBusy("expected nobody else to write to this upload, found one that was ending it")
        yield file


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotKept(f"expected to write an upload into {_folder()}, found: {error.strerror or error}") from error


def _remove_lone_parts(now: datetime) -> int:
    removed = 0
    for place in _folder().glob("*.part"):
        old = now.timestamp() - place.stat().st_mtime > LASTS.total_seconds()
        if old and not Upload.objects.filter(token_sha256=place.stem).exists():
            place.unlink(missing_ok=True)
            removed += 1
    return removed


def _folder() -> Path:
    return Path(settings.ANSWERABLE_UPLOADS)


def _part(row: Upload) -> Path:
    return _folder() / f"{row.token_sha256}.part"


def _marked(person: str, size: int, mark: str) -> str:
    """Return the token for a file that its sender marks, which only this installation can work out."""
    return salted_hmac("answerable.vault.uploads", f"{person}\n{size}\n{mark}", algorithm="sha256").hexdigest()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
