"""Being a witness of other logs (C2SP tlog-witness, "add-checkpoint")."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from answerable.houses.cosigning import is_set_back, witness
from answerable.houses.holding import checkpoint_in, is_forked, keep_pending
from answerable.houses.knowing import keys_at, keys_now
from answerable.houses.own import House, cosigners
from answerable.houses.recording import show_fork
from answerable.houses.serving.asked import NOT_NOW, PLAIN, for_logs, refusal
from answerable.houses.tables import Witnessed
from answerable.record.checkpoint import Checkpoint, bare_note, open_by_keys_at
from answerable.record.errors import Conflict, RecordError, UnknownLog
from answerable.record.log import lock, size_of
from answerable.record.tree import root_of
from answerable.record.witness import (
    MAX_REQUEST_BYTES,
    SIZE_TYPE,
    AddCheckpoint,
    fork_in,
    judge,
    read_request,
    status_of,
    write_size,
)

NO_KEYS = "this house has no keys to cosign with, until its operator runs answerable peer open"


@require_POST
@for_logs
def add_checkpoint(request: HttpRequest, here: House) -> HttpResponse:
    """Cosign a checkpoint that continues the last one, or refuse it as the specification says."""
    if is_set_back(here):
        return refusal(NOT_NOW, "this house has first to hear from others what it cosigned; ask again later")
    if not cosigners("witness", origin=here.origin):
        return refusal(NOT_NOW, NO_KEYS)
    try:
        asked = read_request(request.read(MAX_REQUEST_BYTES + 1))
        lines = _judged(asked, here)
    except Conflict as error:
        return HttpResponse(write_size(error.size), status=409, content_type=SIZE_TYPE)
    except RecordError as error:
        return refusal(status_of(error), str(error))
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type=PLAIN)


def _judged(asked: AddCheckpoint, here: House) -> tuple[str, ...]:
    origin = asked.checkpoint.origin
    if origin in here.logs:
        raise UnknownLog(f"expected a log of another house, found {origin}, which is written here")
    with transaction.atomic():
        lock(origin)
        row = Witnessed.objects.filter(origin=origin).first()
        try:
            held = _held(origin, row)
            checkpoint = judge(asked, held=held, keys_at=keys_now)
            _check_whole(origin, held.size if held else 0)
        except RecordError as error:
            refused = error
        else:
            note = bare_note(open_by_keys_at(asked.note, origin=origin, keys_at=keys_now)[1], origin)
            keep_pending(note, checkpoint)
            return witness(note, checkpoint, here=here, at=int(time.time()))
    _show(asked, row, here)
    raise refused


def _held(origin: str, row: Witnessed | None) -> Checkpoint | None:
    """Return what a new checkpoint has to continue: the last one that was cosigned, or more entries that are here."""
    here = size_of(origin)
    if here > (row.size if row else 0):
        return Checkpoint(origin=origin, size=here, root=root_of(origin, here))
    return checkpoint_in(row.note) if row else None


def _check_whole(origin: str, size: int) -> None:
    """Return only if the log was never seen to tell two stories."""
    if is_forked(origin):
        raise Conflict(f"{origin}: this log told two stories; nothing of it is cosigned any more", size)


def _show(asked: AddCheckpoint, row: Witnessed | None, here: House) -> None:
    """Where a refused request proves that its log told two stories, say so."""
    try:  # a key that has expired since still speaks for what was cosigned, and not for what comes now
        open_by_keys_at(asked.note, origin=asked.checkpoint.origin, keys_at=keys_now)
    except RecordError:
        return
    fork = fork_in(asked, row.note, keys_at=keys_at) if row else None
    if fork is not None:
        show_fork(fork, here=here, at=datetime.now(UTC))
