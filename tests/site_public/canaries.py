"""A fact of every kind, each field filled with a word of its own, so that what is heard outside tells where it was.

The facts stand behind those of the worked example and speak of its release, so that pages read them. No gate is asked:
what is tested is what leaves of whatever is on record.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from msgspec import inspect

from answerable.record.acts import acts
from answerable.record.entry import Entry, canonical
from answerable.record.facts import insert, row_of
from answerable.vault.sealing import is_content
from answerable.vault.store import store

WORD = re.compile(r"canary\d+x")
AT = datetime(2026, 3, 20, 12, tzinfo=UTC)
COAST, CENTRE = ("harbour.example/coast", "coast-director"), ("harbour.example/centre", "centre-director")
OF_CENTRE = frozenset({"notice.drafted/1", "notice.issued/1", "status.set/1"}) | {
    "list.opened/1",
    "criteria.adopted/1",
    "designation.proposed/1",
    "designation.signed/1",
    "designation.decided/1",
}
"""Acts that count only in the log of the section that released, or that keeps a list."""

LEFT_OUT = frozenset(
    {"case.opened/1", "content.erased/1", "output.released/1", "version.drafted/1", "statements.marked/1"}
)
"""Kinds that the worked example has, and of which a second would only hide the first."""

ENDS = "dissociation.ended/1"
"""Without it a dissociation stands, and its words are told."""

KEYS = {
    "output": "release",
    "subject": "release",
    "section": "coast",
    "to": "north",
    "owner": "coast-director",
    "organisation": "harbour-watch",
    "moment": "draft",
    "critique": "CR1",
    "item": "I1",
    "reply": "RE1",
    "commitment": "CM1",
    "review": "RV1",
    "reviewer": "RW1",
    "recommendation": "RC1",
    "request": "RQ1",
    "hold": "HD1",
    "list": "LS1",
    "proposal": "PR1",
    "person": "PE1",
    "status": "ST1",
    "criterion": "CT1",
    "notice": "NO1",
    "case": "harbour",
    "field": "law",
}
REFS = {
    "drafted_ref": "notice.drafted/1",
    "committed_ref": "report.committed/1",
    "answered_ref": "item.answered/1",
    "proposed_ref": "designation.proposed/1",
}


UNRELEASED = {"reply.sent/1.released_ref": ""}
KEPT = {
    "list.opened/1.section": "centre",
    "designation.decided/1.effective": "2026-03-20",
    "reviewer.named/1.outside": True,
}
"""Fields of one kind that differ from those of the same name elsewhere: a decision that takes effect before its day, or
a draft that somebody else wrote for a reviewer who works here, would count for nothing."""

CHOSEN = {"decision": "designated"}
"""Where another choice than the first has to be made for something to be told at all."""


def ref_of_kind(kind: str) -> str:
    return hashlib.sha256(kind.encode()).hexdigest()


class Canaries:
    """Makes the facts, and knows by each word where it was put."""

    def __init__(self, *, links: dict[str, Any], public: bool, case: str = "harbour") -> None:
        self.links, self.public, self.case = links, public, case
        self.put: dict[str, str] = {}

    def release(self) -> None:
        """Put one fact of every kind on record."""
        rows = []
        for number, (kind, act) in enumerate(acts().items()):
            if kind not in LEFT_OUT | ({ENDS} if self.public else set()):
                said = msgspec.convert(self.made(inspect.type_info(act.said), kind, ""), act.said)
                origin, actor = CENTRE if kind in OF_CENTRE else COAST
                entry = Entry(
                    kind=kind, origin=origin, actor=actor, at=AT, case=self.case, nonce="0" * 32, body=canonical(said)
                )
                rows.append(row_of(act.table, entry, said, ref=ref_of_kind(kind), index=10_000 + number))
        insert(rows)

    def heard(self, files: dict[str, bytes]) -> Iterator[str]:
        """Yield where each word was put that is heard in these files."""
        for path, data in files.items():
            for word in WORD.findall(path + data.decode("utf-8", errors="replace")):
                yield self.put[word]

    def word(self, where: str) -> str:
        word = f"canary{len(self.put)}x"
        self.put[word] = where
        return word

    def made(self, kind: inspect.Type, where: str, name: str) -> Any:
        """Return a value of a type; `where` is the way to it from the kind, `name` the field."""
        known = {"quorum": {"affected": True}, **self.links, **({} if self.public else UNRELEASED), **KEPT}
        if (given := known.get(where, known.get(name))) is not None:
            return given
        match kind:
            case inspect.Metadata() if is_content(kind):
                return store(self.word(where))
            case inspect.Metadata():
                return self.made(kind.type, where, name)
            case inspect.StructType():
                return {
                    field.encode_name: self.made(field.type, f"{where}.{field.name}", field.name)
                    for field in kind.fields
                    if field.name != "personal"
                }
            case inspect.VarTupleType() | inspect.ListType():
                return [] if name in {"all", "any", "among"} else [self.made(kind.item_type, where, name)]
            case inspect.UnionType():
                return self._one_of(kind, where, name)
            case inspect.StrType():
                return self._text(kind, where, name)
        return self._plain(kind, name)

    def _one_of(self, kind: inspect.UnionType, where: str, name: str) -> Any:
        if name == "discloses":
            return None if self.public else "2030-01-01"
        return self.made(next(each for each in kind.types if not isinstance(each, inspect.NoneType)), where, name)

    def _text(self, kind: inspect.StrType, where: str, name: str) -> str:
        if name in REFS:
            return ref_of_kind(REFS[name])
        pattern = kind.pattern or ""
        if "{64}" in pattern:
            return ("sha256:" if "sha256:" in pattern else "") + "0" * 64
        if name in KEYS and "{32}" not in pattern:
            return KEYS[name]
        made = {
            "{32}": lambda: "0" * 32,
            "https?": lambda: f"https://{self.word(where)}.example",
            "age1": lambda: f"age1{self.word(where)}".ljust(62, "q"),
            "[a-z]{2,3}": lambda: "en",
            "[a-z]{2}": lambda: "cs",
        }
        return next((value for mark, value in made.items() if mark in pattern), lambda: self.word(where))()

    def _plain(self, kind: inspect.Type, name: str) -> Any:
        match kind:
            case inspect.LiteralType():
                return CHOSEN.get(name, kind.values[0])
            case inspect.BoolType():
                return self.public
            case inspect.IntType():
                return max(kind.ge or 0, int(name in {"number", "end"}))
            case inspect.DateTimeType():
                return AT.isoformat()
            case inspect.DateType():
                return date(2026, 3, 1).isoformat()
            case inspect.DictType() | inspect.RawType():
                return {}
            case inspect.FloatType():
                return 0
        raise AssertionError(f"no value for {kind} in {name}")


def handles() -> frozenset[str]:
    """Return the handles of everybody on record."""
    from answerable.people.models import PersonJoined

    return frozenset(json.loads(row.body)["person"] for row in PersonJoined.objects.all())
