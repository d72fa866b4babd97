"""The tables of cases and evidence: one for each kind, one row for each entry; and how a case is read from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from answerable.evidence import entries
from answerable.evidence.errors import NoSuchCase
from answerable.evidence.examining.tables import Examination  # noqa: F401 - Django finds tables here
from answerable.evidence.gates import EvidenceCase
from answerable.evidence.tables import FileRead, FileTrouble, StampFailed  # noqa: F401 - Django finds tables here
from answerable.people.models import read_people
from answerable.people.standing import within
from answerable.record.acts import Seen
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.record.models import FactRow, key_column


class CaseOpened(FactRow):
    """A matter is examined, under terms of reference. The entry's `case` is its name."""

    said = entries.CaseOpened


class ItemTakenIn(FactRow):
    """An item of evidence came into custody."""

    said = entries.ItemTakenIn
    item = key_column()


class ItemTransferred(FactRow):
    """An item went from one custodian to another; the digests before and after are those measured at the time."""

    said = entries.ItemTransferred
    item = key_column()


class ItemRehashed(FactRow):
    """The file of an item was read again, and had this digest."""

    said = entries.ItemRehashed
    item = key_column()


class ItemVerified(FactRow):
    """An item was verified, in two halves recorded apart: its source and its content."""

    said = entries.ItemVerified
    item = key_column()


class ItemGraded(FactRow):
    """Reliability of the source (A to F) and of the information (1 to 6), judged apart, never merged."""

    said = entries.ItemGraded
    item = key_column()


class ConsentGiven(FactRow):
    """The person behind a testimony agreed to these uses, after being told what they mean."""

    said = entries.ConsentGiven
    item = key_column()


class ConsentWithdrawn(FactRow):
    """The person behind a testimony took back these uses."""

    said = entries.ConsentWithdrawn
    item = key_column()


class ItemWithheld(FactRow):
    """An item is not published: why, and with whom it was shared instead."""

    said = entries.ItemWithheld
    item = key_column()


class ItemStamped(FactRow):
    """An authority vouched for the time at which the file of an item was there."""

    said = entries.ItemStamped
    item = key_column()


class ItemAccessed(FactRow):
    """Somebody opened the file of an item, copied it or gave it out."""

    said = entries.ItemAccessed
    item = key_column()


class ItemDerived(FactRow):
    """An item was made from another, whose file stays as it is."""

    said = entries.ItemDerived
    item = key_column()


class IdentitySealed(FactRow):
    """Who is behind an item was sealed: some of the holders together can open it, and none alone."""

    said = entries.IdentitySealed
    item = key_column()


class UnsealingAsked(FactRow):
    """Somebody asks to learn who is behind an item, and says why."""

    said = entries.UnsealingAsked
    item = key_column()


class UnsealingDecided(FactRow):
    """A holder agreed to an unsealing or refused."""

    said = entries.UnsealingDecided
    item = key_column()


class IdentityUnsealed(FactRow):
    """Whoever asked has opened the seal."""

    said = entries.IdentityUnsealed
    item = key_column()


def read_evidence(case: str, *, at: datetime, seen: Seen | None = None) -> EvidenceCase:
    """Return a case's evidence, as of `seen`, judged at `at`, or where the case's clock stands if that is earlier.

    So an act that a folder tells of is judged at its own moment, and everything after the clock at the clock.

    Raises:
        NoSuchCase: nobody opened a case by that name.
    """
    opened = read(CaseOpened, seen=seen, case=case)
    if not opened:
        raise NoSuchCase(f"expected a case on record, found none named {case!r}")
    return EvidenceCase(
        case=case,
        at=min(at, opened[0].body.clock or at),
        opened=opened[0],
        people=within(read_people(seen=seen), opened[0].origin),
        items=read(ItemTakenIn, seen=seen, case=case),
        transfers=read(ItemTransferred, seen=seen, case=case),
        rehashes=read(ItemRehashed, seen=seen, case=case),
        verifications=read(ItemVerified, seen=seen, case=case),
        grades=read(ItemGraded, seen=seen, case=case),
        consents=read(ConsentGiven, seen=seen, case=case),
        withdrawals=read(ConsentWithdrawn, seen=seen, case=case),
        withheld=read(ItemWithheld, seen=seen, case=case),
        stamps=read(ItemStamped, seen=seen, case=case),
        accesses=read(ItemAccessed, seen=seen, case=case),
        derivations=read(ItemDerived, seen=seen, case=case),
        seals=read(IdentitySealed, seen=seen, case=case),
        unsealings_asked=read(UnsealingAsked, seen=seen, case=case),
        unsealings_decided=read(UnsealingDecided, seen=seen, case=case),
        unsealed=read(IdentityUnsealed, seen=seen, case=case),
    )


def asks_of_name(
    may: Callable[[tuple[Fact[entries.CaseOpened], ...], Fact[entries.CaseOpened]], list[Blocker]],
) -> Callable[[Fact[Any], Seen], list[Blocker]]:
    """Return the question whether a case may be opened, put to the pure gate `may` on those opened under its name."""
    return lambda fact, seen: may(read(CaseOpened, seen=seen, case=fact.case), fact)


def asks(may: Callable[[EvidenceCase, Fact[Any]], list[Blocker]]) -> Callable[[Fact[Any], Seen], list[Blocker]]:
    """Return the question whether an act may be said, put to the pure gate `may` on the case as of `seen`."""
    return lambda fact, seen: may(read_evidence(fact.case, at=fact.at, seen=seen), fact)
