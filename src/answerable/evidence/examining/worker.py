"""The process that reads one file: on its standard input, and out comes a result as JSON.

Started by `running` as ``python -I -m answerable.evidence.examining.worker NUMBER``; on the open file of that number
stands what it is told of the file. It confines itself before any library that parses is loaded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any, BinaryIO, cast

import msgspec

from answerable.evidence.examining.confining import Cage, confine
from answerable.evidence.examining.kinds import claimed_by, kind_of
from answerable.evidence.examining.result import Examined, Notes, Told

ZIPPED = ("application/vnd.openxmlformats-officedocument.", "application/vnd.oasis.opendocument.")
SIGNABLE = ("image/", "video/", "audio/", "application/pdf", *ZIPPED)
"""What may carry Content Credentials."""

FAMILIES = (
    ("image/", "pictures"),
    ("video/mp4", "films"),
    ("video/quicktime", "films"),
    ("audio/", "sounds"),
    ("application/pdf", "papers"),
    ("application/wacz", "archives"),
    *((each, "office") for each in ZIPPED),
)
"""How a media type begins, and the module that reads it. Modules are loaded only where they are wanted."""


def examine(file: BinaryIO, name: str, *, anchors: str = "") -> Examined:
    """Return what a file says of itself. Libraries fail in many ways: each failure is written down."""
    notes = Notes()
    media = kind_of(file)
    claimed = claimed_by(name)
    if claimed and claimed != media:
        notes.doubt(f"its name says {claimed}, its bytes say {media}")
    family = next((module for begins, module in FAMILIES if media.startswith(begins)), "")
    if family:
        _attempt(notes, "its content", lambda: _module(family).read(file, notes))
    elif media != "text/plain":
        notes.problems.append("files of this form are not read here")
    notes.provenance = "none"
    if media.startswith(SIGNABLE):
        notes.provenance = "unknown"
        _attempt(notes, "its credentials", lambda: _module("credentials").read(file, media, notes, anchors=anchors))
    return notes.examined(media)


def main() -> None:
    """Confine this process, read standard input, and write the result."""
    confine(Cage())
    with os.fdopen(int(sys.argv[1]), "rb") as file:
        told = msgspec.json.decode(file.read(), type=Told)
    with open(0, "rb", buffering=0, closefd=False) as file:
        found = examine(cast("BinaryIO", file), told.name, anchors=told.anchors)
    os.write(1, msgspec.json.encode(found))


def _module(name: str) -> Any:
    return import_module(f"answerable.evidence.examining.{name}")


def _attempt(notes: Notes, what: str, do: Callable[[], None]) -> None:
    try:
        do()
    except MemoryError:
        notes.problems.append(f"{what}: more memory than it may have")
    except Exception as error:  # noqa: BLE001 - a stranger's file makes parsers raise anything
        notes.problems.append(f"{what}: {type(error).__name__}: {error}"[:200])


if __name__ == "__main__":
    main()
