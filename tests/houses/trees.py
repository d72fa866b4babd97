"""Logs in memory: what a house holds, and what a source offers, honest or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from answerable.record.errors import Malformed
from answerable.record.merkle import Node, consistency_proof, leaf_hash, root
from answerable.record.note import Verifier
from tests.simulator import Section, sections

COAST, NORTH = sections("coast", "north")


def reader(raws: Sequence[bytes]) -> Node:
    """Return a reader of the tree over entries, slow and plain."""
    leaves = [leaf_hash(raw) for raw in raws]
    return lambda level, index: root(leaves[index << level : (index + 1) << level])


def raw_entries(count: int, *, story: str = "a", forked_at: int | None = None) -> list[bytes]:
    """Return entries; from `forked_at` on they belong to another story."""
    past = count if forked_at is None else forked_at
    return [f"entry {place} {'a' if place < past else story}".encode() for place in range(count)]


def coast(raws: Sequence[bytes]) -> Section:
    """Return the section with these entries in its log."""
    return Section(COAST.origin, COAST.signer, list(raws))


def keys(origin: str, size: int) -> list[Verifier]:
    """Return the keys of the two sections."""
    return [section.signer.verifier() for section in (COAST, NORTH) if section.origin == origin]


@dataclass
class Memory:
    """A house that holds one log."""

    raws: list[bytes] = field(default_factory=list)
    note: str | None = None

    def size(self, origin: str) -> int:
        return len(self.raws)

    def nodes(self, origin: str, size: int) -> Node:
        return reader(self.raws[:size])

    def checkpoint(self, origin: str) -> str | None:
        return self.note


def holding(raws: Sequence[bytes], *, signed: int | None = None) -> Memory:
    """Return a house with these entries, and the checkpoint of the first `signed` of them or of all."""
    return Memory(list(raws), coast(raws).checkpoint(signed) if raws else None)


@dataclass
class Offering:
    """A source that offers one log; each answer can be made another one."""

    raws: list[bytes]
    note: str = ""
    change_entries: Callable[[list[bytes]], list[bytes]] = list
    change_proof: Callable[[list[bytes]], list[bytes]] = list
    asked: list[str] = field(default_factory=list)

    def origins(self) -> list[str]:
        return [COAST.origin]

    def checkpoint(self, origin: str) -> str:
        self.asked.append("checkpoint")
        return self.note or coast(self.raws).checkpoint()

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        self.asked.append(f"entries {first} {count}")
        assert first // 256 == (first + count - 1) // 256
        return self.change_entries(self.raws[first : first + count])

    def consistency(self, origin: str, old: int, new: int) -> list[bytes]:
        self.asked.append(f"consistency {old} {new}")
        if new > len(self.raws):
            raise Malformed(f"no tree of {new} entries here")
        return self.change_proof(consistency_proof(old, new, reader(self.raws)))
