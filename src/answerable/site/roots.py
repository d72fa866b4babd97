"""The roots of the organisations that publish: who belongs to each and with which keys, and until when that holds.

Rules:
  - A root is the text that `answerable root show` prints. It is made to be held by readers, and names keys and logs.
  - Of each organisation the chain is told that counts for the log which opened its cases; what contradicts it is told
    in a word and not given out, since none of it counts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime

from answerable.people.entries import RootAdopted
from answerable.people.root_files import root_text, write_root
from answerable.people.roots import Chain, chain, has_ended
from answerable.site.frame import Allowed, place
from answerable.site.record import Matter


class RootLine(Allowed, frozen=True, kw_only=True):
    """A root: whose, which number, until when it holds, the logs that it lists, its file, and SHA-256 of its text.

    Of each organisation one is the `last`, which is in force until it has `ended`. It is `contested` where two texts
    are signed under the number after it.
    """

    organisation: str
    number: int
    expires: date
    ended: bool
    last: bool
    contested: bool
    logs: tuple[str, ...]
    path: str
    fingerprint: str


def roots_of(matters: tuple[Matter, ...], *, at: datetime) -> tuple[RootLine, ...]:
    """Return the roots of the organisations whose cases are told, the last of each first."""
    return tuple(
        _line(root, last=root is known.last, contested=bool(known.contested), at=at)
        for _, known in sorted(_chains(matters).items())
        for root in reversed(_bodies(known))
    )


def root_files(matters: tuple[Matter, ...]) -> dict[str, bytes]:
    """Return each root as a file by its number, and the last of an organisation as `root.txt` besides."""
    files: dict[str, bytes] = {}
    for organisation, known in _chains(matters).items():
        files |= {_path(root): write_root(root).encode() for root in _bodies(known)}
        if known.last:
            files[f"logs/roots/{place(organisation)}/root.txt"] = files[_path(known.last)]
    return files


def _chains(matters: tuple[Matter, ...]) -> dict[str, Chain]:
    """Return the longest chain of each organisation that counts for a log which opened a case of it."""
    found: dict[str, Chain] = {}
    for matter in matters:
        for organisation, known in _known(matter):
            if known.number > found.get(organisation, Chain()).number:
                found[organisation] = known
    return found


def _known(matter: Matter) -> Iterator[tuple[str, Chain]]:
    people, origin = matter.release.people, matter.opened.origin
    for organisation in {fact.body.organisation for fact in people.sections if fact.origin == origin}:
        yield organisation, chain(people.roots, organisation=organisation, origin=origin)


def _bodies(known: Chain) -> tuple[RootAdopted, ...]:
    return tuple(fact.body for fact in known.roots)


def _path(root: RootAdopted) -> str:
    return f"logs/roots/{place(root.organisation)}/{root.number}.txt"


def _line(root: RootAdopted, *, last: bool, contested: bool, at: datetime) -> RootLine:
    return RootLine(
        organisation=root.organisation,
        number=root.number,
        expires=root.expires,
        ended=has_ended(root, at),
        last=last,
        contested=last and contested,
        logs=tuple(member.origin for member in root.members),
        path=_path(root),
        fingerprint=hashlib.sha256(root_text(root).encode()).hexdigest(),
    )
