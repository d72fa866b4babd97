"""Following a log over a change of its keys.

A checkpoint may be signed with a key that took the place of the one known here, in entries that are not here yet. Such
entries are looked through before the checkpoint is believed, for what proves itself:

  - Where no root of ours lists the log, each key that a known one hands over to is known: both have signed the change
    (`people.rotation`).
  - Where one does, a key counts that it lists, and no other, however it was handed over. The next root may be among
    those entries: it is signed by the threshold of the one before it (`people.roots`).

All else is judged as ever, by a checkpoint that one of these keys signed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from answerable.houses.deadline import Deadline
from answerable.houses.errors import Unlisted
from answerable.houses.following import Limits, Source
from answerable.houses.knowing import is_listed, listed_keys
from answerable.people.entries import KeyAdded, RootAdopted
from answerable.people.models import keys_of_log
from answerable.people.rotation import is_rotation
from answerable.people.vkeys import verifier_of
from answerable.record.checkpoint import KeysAt, open_by_keys_at, open_checkpoint, parse_checkpoint
from answerable.record.entry import Fact, decode, moment, read_body
from answerable.record.errors import RecordError, UnknownKey, WrongOrigin
from answerable.record.note import Verifier, split_note
from answerable.record.tiles import TILE_WIDTH

SAYS: dict[str, Any] = {KeyAdded.kind: KeyAdded, RootAdopted.kind: RootAdopted}
"""What is looked for among the entries, by kind."""

MOST_ROOTS = 100
"""Roots that are heard among entries that nobody vouches for yet; chosen by hand: a root holds for a year or two."""


class Rotating:
    """A source whose keys may have changed beyond what is known here; it asks for a checkpoint once."""

    def __init__(self, source: Source, keys_at: KeysAt, *, known: int, limits: Limits, deadline: Deadline) -> None:
        self._source, self._keys_at, self._known = source, keys_at, known
        self._limits, self._deadline = limits, deadline
        self._note = ""
        self._new: tuple[Verifier, ...] = ()

    def keys_at(self, origin: str, size: int) -> Sequence[Verifier]:
        """Return the keys of a log that count at a size, those among them that took over beyond what is known."""
        return [*self._keys_at(origin, size), *(self._new if size > self._known else ())]

    def origins(self) -> list[str]:
        """Return the logs that it offers."""
        return self._source.origins()

    def checkpoint(self, origin: str) -> str:
        """Return its newest checkpoint, once the key that signed it was looked for.

        Raises:
            Unlisted: our root lists the log, and not this key.
            OutOfTime: the house has had its time.
        """
        if not self._note:
            note = self._source.checkpoint(origin)
            self._new = self._looked_for(origin, note)
            self._note = note
        return self._note

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        """Return entries, as the source does."""
        return self._source.entries(origin, first, count)

    def consistency(self, origin: str, old: int, new: int) -> list[bytes]:
        """Return a proof, as the source does."""
        return self._source.consistency(origin, old, new)

    def _looked_for(self, origin: str, note: str) -> tuple[Verifier, ...]:
        """Return keys that count by entries not here, the one that signed among them; none where a known one did."""
        try:
            open_by_keys_at(note, origin=origin, keys_at=self._keys_at)
        except (UnknownKey, WrongOrigin):
            size = parse_checkpoint(split_note(note)[0]).size
        except RecordError:
            return ()  # whoever follows says what is wrong with it
        else:
            return ()
        if listed_keys(origin, size) is None:
            return self._handed_over(origin, note, size)
        return self._listed(origin, note, size)

    def _handed_over(self, origin: str, note: str, size: int) -> tuple[Verifier, ...]:
        """Return the keys that known ones hand over to, up to the one that signed."""
        known = {each.vkey() for each in self._keys_at(origin, self._known)}
        new: dict[str, Verifier] = {}
        for said in self._said(origin, size):
            added = said.body
            if isinstance(added, KeyAdded) and added.replaces in known | set(new) and is_rotation(added, origin):
                new[added.vkey] = verifier_of(added.vkey, name=origin)
                if _signed_by([new[added.vkey]], origin, note):
                    break
        return tuple(new.values())

    def _listed(self, origin: str, note: str, size: int) -> tuple[Verifier, ...]:
        """Return the keys that the next roots list, up to the one that lists the key that signed."""
        roots: list[Fact[RootAdopted]] = []
        named = keys_of_log(origin)
        for said in self._said(origin, size):
            if isinstance(said.body, KeyAdded):
                named += _readable(said.body.vkey, origin)
            elif len(roots) < MOST_ROOTS:
                roots.append(said)
                keys = listed_keys(origin, size, coming=roots) or ()
                if _signed_by(keys, origin, note):
                    return tuple(keys)
        for key in named:
            if _signed_by([key], origin, note) and not is_listed(origin, key.vkey()):
                raise Unlisted(
                    f"{origin} is signed with a key that the root of our organisation does not list; if the section "
                    f"says that it made this key, sign a root that lists {key.vkey()}; if not, somebody else did"
                )
        return ()

    def _said(self, origin: str, size: int) -> Iterator[Fact[Any]]:
        """Yield the keys and roots that entries beyond those known name, as far as one pull reaches."""
        place, past = self._known, min(size, self._known + self._limits.entries)
        while place < past:
            self._deadline.check(origin)
            count = min(past, (place // TILE_WIDTH + 1) * TILE_WIDTH) - place
            raws = self._source.entries(origin, place, count)[:count]
            for index, raw in enumerate(raws, start=place):
                if fact := _said_in(raw, origin, index):
                    yield fact
            place += count


def _said_in(raw: bytes, origin: str, index: int) -> Fact[Any] | None:
    """Return what an entry says where it names a key or a root, else None; what cannot be read names none."""
    try:
        entry = decode(raw)
        if entry.kind not in SAYS or entry.origin != origin:
            return None
        body, at = read_body(entry, SAYS[entry.kind]), moment(entry.at)
    except RecordError:
        return None
    return Fact(ref="", origin=origin, index=index, case=entry.case, actor=entry.actor, at=at, body=body)


def _readable(vkey: str, origin: str) -> list[Verifier]:
    try:
        return [verifier_of(vkey, name=origin)]
    except RecordError:
        return []


def _signed_by(keys: Sequence[Verifier], origin: str, note: str) -> bool:
    try:
        open_checkpoint(note, origin=origin, verifiers=keys)
    except RecordError:
        return False
    return True
