"""The knowledge timeline of cases, read from the record as it stands or as it stood; and the proof of each line.

The same sizes of the logs give the same lines, whenever and wherever they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from answerable.evidence.errors import NoSuchCase
from answerable.evidence.models import CaseOpened
from answerable.people.models import read_people
from answerable.people.standing import within
from answerable.record.acts import Seen, acts
from answerable.record.checkpoint import parse_checkpoint
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.record.log import inclusion, sizes
from answerable.record.models import CheckpointRow, EntryRow
from answerable.reviews.knowing.lines import Timeline, in_order
from answerable.reviews.knowing.sources import TELLS, lines_of


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """That one entry lies in its log as it was signed at one size; `text` is a tlog-proof (C2SP)."""

    size: int
    text: str


def timeline_of(cases: Sequence[str], *, until: datetime | None = None, seen: Seen | None = None) -> Timeline:
    """Return who knew what in some cases, of what had been said by `seen` and claims a moment up to `until`.

    Args:
        cases: Names of cases.
        until: The last moment that counts, as entries claim it; all where not given.
        seen: The sizes of the logs as which the record is read; as they are now where not given.

    Raises:
        NoSuchCase: nobody opened a case by one of these names.
        ValueError: a log is not as long as it is to be read.
    """
    held = sizes()
    as_of = dict(held if seen is None else seen)
    for origin, size in as_of.items():
        if size > held.get(origin, 0):
            raise ValueError(f"{origin}: expected a size up to {held.get(origin, 0)}, which is held here, found {size}")
    lines = []
    for case in dict.fromkeys(cases):
        opened = read(CaseOpened, seen=as_of, case=case)
        if not opened:
            raise NoSuchCase(f"expected a case on record, found none named {case!r}")
        people = within(read_people(seen=as_of), opened[0].origin)
        lines += list(lines_of({said: _facts(said, case, as_of) for said in TELLS}, people))
    kept = tuple(each for each in in_order(lines) if until is None or each.at <= until)
    return Timeline(cases=tuple(dict.fromkeys(cases)), lines=kept, seen=as_of, until=until)


def proof_of(origin: str, index: int) -> Proof | None:
    """Return that an entry lies in its log, by the earliest signed checkpoint that holds it; None where none does."""
    row = CheckpointRow.objects.filter(origin=origin, size__gt=index).order_by("size", "pk").first()
    if row is None:
        return None
    size = parse_checkpoint(row.note.rpartition("\n\n")[0] + "\n").size
    return Proof(size=size, text=inclusion(origin, index, row.note, size))


def entry_of(ref: str, *, cases: Iterable[str]) -> EntryRow | None:
    """Return the entry of one of these cases under a leaf hash, as it was hashed, or None."""
    return EntryRow.objects.filter(ref=ref, case__in=list(cases)).order_by("pk").first()


def sizes_from(words: Iterable[str]) -> Mapping[str, int]:
    """Return the sizes of logs written as ``origin=size``.

    Raises:
        ValueError: one of them is written otherwise.
    """
    found: dict[str, int] = {}
    for each in words:
        origin, equals, size = each.rpartition("=")
        if not (origin and equals and size.isascii() and size.isdecimal()):
            raise ValueError(f"expected the name of a log and its size, as in harbour.example/coast=12, found {each!r}")
        found[origin] = int(size)
    return found


def _facts(said: type[Any], case: str, seen: Seen) -> tuple[Fact[Any], ...]:
    return read(acts()[said.kind].table, seen=seen, case=case)
