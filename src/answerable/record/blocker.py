"""A blocker: one thing that is missing, where, which standard asks for it, and what would supply it.

The same list is the refusal, the checklist on the page, the lines of the certificate and the table in the tests.
"""

from __future__ import annotations

import msgspec

from answerable.record.errors import RecordError


class Where(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The place a blocker speaks of: words of a document (half-open offsets), or a finding, section, item, ..."""

    document: str = ""
    version: int = 0
    start: int | None = None
    end: int | None = None
    statement: str = ""
    finding: str = ""
    rule: str = ""
    element: str = ""
    item: str = ""
    section: str = ""
    person: str = ""
    party: str = ""
    objection: str = ""

    def __str__(self) -> str:
        """Return the place in a few words, for a line of text."""
        named = [f"{name} {value}" for name, value in msgspec.structs.asdict(self).items() if _is_name(name, value)]
        return ", ".join(named)


def _is_name(name: str, value: object) -> bool:
    return bool(value) and name not in {"start", "end"}


class Blocker(msgspec.Struct, frozen=True, kw_only=True):
    """One reason why a gate stays closed."""

    gate: int
    """Number of the gate in the standards; 0 for the rules of the record itself."""
    code: str
    """Permanent name of the reason, such as ``finding-without-limits``; messages may be reworded, codes may not."""
    text: str
    """What is missing, in one plain sentence."""
    standard: str
    """The short name of the document that asks for it: BP, LL, CoI, PS, MC, HU, AD, IHL, CO, IF, GN, or ``record``."""
    opens: str
    """What would open it, as an act somebody can do."""
    where: Where = Where()


class Refused(RecordError):
    """An act was not appended: its gate is closed. Nothing was written."""

    def __init__(self, blockers: list[Blocker]) -> None:
        """Keep the blockers, so that a page can show each beside what it concerns."""
        super().__init__("; ".join(f"{blocker.text} {blocker.opens}" for blocker in blockers))
        self.blockers = tuple(blockers)


class WrittenElsewhere(Refused):
    """An act was not appended: the log is written in another house, and only a copy of it is here."""
