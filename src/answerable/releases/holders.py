"""Who holds a release, and so is sent every notice on it: who was given a copy, and the sections that read drafts.

Rules:
  - Whoever was ever given a copy holds it, of whichever version, under embargo or not, given more copies or not: a
    notice goes to those who got the original even where nobody thinks of them any more.
  - Who holds a translation, a short form or a release that rests on a report holds what it says of the report.
  - Sections hold what they were given as drafts. They read the record, and acknowledge there.
  - Others who know of holders (`echoes.holders`: outlets) give theirs to `holders_of`; no later room is read from here.
  - A holder is known to the section that gave the copy, and is reached by that section.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec

from answerable.clearance.gates import days_after
from answerable.people.standing import in_own_log, origin_of, policy_of, section_of_origin
from answerable.record.entry import Fact
from answerable.releases.entries import CopyGiven, NoticeAcknowledged, NoticeSent, OutputReleased
from answerable.releases.gates import ReleaseCase
from answerable.releases.gates.dissociation import Published, name_of
from answerable.releases.gates.holding import has_read
from answerable.releases.notices import dependants

SECTION, OUTLET = "section", "outlet"
"""Capacities besides those in which a copy is given."""


class Holder(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who holds a release: under which name the record knows them, and how they are reached.

    `who` and `address` are commitments, or "". `origin` is the log of the section that knows them, `giver` the person
    who recorded it. `place` is a public address, where there is one. `lapsed` is when they were given copies no more.
    """

    name: str
    capacity: str
    origin: str
    section: str
    giver: str
    since: datetime
    who: str = ""
    address: str = ""
    place: str = ""
    language: str = ""
    lapsed: datetime | None = None


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """How far one notice has got with one holder, and by when it should have reached them."""

    holder: Holder
    notice: Published
    name: str
    """The name under which the notice is sent; see `gates.dissociation.sent_as`."""

    due: datetime
    sent: Fact[NoticeSent] | None
    acknowledged: Fact[NoticeAcknowledged] | None
    overdue: bool

    @property
    def took(self) -> timedelta | None:
        """How long it took to reach the holder, or None while it has not."""
        moments = [fact.at for fact in (self.sent, self.acknowledged) if fact is not None]
        return max(min(moments) - self.notice.at, timedelta()) if moments else None


def holders_of(case: ReleaseCase, release: Fact[OutputReleased], others: Iterable[Holder] = ()) -> tuple[Holder, ...]:
    """Return everybody who holds a release or what rests on it, each once: by copies, as sections, and `others`."""
    outputs = {release.body.output, *(each.body.output for each in dependants(case, release.body.output))}
    found: dict[tuple[str, str], Holder] = {}
    for each in (*_given(case, outputs), *_sections(case, outputs), *others):
        found.setdefault((each.name, each.origin), each)
    return tuple(found.values())


def reached(case: ReleaseCase, notice: Published, holders: Iterable[Holder]) -> tuple[Reached, ...]:
    """Return how far a notice has got with each holder, overdue first."""
    due = days_after(notice.at, policy_of(case.people, at=case.at).afterwards.held)
    others = [each for each in holders if (each.capacity, each.origin) != (SECTION, notice.origin)]
    found = [_reached(case, notice, each, name=name_of(case, notice), due=due) for each in others]
    return tuple(sorted(found, key=lambda each: not each.overdue))


def _reached(case: ReleaseCase, notice: Published, holder: Holder, *, name: str, due: datetime) -> Reached:
    sent = next((fact for fact in case.notices_sent if _about(fact, name, holder)), None)
    told = (fact for fact in case.notices_acknowledged if _about(fact, name, holder) and has_read(case, fact))
    read = next(told, None)
    late = sent is None and read is None and case.at >= due
    return Reached(holder=holder, notice=notice, name=name, due=due, sent=sent, acknowledged=read, overdue=late)


def _about(fact: Fact[NoticeSent] | Fact[NoticeAcknowledged], name: str, holder: Holder) -> bool:
    """Tell whether something was said of this notice and holder by who can: the section that knows the holder.

    A section that reads the record says itself that it has read a notice: nobody else can say so for it.
    """
    if (fact.body.notice, fact.body.holder) != (name, holder.name):
        return False
    return holder.capacity == OUTLET or fact.origin == holder.origin


def _given(case: ReleaseCase, outputs: set[str]) -> Iterable[Holder]:
    """Give those who were given a copy; what they were told last of who and where counts."""
    copies: dict[tuple[str, str], list[Fact[CopyGiven]]] = {}
    for fact in case.copies:
        if fact.body.output in outputs and in_own_log(case.people, fact):
            copies.setdefault((fact.body.holder, fact.origin), []).append(fact)
    for (name, origin), facts in copies.items():
        last = facts[-1]
        yield Holder(
            name=name,
            capacity=last.body.capacity,
            origin=origin,
            section=section_of_origin(case.people, origin),
            giver=last.actor,
            since=facts[0].at,
            who=last.body.who,
            address=next((fact.body.address for fact in reversed(facts) if fact.body.address), ""),
            language=last.body.language,
            lapsed=_lapsed(case, last),
        )


def _lapsed(case: ReleaseCase, last: Fact[CopyGiven]) -> datetime | None:
    named = (last.body.holder, last.origin)
    own = [fact for fact in case.lapsed if (fact.body.holder, fact.origin) == named]
    return own[-1].at if own and own[-1].index > last.index else None


def _sections(case: ReleaseCase, outputs: set[str]) -> Iterable[Holder]:
    """Give the sections that were delivered a draft of what was released, or of what rests on it."""
    first: dict[str, datetime] = {}
    for fact in case.clearance.delivered:
        if fact.body.output in outputs:
            first.setdefault(fact.body.section, fact.at)
    for section, since in first.items():
        origin = origin_of(case.people, section)
        yield Holder(name=section, capacity=SECTION, origin=origin, section=section, giver="", since=since)
