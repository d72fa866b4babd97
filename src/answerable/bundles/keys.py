"""Which keys count in a bundle: what each log says of its own, what roots say, and what the reader knew beforehand.

Rules:
  - The entries about keys and roots that are open in the bundle are what counts; `bundle.json` and `roots/` repeat it.
  - A key that its log revoked counts up to the size at which the revocation stands, and signs nothing that covers it.
  - The key under the log itself is one that was known, or one that a known key handed over to, both having signed the
    change (`people.rotation`). Where the reader has a root, it is one that the root lists for this log, and no other.
  - A certificate may be signed by an earlier key of the log as well: the log, under a key that counts now, says that it
    had that key, and that it continues what was signed. With a root, an earlier root has to list that key.
  - A root in the bundle that follows the reader's own takes its place. One before it counts where as many of the keys
    of the root after it signed it as that root asks for.
No Django, no network, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from answerable.bundles.contents import ROOTS, KeyHere, LogHere, folder_of
from answerable.bundles.errors import Incomplete, UntrustedLog
from answerable.bundles.proved import ProvedLog
from answerable.people.entries import KeyAdded, KeyRevoked, RootAdopted
from answerable.people.root_files import root_text, write_root
from answerable.people.roots import Rooted, follows, publics, signed_by
from answerable.people.rotation import ends_of, is_rotation
from answerable.people.vkeys import verifier_of
from answerable.record.entry import Entry, Fact, moment, read_body
from answerable.record.errors import RecordError
from answerable.record.note import Verifier

_KINDS = {said.kind: said for said in (KeyAdded, KeyRevoked, RootAdopted)}


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What open entries say about keys and roots, each in the order of its log."""

    added: tuple[Fact[KeyAdded], ...]
    revoked: tuple[Fact[KeyRevoked], ...]
    roots: tuple[Fact[RootAdopted], ...]

    def keys(self, origin: str) -> tuple[KeyHere, ...]:
        """Return the keys that a log names as its own, each once, from where and up to which size it counts."""
        ends = ends_of(self.revoked, origin=origin)
        found: dict[str, KeyHere] = {}
        for fact in self.added:
            if fact.origin == origin and _is_key(vkey := fact.body.vkey, origin):
                here = KeyHere(vkey=vkey, added=fact.index, until=ends.get(vkey), expires=fact.body.expires)
                found.setdefault(vkey, here)
        return tuple(found.values())

    def root_files(self) -> dict[str, bytes]:
        """Return the roots as files, by path: the first of each text that its own keys signed."""
        found: dict[tuple[str, int], dict[str, RootAdopted]] = {}
        for root in (fact.body for fact in self.roots if follows(fact.body, ())):
            found.setdefault((root.organisation, root.number), {}).setdefault(root_text(root), root)
        return {
            f"{ROOTS}/{organisation}-{number}{f'-{nth}' if nth > 1 else ''}.txt": write_root(root).encode()
            for (organisation, number), texts in found.items()
            for nth, root in enumerate(texts.values(), start=1)
        }


def told_in(entries: Iterable[tuple[str, int, str, Entry]]) -> Told:
    """Return what entries say about keys and roots; each is given with its log, place and kind.

    One that cannot be read as its kind says nothing: the record sets it aside too.
    """
    found: dict[str, list[Fact[Any]]] = {kind: [] for kind in _KINDS}
    for origin, index, kind, entry in sorted(entries, key=lambda each: each[:2]):
        if kind in _KINDS:
            found[kind] += _read(origin, index, entry)
    added, revoked, roots = (tuple(found[said.kind]) for said in (KeyAdded, KeyRevoked, RootAdopted))
    return Told(added=added, revoked=revoked, roots=roots)


def told_by(logs: Iterable[ProvedLog]) -> Told:
    """Return what the open entries of proved logs say."""
    return told_in(
        (log.checkpoint.origin, index, each.kind, each.entry)
        for log in logs
        for index, each in log.entries.items()
        if each.entry is not None
    )


class Trust(msgspec.Struct, frozen=True, kw_only=True):
    """What decides whether a key counts: what logs say, which keys (vkeys) were known, and the root in hand."""

    told: Told
    known: frozenset[str]
    rooted: Rooted | None
    ends: Mapping[str, int] = {}
    """For how many entries of its log each known key counts that the reader knows to have ended."""

    @property
    def is_beforehand(self) -> bool:
        """Tell whether the reader brought keys or a root."""
        return bool(self.known) or self.rooted is not None

    @property
    def limits(self) -> dict[str, int]:
        """Return how many entries count of the log of each section that left, as the root says."""
        members = self.rooted.root.members if self.rooted else ()
        return {member.origin: member.until for member in members if member.until is not None}

    def check_log(self, said: LogHere, log: ProvedLog) -> None:
        """Return only if the key of a log counts for its checkpoint, and the list of its keys is what the log says.

        Raises:
            UntrustedLog: the key does not.
            Incomplete: the list is another.
        """
        origin, vkey = log.checkpoint.origin, log.verifier.vkey()
        named, where = self.told.keys(origin), f"data/{folder_of(log.name)}"
        if said.keys and said.keys != named:
            raise Incomplete(
                f"data/bundle.json: expected the {len(named)} keys that {origin} says it had, found others"
            )
        if self.is_beforehand and vkey not in self._now(origin):
            raise UntrustedLog(f"{where}/key: the key given for {origin} is not one we trust: {vkey}")
        if named and vkey not in {each.vkey for each in named}:
            raise UntrustedLog(f"{where}/key: expected a key that {origin} says it has, found {vkey}")
        self.check_end(origin, vkey, log.checkpoint.size, where=f"{where}/checkpoint")
        most, last = self.limits.get(origin), max(log.entries, default=-1)
        if most is not None and last >= most:
            raise UntrustedLog(f"{where}/index.json: the root counts {most} entries of {origin}, and {last} is shown")

    def check_certificate(self, keys: Mapping[str, str], sizes: Mapping[str, int], *, where: str) -> None:
        """Return only if each key (vkey) in a certificate counts for what it signed of its log, by origin.

        Raises:
            UntrustedLog: one does not.
        """
        for origin, vkey in keys.items():
            if self.is_beforehand and vkey not in self._now(origin) | self._before(origin):
                raise UntrustedLog(f"{where}: the key that it gives for {origin} is not one we trust: {vkey}")
            named = {each.vkey for each in self.told.keys(origin)}
            if named and vkey not in named:
                raise UntrustedLog(f"{where}: expected a key that {origin} says it has or had, found {vkey}")
            self.check_end(origin, vkey, sizes.get(origin, 0), where=where)

    def check_end(self, origin: str, vkey: str, size: int, *, where: str) -> None:
        """Return only if a key had not ended when it signed a log of this size."""
        said = ends_of(self.told.revoked, origin=origin).get(vkey, size)
        end = min(said, self.ends.get(vkey, size))
        if size > end:
            raise UntrustedLog(
                f"{where}: the key {vkey} counts for the first {end} entries of {origin}, and it signed {size}"
            )

    def _now(self, origin: str) -> frozenset[str]:
        """Return the keys by which a checkpoint of a log counts now."""
        if self.rooted is None:
            return self.known | frozenset(_handed_over(self.told, self.known, origin))
        member = self.rooted.member(origin)
        return self.known | frozenset(member.vkeys if member else ())

    def _before(self, origin: str) -> frozenset[str]:
        """Return the keys that a log had, and whose signatures from then keep their meaning."""
        named = frozenset(each.vkey for each in self.told.keys(origin))
        return named if self.rooted is None else named & self.rooted.ever


def trust_of(
    told: Told, *, trusted: Sequence[Verifier], root: RootAdopted | None, ends: Mapping[str, int] | None = None
) -> Trust:
    """Return what decides for a reader who knew these keys, and holds this root."""
    known = frozenset(each.vkey() for each in trusted)
    roots = [fact.body for fact in told.roots if root and fact.body.organisation == root.organisation]
    return Trust(told=told, known=known, rooted=_rooted(root, roots) if root else None, ends=ends or {})


def _rooted(held: RootAdopted, here: Sequence[RootAdopted]) -> Rooted:
    """Return the last root that follows the one held, with every key that it or one before it lists."""
    last, chain = held, list(_before(held, here))
    while len(after := _texts(root for root in here if follows(root, (last,)) and root.number == last.number + 1)) == 1:
        chain.append(last)
        last = after[0]
    ever = (vkey for root in (*chain, last) for member in root.members for vkey in member.vkeys)
    return Rooted(root=last, ever=frozenset(ever), contested=tuple(after))


def _before(held: RootAdopted, here: Sequence[RootAdopted]) -> Iterator[RootAdopted]:
    """Yield the roots before one, back to the first that too few keys of the one after it signed."""
    after = held
    while len(earlier := _texts(root for root in here if _is_vouched(root, after))) == 1:
        yield (after := earlier[0])


def _is_vouched(root: RootAdopted, after: RootAdopted) -> bool:
    in_place = root.number == after.number - 1 and follows(root, ())
    return in_place and len(signed_by(root) & publics(after)) >= after.threshold


def _texts(roots: Iterable[RootAdopted]) -> list[RootAdopted]:
    return list({root_text(root): root for root in roots}.values())


def _handed_over(told: Told, known: frozenset[str], origin: str) -> Iterator[str]:
    """Yield the keys of a log that a known one, or one that took its place, handed over to."""
    reached = set(known)
    for fact in told.added:
        if fact.origin == origin and fact.body.replaces in reached and is_rotation(fact.body, origin):
            reached.add(fact.body.vkey)
            yield fact.body.vkey


def _read(origin: str, index: int, entry: Entry) -> Iterator[Fact[Any]]:
    try:
        body = read_body(entry, _KINDS[entry.kind])
    except RecordError:
        return
    yield Fact(ref="", origin=origin, index=index, case=entry.case, actor=entry.actor, at=moment(entry.at), body=body)


def _is_key(vkey: str, origin: str) -> bool:
    try:
        verifier_of(vkey, name=origin)
    except RecordError:
        return False
    return True
