"""What following a log asks for: what is here, and what another house offers; see ``following``."""

from typing import Protocol

from answerable.record.merkle import Node


class Held(Protocol):
    """What is here of the logs. Every entry here is one that some checkpoint was shown to cover, or our own."""

    def size(self, origin: str) -> int:
        """Return how many entries of a log are here; 0 where the log is unknown."""
        ...

    def nodes(self, origin: str, size: int) -> Node:
        """Return a reader of the tree over the first `size` entries here, as ``record.tree.nodes``."""
        ...

    def checkpoint(self, origin: str) -> str | None:
        """Return the signed checkpoint of the largest size known; it may cover entries that are not here yet."""
        ...


class Source(Protocol):
    """Another house, or a stick. Each answer is whatever it says; a ``RecordError`` is that it gives none."""

    def origins(self) -> list[str]:
        """Return the logs that it offers."""
        ...

    def checkpoint(self, origin: str) -> str:
        """Return the newest signed checkpoint that it has of a log."""
        ...

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        """Return `count` entries from `first` on, all within one bundle of 256."""
        ...

    def consistency(self, origin: str, old: int, new: int) -> list[bytes]:
        """Return the consistency proof between two sizes of the tree of its checkpoint."""
        ...
