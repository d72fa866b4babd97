"""The tables of reviews and holds, one for each kind; and how a review is read from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from answerable.critiques.models import FactJudged, ItemAnswered, ReplySent
from answerable.designations.models import (
    DesignationCountersigned,
    DesignationDecided,
    DesignationDeclined,
    DesignationProposed,
    DesignationSigned,
)
from answerable.evidence.models import CaseOpened
from answerable.people.models import read_people
from answerable.people.standing import People, in_own_log, within
from answerable.record.acts import Seen, acts
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact, decode, moment as moment_in, read_body
from answerable.record.facts import read
from answerable.record.first import said_first
from answerable.record.models import EntryRow, FactRow, key_column
from answerable.record.ondemand import only
from answerable.releases.models import read_release
from answerable.reviews import entries
from answerable.reviews.gates import ErasureCase, ReviewCase, of_reviewers
from answerable.vault.errors import VaultError
from answerable.vault.store import text_of

CHUNK = 500
"""Entries fetched at once; chosen by hand: at most 32 MB."""


class ReviewOpened(FactRow):
    """A review was opened."""

    said = entries.ReviewOpened
    review = key_column()


class ReviewerNamed(FactRow):
    """Somebody was named to review."""

    said = entries.ReviewerNamed
    review = key_column()
    reviewer = key_column()


class ReviewerLeft(FactRow):
    """A reviewer left."""

    said = entries.ReviewerLeft
    review = key_column()
    reviewer = key_column()


class HoldPlaced(FactRow):
    """Nothing of some cases may be erased."""

    said = entries.HoldPlaced
    hold = key_column()


class HoldLifted(FactRow):
    """A hold was lifted."""

    said = entries.HoldLifted
    hold = key_column()


class AccessAsked(FactRow):
    """A reviewer asked to see something sealed."""

    said = entries.AccessAsked
    review = key_column()
    request = key_column()


class AccessDecided(FactRow):
    """Whether a reviewer may see what they asked for."""

    said = entries.AccessDecided
    review = key_column()
    request = key_column()


class ReportCommitted(FactRow):
    """A draft of the report, bound by hash."""

    said = entries.ReportCommitted
    review = key_column()


class ReportCommented(FactRow):
    """Somebody commented on a draft of the report."""

    said = entries.ReportCommented
    review = key_column()


class ReviewFinished(FactRow):
    """A reviewer says that a draft is the report."""

    said = entries.ReviewFinished
    review = key_column()


class ReviewDelayed(FactRow):
    """The report will be public later."""

    said = entries.ReviewDelayed
    review = key_column()


class ReviewPublished(FactRow):
    """The report was published."""

    said = entries.ReviewPublished
    review = key_column()


KEPT: Mapping[str, type[FactRow]] = {
    "opened": ReviewOpened,
    "named": ReviewerNamed,
    "left": ReviewerLeft,
    "asked": AccessAsked,
    "decided": AccessDecided,
    "committed": ReportCommitted,
    "commented": ReportCommented,
    "finished": ReviewFinished,
    "delayed": ReviewDelayed,
    "published": ReviewPublished,
}
"""The table from which each part of a review is read."""

BESIDE: tuple[type[FactRow], ...] = (
    *(DesignationProposed, DesignationSigned, DesignationCountersigned, DesignationDeclined, DesignationDecided),
    *(ReplySent, ItemAnswered, FactJudged),
)
"""What is said in a case besides its releases, by people whose acts a review may have to examine."""


def read_review(
    review: str,
    *,
    case: str,
    at: datetime,
    origin: str = "",
    cases: Iterable[str] = (),
    seen: Seen | None = None,
) -> ReviewCase:
    """Return everything that counts of what is on record about a review of a case, as of `seen`.

    Args:
        review: The key of the review.
        case: The case in which it was opened.
        at: The moment at which it is judged, or where the clock of the case stands if that is earlier.
        origin: A log of the organisation by whose people it is judged where nobody opened it yet.
        cases: Cases whose facts are wanted besides those that it examines: those that a hold holds.
        seen: The sizes of the logs as which the record is read; as it stands now where not given.
    """
    matter = read(CaseOpened, seen=seen, case=case)
    home = matter[0].origin if matter else origin
    people = within(read_people(seen=seen), home)

    def counted(table: type[FactRow], **lookup: str) -> tuple[Fact[Any], ...]:
        return only(read(table, seen=seen, **lookup), lambda fact: in_own_log(people, fact))

    own = {name: counted(table, review=review, case=case) for name, table in KEPT.items()}
    opened = own["opened"] = said_first(own["opened"])
    sound: dict[str, Any] = {**own, **of_reviewers(own)}
    known = _known(people, seen)
    moment = min(at, (matter[0].body.clock if matter else None) or at)
    wanted = [name for name in dict.fromkeys((*_examined(opened), *cases)) if name in known]
    return ReviewCase(
        people=people,
        at=moment,
        case=case,
        known=known,
        matters=tuple(read_release(name, at=moment, seen=seen) for name in wanted),
        beside=tuple(fact for name in wanted for table in BESIDE for fact in counted(table, case=name)),
        holds=counted(HoldPlaced),
        lifted=counted(HoldLifted),
        **sound,
    )


def read_erasure(content: str, *, at: datetime, seen: Seen | None = None) -> ErasureCase:
    """Return what is asked before content is erased, as of `seen`; the cases are read only where something is held."""
    holds = read(HoldPlaced, seen=seen)
    held = {name for fact in holds for name in fact.body.cases}
    if not held:
        return ErasureCase(people=People(), at=at)
    carrying = tuple(_carrying(content, held, seen))
    names = sorted({fact.case for fact in carrying})
    opened = only(read(CaseOpened, seen=seen), lambda fact: fact.case in held)
    known = {fact.case for fact in opened}
    return ErasureCase(
        people=read_people(seen=seen),
        at=at,
        opened=opened,
        holds=holds,
        lifted=read(HoldLifted, seen=seen),
        carrying=carrying,
        matters=tuple(read_release(name, at=at, seen=seen) for name in names if name in known),
    )


def asks(may: Callable[[ReviewCase, Fact[Any]], list[Blocker]]) -> Callable[[Fact[Any], Seen], list[Blocker]]:
    """Return the question whether an act may be said, put to the pure gate `may` on the review as of `seen`."""

    def ask(fact: Fact[Any], seen: Seen) -> list[Blocker]:
        review, cases = getattr(fact.body, "review", ""), getattr(fact.body, "cases", ())
        if isinstance(fact.body, entries.HoldLifted):
            review, cases = _held_for(fact, seen)
        state = read_review(review, case=fact.case, at=fact.at, origin=fact.origin, cases=cases, seen=seen)
        if isinstance(fact.body, entries.ReviewPublished):
            state = replace(state, lengths=dict(_lengths(state)))
        return may(state, fact)

    return ask


def asks_of_erasure(
    may: Callable[[ErasureCase, Fact[Any]], list[Blocker]],
) -> Callable[[Fact[Any], Seen], list[Blocker]]:
    """Return the question whether content may be erased, put to the pure gate `may` on the holds as of `seen`."""
    return lambda fact, seen: may(read_erasure(fact.body.content, at=fact.at, seen=seen), fact)


def _examined(opened: tuple[Fact[Any], ...]) -> tuple[str, ...]:
    return opened[0].body.cases if opened else ()


def _lengths(state: ReviewCase) -> Iterator[tuple[str, int]]:
    """Yield how long the text of each draft is, where it is here."""
    for fact in state.committed:
        with suppress(VaultError):
            yield fact.ref, len(text_of(fact.body.text))


def _known(people: People, seen: Seen | None) -> frozenset[str]:
    """Return the names of the cases that the organisation of these people opened."""
    logs = {fact.origin for fact in people.sections}
    return frozenset(fact.case for fact in read(CaseOpened, seen=seen) if fact.origin in logs)


def _held_for(fact: Fact[entries.HoldLifted], seen: Seen) -> tuple[str, tuple[str, ...]]:
    """Return the review that a hold serves, or "", and the cases that it holds."""
    placed = read(HoldPlaced, seen=seen, case=fact.case, hold=fact.body.hold)
    return (placed[0].body.review, placed[0].body.cases) if placed else ("", ())


def _carrying(content: str, cases: Collection[str], seen: Seen | None) -> Iterator[Fact[Any]]:
    """Yield the acts of these cases that carry a commitment, whatever their kind."""
    rows = EntryRow.objects.filter(case__in=cases).values_list("origin", "idx", "ref", "kind", "raw")
    for origin, index, ref, kind, raw in rows.iterator(chunk_size=CHUNK):
        if (seen is None or index < seen.get(origin, 0)) and content.encode() in bytes(raw) and kind in acts():
            entry = decode(bytes(raw))
            body = read_body(entry, acts()[kind].said)
            yield Fact(
                ref=ref,
                origin=origin,
                index=index,
                case=entry.case,
                actor=entry.actor,
                at=moment_in(entry.at),
                body=body,
            )
