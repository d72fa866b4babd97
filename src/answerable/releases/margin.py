"""What the reading of a draft puts into its margin: flags at the words, each with the gate that heeds it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import msgspec

from answerable.outputs import gates as outputs
from answerable.outputs.entries import VersionDrafted, VersionRead
from answerable.outputs.flags import Flag, flags_of, key_of
from answerable.outputs.rendering import Flagged, Passage
from answerable.outputs.saying import may_have_read
from answerable.people.access import Reader
from answerable.record.entry import Fact
from answerable.releases.gates import Gate, ReleaseCase
from answerable.releases.reading import Held
from answerable.text.checking import engine


class Raised(msgspec.Struct, frozen=True, kw_only=True):
    """A flag of the reading, and the gate that heeds it."""

    flag: Flag
    gate: Gate

    @property
    def remark(self) -> bool:
        """Tell whether it blocks nothing and nobody answered it: it is folded away."""
        return not self.flag.noticed.sure and not self.flag.answers


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a draft was read as it stands now, and what this reader may do about it."""

    read: Fact[VersionRead] | None
    newer: bool
    """Whether the engine here is another than the one that read it."""
    waiting: tuple[Gate, ...]
    """The gates that stay closed until it is read."""
    may_read: bool
    noticed: int
    blocking: int


def raised_in(
    state: ReleaseCase, drafted: Fact[VersionDrafted], text: str, gates: Sequence[Gate]
) -> tuple[Raised, ...]:
    """Return the flags of a draft that the gates of its board heed."""
    by_number = {gate.number: gate for gate in gates}
    flags = flags_of(state.clearance.outputs, drafted, text)
    return tuple(
        Raised(flag=each, gate=by_number[each.noticed.gate]) for each in flags if each.noticed.gate in by_number
    )


def without_flags(held: Sequence[Held], raised: Sequence[Raised]) -> tuple[Held, ...]:
    """Return what holds a draft up beside its flags, and beside its not being read, which the head of the page says."""
    keys = {each.flag.key for each in raised}
    return tuple(each for each in held if key_of(each.blocker) not in keys and each.blocker.code != "not-read")


def marks_of(raised: Sequence[Raised]) -> list[Flagged]:
    """Return the words to mark in a draft; what is folded away is marked, too, and does not stand out."""
    return [
        Flagged(start=each.flag.noticed.start, end=each.flag.noticed.end, blocks=each.flag.blocks) for each in raised
    ]


def beside_passages(found: Sequence[Passage], raised: Sequence[Raised]) -> list[tuple[Raised, ...]]:
    """Return, for each passage, the flags at words in it that belong to no statement."""
    starts = [passage.start for passage in found]
    beside: list[list[Raised]] = [[] for _ in found]
    for each in raised:
        if beside and not each.flag.noticed.statement:
            beside[max(bisect_right(starts, each.flag.noticed.start) - 1, 0)].append(each)
    return [tuple(each) for each in beside]


def reading_of(
    state: ReleaseCase,
    drafted: Fact[VersionDrafted],
    reader: Reader,
    *,
    gates: Sequence[Gate],
    raised: Sequence[Raised],
) -> Reading:
    """Return whether a draft was read as it stands now."""
    parts = outputs.readings_of(state.clearance.outputs, drafted.body.output)
    return Reading(
        read=parts[0] if parts else None,
        newer=bool(parts) and parts[0].body.engine != engine(),
        waiting=tuple(gate for gate in gates if gate.state == "closed" and _waits(gate, drafted)),
        may_read=not may_have_read(drafted, reader),
        noticed=len(raised),
        blocking=sum(each.flag.blocks for each in raised),
    )


def _waits(gate: Gate, drafted: Fact[VersionDrafted]) -> bool:
    return any(each.code == "not-read" and each.where.document == drafted.body.output for each in gate.blockers)
