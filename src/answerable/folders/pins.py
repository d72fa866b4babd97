"""What a folder leaves out because it can be worked out: which entry, and which words, an act refers to.

An act refers to the newest entry of that key and number that was recorded by its own moment. A folder can name another
with `finding_number` or `version`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from answerable.folders.schema import PINNED_WORDS, forms
from answerable.outputs.entries import Statement
from answerable.record.entry import Fact

KNOWN_TABLES = (
    "version.drafted",
    "statements.marked",
    "finding.stated",
    "rule.assessed",
    "output.released",
    "notice.drafted",
    "items.listed",
    "item.answered",
    "designation.proposed",
    "report.committed",
    "key.added",
    "key.revoked",
)
"""The acts that others refer to."""


NAMED: dict[str, tuple[str, tuple[str, ...]]] = {
    "drafted_ref": ("notice.drafted", ("notice",)),
    "listed_ref": ("items.listed", ("critique",)),
    "answered_ref": ("item.answered", ("critique", "item")),
    "proposed_ref": ("designation.proposed", ("list", "proposal")),
    "committed_ref": ("report.committed", ("review", "number")),
}
"""What a field refers to: the newest entry of a table that has these fields in common with the act."""


class When(msgspec.Struct, frozen=True):
    """The place in time of an act: its moment and, once it is recorded, its place in its log."""

    at: datetime
    origin: str = ""
    index: int = 0

    def sees(self, fact: Fact[Any]) -> bool:
        """Tell whether `fact` was recorded by then."""
        later = fact.origin == self.origin and fact.index >= self.index
        return fact.at <= self.at and not (fact.at == self.at and later)


class Known:
    """The acts that others refer to, oldest first, by table. Those of one moment keep the order in which they came."""

    def __init__(self) -> None:
        self._facts: dict[str, list[Fact[Any]]] = defaultdict(list)

    def add(self, facts: Iterable[Fact[Any]]) -> None:
        """Take in facts that others may refer to; what nobody refers to is passed over."""
        for fact in facts:
            table = type(fact.body).kind.partition("/")[0]
            if table in KNOWN_TABLES:
                self._facts[table].append(fact)
                self._facts[table].sort(key=lambda each: each.at)

    def by(self, table: str, when: When, **fields: Any) -> list[Fact[Any]]:
        """Return the facts of a table that have these fields and were recorded by then."""
        return [
            fact
            for fact in self._facts[table]
            if when.sees(fact) and all(getattr(fact.body, name) == value for name, value in fields.items())
        ]


def draft(known: Known, output: str, version: int | None, when: When) -> Fact[Any] | None:
    """Return the newest entry of that version of an output; of its highest version where none is named."""
    lookup = {"output": output} if version is None else {"output": output, "version": version}
    return max(known.by("version.drafted", when, **lookup)[::-1], key=lambda fact: fact.body.version, default=None)


def finding(known: Known, key: str, number: int | None, when: When) -> Fact[Any] | None:
    """Return the newest entry of that number of a finding; of its highest number where none is named."""
    lookup = {"finding": key} if number is None else {"finding": key, "number": number}
    return max(known.by("finding.stated", when, **lookup)[::-1], key=lambda fact: fact.body.number, default=None)


def assessment(known: Known, rule: str, when: When) -> Fact[Any] | None:
    """Return the newest assessment of a rule."""
    return next(iter(known.by("rule.assessed", when, rule=rule)[::-1]), None)


def release(known: Known, output: str, when: When, version: int | None = None) -> Fact[Any] | None:
    """Return the newest release of an output, or of one version of it."""
    lookup = {"output": output} if version is None else {"output": output, "version": version}
    return next(iter(known.by("output.released", when, **lookup)[::-1]), None)


def named(known: Known, field: str, fields: Mapping[str, Any], when: When) -> Fact[Any] | None:
    """Return the newest entry that a field of `NAMED` refers to."""
    table, common = NAMED[field]
    return next(iter(known.by(table, when, **{name: fields[name] for name in common})[::-1]), None)


def current_key(known: Known, section: str, when: When) -> str:
    """Return the newest key of a section that was not revoked, or ""."""
    gone = {fact.body.vkey for fact in known.by("key.revoked", when, section=section)}
    keys = [fact.body.vkey for fact in known.by("key.added", when, section=section)]
    return next((vkey for vkey in reversed(keys) if vkey not in gone), "")


def statements(known: Known, drafted: Fact[Any], when: When) -> list[Statement]:
    """Return the statements of a version, in order."""
    marked = known.by("statements.marked", when, draft_ref=drafted.ref)
    return [statement for fact in sorted(marked, key=lambda fact: fact.body.part) for statement in fact.body.statements]


def pinned_words(known: Known, output: str, statement: str, version: int | None, when: When) -> str:
    """Return the commitment to the words of a statement in a version, or "" where there is none."""
    drafted = draft(known, output, version, when)
    found = statements(known, drafted, when) if drafted else []
    return next((each.words for each in found if each.id == statement), "")


def fields_of(table: str) -> tuple[str, ...]:
    """Return the fields of a kind in the record."""
    return forms()[table].said.__struct_fields__


def worked_out(
    known: Known, table: str, fields: Mapping[str, Any], pins: Mapping[str, Any], when: When
) -> dict[str, str]:
    """Return the refs and words that an act with these fields refers to; "" where there is nothing to refer to."""
    output, version = fields.get("output", ""), fields.get("version")
    number, in_version = pins.get("finding_number"), pins.get("version")
    facts: dict[str, Fact[Any] | None] = {}
    if "finding_ref" in fields_of(table):
        facts["finding_ref"] = finding(known, fields["finding"], number, when)
    if "draft_ref" in fields_of(table):
        facts["draft_ref"] = draft(known, output, version, when)
    if "assessed_ref" in fields_of(table):
        facts["assessed_ref"] = assessment(known, fields["rule"], when)
    if "released_ref" in fields_of(table):
        facts["released_ref"] = release(known, output, when, fields.get("version", pins.get("released_version")))
    if "replaced_by" in fields_of(table):
        facts["replaced_by"] = release(known, output, when) if fields.get("type") == "new-version" else None
    for name in NAMED.keys() & set(fields_of(table)):
        facts[name] = named(known, name, fields, when)
    found = {name: fact.ref if fact else "" for name, fact in facts.items()}
    if table in PINNED_WORDS:
        found["words"] = pinned_words(known, output, fields["statement"], in_version, when)
    if table == "key.added" and fields.get("replaces"):
        found["vkey"] = ""  # a key in another's place is the one that both have signed for, not the one that is here
    if table == "key.revoked":
        found["vkey"] = current_key(known, fields["section"], when)
    return found


REFERS = {
    "finding_ref": "finding",
    "draft_ref": "version",
    "assessed_ref": "rule",
    "released_ref": "output",
    "replaced_by": "output",
    "drafted_ref": "notice",
    "listed_ref": "critique",
    "answered_ref": "item",
    "proposed_ref": "proposal",
    "committed_ref": "number",
    "words": "statement",
    "vkey": "section",
}
"""The key that says what is meant, by the field that is worked out from it."""
