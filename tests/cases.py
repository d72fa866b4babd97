"""Small facts for the tables of gate tests: deterministic, without a database."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TypeVar

from answerable.record.entry import Fact, Said, canonical, moment

Body = TypeVar("Body", bound=Said)


def commit(text: str) -> str:
    """Return a commitment to `text` under a fixed salt, so that equal words give equal commitments."""
    return "sha256:" + hashlib.sha256(b"test salt" + text.encode()).hexdigest()


def fact(
    body: Body,
    *,
    actor: str = "centre-author",
    at: str = "2026-01-05T10:00:00Z",
    origin: str = "harbour.example/centre",
    index: int = 0,
    case: str = "harbour",
) -> Fact[Body]:
    """Return `body` as a fact; its ref depends on what is said, by whom, when and where."""
    ref = hashlib.sha256(canonical([type(body).kind, body, actor, at, origin, index, case])).hexdigest()
    said_at = moment(datetime.fromisoformat(at))
    return Fact(ref=ref, origin=origin, index=index, case=case, actor=actor, at=said_at, body=body)
