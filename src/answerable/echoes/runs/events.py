"""What a run tells while it goes on, and how much of it is done.

Rules:
  - How far a run is, is a share of the bytes of its files. Where one size is not known, no time can be told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from answerable.echoes.errors import EchoError
from answerable.echoes.runs.chunks import Chunk, digest_of
from answerable.echoes.streams import files
from answerable.echoes.streams.documents import Part


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """What is about to be read.

    Attributes:
        parts: All parts of all streams that could be opened.
        weights: Bytes of each part's stretch of its file, by the digest of the part; empty where one is not known.
    """

    parts: tuple[Part, ...]
    weights: Mapping[str, float]


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """A part was read to its end, or could not be.

    Attributes:
        part: The part.
        failure: Why it could not be read to its end, in one line; "" where it was.
    """

    part: Part
    failure: str = ""


class Died(msgspec.Struct, frozen=True, kw_only=True):
    """A worker died while it read a part; another goes on there.

    Attributes:
        part: The part.
        status: Its exit status; a negative number names a signal.
    """

    part: Part
    status: int


Event: TypeAlias = Planned | Chunk | Done | Died
Progress: TypeAlias = Callable[[Event], None]
"""What is told of each event, in the thread that started the run."""


def silent(event: Event) -> None:
    """Tell nobody."""
    del event


class Meter:
    """How far a run is: fed with its events."""

    def __init__(self) -> None:
        self.weights: Mapping[str, float] = {}
        self._parts: dict[str, Part] = {}
        self._shares: dict[str, float] = {}

    def take(self, event: Event) -> None:
        """Take notice of an event."""
        if isinstance(event, Planned):
            self.weights = event.weights
            self._parts = {digest_of(part): part for part in event.parts}
        elif isinstance(event, Chunk):
            share = 1.0 if event.last else _share(event, self._parts.get(event.part), self.weights.get(event.part, 0))
            self._shares[event.part] = max(share, self._shares.get(event.part, 0.0))
        elif isinstance(event, Done):
            self._shares[digest_of(event.part)] = 1.0

    @property
    def total(self) -> float | None:
        """All bytes, or None where they are not known."""
        return sum(self.weights.values()) or None

    @property
    def read(self) -> float:
        """Bytes that were read, of those."""
        return sum(share * self.weights.get(part, 0) for part, share in self._shares.items())


def weights_of(parts: Sequence[Part]) -> dict[str, float]:
    """Return the bytes of each part of its file, by the digest of the part; nothing where one is unknown."""
    lengths: dict[str, list[Part]] = {}
    for part in parts:
        lengths.setdefault(part.path, []).append(part)
    weights: dict[str, float] = {}
    for path, of_file in lengths.items():
        try:
            size = files.size(path)
        except (EchoError, OSError, ValueError):  # fetched, or on standard input: nobody knows before it was read
            return {}
        known = [part.end - part.begin for part in of_file if part.end >= 0]
        equal = len(known) < len(of_file) or not sum(known)
        for part in of_file:
            weights[digest_of(part)] = size / len(of_file) if equal else size * (part.end - part.begin) / sum(known)
    return weights


def _share(chunk: Chunk, part: Part | None, weight: float) -> float:
    """Return how much of its part was read when a chunk ended; a place is taken for a byte where no end is known."""
    if part is None:
        return 0.0
    whole = part.end - part.begin if part.end >= 0 else weight
    return min((chunk.end - part.begin) / whole, 1.0) if whole > 0 else 0.0
