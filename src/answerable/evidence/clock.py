"""The moment at which an act is said: now, or, in a case whose clock stands, that moment."""

from __future__ import annotations

from datetime import UTC, datetime

from answerable.evidence.models import CaseOpened
from answerable.record.facts import read


def moment_of(case: str) -> datetime:
    """Return the moment for an act in `case`: its standing clock (reconstructions, worked examples), or now."""
    opened = read(CaseOpened, case=case)
    return (opened[0].body.clock if opened else None) or datetime.now(UTC).replace(microsecond=0)
