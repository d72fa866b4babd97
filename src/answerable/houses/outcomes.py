"""What can come of following a log that another house offers; see ``following``."""

from dataclasses import dataclass

import msgspec

from answerable.record.checkpoint import Checkpoint
from answerable.record.forks import Fork


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The most that is taken in at once; a log that is longer is taken in several times. Chosen by hand.

    Attributes:
        entries: Of one batch.
        bytes: Of one batch.
        seconds: For all that is asked of one house in one go: as long as there commonly is until the next one.
    """

    entries: int = 20_000
    bytes: int = 64 * 1024 * 1024
    seconds: float = 300.0


ORDINARY = Limits()
"""The limits where none are given."""


@dataclass(frozen=True, slots=True)
class Grown:
    """Entries that are new here, and the checkpoint that covers them.

    Attributes:
        first: Place of the first of them.
        raws: The entries; none where all were here and only the checkpoint is new.
        note: The checkpoint, with the signatures of the log alone.
        checkpoint: The same, opened.
        others: Signature lines under the checkpoint by other keys, not checked.
    """

    first: int
    raws: tuple[bytes, ...]
    note: str
    checkpoint: Checkpoint
    others: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether all that the checkpoint covers is now here; else keep the note in mind, and follow again."""
        return self.first + len(self.raws) >= self.checkpoint.size


@dataclass(frozen=True, slots=True)
class Same:
    """The source has what is here. `others` are signature lines by other keys under its checkpoint, not checked."""

    checkpoint: Checkpoint
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Behind:
    """The source showed an older state of the very log that is here: stale, and proof of nothing."""

    note: str
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Forked:
    """The log signed two stories, and here is the proof, which was verified."""

    fork: Fork


@dataclass(frozen=True, slots=True)
class Refused:
    """What the source offers cannot be used; `note` is its checkpoint where the log did sign it, else empty."""

    reason: str
    note: str = ""


Outcome = Grown | Same | Behind | Forked | Refused


class Pulled(msgspec.Struct, kw_only=True):
    """What came of one pull; `why` says of each log that was refused why it was."""

    peer: str
    entries: int = 0
    contents: int = 0
    forgotten: int = 0
    forks: int = 0
    refused: int = 0
    logs: dict[str, str] = {}
    why: dict[str, str] = {}
    error: str = ""

    @property
    def complete(self) -> bool:
        """Whether the house answered for every log."""
        return not self.error and not self.refused
