"""Sections that write, replicate, fork and fall silent, without a database: the same seed gives the same history.

What a section says is made up from the shape of each kind, so that a new kind is said here from its first day.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import msgspec
from msgspec import inspect

from answerable.people.entries import Quorum
from answerable.record.checkpoint import Checkpoint, sign_checkpoint
from answerable.record.entry import Entry, Said, canonical, encode
from answerable.record.merkle import Frontier, leaf_hash
from answerable.record.note import Signer, generate

START = datetime(2026, 1, 1, 8, tzinfo=UTC)
CASES = ("", "harbour", "quay")
WORDS = ("", "coast", "Ḥudayda", "海港", "порт \u0301", "\u2028", "😀", 'a"\\/\b\x7f')
RECIPIENT = "age1" + "q" * 58
EXAMPLES = ("F1", "a" * 64, "sha256:" + "b" * 64, "en", "law", "", "coast.v2", RECIPIENT)


@dataclass
class Section:
    """A section: its key, and the entries of its log in order, as bytes."""

    origin: str
    signer: Signer
    raws: list[bytes] = field(default_factory=list)
    silent: bool = False

    def write(self, raw: bytes) -> None:
        """Append an entry, or whatever it takes for one; a silent section writes nothing."""
        if not self.silent:
            self.raws.append(raw)

    def checkpoint(self, size: int | None = None) -> str:
        """Return what the section signs about its first `size` entries, or all."""
        known = self.raws[:size]
        root = Frontier().extend(map(leaf_hash, known)).root()
        return sign_checkpoint(Checkpoint(origin=self.origin, size=len(known), root=root), self.signer)

    def forked(self, at: int, raw: bytes) -> Section:
        """Return the same section as it tells others: from entry `at` on, another history."""
        return replace(self, raws=[*self.raws[:at], raw])


def sections(*keys: str) -> list[Section]:
    """Return sections with keys made from their names."""
    origins = [f"harbour.example/{key}" for key in keys]
    return [Section(name, generate(name, seed=hashlib.sha256(name.encode()).digest())) for name in origins]


def said(kind: type[Said], random: Random) -> Said:
    """Return something of this kind: every field made up, within its form."""
    return msgspec.convert(_made_up(inspect.type_info(kind), random), type=kind)


def entry_of(body: Said, *, origin: str, random: Random, case: str | None = None, **changed: Any) -> bytes:
    """Return the bytes of an entry that says `body`."""
    fields: dict[str, Any] = {
        "kind": type(body).kind,
        "origin": origin,
        "actor": random.choice(("coast-director", "centre-author", "")),
        "at": START + timedelta(minutes=random.randrange(10_000), microseconds=random.choice((0, 1, 120_000))),
        "case": random.choice(CASES) if case is None else case,
        "nonce": f"{random.getrandbits(128):032x}",
        "body": msgspec.Raw(canonical(body)),
    }
    return encode(Entry(**fields | changed))


def odd_entries(known: bytes) -> tuple[bytes, ...]:
    """Return bytes that are no entry this version can fold into a table; `known` is one that it can."""
    tree = msgspec.json.decode(known)
    return (
        b"",
        b"\xff\xfe no text",
        b"[" * 2000,
        b'{"kind":"x.y/1"}',
        known + b" ",
        known.replace(b'"actor"', b'"\\u0061ctor"'),
        canonical(tree | {"kind": "weather.seen/1"}),
        canonical(tree | {"kind": tree["kind"][:-1] + "9"}),
        canonical(tree | {"origin": "elsewhere.example/coast"}),
        canonical(tree | {"body": tree["body"] | {"unknown\0 field": 1}}),
        canonical(tree | {"body": {"number": 2**60}}),
        canonical(tree | {"added": True}),
        canonical(tree | {"at": "0001-01-01T00:00:00+14:00"}),
        canonical(tree | {"case": "line\n"}),
        known.replace(b'"body":{', b'"body":{"a":1.5,'),
        canonical(tree | {"body": "x" * 70_000}),
    )


def history(origin: str, kinds: list[type[Said]], random: Random, length: int) -> Iterator[bytes]:
    """Yield the entries of a log: most of them in order, some odd, some said twice."""
    made: list[bytes] = []
    for _ in range(length):
        raw = entry_of(said(random.choice(kinds), random), origin=origin, random=random)
        if random.random() < 0.15:
            raw = random.choice(odd_entries(raw))
        elif made and random.random() < 0.1:
            raw = random.choice(made)
        made.append(raw)
        yield raw


def _made_up(kind: inspect.Type, random: Random) -> Any:
    match kind:
        case inspect.Metadata():
            return _made_up(kind.type, random)
        case inspect.StructType(cls=cls) if cls is Quorum:
            return {"section": "coast"}
        case inspect.StructType():
            return {field.encode_name: _made_up(field.type, random) for field in kind.fields}
        case inspect.VarTupleType():
            return [_made_up(kind.item_type, random) for _ in range(random.randrange(kind.min_length or 0, 3))]
        case inspect.LiteralType():
            return random.choice(kind.values)
        case inspect.UnionType():
            return _made_up(random.choice(kind.types), random)
        case _:
            return _plain(kind, random)


def _plain(kind: inspect.Type, random: Random) -> Any:
    match kind:
        case inspect.StrType(pattern=None):
            return random.choice(WORDS)
        case inspect.StrType():
            return random.choice([word for word in EXAMPLES if re.search(kind.pattern, word)])
        case inspect.IntType():
            return random.randrange(kind.ge or 0, (kind.le or 100) + 1)
        case inspect.BoolType():
            return random.random() < 0.5
        case inspect.DateType():
            return date(2026, 1, 1) + timedelta(days=random.randrange(1000))
        case inspect.DateTimeType():
            return START + timedelta(seconds=random.randrange(10**7))
        case inspect.NoneType():
            return None
    raise TypeError(f"expected a form that is made up here, found {kind}; add it")
