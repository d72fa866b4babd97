"""Whether this server can do its work, for whoever keeps it running: a proxy, a service manager, a container.

Rules:
  - It asks for no session and sets no cookie; anybody may ask. It says nothing that a stranger may not know: no path,
    no name, no version, no number of entries.
  - It is well while the database answers, its tables are those of this program, and the store can be written. A log
    with entries after its last signed checkpoint is a matter for people and is said; it does not make the server ill.
  - Asking changes nothing on the disk, so that nobody wears it out by asking.
"""

from __future__ import annotations

import os
import shutil
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from answerable.people.access import everyone
from answerable.record.models import CheckpointRow, EntryRow, LogRow

AWAY = "elsewhere"
"""Said of a store in a bucket: whoever asks often would have us ask it as often."""

ILL = 503
"""Status of a server that cannot do its work now (RFC 9110, section 15.6.4)."""

LEAST_ROOM = 64 << 20
"""Bytes that have to be free where files are kept: two of SQLite's own logs of pages; chosen by hand."""


@everyone
@never_cache
@require_safe
def health(_request: HttpRequest) -> HttpResponse:
    """Return one line that says how this server is; status 503 where it cannot do its work."""
    found = {"database": "no", "migrations": "unknown", "store": _store(), "checkpoint": "unknown"}
    try:
        found["migrations"] = _migrations()
        found["database"] = "yes"
        if found["migrations"] == "applied":
            found["checkpoint"] = _checkpoint()
    except DatabaseError:  # it is said in the line, and each page that needs the database logs it
        found["database"] = "no"
    well = found["database"] == "yes" and found["migrations"] == "applied" and found["store"] in {"writable", AWAY}
    line = " ".join(["well" if well else "ill", *(f"{name}={value}" for name, value in found.items())])
    return HttpResponse(f"{line}\n", status=200 if well else ILL, content_type="text/plain; charset=utf-8")


def _migrations() -> str:
    """Tell whether the tables in the database are those of this program."""
    recorder = MigrationRecorder(connection)
    applied = recorder.applied_migrations() if recorder.has_table() else {}
    return "applied" if _last_migrations() <= applied.keys() else "missing"


@cache
def _last_migrations() -> frozenset[tuple[str, str]]:
    """Return the newest migration of each application, by its name; they are the same as long as the process runs."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _store() -> str:
    """Tell whether files can be kept: the folder can be written, and its disk has room; a bucket is not asked."""
    place = str(settings.ANSWERABLE_STORE or settings.ANSWERABLE_VAULT)
    if "://" in place:
        return AWAY
    folder = _existing(Path(place))
    if not os.access(folder, os.W_OK | os.X_OK):
        return "read-only"
    return "writable" if shutil.disk_usage(folder).free >= LEAST_ROOM else "full"


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that is there: the vault's is made with its first file."""
    return folder if folder.exists() else _existing(folder.parent)


def _checkpoint() -> str:
    """Tell whether the newest entry of every log here is covered by a signed checkpoint."""
    states = {_is_signed(origin) for origin in LogRow.objects.values_list("origin", flat=True)}
    return "none" if not states else "signed" if states == {True} else "behind"


def _is_signed(origin: str) -> bool:
    """Tell it of one log, by two looks into an index."""
    newest = EntryRow.objects.filter(origin=origin).aggregate(at=Max("idx"))["at"]
    size = CheckpointRow.objects.filter(origin=origin).aggregate(at=Max("size"))["at"]
    return newest is None or (size or 0) > newest
