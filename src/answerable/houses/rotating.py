"""Following a log over a change of its keys.

A checkpoint may be signed with a key that took the place of the one known here, in entries that are not here yet. The
change itself is signed by both keys (`people.rotation`), so it can be believed before the checkpoint is: each key that
a known one hands over to is known. All else is judged as ever, by a checkpoint that one of them signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from answerable.houses.following import Limits, Source
from answerable.people.entries import KeyAdded
from answerable.people.rotation import is_rotation
from answerable.people.vkeys import verifier_of
from answerable.record.checkpoint import KeysAt, open_by_keys_at, parse_checkpoint
from answerable.record.entry import decode, read_body
from answerable.record.errors import RecordError, UnknownKey, WrongOrigin
from answerable.record.note import Verifier, split_note
from answerable.record.tiles import TILE_WIDTH


class Rotating:
    """A source whose keys may have changed beyond what is known here; it asks for a checkpoint once."""

    def __init__(self, source: Source, keys_at: KeysAt, *, known: int, limits: Limits) -> None:
        self._source, self._keys_at, self._known, self._limits = source, keys_at, known, limits
        self._note = ""
        self._new: tuple[Verifier, ...] = ()

    def keys_at(self, origin: str, size: int) -> Sequence[Verifier]:
        """Return the keys of a log that count at a size, those among them that took over beyond what is known."""
        return [*self._keys_at(origin, size), *(self._new if size > self._known else ())]

    def origins(self) -> list[str]:
        """Return the logs that it offers."""
        return self._source.origins()

    def checkpoint(self, origin: str) -> str:
        """Return its newest checkpoint, once the key that signed it was looked for."""
        if not self._note:
            self._note = self._source.checkpoint(origin)
            self._new = self._handed_over(origin)
        return self._note

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        """Return entries, as the source does."""
        return self._source.entries(origin, first, count)

    def consistency(self, origin: str, old: int, new: int) -> list[bytes]:
        """Return a proof, as the source does."""
        return self._source.consistency(origin, old, new)

    def _handed_over(self, origin: str) -> tuple[Verifier, ...]:
        """Return the keys that known ones hand over to, in entries not here; none where a known one signed."""
        try:
            open_by_keys_at(self._note, origin=origin, keys_at=self._keys_at)
        except (UnknownKey, WrongOrigin):
            size = parse_checkpoint(split_note(self._note)[0]).size
        except RecordError:
            return ()  # whoever follows says what is wrong with it
        else:
            return ()
        known = {each.vkey() for each in self._keys_at(origin, self._known)}
        new: dict[str, Verifier] = {}
        for added in self._added(origin, size):
            if added.replaces in known | set(new) and is_rotation(added, origin):
                new[added.vkey] = verifier_of(added.vkey, name=origin)
        return tuple(new.values())

    def _added(self, origin: str, size: int) -> Iterator[KeyAdded]:
        """Yield the changes of keys that entries beyond those known say, as far as one pull reaches."""
        place, past = self._known, min(size, self._known + self._limits.entries)
        while place < past:
            count = min(past, (place // TILE_WIDTH + 1) * TILE_WIDTH) - place
            for raw in self._source.entries(origin, place, count)[:count]:
                try:
                    entry = decode(raw)
                    if entry.kind == KeyAdded.kind and entry.origin == origin:
                        yield read_body(entry, KeyAdded)
                except RecordError:
                    continue
            place += count
