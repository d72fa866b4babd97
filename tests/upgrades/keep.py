"""Keeps the database of the version that is run, as each release does: `python tests/upgrades/keep.py NAME`.

Run it with that version's own code, on a home of its own in which `answerable load examples/harbour` and
`answerable log checkpoint` were run. It writes NAME.sql.gz (the database) and NAME.json (what is on record there: every
log, what its gates said, and the board of each output) into the folder in which it lies.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import django

CASE, OUTPUTS = "harbour", ("release", "report")


def kept() -> dict[str, Any]:
    """Return what is on record, as this version tells it."""
    from answerable.evidence.clock import moment_of
    from answerable.people.keyring import keyring
    from answerable.record.audit import verify_log
    from answerable.record.log import ask_again
    from answerable.record.models import CheckpointRow, EntryRow, LogRow
    from answerable.releases.gates import board
    from answerable.releases.models import read_release

    keys = keyring().verifiers()
    origins = list(LogRow.objects.order_by("origin").values_list("origin", flat=True))
    audits = [verify_log(origin, [key for key in keys if key.name == origin]) for origin in origins]
    at = moment_of(CASE)
    places = EntryRow.objects.order_by("origin", "idx").values_list("origin", "idx")
    return {
        "logs": {audit.origin: [audit.size, audit.root, audit.aside] for audit in audits},
        "keys": [key.vkey() for key in keys],
        "checkpoints": CheckpointRow.objects.count(),
        "answers": {f"{origin} {idx}": [b.code for b in ask_again(origin, idx)] for origin, idx in places},
        "boards": {
            output: {gate.name: [b.code for b in gate.blockers] for gate in board(case)}
            for output, case in ((each, read_release(CASE, at=at, subject=each)) for each in OUTPUTS)
        },
    }


def main(name: str) -> None:
    """Write both files."""
    django.setup()
    from django.conf import settings

    place = Path(__file__).parent
    told = kept()
    with sqlite3.connect(settings.ANSWERABLE_HOME / "answerable.sqlite3") as database:
        lines = "\n".join(database.iterdump())
    (place / f"{name}.sql.gz").write_bytes(gzip.compress(lines.encode(), 9, mtime=0))
    (place / f"{name}.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
