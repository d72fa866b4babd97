"""The root of an organisation: who belongs to it, with which keys, signed by keys that lie on no server (after TUF).

Rules (TUF 1.0.33, sections 5.3 and 6.1, as to thresholds, numbers and both generations signing; docs/adr/0030 says why
not its files):
  - What is signed is the text that `root_files` writes.
  - A signature counts once for each key, whatever the names under which a key is listed; a key of small order counts
    for nothing. No key of a root may be a key of a log: those lie on servers.
  - Number 1 is signed by the threshold of its own keys. A log takes it on trust by holding it: so it counts, and with
    it all that follows, for the log that adopted it, and for no other. No stranger can give an organisation a root.
  - Number n + 1 is signed by the threshold of number n, and by its own. It counts in whichever log it stands. Until
    number n is here, nothing after it counts.
  - Where two texts under one number are signed as they should, neither counts: the one before them stays in force, and
    the next has to be signed by the threshold of each of the two.
  - Once a log has a root, only the logs that it lists belong to the organisation. That it has expired does not open the
    organisation again: it stops certificates (gate 24), and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache

import msgspec

from answerable.people.entries.sections import Member, RootAdopted, RootSignature
from answerable.people.root_files import root_text
from answerable.people.vkeys import verifier_of
from answerable.record.entry import Fact, moment
from answerable.record.errors import Malformed, RecordError
from answerable.record.note import Verifier, from_base64

MOST_KEYS = 20
"""Most keys of a root; chosen by hand: more people than come to one table."""


class Rooted(msgspec.Struct, frozen=True, kw_only=True):
    """The root in force for a log, and what was before and beside it.

    `ever` holds every key (vkey) that this root or an earlier one lists for a log. `contested` holds the texts that
    share the number after the one in force, of which none counts.
    """

    root: RootAdopted
    ever: frozenset[str] = frozenset()
    contested: tuple[RootAdopted, ...] = ()

    def member(self, origin: str) -> Member | None:
        """Return what the root says of a log, or None where it does not list it."""
        return next((member for member in self.root.members if member.origin == origin), None)

    def lists(self, origin: str, vkey: str) -> bool:
        """Tell whether the root in force lists this key for this log."""
        member = self.member(origin)
        return member is not None and vkey in member.vkeys


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """The roots of an organisation that count, in order, and the texts after them that contradict each other."""

    roots: tuple[Fact[RootAdopted], ...] = ()
    contested: tuple[Fact[RootAdopted], ...] = ()

    @property
    def last(self) -> RootAdopted | None:
        """Return the root in force, or None."""
        return self.roots[-1].body if self.roots else None

    @property
    def number(self) -> int:
        """Return the number that the next root has, less one; 0 where there is none."""
        return max((fact.body.number for fact in (*self.roots[-1:], *self.contested)), default=0)

    @property
    def signers(self) -> tuple[RootAdopted, ...]:
        """Return the roots whose thresholds have to sign the next one."""
        return tuple(fact.body for fact in self.contested or self.roots[-1:])


def chain(adopted: Iterable[Fact[RootAdopted]], *, organisation: str, origin: str) -> Chain:
    """Return the roots of `organisation` that count for the log `origin`, by the rules above."""
    of_it = [fact for fact in adopted if fact.body.organisation == organisation]
    found = Chain()
    while next_ones := _next(of_it, found, origin):
        if len(next_ones) == 1:
            found = Chain(roots=(*found.roots, next_ones[0]))
        else:
            found = Chain(roots=found.roots, contested=tuple(next_ones))
    return found


def _next(of_it: list[Fact[RootAdopted]], before: Chain, origin: str) -> list[Fact[RootAdopted]]:
    """Return the first fact of each text that follows the chain as it should."""
    number = before.number + 1
    texts: dict[str, Fact[RootAdopted]] = {}
    for fact in of_it:
        in_place = fact.body.number == number and (number > 1 or fact.origin == origin)
        if in_place and follows(fact.body, before.signers):
            texts.setdefault(root_text(fact.body), fact)
    return list(texts.values())


def rooted(adopted: Sequence[Fact[RootAdopted]], *, organisation: str, origin: str) -> Rooted | None:
    """Return the root in force for a log, or None where it has none."""
    if not adopted:
        return None
    found = chain(adopted, organisation=organisation, origin=origin)
    if found.last is None:
        return None
    listed = (vkey for fact in found.roots for member in fact.body.members for vkey in member.vkeys)
    contested = tuple(fact.body for fact in found.contested)
    return Rooted(root=found.last, ever=frozenset(listed), contested=contested)


@lru_cache(maxsize=256)
def follows(root: RootAdopted, before: tuple[RootAdopted, ...]) -> bool:
    """Tell whether a root is well formed, and signed by the threshold of its own keys and of each root before it."""
    try:
        check_root(root)
    except RecordError:
        return False
    signed = signed_by(root)
    return all(len(signed & publics(each)) >= each.threshold for each in (root, *before))


def check_root(root: RootAdopted) -> None:
    """Return only if a root says nothing that could not be: signatures are not asked for here.

    Raises:
        Malformed: it does; the message says where.
    """
    keys = [verifier_of(vkey) for vkey in root.keys]
    if len({key.public for key in keys}) != len(keys):
        raise Malformed("root: expected each key once, found one twice, perhaps under two names")
    if not root.threshold <= len(keys) <= MOST_KEYS:
        raise Malformed(f"root: expected {root.threshold} to {MOST_KEYS} keys, found {len(keys)}")
    if not root.members:
        raise Malformed("root: expected at least one member, found none")
    _check_members(root.members, frozenset(key.public for key in keys))


def _check_members(members: tuple[Member, ...], kept_off: frozenset[bytes]) -> None:
    for what in ("section", "origin"):
        named = [getattr(member, what) for member in members]
        if len(set(named)) != len(named):
            raise Malformed(f"root: expected each {what} once, found one twice")
    held: dict[bytes, str] = {}
    for member in members:
        if member.origin.rsplit("/", maxsplit=1)[-1] != member.section:
            raise Malformed(f"root: expected a log of {member.section}, found {member.origin}")
        if not member.vkeys and member.until is None:
            raise Malformed(f"root: expected a key of {member.section}, found none")
        for verifier in (verifier_of(vkey, name=member.origin) for vkey in member.vkeys):
            if verifier.public in kept_off:
                raise Malformed(f"root: a key of the root is a key of {member.section} too, which lies on a server")
            if verifier.public in held:
                raise Malformed(f"root: a key of {member.section} is listed before, for {held[verifier.public]}")
            held[verifier.public] = member.section


@lru_cache(maxsize=256)
def signed_by(root: RootAdopted) -> frozenset[bytes]:
    """Return the public keys whose signatures stand under a root and are right."""
    return frozenset(verifier.public for verifier in _signers(root))


def _signers(root: RootAdopted) -> Iterator[Verifier]:
    message = root_text(root).encode()
    for each in root.signatures:
        try:
            verifier = verifier_of(each.vkey)
            verifier.verify_bytes(message, from_base64(each.signature, where="signature of a root"))
        except RecordError:
            continue  # a wrong signature counts for nothing; the gate says so to whoever adds one
        yield verifier


@lru_cache(maxsize=256)
def publics(root: RootAdopted) -> frozenset[bytes]:
    """Return the public keys of a root that was checked."""
    return frozenset(verifier_of(vkey).public for vkey in root.keys)


def wrong_signatures(root: RootAdopted, before: Sequence[RootAdopted]) -> list[RootSignature]:
    """Return the signatures under a root that are wrong, or by a key of neither it nor a root before it."""
    known = frozenset[bytes]().union(*(publics(each) for each in (root, *before))) & signed_by(root)
    return [each for each in root.signatures if not _is_by(each, known, root)]


def _is_by(signature: RootSignature, known: frozenset[bytes], root: RootAdopted) -> bool:
    alone = msgspec.structs.replace(root, signatures=(signature,))
    return bool(signed_by(alone) & known)


def has_ended(root: RootAdopted, at: datetime) -> bool:
    """Tell whether a root no longer holds at a moment."""
    return at >= moment(root.expires)
