"""The next root of an organisation as a draft: what the last one says, and what is to change. Nobody has signed it.

Rules:
  - Number 1 starts from the sections that say on record that they belong to the organisation, with their keys; whoever
    signs it reads the list, and takes out who does not.
  - Every later one starts from the one in force. Only what is named changes.
  - A section that leaves keeps its line, with the size up to which its log counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from answerable.people.entries import Member, RootAdopted
from answerable.people.errors import NoRoot
from answerable.people.roots import Chain, chain, check_root
from answerable.people.standing import People, keys_of
from answerable.people.vkeys import verifier_of


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What the next root says otherwise than the last.

    `keys` are its own keys (vkeys), and `threshold` how many of them sign; empty and 0: as before. `adds` and `drops`
    are keys of logs, each named after its log. `leaves` holds how many entries count of the log of each section that
    leaves.
    """

    keys: tuple[str, ...] = ()
    threshold: int = 0
    adds: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()
    leaves: Mapping[str, int] = {}


def next_root(people: People, known: Chain, *, organisation: str, expires: date, changes: Changes) -> RootAdopted:
    """Return a root that follows those known, as the log sees them for which it is drafted.

    Raises:
        NoRoot: it is the first, and keys or threshold are missing; or a section that is to leave is not listed.
        Malformed: a key is none, or the root would be one that cannot count.
    """
    before = known.last
    if before is None and not (changes.keys and changes.threshold):
        raise NoRoot("the first root needs its own keys and how many of them sign: --key and --threshold")
    members = {m.origin: m for m in (before.members if before else _said(people, organisation))}
    for vkey in changes.adds:
        _add(members, vkey)
    _take_out(members, set(changes.drops))
    _let_leave(members, changes.leaves)
    root = RootAdopted(
        organisation=organisation,
        number=known.number + 1,
        expires=expires,
        keys=changes.keys or (before.keys if before else ()),
        threshold=changes.threshold or (before.threshold if before else 1),
        members=tuple(members[origin] for origin in sorted(members)),
    )
    check_root(root)
    return root


def chain_of(people: People, organisation: str) -> tuple[str, Chain]:
    """Return the log of the organisation that knows most roots, and these; the first log where none knows any.

    Raises:
        NoRoot: no log on record belongs to the organisation.
    """
    logs = sorted({fact.origin for fact in people.sections if fact.body.organisation == organisation})
    if not logs:
        raise NoRoot(f"expected an organisation whose sections have joined, found {organisation!r}")
    chains = [(origin, chain(people.roots, organisation=organisation, origin=origin)) for origin in logs]
    return max(chains, key=lambda each: each[1].number)


def _said(people: People, organisation: str) -> Iterable[Member]:
    for origin in sorted({fact.origin for fact in people.sections if fact.body.organisation == organisation}):
        section = origin.rsplit("/", maxsplit=1)[-1]
        if held := keys_of(people, section):
            yield Member(section=section, origin=origin, vkeys=held)


def _add(members: dict[str, Member], vkey: str) -> None:
    origin = verifier_of(vkey).name
    known = members.get(origin) or Member(section=origin.rsplit("/", maxsplit=1)[-1], origin=origin, vkeys=())
    members[origin] = msgspec.structs.replace(known, vkeys=tuple(dict.fromkeys((*known.vkeys, vkey))))


def _take_out(members: dict[str, Member], drops: set[str]) -> None:
    listed = {vkey for member in members.values() for vkey in member.vkeys}
    if strange := drops - listed:
        raise NoRoot(f"expected a key that the root lists, found {min(strange)}")
    for origin, member in members.items():
        kept = tuple(vkey for vkey in member.vkeys if vkey not in drops)
        members[origin] = msgspec.structs.replace(member, vkeys=kept)


def _let_leave(members: dict[str, Member], leaves: Mapping[str, int]) -> None:
    named = {member.section: member for member in members.values()}
    for section, size in leaves.items():
        if section not in named:
            raise NoRoot(f"expected a section that the root lists ({', '.join(sorted(named))}), found {section!r}")
        members[named[section].origin] = msgspec.structs.replace(named[section], until=size)
