"""The organisation as its keys have it, for a page: who belongs to it, which keys count, until when, what was revoked.

A key is judged as of a moment: it counts where its section's own log added it and did not revoke it, where it has not
expired, and where the root in force lists it, if there is one.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from answerable.people.entries import ForkShown, KeyAdded, KeyRevoked, RootAdopted
from answerable.people.gates.forks import is_proved
from answerable.people.roots import Chain, chain, has_ended, publics, signed_by
from answerable.people.rotation import has_expired
from answerable.people.standing import People, section_of_origin, within
from answerable.record.entry import Fact

State = Literal["counts", "revoked", "expired", "unlisted", "not-added"]


class KeyLine(msgspec.Struct, frozen=True, kw_only=True):
    """One key of a section. `added` is None where the root lists it and the log has not added it yet."""

    vkey: str
    state: State
    added: Fact[KeyAdded] | None = None
    revoked: Fact[KeyRevoked] | None = None


class SectionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One log that says that it belongs to the organisation, or that the root lists.

    `listed` tells whether the root lists it; `until` how many of its entries count where it has left.
    """

    section: str
    origin: str
    listed: bool
    keys: tuple[KeyLine, ...]
    until: int | None = None


class RootLine(msgspec.Struct, frozen=True, kw_only=True):
    """A root with how many of its keys have signed it, and whether it has ended."""

    root: RootAdopted
    signed: int
    ended: bool
    names: tuple[str, ...]


class Organisation(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the page shows; `root` is None where the reader's section has adopted none."""

    name: str
    root: RootLine | None
    contested: tuple[RootLine, ...]
    sections: tuple[SectionLine, ...]
    elsewhere: tuple[RootLine, ...]
    """Roots that others have put on record and that the reader's section has not taken on trust."""
    forks: tuple[Fact[ForkShown], ...]
    soonest: date | None
    """The next day on which the root or a key ends, or None."""


def organisation_of(everybody: People, origin: str, *, at: datetime) -> Organisation:
    """Return the organisation to which a log belongs, as that log sees it."""
    names = {fact.body.organisation: None for fact in everybody.sections if fact.origin == origin}
    name = next(iter(names), "")
    known = chain(everybody.roots, organisation=name, origin=origin)
    sections = tuple(_sections(everybody, known, name, at))
    root = _root(known.last, at) if known.last else None
    others = [fact.body for fact in everybody.roots if fact.body.organisation == name]
    days = [root.root.expires] if root else []
    days += [day for line in sections for key in line.keys if key.state == "counts" and (day := _day(key))]
    return Organisation(
        name=name,
        root=root,
        contested=tuple(_root(fact.body, at) for fact in known.contested),
        sections=sections,
        elsewhere=() if root else tuple(_root(body, at) for body in dict.fromkeys(others) if signed_by(body)),
        forks=tuple(fact for fact in everybody.forks if is_proved(_judging(everybody, origin, fact), fact.body)),
        soonest=min(days, default=None),
    )


def _day(key: KeyLine) -> date | None:
    return key.added.body.expires if key.added else None


def _judging(everybody: People, origin: str, fact: Fact[ForkShown]) -> People:
    """Return who judges a fork: the organisation of the reader, or everybody where the log is not in its root."""
    own = within(everybody, origin)
    return own if own.rooted and own.rooted.member(fact.body.log) else everybody


def _root(root: RootAdopted, at: datetime) -> RootLine:
    names = tuple(vkey.partition("+")[0] for vkey in root.keys)
    return RootLine(root=root, signed=len(signed_by(root) & publics(root)), ended=has_ended(root, at), names=names)


def _sections(everybody: People, known: Chain, name: str, at: datetime) -> list[SectionLine]:
    said = {fact.origin for fact in everybody.sections if fact.body.organisation == name}
    members = {member.origin: member for member in (known.last.members if known.last else ())}
    lines = []
    for origin in sorted({*said, *members}):
        member = members.get(origin)
        listed = None if known.last is None else frozenset(member.vkeys if member else ())
        lines.append(
            SectionLine(
                section=origin.rsplit("/", maxsplit=1)[-1],
                origin=origin,
                listed=member is not None,
                until=member.until if member else None,
                keys=_keys(everybody, origin, listed, at),
            )
        )
    return lines


def _keys(everybody: People, origin: str, listed: frozenset[str] | None, at: datetime) -> tuple[KeyLine, ...]:
    """Return every key of a log, oldest first; `listed` are those of the root, or None where there is no root."""
    ends: dict[str, Fact[KeyRevoked]] = {}
    for fact in everybody.key_revocations:
        if fact.origin == origin:
            ends.setdefault(fact.body.vkey, fact)
    added = [fact for fact in everybody.keys if fact.origin == origin and _is_own(fact, everybody)]
    lines = [
        KeyLine(
            vkey=fact.body.vkey,
            state=_state(fact, ends.get(fact.body.vkey), listed, at),
            added=fact,
            revoked=ends.get(fact.body.vkey),
        )
        for fact in added
    ]
    waiting = sorted((listed or frozenset()) - {fact.body.vkey for fact in added})
    return (*lines, *(KeyLine(vkey=vkey, state="not-added") for vkey in waiting))


def _is_own(fact: Fact[KeyAdded], everybody: People) -> bool:
    return section_of_origin(within(everybody, fact.origin), fact.origin) == fact.body.section


def _state(added: Fact[KeyAdded], ended: Fact[KeyRevoked] | None, listed: frozenset[str] | None, at: datetime) -> State:
    if ended:
        return "revoked"
    if has_expired(added.body, at):
        return "expired"
    return "unlisted" if listed is not None and added.body.vkey not in listed else "counts"
