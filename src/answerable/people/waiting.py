"""The form of what waits for somebody, whichever room it comes from."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Waiting(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that a person can do now.

    `kind` is a permanent short name; `name` what it is about within its kind: an objection, risk, rule, party, moment.
    `due` is when it should be done, or None where no day is set. `grave` marks what puts people at risk or is late.
    """

    kind: str
    text: str
    due: datetime | None = None
    grave: bool = False
    output: str = ""
    version: int = 0
    section: str = ""
    name: str = ""
