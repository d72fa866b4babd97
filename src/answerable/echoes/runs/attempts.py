"""How often reading was begun at a place and not ended: what tells a record that kills its reader from an accident.

OUT/attempts/<session>-<part> has a line for each place at which a chunk was begun. A session is one start of a run:
whoever stops a run and goes on with it has not shown that a record kills.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from answerable.echoes.runs.chunks import digest_of
from answerable.echoes.streams.documents import Part

ATTEMPTS = "attempts"


def count(out: Path, part: Part, place: int, *, session: str) -> int:
    """Return how often reading was begun at a place in this session."""
    file = _file(out, part, session)
    return file.read_text(encoding="ascii").split().count(str(place)) if file.exists() else 0


def mark(out: Path, part: Part, place: int, *, session: str) -> None:
    """Write down that reading begins at a place."""
    file = _file(out, part, session)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a", encoding="ascii") as lines:
        lines.write(f"{place}\n")


def clear(out: Path) -> None:
    """Forget all attempts: the run is over."""
    shutil.rmtree(out / ATTEMPTS, ignore_errors=True)


def _file(out: Path, part: Part, session: str) -> Path:
    return out / ATTEMPTS / f"{session}-{digest_of(part)}"
