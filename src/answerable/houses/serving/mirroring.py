"""Being a mirror of other logs: taking in entries that somebody brings (C2SP tlog-mirror, "add-entries")."""

from __future__ import annotations

import gzip
import time
import zlib
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from answerable.houses.cosigning import is_set_back, mirror
from answerable.houses.holding import checkpoint_in, newest_note
from answerable.houses.knowing import keys_now
from answerable.houses.moving import note_begun
from answerable.houses.own import House, cosigners
from answerable.houses.serving.asked import NOT_NOW, PLAIN, for_logs, refusal
from answerable.houses.tables import Following, Witnessed
from answerable.record.checkpoint import Checkpoint
from answerable.record.errors import Conflict, Malformed, NotConsistent, RecordError, TooLarge
from answerable.record.log import lock, size_of
from answerable.record.mirror import (
    INFO_TYPE,
    MOST_PACKAGES,
    MirrorInfo,
    Package,
    Stream,
    Upload,
    check_package,
    check_upload,
    read_packages,
    read_upload,
    write_info,
)
from answerable.record.models import EntryRow
from answerable.record.replicate import take_in, take_in_checkpoint

ACCEPTED, CONFLICT, WRONG, BAD = 202, 409, 422, 400

TORN = (OSError, EOFError, zlib.error)
"""What reading a body raises that was cut, or packed wrongly."""


@require_POST
@for_logs
def add_entries(request: HttpRequest, here: House) -> HttpResponse:
    """Take in entries that lie in a checkpoint known here, and cosign it once all of them are."""
    if is_set_back(here):
        return refusal(NOT_NOW, "this house has first to hear from others what it cosigned; ask again later")
    body: Any = request  # it is read as a file is
    stream: Stream = gzip.GzipFile(fileobj=body) if request.headers.get("Content-Encoding") == "gzip" else body
    try:
        upload = read_upload(stream)
    except (RecordError, *TORN) as error:
        return refusal(BAD, str(error))
    if (
        "\0" in upload.origin  # PostgreSQL keeps none, and refuses to look for one
        or upload.origin in here.logs
        or not keys_now(upload.origin, upload.end)
        or not cosigners("mirror", origin=here.origin)
    ):
        return refusal(404, "expected a log of another house that is known here")
    notes = _pending(upload.origin)
    newest = newest_note(upload.origin)
    mirrored, size = checkpoint_in(newest).size if newest else 0, size_of(upload.origin)
    try:
        check_upload(upload, pending=notes, mirrored=mirrored, next_entry=size)
    except Conflict:
        return _info(CONFLICT, upload, notes, size)
    return _taken(stream, upload, notes, here)


def _taken(stream: Stream, upload: Upload, notes: dict[int, str], here: House) -> HttpResponse:
    """Take in package after package, each for itself, and return how far that led."""
    checkpoint, came = checkpoint_in(notes[upload.end]), 0
    try:
        for package in read_packages(stream, upload):
            _keep(package, checkpoint)
            came += 1
            if came >= MOST_PACKAGES:
                break
    except NotConsistent as error:
        return refusal(WRONG, str(error))
    except (Malformed, TooLarge, *TORN) as error:
        if not came:
            return refusal(BAD, str(error))
    size = size_of(upload.origin)
    if size < upload.end:
        return _info(ACCEPTED, upload, notes, size) if came else refusal(BAD, "expected entries, found none")
    return _finished(notes[upload.end], upload, here)


def _finished(note: str, upload: Upload, here: House) -> HttpResponse:
    with transaction.atomic():
        lock(upload.origin)
        try:
            checkpoint = take_in_checkpoint(upload.origin, note, keys_now(upload.origin, upload.end))
        except RecordError as error:
            return refusal(WRONG, str(error))
        lines = mirror(note, checkpoint, here=here, at=int(time.time()))
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=PLAIN)


def _keep(package: Package, checkpoint: Checkpoint) -> None:
    before = EntryRow.objects.filter(origin=checkpoint.origin, idx__gte=package.low, idx__lt=package.start)
    leaves = [bytes.fromhex(ref) for ref in before.order_by("idx").values_list("ref", flat=True)]
    check_package(package, before=leaves, size=checkpoint.size, tree=checkpoint.root)
    if package.start == 0:
        note_begun(checkpoint.origin)
    take_in(checkpoint.origin, package.start, package.raws)


def _pending(origin: str) -> dict[int, str]:
    """Return the signed checkpoints of a log that are known here and not proved false, by size."""
    state = Following.objects.filter(origin=origin).first()
    if state is not None and state.forked is not None:
        return {}
    witnessed = Witnessed.objects.filter(origin=origin).values_list("note", flat=True).first()
    notes = [note for note in (witnessed, state.pending if state else "", newest_note(origin)) if note]
    return {checkpoint_in(note).size: note for note in notes}


def _info(status: int, upload: Upload, notes: dict[int, str], size: int) -> HttpResponse:
    known = upload.end if upload.end in notes else max(notes, default=0)
    return HttpResponse(write_info(MirrorInfo(known, size)), status=status, content_type=INFO_TYPE)
